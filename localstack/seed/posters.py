"""Draws the posters: `python -m seed.posters` (in `localstack/`) writes posters/<slug>.svg for every film.

The drawings are committed; a test compares them with what this makes.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from seed import early_motifs, late_motifs, more_motifs, motifs
from seed.rows import Film, films
from seed.shapes import rect

FOLDER = Path(__file__).with_name("posters")
WIDE = 15
"""Characters that a line of the title holds at its largest."""
SVG = "http://www.w3.org/2000/svg"
SIZES = (40, 36, 31)
"""Of a title of one, two and three lines."""
LIGHT = 140
"""Luma (0 to 255) from which a ground counts as light."""


def motif(name: str) -> Callable[[str, str, str], list[str]]:
    """The function that draws it; `AttributeError` where there is none of that name."""
    module = next((each for each in (motifs, more_motifs, early_motifs) if hasattr(each, name)), late_motifs)
    found: Callable[[str, str, str], list[str]] = getattr(module, name)
    return found


def poster(film: Film) -> str:
    """The poster as SVG, 400 by 600: the motif, the title on one to three lines, year and director."""
    ground, first, second = film["poster"]["colours"]
    ink = _readable(ground)
    lines = _wrapped(film["title"])
    size = min(SIZES[len(lines) - 1], 600 // max(len(line) for line in lines))
    height = 556 - 1.12 * size * len(lines)
    title = [_text(line, height + 1.12 * size * (k + 0.7), size, ink, 700) for k, line in enumerate(lines)]
    below = f"{str(film['released'])[:4]} · {', '.join(film['directors'])}"
    return "\n".join(
        [
            f'<svg xmlns="{SVG}" viewBox="0 0 400 600" role="img" aria-label="{escape(film["title"])}">',
            rect(0, 0, 400, 600, ground),
            *motif(film["poster"]["motif"])(ground, first, second),
            rect(0, 430, 400, 170, ground),
            *title,
            _text(below, 574, 15, ink, 400),
            "</svg>\n",
        ]
    )


def _text(text: str, y: float, size: float, fill: str, weight: int) -> str:
    look = f'font-family="Futura,Jost,Avenir,Helvetica,Arial,sans-serif" font-size="{size:.0f}" font-weight="{weight}"'
    return f'<text x="200" y="{y:.0f}" text-anchor="middle" {look} fill="{fill}">{escape(text)}</text>'


def _wrapped(title: str) -> list[str]:
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > WIDE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _readable(ground: str) -> str:
    """White on dark, near black on light."""
    red, green, blue = (int(ground[place : place + 2], 16) for place in (1, 3, 5))
    return "#ffffff" if 0.299 * red + 0.587 * green + 0.114 * blue < LIGHT else "#111111"


def draw() -> None:
    """Write all of them."""
    FOLDER.mkdir(exist_ok=True)
    for film in films():
        (FOLDER / f"{film['slug']}.svg").write_text(poster(film))


if __name__ == "__main__":
    draw()
