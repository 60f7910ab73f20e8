"""The catalogue's stores: the only SQL and the only Redis keys."""
