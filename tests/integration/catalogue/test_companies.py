"""add_company, get_company, change_company, remove_company, list_companies, list_company_titles on MariaDB."""

from __future__ import annotations

import json
import threading
import uuid
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest

from catalogue import _operations
from catalogue._adapters import mysql_companies
from catalogue._adapters.mysql_companies import Companies, OpenCompanies
from catalogue._domain.refusals import CompanyOwnsItself
from catalogue._settings import Settings
from catalogue.import_titles import handler as import_titles
from chassis.errors import Unavailable
from chassis.http import Caller
from chassis.mysql import Database
from integration.catalogue.context_stores import ROOT
from integration.catalogue.films import film, number
from integration.catalogue.lambda_calls import deliver

if TYPE_CHECKING:
    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema


def post(call: Call, **fields: Any) -> Any:
    body = {"name": f"Company {uuid.uuid4()}", **fields}
    return call("add_company", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})


def add(call: Call, **fields: Any) -> dict[str, Any]:
    made = post(call, **fields)
    assert made.status == 201, made.json
    return {**made.json, "etag": made.headers["etag"]}


def change(call: Call, company: dict[str, Any], etag: str | None = None, **patch: Any) -> Any:
    headers = {"If-Match": etag or company["etag"]}
    return call("change_company", path={"company_id": company["id"]}, body=patch, headers=headers)


def remove(call: Call, company: dict[str, Any], etag: str | None = None) -> Any:
    headers = {"If-Match": etag or company["etag"]}
    return call("remove_company", path={"company_id": company["id"]}, headers=headers)


def read(call: Call, company: dict[str, Any]) -> Any:
    return call("get_company", path={"company_id": company["id"]})


def test_the_sample_company_is_made_once_and_read_back(call: Call) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    made, repeated = call("add_company", headers=key), call("add_company", headers=key)
    assert (made.status, repeated.json) == (201, made.json)
    assert made.headers["location"] == f"/api/catalogue/companies/{made.json['id']}"
    assert (made.json["country_code"], made.json["parent_id"]) == ("DE", None)
    found = read(call, made.json)
    assert (found.json, found.headers["etag"][:3]) == (made.json, '"1-')


def test_events_follow_their_schemas_and_the_history_has_each_field(call: Call, schema: Schema) -> None:
    owner, company = add(call), add(call, country_code="FR")
    changed = change(call, company, parent_id=owner["id"], country_code=None)
    assert changed.json["parent_id"] == owner["id"]
    assert remove(call, company, changed.headers["etag"]).status == 204
    events = schema.published(company["id"])
    assert [event.type.split(".")[2] for event in events] == ["CompanyAdded", "CompanyChanged", "CompanyRemoved"]
    for event in events:
        form = ROOT / "events" / "schemas" / "catalogue" / f"{event.type.split('.', 2)[2]}.json"
        jsonschema.validate(dict(event.data), json.loads(form.read_text()))
    sql = (
        "SELECT field FROM field_changes WHERE thing_kind = 'company' AND thing_id = %s AND version = 2 ORDER BY field"
    )
    fields = [row["field"] for row in schema.rows(sql, (uuid.UUID(company["id"]).bytes,))]
    assert fields == ["country_code", "parent_id"]


def test_a_stale_etag_is_412_and_a_removed_company_410_and_an_unknown_one_404(call: Call) -> None:
    company = add(call)
    later = change(call, company, country_code="IT").headers["etag"]
    assert [change(call, company, name="x").status, remove(call, company).status] == [412, 412]
    assert remove(call, company, later).status == 204
    assert [read(call, company).status, change(call, company).status, remove(call, company).status] == [410] * 3
    nothing = {"id": str(uuid.uuid4()), "etag": '"1-00000000"'}
    assert [read(call, nothing).status, change(call, nothing).status, remove(call, nothing).status] == [404] * 3
    for gone, status in ((company, 410), (nothing, 404)):
        assert call("list_company_titles", path={"company_id": gone["id"]}, query={}).status == status


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"name": None}, "/name"),
        ({"country_code": "XX"}, "/country_code"),
        ({"country_code": "de"}, "/country_code"),
        ({"homepage": "https://" + "x" * 512}, "/homepage"),
        ({"parent_id": "nobody"}, "/parent_id"),
        ({"parent_id": str(uuid.uuid4())}, "/parent_id"),
        ({"founded": 1917}, "/founded"),
        ({"external_ids": {"TMDB": "1"}}, "/external_ids/TMDB"),
    ],
)
def test_what_cannot_be_is_422_and_says_where(call: Call, fields: dict[str, Any], pointer: str) -> None:
    answer = post(call, **fields)
    assert (answer.status, answer.json["errors"][0]["pointer"].removesuffix("/[key]")) == (422, pointer)


