"""GET /images/configuration: how addresses of pictures are made, in which sizes, and what may be uploaded."""

from catalogue._replies.images import ImageConfiguration
from catalogue._settings import Settings
from chassis.http import Reply, endpoint


@endpoint("GET /images/configuration", cache="public, max-age=300")
def handler() -> Reply[ImageConfiguration]:
    return Reply(ImageConfiguration.at(Settings.load().public_url))
