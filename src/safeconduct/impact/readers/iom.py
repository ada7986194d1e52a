"""The data sets that the International Organization for Migration tidied: calendar months, ISO-3.

Where a nationality is absent in a month that has rows, it is zero; a month without any row is missing.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from safeconduct.impact import nations
from safeconduct.impact.readers import cbp
from safeconduct.impact.readers.reading import CsvFormat, Read, release_until, summed
from safeconduct.impact.readers.source import Rows
from safeconduct.impact.table import normal, span

#: Up to here Panama's transits are yearly totals, dated 1 January.
_FIRST_MONTH_OF_TRANSITS = pl.date(2020, 1, 1)
_RETURN_TYPES = {
    "deportation": "deportations",
    "assisted return": "assisted_returns",
    "assisted return of children": "assisted_returns_of_children",
}
_AGES = {
    "adult": "adult",
    "accompanied child": "accompanied_minor",
    "unaccompanied child": "unaccompanied_minor",
}
#: Two names of one nationality have the same count by chance only while it is small (up to 3 so far).
_TOO_MANY_FOR_CHANCE = 10
#: Whence Guatemalans were returned.
_ORIGINS = {"MEX": "mexico", "USA": "united_states"}


def _nationality(rows: Rows, *, may_be_empty: bool = False) -> pl.Series:
    return rows.recoded(
        "nat",
        nations.from_alpha_3,
        "nationality known",
        "three letters of ISO 3166-1, or OOO for others",
        may_be_empty=may_be_empty,
    )


def _fits(rows: Rows, column: str, year: pl.Series, month: pl.Series, why: str) -> None:
    """A second column of dates has to say the same as the first: a month moved by a slip is seen."""
    wanted = pl.DataFrame({"y": year, "m": month}).select(pl.date("y", "m", 1)).to_series()
    bad = (rows.first_days(column) != wanted).fill_null(True)
    rows.refuse_first(bad, column, why, "both dates of one month")


def _read_southwest(rows: Rows) -> Read:
    """CBP's southwest encounters. Fiscal years 2018 and 2019 have neither nationality nor area."""
    columns = {
        "month": rows.first_days("t"),
        "component": cbp.component(rows, "component"),
        "area": rows.frame["area"],
        "authority": cbp.authority(rows, "authority"),
        "group": rows.recoded("demog", cbp.GROUPS.get, "group known", ", ".join(cbp.GROUPS)),
        "nationality": _nationality(rows, may_be_empty=True),
        "count": rows.counts("n"),
    }
    _fits(
        rows,
        "t_fy",
        columns["month"].dt.year() + (columns["month"].dt.month() >= 10).cast(pl.Int32),
        columns["month"].dt.month(),
        "which is not the month of `t` with its fiscal year",
    )
    half = rows.frame["nat"].is_null() != rows.frame["area"].is_null()
    rows.refuse_first(
        half, "area", "while nationality and area are given together or not at all", "both, or none"
    )
    notes = cbp.mislabelled(rows, columns, "type")
    rows.refuse_repeated(["t", "component", "area", "authority", "type", "demog", "nat"])
    bare = int(rows.frame["nat"].null_count())
    if bare:
        _, last = span(columns["month"].filter(rows.frame["nat"].is_null()))
        notes.append(f"{bare:,} rows, up to {last:%Y-%m}, name no nationality and no area.")
    frame = pl.DataFrame(columns)
    table = normal(
        summed(frame),
        place="southwest",
        measure="encounters",
        publisher=cbp.PUBLISHER,
        release=release_until("iom-irreg-usa", frame["month"]),
    )
    return Read(table, tuple(notes))


def _read_transits(rows: Rows) -> Read:
    """Transits of the Darién: months from 2020 on; before, yearly totals that are no months."""
    month = rows.first_days("t")
    frame = pl.DataFrame(
        {"month": month, "nationality": _nationality(rows), "count": rows.counts("n")}
    )
    _fits(
        rows,
        "q",
        month.dt.year(),
        (month.dt.quarter().cast(pl.Int32) - 1) * 3 + 1,
        "which is not the quarter in which `t` lies",
    )
    rows.refuse_repeated(["t", "nat"])
    yearly = frame["month"] < pl.select(_FIRST_MONTH_OF_TRANSITS).item()
    in_between = yearly & (frame["month"].dt.month() != 1)
    rows.refuse_first(
        in_between, "t", "while figures before 2020 are yearly", "1 January of a year before 2020"
    )
    notes = _absent_months(frame["month"].filter(~yearly))
    if yearly.any():
        notes.insert(
            0, f"{int(yearly.sum()):,} rows before 2020 are yearly totals and were left out."
        )
    return Read(
        normal(
            summed(frame.filter(~yearly)),
            place="darien",
            measure="transits",
            publisher="Panama, SNM",
            release=release_until("iom-irreg-darien", frame["month"]),
        ),
        tuple(notes),
    )


def _events(place: str, publisher: str, name: str) -> Callable[[Rows], Read]:
    def read(rows: Rows) -> Read:
        frame = pl.DataFrame(
            {
                "month": rows.first_days("t"),
                "nationality": _nationality(rows),
                "count": rows.counts("n"),
            }
        )
        notes = [*_doubled(rows, ["t", "nat"]), *_absent_months(frame["month"])]
        table = normal(
            summed(frame),
            place=place,
            measure="irregular_events",
            publisher=publisher,
            release=release_until(name, frame["month"]),
        )
        return Read(table, tuple(notes))

    return read


