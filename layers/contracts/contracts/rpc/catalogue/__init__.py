"""What other contexts may ask the catalogue."""
