"""The rules of orders: pure, no store, no clock."""
