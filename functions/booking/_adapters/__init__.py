"""Booking's stores: the only SQL, the only Redis keys."""
