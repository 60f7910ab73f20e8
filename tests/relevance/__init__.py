"""Whether searches find what was meant: judged queries drawn from facts, and how a ranking scores on them."""
