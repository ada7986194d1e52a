"""The one long table into which every published file is read: its columns, its words, its checks.

One row is one cell as published: a month, where, of whom, what was counted, how many. A dimension that
is null is not told apart in that row: all of it together. Rows of several granularities stand side by
side and are never added up blindly; `impact.levels` picks one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from safeconduct.errors import InputError, Place, shown

COMPONENTS = ("USBP", "OFO")
AUTHORITIES = ("8", "42")
GROUPS = (
    "single_adult",
    "family_unit",
    "unaccompanied_minor",
    "accompanied_minor",
    "adult",
)
MISSING = ("not_applicable", "not_available")
#: The publisher's remainder of nationalities that it does not name.
OTHER = "OTHER"

#: What may be counted, in both languages.
MEASURES: Mapping[str, Mapping[str, str]] = {
    "encounters": {"en": "encounters", "es": "encuentros"},
    "enforcement_encounters": {
        "en": "enforcement encounters",
        "es": "encuentros de aplicación de la ley",
    },
    "administrative_encounters": {
        "en": "administrative encounters",
        "es": "encuentros administrativos",
    },
    "expulsions": {"en": "expulsions", "es": "expulsiones"},
    "paroles": {"en": "paroles", "es": "permisos humanitarios de ingreso (parole)"},
    "authorizations": {"en": "travel authorizations", "es": "autorizaciones de viaje"},
    "confirmed_supporters": {
        "en": "people whose supporter was confirmed",
        "es": "personas cuyo patrocinador fue confirmado",
    },
    "appointments": {"en": "appointments at ports", "es": "citas en puertos de entrada"},
    "transits": {"en": "irregular transits", "es": "tránsitos irregulares"},
    "irregular_events": {
        "en": "events of irregular stay or entry",
        "es": "eventos de estancia o ingreso irregular",
    },
    "returns": {"en": "returns", "es": "devoluciones"},
    "deportations": {"en": "deportations", "es": "deportaciones"},
    "assisted_returns": {"en": "assisted returns", "es": "retornos asistidos"},
    "assisted_returns_of_children": {
        "en": "assisted returns of children",
        "es": "retornos asistidos de menores",
    },
    "repatriations": {"en": "repatriations", "es": "repatriaciones"},
    "removals": {"en": "removals", "es": "remociones"},
    "enforcement_returns": {
        "en": "enforcement returns",
        "es": "devoluciones por aplicación de la ley",
    },
    "administrative_returns": {
        "en": "administrative returns",
        "es": "devoluciones administrativas",
    },
    "interior_arrests": {"en": "administrative arrests", "es": "arrestos administrativos"},
    "detention_book_ins": {"en": "book-ins to detention", "es": "ingresos a detención"},
    "detention_removals": {
        "en": "removals and returns by detention officers",
        "es": "remociones y devoluciones por oficiales de detención",
    },
    "credible_fear_referrals": {
        "en": "referrals for a credible fear screening",
        "es": "remisiones a entrevista de temor creíble",
    },
}
#: A measure that some publishers give only in parts, which make it up when all are there.
PARTS: Mapping[str, tuple[str, ...]] = {
    "returns": ("deportations", "assisted_returns", "assisted_returns_of_children"),
}

COMPONENT = pl.Enum(COMPONENTS)
AUTHORITY = pl.Enum(AUTHORITIES)
GROUP = pl.Enum(GROUPS)
SCHEMA: dict[str, Any] = {
    "month": pl.Date(),
    "place": pl.String(),
    "area": pl.String(),
    "component": COMPONENT,
    "authority": AUTHORITY,
    "nationality": pl.String(),
    "group": GROUP,
    "measure": pl.String(),
    "count": pl.Int64(),
    "rounded_to": pl.Int64(),
    "missing": pl.Enum(MISSING),
    "publisher": pl.String(),
    "release": pl.String(),
}
#: What may be told apart in a row, or be null.
DIMENSIONS = ("area", "component", "authority", "nationality", "group")
#: One publisher's one release gives each of these at most once.
KEY = ("month", "place", *DIMENSIONS, "measure", "publisher", "release")
#: Rows that belong together.
SOURCE = ("publisher", "release", "measure", "place")


#: What holds in each row: column, the promise, and what would keep it.
_PROMISES = (
    ("month", pl.col("month").dt.day() == 1, "the first day of a month"),
    ("place", pl.col("place").is_not_null(), "a place"),
    ("measure", pl.col("measure").is_in(list(MEASURES)), ", ".join(MEASURES)),
    ("count", (pl.col("count") >= 0).fill_null(True), "a count of 0 or more"),
    (
        "missing",
        pl.col("count").is_null() == pl.col("missing").is_not_null(),
        "a reason where there is no count, and nowhere else",
    ),
    ("rounded_to", pl.col("rounded_to").is_in([1, 10]), "1 or 10"),
    ("publisher", pl.col("publisher").is_not_null(), "who published it"),
    ("release", pl.col("release").is_not_null(), "which release it is from"),
)


def normal(frame: pl.DataFrame, **constant: object) -> pl.DataFrame:
    """The frame as a long table: constants and absent columns filled in, typed, sorted and checked."""
    given = {**dict.fromkeys(SCHEMA), "rounded_to": 1, **constant}
    columns = [
        pl.col(name) if name in frame.columns else pl.lit(given[name]).alias(name)
        for name in SCHEMA
    ]
    table = frame.select(columns).cast(pl.Schema(SCHEMA)).sort(KEY, nulls_last=False)
    check(table)
    return table


def span(months: pl.Series) -> tuple[date, date]:
    """The first and the last of some months."""
    days: list[date] = months.to_list()
    return min(days), max(days)


def check(table: pl.DataFrame) -> None:
    """InputError unless a table keeps what every row promises; names row, column and value."""
    if table.schema != SCHEMA:
        wrong = [name for name, kind in SCHEMA.items() if table.schema.get(name) != kind]
        raise InputError(
            f"this is no table of figures: {', '.join(wrong or table.columns)} is missing or of "
            "another type.",
            given=", ".join(table.columns),
            accepted=f"the columns {', '.join(SCHEMA)}, as `safeconduct impact read` writes them",
        )
    for column, keeps, accepted in _PROMISES:
        if not table.select(keeps.fill_null(False).all()).item():
            bad = table.with_row_index("row").filter(~keeps.fill_null(False))
            row, value = int(bad["row"][0]) + 1, bad[column][0]
            raise InputError(
                f"row {row} of the table has {shown(value)} as its {column}.",
                given=str(value),
                accepted=accepted,
            )
    repeated = table.select(pl.struct(KEY).hash().is_duplicated()).to_series()
    if repeated.any():
        twice = table.filter(table.select(KEY).is_duplicated())
        if not twice.is_empty():
            raise InputError(
                f"the cell {cell_text(twice.row(0, named=True))} stands twice.",
                given=str(twice["count"].to_list()[:2]),
                accepted="each cell once in each release",
            )


def joined(tables: Iterable[tuple[str, pl.DataFrame]]) -> pl.DataFrame:
    """Named tables as one; InputError if two hold the same release, and so each cell twice."""
    known: dict[tuple[str, str], str] = {}
    whole = []
    for name, table in tables:
        for source in table.select("publisher", "release").unique().sort(pl.all()).iter_rows():
            if source in known:
                raise InputError(
                    f"{known[source]} and {name} are both {', '.join(source)}.",
                    given=name,
                    accepted="each release once",
                )
            known[source] = name
        whole.append(table)
    found = pl.concat(whole)
    check(found)
    return found


def cell_text(row: Mapping[str, object]) -> str:
    """A cell in words, for a message."""
    told = [f"{row['month']:%Y-%m}", str(row["measure"]), str(row["place"])]
    told += [str(row[name]) for name in DIMENSIONS if row.get(name) is not None]
    return " ".join(told)


def read_table(path: Path) -> pl.DataFrame:
    """A table that `safeconduct impact read --out` has written; InputError if it is none."""
    try:
        table = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(
            f"{path} is no table of figures: {str(error).splitlines()[0]}.",
            given=str(path),
            accepted="a Parquet file that `safeconduct impact read --out` has written",
        ) from error
    try:
        check(table)
    except InputError as error:
        error.place = Place(path.name)
        raise
    return table
