"""Media's rules: pure."""
