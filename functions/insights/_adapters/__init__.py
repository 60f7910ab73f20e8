"""ClickHouse: the only SQL of this context; dead letters of its sink."""