def _has_no(code: str, but: str) -> Callable[[Rows], bool]:
    """Tells two files with the same columns apart: a country's own figures never name its own nationals."""

    def tells(rows: Rows) -> bool:
        named = set(rows.frame["nat"].unique().to_list())
        return code not in named and but in named

    return tells


def _read_returns(rows: Rows) -> Read:
    """Foreigners returned from Mexico, by the kind of return."""
    frame = pl.DataFrame(
        {
            "month": rows.first_days("t"),
            "nationality": _nationality(rows),
            "measure": rows.recoded(
                "type", _RETURN_TYPES.get, "kind of return", ", ".join(_RETURN_TYPES)
            ),
            "count": rows.counts("n"),
        }
    )
    rows.refuse_repeated(["t", "nat", "type"])
    table = normal(
        summed(frame),
        place="mexico",
        publisher="Mexico, UPM",
        release=release_until("iom-irreg-mexico-exp", frame["month"]),
    )
    return Read(table, ("These are foreigners returned from Mexico, not Mexicans returned to it.",))


def _read_guatemala(rows: Rows) -> Read:
    """Guatemalans returned from Mexico and the United States, by age; sexes are added up."""
    rows.recoded("sex", {"male": "m", "female": "f"}.get, "sex known", "male, female")
    origin = rows.recoded(
        "origin", _ORIGINS.get, "country known", "MEX, USA, or nothing", may_be_empty=True
    )
    frame = pl.DataFrame(
        {
            "month": rows.first_days("t"),
            "group": rows.recoded("age", _AGES.get, "age known", ", ".join(_AGES)),
            "place": origin.fill_null("not_stated"),
            "count": rows.counts("n"),
        }
    )
    rows.refuse_repeated(["t", "sex", "age", "origin"])
    notes: list[str] = []
    empty = frame.filter(origin.is_null())
    if not empty.is_empty():
        notes.append(
            f"{empty.height:,} rows from {span(empty['month'])[0]:%Y-%m} on do not say from where "
            f"{empty['count'].sum():,} people were returned; they stand under `not_stated`."
        )
    table = normal(
        summed(frame),
        nationality="GT",
        measure="returns",
        publisher="Guatemala, IGM",
        release=release_until("iom-irreg-guatemala", frame["month"]),
    )
    return Read(table, tuple(notes))


def _doubled(rows: Rows, keys: list[str]) -> list[str]:
    """The publisher has several names for one nationality; their rows belong together."""
    doubled = rows.frame.height - rows.frame.select(keys).n_unique()
    if not doubled:
        return []
    large = rows.counts("n") >= _TOO_MANY_FOR_CHANCE
    first = rows.frame.select(pl.struct(*keys, "n").is_first_distinct()).to_series()
    same = large & ~first
    rows.refuse_first(
        same,
        "n",
        "as another row of the same month and nationality does: this one was given twice",
        "two rows of one nationality only where the publisher has two names for it",
    )
    return [f"{doubled:,} (month, nationality) pairs stand twice and were added up."]


def _absent_months(months: pl.Series) -> list[str]:
    if months.is_empty():
        return []
    every: pl.Series = pl.date_range(*span(months), "1mo", eager=True)
    absent = sorted(set(every.to_list()) - set(months.to_list()))
    if not absent:
        return []
    named = ", ".join(f"{month:%Y-%m}" for month in absent)
    return [f"There is no row for {named}: missing, not zero."]


_EVENTS = ("t", "nat", "n")
FORMATS = (
    CsvFormat(
        "iom-southwest",
        "CBP southwest encounters, tidied by IOM (irreg_usa)",
        ("t", "t_fy", "component", "area", "authority", "type", "demog", "nat", "n"),
        _read_southwest,
    ),
    CsvFormat(
        "iom-darien",
        "transits of the Darién, tidied by IOM (irreg_darien_nat)",
        ("t", "q", "nat", "n"),
        _read_transits,
    ),
    CsvFormat(
        "iom-mexico",
        "irregular events in Mexico, tidied by IOM (irreg_mexico_nat)",
        _EVENTS,
        _events("mexico", "Mexico, UPM", "iom-irreg-mexico-nat"),
        _has_no("MEX", but="HND"),
    ),
    CsvFormat(
        "iom-honduras",
        "irregular arrivals in Honduras, tidied by IOM (irreg_honduras_nat)",
        _EVENTS,
        _events("honduras", "Honduras, INM", "iom-irreg-honduras-nat"),
        _has_no("HND", but="MEX"),
    ),
    CsvFormat(
        "iom-mexico-returns",
        "returns from Mexico, tidied by IOM (irreg_mexico_exp)",
        ("t", "nat", "type", "n"),
        _read_returns,
    ),
    CsvFormat(
        "iom-guatemala",
        "Guatemalans returned, tidied by IOM (irreg_guatemala)",
        ("t", "sex", "age", "origin", "n"),
        _read_guatemala,
    ),
)
