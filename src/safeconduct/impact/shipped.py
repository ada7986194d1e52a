"""The small table of published figures in a programme's folder: its recipe, and its reading.

`impact/figures.yaml` says which cells of which published files stand in `impact/figures.csv`, where the
files come from and what to beware of. `impact.building` makes the table from those files.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from safeconduct.errors import NotFound, Place, ProgrammeError
from safeconduct.impact.table import normal
from safeconduct.impact.text import NotThere, Text
from safeconduct.programme.folder import IMPACT, RawEntry
from safeconduct.programme.messages import problems_of
from safeconduct.programme.reading import read_yaml

RECIPE, TABLE = "figures.yaml", "figures.csv"
COLUMNS = ("set", "month", "component", "authority", "nationality", "count", "missing")
_MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Month = Annotated[str, Field(pattern=_MONTH.pattern)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Entry):
    """A text in both languages."""

    en: str
    es: str


class PublishedFile(_Entry):
    """A published file: where it was taken from, and by which digest it is known."""

    name: str
    sha256: Digest
    publisher: str
    title: str
    repository: str
    commit: str
    path: str
    licence: str
    conversion: str | None = None


class FigureSet(_Entry):
    """Cells of one file that stand in the table under one name."""

    file: str
    about: Words
    measure: str
    place: str
    by: tuple[Literal["component", "authority", "nationality"], ...]
    #: If given, only these, with every zero written out, and beside them all nationalities together.
    nationalities: tuple[str, ...] = ()
    first: Month
    last: Month
    publisher: str
    release: str
    rounded_to: Literal[1, 10] = 1


class TableMade(_Entry):
    """The table by which a recipe is known to give what ships."""

    sha256: Digest
    rows: int


class Provenance(_Entry):
    """All that `figures.yaml` says."""

    title: Words
    table: TableMade
    files: dict[str, PublishedFile]
    sets: dict[str, FigureSet]
    traps: tuple[Words, ...]


@dataclass(frozen=True)
class Figures:
    """A programme's figures as the one long table, and where they come from."""

    table: pl.DataFrame
    provenance: Provenance
    sha256: str


def provenance_of(folder: Path) -> Provenance:
    """What a programme's folder says of its figures; NotFound if it has none, ProgrammeError if wrong."""
    path = folder / IMPACT / RECIPE
    shown_as = f"{folder.name}/{IMPACT}/{RECIPE}"
    if not path.is_file():
        raise NotThere(
            Text(
                f"{folder.name} has no published figures of its own.",
                f"{folder.name} no tiene cifras publicadas propias.",
            ),
            given=folder.name,
            accepted=Text(
                f"a programme with a file {IMPACT}/{RECIPE}",
                f"un programa con un archivo {IMPACT}/{RECIPE}",
            ),
        )
    located, problems = read_yaml(path, shown_as)
    if located is None or problems:
        wrong = problems[0]
        raise ProgrammeError(f"{wrong.message}.", given=shown_as, place=wrong.place)
    try:
        found = Provenance.model_validate(located.data)
    except ValidationError as error:
        wrong = problems_of(error, RawEntry(located.data, located, ()), Provenance)[0]
        raise ProgrammeError(f"{wrong.message}.", given=shown_as, place=wrong.place) from error
    for name, one in found.sets.items():
        if one.file not in found.files:
            raise ProgrammeError(
                f"the set `{name}` is of a file `{one.file}` that is not listed.",
                given=one.file,
                accepted=", ".join(found.files),
                place=located.place(("sets", name, "file")),
            )
    return found


def load_figures(folder: Path) -> Figures:
    """A programme's shipped figures as a long table; ProgrammeError if they are not those of the recipe."""
    provenance = provenance_of(folder)
    path = folder / IMPACT / TABLE
    shown_as = f"{folder.name}/{IMPACT}/{TABLE}"
    if not path.is_file():
        raise NotFound(
            f"There is no {shown_as}.",
            given=shown_as,
            accepted="the table that `safeconduct impact build` writes",
        )
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != provenance.table.sha256:
        raise ProgrammeError(
            f"the table is another than {RECIPE} names: its sha256 is {sha256}.",
            given=sha256,
            accepted=f"the table with sha256 {provenance.table.sha256}",
            place=Place(shown_as),
        )
    return Figures(_long(content, provenance), provenance, sha256)


def _long(content: bytes, provenance: Provenance) -> pl.DataFrame:
    rows = pl.read_csv(content, infer_schema=False)
    sets = provenance.sets
    facts: dict[str, dict[str, Any]] = {
        column: {name: str(getattr(one, column)) for name, one in sets.items()}
        for column in ("measure", "place", "publisher", "release", "rounded_to")
    }
    frame = rows.with_columns(
        *(pl.col("set").replace_strict(codes).alias(column) for column, codes in facts.items()),
        (pl.col("month") + "-01").str.to_date("%Y-%m-%d").alias("month"),
        pl.col("count").cast(pl.Int64),
    ).drop("set")
    return normal(frame)
