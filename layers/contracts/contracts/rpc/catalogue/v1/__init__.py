"""Version 1 of the catalogue's service: changes are additive, field numbers are never used again."""
