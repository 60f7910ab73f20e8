"""`cdlc import imdb FOLDER`: IMDb's data sets (`title.basics.tsv` and its fellows, plain or with .gz) as records.

The files are joined in a SQLite file in the state folder (`imdb_join.py`), never in memory. Films go first, with
series; then the seasons, which IMDb knows by number only; then episodes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cdlc import settings as local
from cdlc.imports.imdb_join import KINDS, Join, Wanted
from cdlc.imports.imdb_records import count, records
from cdlc.imports.running import AsJson, Stage, run
from cdlc.imports.sending import Importer
from cdlc.imports.tables import ImportFailed, Source

SOURCE = "imdb"

Folder = Annotated[Path, typer.Argument(help="The folder that holds title.basics.tsv and its fellows")]
Kinds = Annotated[str, typer.Option(help="Of film, short, series, episode: the kinds to take, by commas")]
MinVotes = Annotated[int, typer.Option(min=0, help="Leave out titles (but not episodes of a series) with fewer votes")]
Limit = Annotated[int | None, typer.Option(min=1, help="At most so many films and series, the first in the file")]


def command(  # noqa: PLR0913 - a verb's options
    folder: Folder,
    *,
    kinds: Kinds = "film,short,series,episode",
    min_votes: MinVotes = 0,
    limit: Limit = None,
    as_json: AsJson = False,
    stage: Stage = None,
) -> None:
    """Films, series with episodes, people, credits and ratings: IMDb's non-commercial data sets."""

    def work(importer: Importer) -> None:
        asked = frozenset(name.strip() for name in kinds.split(","))
        if not asked <= KINDS.keys():
            raise ImportFailed(f"--kinds knows {', '.join(KINDS)}; not {', '.join(sorted(asked - KINDS.keys()))}")
        wanted = Wanted(asked, min_votes, limit)
        join = Join.of(folder, local.load().state, wanted, importer.progress)
        try:
            for place, reason in join.rejected():
                Source(Path(place[0]), importer.report).reject(place[1], reason)
            importer.report.left_out = join.left_out()
            for step in ("titles", "seasons", "episodes"):
                name = "title.episode.tsv" if step == "seasons" else "title.basics.tsv"
                source = Source(Path(name), importer.report)
                importer.send("rows", source, records(join, step), count(join, step), {"source": SOURCE})
        finally:
            join.close()
        join.drop()

    run("import imdb", "catalogue-import-records", [folder], work, as_json=as_json, stage=stage)
