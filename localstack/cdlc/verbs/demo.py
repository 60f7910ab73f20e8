"""`cdlc demo`: play the whole path, check each answer, print links and figures."""

from __future__ import annotations

from rich.table import Table

from cdlc.console import Refused, out
from cdlc.demo.figures import Figure, measure, memory_gb
from cdlc.demo.stage import Stage, Wrong
from cdlc.demo.walk import STEPS
from cdlc.settings import load
from cdlc.verbs import up


def command() -> None:
    """Play the whole path on the running cloud (started if it is not); exit code 1 at the first wrong answer."""
    settings = load()
    up.command()
    stage = Stage(settings)
    at_rest = memory_gb(stage)
    try:
        for step in STEPS:
            step(stage)
        figures = measure(stage, at_rest)
    except Wrong as error:
        raise Refused(f"demo: {error}") from None
    show(figures)
    for what, path in (("the start page (put in what `cdlc token --as viewer` prints)", "/"),
                       ("films", "/api/catalogue/titles"), ("countries", "/api/insights/titles-by-country"),
                       ("trending", "/api/discovery/trending"), ("the API", "/api/openapi.json")):  # fmt: skip
        out.print(f"{settings.public_url}{path}  {what}")


def show(figures: list[Figure]) -> None:
    """The figures as a table: measured, aim, whether it is met."""
    rows = Table("figure", "measured", "aim", "", box=None, header_style="dim")
    for each in figures:
        value = "not in this run" if each.value is None else f"{each.value:.2f} {each.unit}"
        aim = "" if each.aim is None else f"≤ {each.aim:g} {each.unit}"
        met = "" if each.value is None or each.aim is None else ("met" if each.value <= each.aim else "MISSED")
        rows.add_row(each.name, value, aim, met)
    out.print(rows)
