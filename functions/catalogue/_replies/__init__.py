"""What the catalogue's API reads and says, one module per resource."""
