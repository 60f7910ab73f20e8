"""Schedule, daily: a new signing key when there is none or the newest is older than 30 days."""

from typing import TYPE_CHECKING

from chassis import clock
from chassis.clock import rfc3339
from chassis.schedule import schedule
from identity import _wiring
from identity._domain.keys import is_due, rotated
from identity._settings import Settings

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent


@schedule
def handler(_: "CloudWatchEvent") -> dict[str, object]:
    from identity._adapters import key_store, rsa  # noqa: PLC0415 - boto3 loads on first use

    store, now = _wiring.private_keys(), clock.now()
    keys = store.read()
    if is_due(keys, now):
        keys = store.replace(keys, rotated(keys, rsa.generate(now)))
    key_store.publish(Settings.load().jwks_parameter, keys)  # on every run: what a dead one left undone is done now
    return {"kid": keys[0].kid, "created_at": rfc3339(keys[0].created_at)}
