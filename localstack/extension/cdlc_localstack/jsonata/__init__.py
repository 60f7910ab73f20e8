def install() -> None:
    """Replaced by the area."""
