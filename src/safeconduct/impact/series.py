"""One measure over consecutive months out of the long table: zero, missing and rounded kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from safeconduct.impact import words
from safeconduct.impact.levels import added_up, at_level
from safeconduct.impact.months import first_days
from safeconduct.impact.nations import country_name
from safeconduct.impact.table import MEASURES, OTHER, PARTS
from safeconduct.impact.text import NotThere, Refusal, Text, same

#: Where a publisher's encounters contain people who came by air with a programme's leave.
WITH_ARRIVALS = ("nationwide", "other", "air")
#: Why a month has no value, beside what publishers say.
NO_ROWS = "no_rows"
_FISCAL_YEAR_BEGINS = 10
#: What rows are told apart by, in Spanish.
_KINDS = {
    "area": "el área",
    "component": "el componente",
    "authority": "la norma aplicada",
    "nationality": "la nacionalidad",
    "group": "el grupo",
}


@dataclass(frozen=True, eq=False)
class Series:
    """Values by month. NaN where there is none, and then `missing` says why.

    `missing` is not_applicable or not_available, as published, or no_rows: the release has no row for
    the month at all. A value rounded to ten may be off by 5 for each of its `cells`.
    """

    months: tuple[date, ...]
    values: np.ndarray
    missing: tuple[str | None, ...]
    rounded_to: int
    cells: tuple[int, ...]
    text: Mapping[str, str]
    sources: tuple[tuple[str, str], ...]

    def __len__(self) -> int:
        return len(self.months)

    def at(self, month: date) -> float:
        """The value of a month; NotFound if the series does not reach there."""
        if month not in self.months:
            first, last = self.months[0], self.months[-1]
            raise NotThere(
                Text(
                    f"{self.text['en']}: there is no month {month:%Y-%m}.",
                    f"{self.text['es']}: no existe el mes {month:%Y-%m}.",
                ),
                given=f"{month:%Y-%m}",
                accepted=Text(f"{first:%Y-%m} to {last:%Y-%m}", f"de {first:%Y-%m} a {last:%Y-%m}"),
            )
        return float(self.values[self.months.index(month)])


def series(
    table: pl.DataFrame,
    measure: str,
    place: str,
    *,
    component: str | None = None,
    authority: str | None = None,
    nationality: str | Sequence[str] | None = None,
    group: str | None = None,
    area: str | None = None,
    publisher: str | None = None,
    release: str | Sequence[str] | None = None,
    first: date | None = None,
    last: date | None = None,
    outcome: bool = False,
    arrivals_included: bool = False,
) -> Series:
    """The series asked for; what is not named is taken together, several nationalities are added up.

    One series never mixes releases: InputError lists them where several would do. Several named releases
    are joined year by year, each fiscal year from the first of them that has it. As an `outcome`,
    encounters that contain a programme's own arrivals are refused unless `arrivals_included`.
    """
    if outcome and not arrivals_included:
        _refuse_arrivals(measure, place, component)
    nationalities = (nationality,) if isinstance(nationality, str) else tuple(nationality or ())
    asked = {
        "area": area,
        "component": component,
        "authority": authority,
        "nationality": nationalities or None,
        "group": group,
    }
    dimensions = [name for name, value in asked.items() if value is not None]
    rows = of_measure(table, measure, place)
    if publisher is not None:
        rows = rows.filter(pl.col("publisher") == publisher)
    releases = (release,) if isinstance(release, str) else tuple(release or ())
    if releases:
        rows = rows.filter(pl.col("release").is_in(releases))
    level = at_level(rows, dimensions)
    if level.is_empty():
        raise _nothing(table, measure, place, asked)
    level = _naming(level, asked, nationalities)
    level = _of_one_source(level, releases)
    text = words.described(
        measure, place, component=component, authority=authority,
        nationalities=nationalities, group=group, area=area,
    )  # fmt: skip
    return _over_months(level, asked, text, first, last)


def _refuse_arrivals(measure: str, place: str, component: str | None) -> None:
    if measure == "encounters" and place in WITH_ARRIVALS and component != "USBP":
        raise Refusal(
            Text(
                f"encounters {place} contain people who arrived by air with a programme's leave, so "
                "they cannot tell what a programme did to crossings.",
                f"{_in_spanish(measure, place)}: esta cuenta incluye a personas que llegaron por aire "
                "con permiso de un programa, así que no puede decir qué hizo un programa con los "
                "cruces.",
            ),
            given=f"{measure} {place}",
            accepted=Text(
                "a land border, component USBP, or to ask for it with arrivals included",
                "una frontera terrestre, el componente USBP, o pedirla con las llegadas incluidas",
            ),
        )


def of_measure(table: pl.DataFrame, measure: str, place: str) -> pl.DataFrame:
    """Rows of a measure; where a release gives only its parts, and all of them, these under its name."""
    here = table.filter(pl.col("place") == place)
    rows = here.filter(pl.col("measure") == measure)
    if measure not in PARTS:
        return rows
    parts = here.filter(pl.col("measure").is_in(PARTS[measure]))
    all_of_them = pl.col("measure").n_unique().over("publisher", "release") == len(PARTS[measure])
    parts = parts.filter(all_of_them).with_columns(measure=pl.lit(measure))
    known = rows.select("publisher", "release").unique()
    return pl.concat([rows, parts.join(known, on=["publisher", "release"], how="anti")])


def _nothing(
    table: pl.DataFrame, measure: str, place: str, asked: Mapping[str, object]
) -> NotThere:
    held = table.select("measure", "place").unique().sort("measure", "place")
    if not of_measure(table, measure, place).is_empty():
        apart = ", ".join(name for name, value in asked.items() if value is not None)
        why = Text("only one component is there", "solo hay uno de los componentes")
        less = Text("a component that is there", "un componente que esté")
        if apart:
            kinds = ", ".join(_KINDS[name] for name, value in asked.items() if value is not None)
            why = Text(
                f"nothing there tells {apart} apart", f"nada distingue ahí lo que se pide ({kinds})"
            )
            less = Text("to ask for less", "pedir menos")
        return NotThere(
            Text(f"{measure} {place}: {why.en}.", f"{_in_spanish(measure, place)}: {why.es}."),
            given=apart or "both components together",
            accepted=less,
        )
    return NotThere(
        Text(
            f"the table has no {measure} {place}.",
            f"la tabla no tiene {_in_spanish(measure, place)}.",
        ),
        given=f"{measure} {place}",
        accepted=same(", ".join(f"{one} {where}" for one, where in held.iter_rows())),
    )


def _in_spanish(measure: str, place: str) -> str:
    """What is counted where; a code that we have no words for stands as it is."""
    if measure not in MEASURES:
        return f"{measure} {place}"
    return words.described(measure, place)["es"]


def _naming(
    level: pl.DataFrame, asked: Mapping[str, object], nationalities: Sequence[str]
) -> pl.DataFrame:
    """The releases that name everything asked for: what stands in OTHER, or nowhere, has no series.

    A name that a release has in some month may be absent in another, where it is zero; one that it never
    has was not told apart.
    """
    component = asked["component"]
    for name, value in asked.items():
        if value is not None and name != "nationality":
            level = _with_name(level, name, str(value), pl.lit(True))
    own = pl.lit(True) if component is None else pl.col("component").eq(str(component))
    for code in nationalities:
        level = _with_name(level, "nationality", code, own)
    return level


def _with_name(level: pl.DataFrame, column: str, name: str, own: pl.Expr) -> pl.DataFrame:
    """The releases that have the name somewhere; NotFound if none has it."""
    has_it = ((pl.col(column).cast(pl.String) == name) & own).any().over("publisher", "release")
    kept = level.filter(has_it)
    if kept.is_empty():
        known = level.filter(own)[column].cast(pl.String).unique().sort().to_list()
        in_rest = column == "nationality" and OTHER in known
        where = Text("; it is in OTHER there", "; ahí está en OTHER") if in_rest else same("")
        called = same(name)
        if column == "nationality":
            called = Text(*(f"{country_name(name, lang)} ({name})" for lang in ("en", "es")))
        raise NotThere(
            Text(
                f"the figures do not name the {column} {called.en}{where.en}.",
                f"las cifras no nombran {_KINDS[column]} {called.es}{where.es}.",
            ),
            given=name,
            accepted=same(", ".join(known)),
        )
    return kept


def _of_one_source(level: pl.DataFrame, releases: Sequence[str]) -> pl.DataFrame:
    """The level's rows if they are of one release, or of several named ones joined year by year."""
    sources = level.select("publisher", "release").unique().sort("publisher", "release")
    if sources.height <= 1:
        return level
    if len(releases) < 2 or sources["release"].n_unique() < sources.height:
        listed = "; ".join(f"{who}: {which}" for who, which in sources.iter_rows())
        raise Refusal(
            Text(
                f"{sources.height} releases give these figures, and one series never mixes them.",
                f"{sources.height} ediciones dan estas cifras, y una serie nunca las mezcla.",
            ),
            given=listed,
            accepted=Text(
                f"one publisher and release out of {listed}",
                f"un editor y una edición de entre {listed}",
            ),
        )
    order = {name: position for position, name in enumerate(releases)}
    begun = (pl.col("month").dt.month() >= _FISCAL_YEAR_BEGINS).cast(pl.Int32)
    ranked = level.with_columns(
        year=pl.col("month").dt.year() + begun,
        rank=pl.col("release").replace_strict(order, return_dtype=pl.Int32),
    )
    return ranked.filter(pl.col("rank") == pl.col("rank").min().over("year")).drop("year", "rank")


