"""The stores of orders: the only SQL, the only state machine calls."""
