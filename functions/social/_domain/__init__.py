"""Social's rules: pure, no store, no clock."""
