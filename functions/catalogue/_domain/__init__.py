"""The catalogue's rules: pure, no store, no clock."""
