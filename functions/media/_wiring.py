"""Where media's adapters are built, each on first use. Drivers are imported by what opens them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from media._settings import Settings

if TYPE_CHECKING:
    from chassis.mysql import Database
    from chassis.stores import Cassandra
    from media._adapters.cassandra_positions import Positions
    from media._adapters.executions import Jobs, Transcodings
    from media._adapters.mysql_assets import Assets
    from media._adapters.mysql_uploads import Uploads
    from media._adapters.s3_renditions import Renditions
    from media._adapters.s3_uploads import UploadBucket


@cache
def database() -> Database:
    from chassis.mysql import Database  # noqa: PLC0415 - drivers load on first use

    settings = Settings.load()
    return Database(settings.mysql_url, settings.mysql_secret)


@cache
def uploads() -> Uploads:
    from media._adapters.mysql_uploads import Uploads  # noqa: PLC0415

    return Uploads(database())


@cache
def upload_bucket() -> UploadBucket:
    from chassis.secrets import aws, s3_signer  # noqa: PLC0415
    from media._adapters.s3_uploads import UploadBucket  # noqa: PLC0415

    settings = Settings.load()
    return UploadBucket(aws("s3"), s3_signer(settings.s3_public_url), settings.uploads_bucket)


@cache
def assets() -> Assets:
    from media._adapters.mysql_assets import Assets  # noqa: PLC0415

    return Assets(database())


@cache
def renditions() -> Renditions:
    from chassis.secrets import aws  # noqa: PLC0415
    from media._adapters.s3_renditions import Renditions  # noqa: PLC0415

    return Renditions(aws("s3"), Settings.load().media_bucket)


@cache
def transcodings() -> Transcodings:
    from chassis.secrets import aws  # noqa: PLC0415
    from media._adapters.executions import Transcodings  # noqa: PLC0415

    settings = Settings.load()
    return Transcodings(aws("stepfunctions"), settings.transcode_arn, settings.uploads_bucket)


@cache
def jobs() -> Jobs:
    from chassis.secrets import aws  # noqa: PLC0415
    from media._adapters.executions import Jobs  # noqa: PLC0415

    return Jobs(aws("mediaconvert"))


@cache
def cassandra() -> Cassandra:
    from chassis.stores import Cassandra  # noqa: PLC0415

    settings = Settings.load()
    return Cassandra(settings.cassandra_url, settings.cassandra_secret)


@cache
def positions() -> Positions:
    from media._adapters.cassandra_positions import Positions  # noqa: PLC0415

    return Positions(cassandra())
