"""Venues, auditoriums, showings and their seats: what is on, and who holds or has bought which seat."""