def _over_months(
    level: pl.DataFrame,
    asked: Mapping[str, object],
    text: Mapping[str, str],
    first: date | None,
    last: date | None,
) -> Series:
    covered = set(level["month"].to_list())
    keeps = [
        pl.col(name).is_in(value) if isinstance(value, tuple) else pl.col(name) == value
        for name, value in asked.items()
        if value is not None
    ]
    found = added_up(level.filter(*keeps) if keeps else level, ["month"])
    cells = {row["month"]: row for row in found.iter_rows(named=True)}
    begin, end = first or min(covered), last or max(covered)
    months = tuple(first_days(begin, end))
    if not months:
        raise Refusal(
            Text(
                f"{begin:%Y-%m} is after {end:%Y-%m}.", f"{begin:%Y-%m} es posterior a {end:%Y-%m}."
            ),
            given=f"{begin:%Y-%m} to {end:%Y-%m}",
            accepted=Text(
                "a first month that is not after the last",
                "un primer mes que no sea posterior al último",
            ),
        )
    values = np.full(len(months), np.nan)
    missing: list[str | None] = []
    for position, month in enumerate(months):
        row = cells.get(month)
        if month not in covered:
            missing.append(NO_ROWS)
        elif row is None:
            # A month that has rows, but none of this cell: publishers list what is not zero.
            values[position] = 0.0
            missing.append(None)
        elif row["count"] is None:
            missing.append(row["missing"])
        else:
            values[position] = row["count"]
            missing.append(None)
    values.setflags(write=False)
    counted = tuple(cells[month]["cells"] if month in cells else 1 for month in months)
    sources = level.select("publisher", "release").unique().sort("publisher", "release")
    return Series(
        months, values, tuple(missing), int(level["rounded_to"].max() or 1),  # type: ignore[arg-type]
        counted, text, tuple(sources.iter_rows()),
    )  # fmt: skip
