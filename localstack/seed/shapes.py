"""SVG's shapes as text, with whole numbers where they suffice."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, pi, sin

Point = tuple[float, float]


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def circle(x: float, y: float, r: float, fill: str, more: str = "") -> str:
    """A disc; with `fill` "none" and a stroke in `more`, a ring."""
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" fill="{fill}"{_more(more)}/>'


def rect(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:  # noqa: PLR0913, PLR0917  # as SVG has it
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{fill}"{_more(more)}/>'


def polygon(points: Iterable[Point], fill: str, more: str = "") -> str:
    joined = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    return f'<polygon points="{joined}" fill="{fill}"{_more(more)}/>'


def line(start: Point, end: Point, stroke: str, width: float, more: str = "") -> str:
    (x1, y1), (x2, y2) = start, end
    ends = f'x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
    return f'<line {ends} stroke="{stroke}" stroke-width="{_n(width)}"{_more(more)}/>'


def path(d: str, fill: str, more: str = "") -> str:
    return f'<path d="{d}" fill="{fill}"{_more(more)}/>'


def stroked(d: str, stroke: str, width: float, more: str = "") -> str:
    """A path that is only a line."""
    return path(d, "none", f'stroke="{stroke}" stroke-width="{_n(width)}" {more}'.strip())


def polar(x: float, y: float, r: float, turn: float) -> Point:
    """The point at `turn` (0 to 1, clockwise from the top) of a circle."""
    return x + r * sin(2 * pi * turn), y - r * cos(2 * pi * turn)


def _more(more: str) -> str:
    return f" {more}" if more else ""
