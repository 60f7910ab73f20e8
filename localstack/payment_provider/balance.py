"""The balance: what was captured less what was given back, entry by entry. The simulator takes no fees."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from . import forms

if TYPE_CHECKING:
    from .store import Json
    from .work import Work

KIND = "balance_transaction"


def enter(work: Work, kind: str, source: str, amount: int, currency: str) -> Json:
    """Add an entry: `amount` in minor units, negative for money that leaves."""
    return work.session.add(work.new(
        "txn", KIND, amount=amount, available_on=work.at, currency=currency, fee=0, fee_details=[], net=amount,
        reporting_category=kind, source=source, status="available", type=kind,
    ))  # fmt: skip


def retrieve_balance(work: Work) -> Json:
    forms.read(work.params, {})
    sums: Counter[str] = Counter()
    for entry in work.session.all(KIND):
        sums[entry["currency"]] += entry["net"]
    available = [{"amount": amount, "currency": currency} for currency, amount in sorted(sums.items())]
    return {"object": "balance", "livemode": False, "available": available, "pending": []}


def retrieve(work: Work) -> Json:
    forms.read(work.params, {})
    return work.need(KIND, work.ids["id"], "id")


def listed(work: Work) -> Json:
    readers = {**forms.PAGE, "type": forms.text, "source": forms.text, "currency": forms.currency}
    asked = forms.read(work.params, readers)
    wanted = {name: asked.get(name) for name in ("type", "source", "currency")}
    return work.page(KIND, asked, "/v1/balance_transactions", **wanted)
