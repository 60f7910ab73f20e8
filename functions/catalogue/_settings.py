"""The catalogue's environment."""

from chassis.settings import ContextSettings


class Settings(ContextSettings):
    """Addresses of its stores; the password of MySQL by the name of its secret."""

    mysql_url: str
    mysql_secret: str
    redis_url: str
    cursor_secret: str  # read by chassis.paging
    exports_bucket: str = ""  # of export_ids alone
    public_url: str = ""  # what the addresses of images begin with
    uploads_bucket: str = ""  # of images as they are sent
    media_bucket: str = ""  # of images as they are shown
    s3_public_url: str = ""  # where people reach S3; empty = S3's own address
