"""Where payments lie, and who moves the money: MySQL and Stripe."""
