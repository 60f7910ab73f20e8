"""Pure: what a row change says, and how its values are typed."""
