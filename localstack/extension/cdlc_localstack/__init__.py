"""The missing half of LocalStack's community edition: one area per package, each with `install()`."""
