"""Films, series, people, companies and countries: what they are, who made them, and how to find them."""
