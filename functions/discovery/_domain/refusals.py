"""What discovery refuses, by name."""

from chassis.errors import Gone


class TrendingListExpired(Gone):
    """The list that the cursor belongs to was replaced long ago."""
