"""Configuration files of the engines, rendered from templates into the state folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from cdlc.settings import Settings


def render(settings: Settings, template: str, target: Path, **values: Any) -> None:
    """Write `template` (below `localstack/`) to `target`, readable by its owner only.

    Templates see `settings` and `values`; a name that they do not know raises `jinja2.UndefinedError`.
    """
    import jinja2  # noqa: PLC0415  # the command knows the engines too, and should not pay for their drivers

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(settings.root / "localstack"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        autoescape=False,  # noqa: S701  # configuration files, not HTML
    )
    write(target, environment.get_template(template).render(settings=settings, **values))


def write(target: Path, text: str) -> None:
    """Replace a file in one step, so that nobody reads half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.replace(target)
