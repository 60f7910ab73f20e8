"""Media's environment."""

from chassis.settings import ContextSettings


class Settings(ContextSettings):
    """Addresses of its stores; passwords by the names of their secrets."""

    mysql_url: str
    mysql_secret: str
    cassandra_url: str
    cassandra_secret: str
    cursor_secret: str  # read by chassis.paging
    uploads_bucket: str
    media_bucket: str
    s3_public_url: str = ""  # where people reach S3; empty = S3's own address
    transcode_arn: str = ""  # only where transcodings are started or looked after
