"""Events, and the webhook endpoints that want to be told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from . import forms
from .errors import bad_parameter
from .work import new_id

if TYPE_CHECKING:
    from .store import Json
    from .work import Work

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_ENDPOINT = {
    "url": forms.text, "enabled_events": forms.texts, "description": forms.text, "metadata": forms.metadata,
}  # fmt: skip


def retrieve_event(work: Work) -> Json:
    forms.read(work.params, {})
    return work.need("event", work.ids["id"], "id")


def list_events(work: Work) -> Json:
    """Newest first."""
    asked = forms.read(work.params, {**forms.PAGE, "type": forms.text})
    return work.page("event", asked, "/v1/events", type=asked.get("type"))


def create_endpoint(work: Work) -> Json:
    """Only on this machine: the simulator calls nobody else. The secret is told here and never again."""
    asked = forms.read(work.params, _ENDPOINT, required=("url", "enabled_events"))
    target = urlsplit(asked["url"])
    if target.scheme not in {"http", "https"} or target.hostname not in _LOOPBACK:
        message = f"Invalid URL: the simulator delivers to this machine only, not to {target.hostname}"
        raise bad_parameter("url", message, "url_invalid")
    fields = {"description": None, "metadata": {}, **asked}
    endpoint = work.new("we", "webhook_endpoint", status="enabled", secret=new_id("whsec"), **fields)
    return work.session.add(endpoint)


def retrieve_endpoint(work: Work) -> Json:
    forms.read(work.params, {})
    return _without_secret(work.need("webhook_endpoint", work.ids["id"], "id"))


def list_endpoints(work: Work) -> Json:
    asked = forms.read(work.params, forms.PAGE)
    page = work.page("webhook_endpoint", asked, "/v1/webhook_endpoints")
    return page | {"data": [_without_secret(each) for each in page["data"]]}


def delete_endpoint(work: Work) -> Json:
    forms.read(work.params, {})
    endpoint = work.need("webhook_endpoint", work.ids["id"], "id")
    work.session.remove(endpoint["id"])
    work.session.sql.execute("DELETE FROM deliveries WHERE endpoint = ?", (endpoint["id"],))
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def _without_secret(endpoint: Json) -> Json:
    return {name: value for name, value in endpoint.items() if name != "secret"}
