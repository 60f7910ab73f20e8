"""Checkouts, orders and tickets: from chosen seats to a code to show at the door, or to nothing owed and held."""