def test_a_company_cannot_come_to_own_itself_nor_stand_under_a_removed_one(call: Call) -> None:
    top = add(call)
    middle = add(call, parent_id=top["id"])
    bottom = add(call, parent_id=middle["id"])
    for company, owner in ((top, bottom), (top, top)):
        answer = change(call, company, parent_id=owner["id"])
        assert (answer.status, answer.json["type"]) == (422, "/problems/company-owns-itself")
    assert remove(call, middle).json["type"] == "/problems/company-has-parts"
    assert remove(call, bottom).status == 204
    assert post(call, parent_id=bottom["id"]).json["type"] == "/problems/unknown-company"


def own_each_other(call: Call, looked: threading.Barrier | None = None) -> list[str]:
    """`one` goes under `other` while `other` goes under what `one` owns: each is locked before either looks up."""
    one, other = add(call), add(call)
    part = add(call, parent_id=one["id"])
    settings, outcomes, locked = Settings.load(), list[str](), threading.Barrier(2)

    class Slow(OpenCompanies):
        def check(self, thing: Any) -> None:
            locked.wait()
            super().check(thing)
            if looked is not None:
                looked.wait()

    class Store(Companies):
        open = Slow

    def write(company: dict[str, Any], owner: dict[str, Any]) -> None:
        store = Store(Database(settings.mysql_url, settings.mysql_secret))
        try:
            _operations.change(store, company["id"], {"parent_id": owner["id"]}, Caller("test"), 1)
            outcomes.append("done")
        except (CompanyOwnsItself, Unavailable):
            outcomes.append("refused")

    writers = [threading.Thread(target=write, args=pair) for pair in ((one, other), (other, part))]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return sorted(outcomes)


def test_of_two_companies_that_take_each_other_at_once_one_is_refused(call: Call) -> None:
    assert own_each_other(call) == ["done", "refused"]


def test_without_the_lock_on_the_owners_they_would_own_each_other(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked = mysql_companies._OWNER.replace(" LOCK IN SHARE MODE", "")
    monkeypatch.setattr(mysql_companies, "_OWNER", unlocked)
    assert own_each_other(call, looked=threading.Barrier(2)) == ["done", "done"]


def test_companies_are_listed_by_words_page_by_page(call: Call) -> None:
    mark = uuid.uuid4().hex[:10]
    for name in "cab":
        add(call, name=f"{name} {mark}")
    first = call("list_companies", query={"query": mark, "limit": "2", "sort": "-name"}).json
    second = call(
        "list_companies", query={"query": mark, "limit": "2", "sort": "-name", "cursor": first["next_cursor"]}
    )
    assert [each["name"][0] for page in (first, second.json) for each in page["items"]] == ["c", "b", "a"]
    assert second.json["next_cursor"] is None


def test_what_a_company_did_is_listed_by_role_and_its_new_name_and_removal_reach_its_titles(
    call: Call, schema: Schema
) -> None:
    studio = {"id": number(), "name": f"Studio {uuid.uuid4()}"}
    assert import_titles({"rows": [film(production_companies=[studio]) for _ in range(3)]}, None)["added"] == 3
    (company,) = call("list_companies", query={"query": studio["name"].split()[1]}).json["items"]
    path = {"company_id": company["id"]}
    first = call("list_company_titles", path=path, query={"limit": "2"}).json
    rest = call("list_company_titles", path=path, query={"limit": "2", "cursor": first["next_cursor"]}).json
    titles = [each["title_id"] for each in (*first["items"], *rest["items"])]
    assert (len(set(titles)), {each["role"] for each in first["items"]}) == (3, {"production"})
    assert call("list_company_titles", path=path, query={"role": "network"}).json["items"] == []
    assert call("list_company_titles", path=path, query={"role": "catering"}).status == 422

    def shown() -> Any:
        deliver("catalogue", "on_title_changed", schema.published(titles[0])[-1])
        answer = call("get_title", path={"title_id": titles[0]}, query={"append": "companies"})
        return answer.json["companies"]

    renamed = change(call, company, read(call, company).headers["etag"], name="Another")
    assert shown() == [{"company_id": company["id"], "name": "Another", "role": "production"}]
    assert remove(call, company, renamed.headers["etag"]).status == 204
    assert shown() == []
