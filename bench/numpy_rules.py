"""The limit: variant `article` as of 23 November 2022, written by hand in NumPy for speed alone.

Nothing here can be read by a lawyer, changed without a programmer, or asked for a reason. It shows what
the same answers cost when one day's rules are spelled out as arrays. A truth of three values is two
planes of bytes, `yes` and `no`; where neither is set, it is unknown.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from safeconduct import feel

Plane = np.ndarray
EPOCH = date(1970, 1, 1)
#: Rows worked on at once: their planes fit into the processor's second cache.
BLOCK = 1 << 16
_POOL = ThreadPoolExecutor(os.cpu_count())

DAY = date(2022, 11, 23)
CUT_OFF = date(2022, 10, 19)
RETURNS = ("us-mx-2022", "us-mx-2023-01", "us-mx-2023-05", "us-mx-2025")


class Truth(NamedTuple):
    """True where `yes`, false where `no`, unknown elsewhere."""

    yes: Plane
    no: Plane


@dataclass(slots=True)
class Column:
    """A fact of every case, or a field of every record.

    `values` are codes of options, days since 1970, or truths, and mean nothing where not `present`;
    what is `known` and not present is none.
    """

    values: np.ndarray
    present: Plane
    known: Plane
    codes: dict[str, int]

    def part(self, rows: slice) -> Column:
        return Column(self.values[rows], self.present[rows], self.known[rows], self.codes)


@dataclass(slots=True)
class Entries:
    """The entries of every case, sorted by the case's row."""

    owner: np.ndarray
    complete: Plane
    columns: dict[str, Column]


@dataclass(slots=True)
class Arrays:
    """The people as arrays."""

    height: int
    columns: dict[str, Column]
    entries: Entries

    def blocks(self) -> Iterator[tuple[slice, Arrays]]:
        """The same people in pieces of BLOCK rows."""
        starts = np.arange(0, self.height, BLOCK)
        firsts = np.searchsorted(self.entries.owner, np.append(starts, self.height))
        for number, start in enumerate(starts.tolist()):
            rows = slice(start, min(start + BLOCK, self.height))
            held = slice(int(firsts[number]), int(firsts[number + 1]))
            entries = Entries(
                self.entries.owner[held] - np.uint32(start),
                self.entries.complete[rows],
                {name: column.part(held) for name, column in self.entries.columns.items()},
            )
            columns = {name: column.part(rows) for name, column in self.columns.items()}
            yield rows, Arrays(rows.stop - rows.start, columns, entries)


def arrays(people: feel.Population) -> Arrays:
    """The people of a table as arrays; done once, and not timed."""
    child = people.lists["entries"]
    assert child.complete is not None
    return Arrays(
        people.main.height,
        _columns(people.main),
        Entries(child.frame["row"].to_numpy(), child.complete.to_numpy(), _columns(child.frame)),
    )


def _columns(frame: pl.DataFrame) -> dict[str, Column]:
    columns = {}
    for name, dtype in frame.schema.items():
        if name == "row" or name.endswith(".known"):
            continue
        series = frame[name]
        codes = {}
        if isinstance(dtype, pl.Enum):
            codes = {option: code for code, option in enumerate(dtype.categories)}
        present = series.is_not_null().to_numpy()
        known = frame[f"{name}.known"].to_numpy() if f"{name}.known" in frame.columns else present
        physical = series.to_physical()
        nothing = False if dtype == pl.Boolean() else 0
        columns[name] = Column(physical.fill_null(nothing).to_numpy(), present, known, codes)
    return columns


def screen(people: Arrays) -> dict[str, Truth]:
    """Every condition by its id, and `result`: yes is eligible, no is barred.

    The planes are packed, eight cases to a byte (`unpacked` undoes that), and all processors work.
    """
    size = (people.height + 7) // 8
    names = [*CONDITIONS, "result"]
    out = {name: Truth(np.empty(size, np.uint8), np.empty(size, np.uint8)) for name in names}

    def fill(piece: tuple[slice, Arrays]) -> None:
        rows, block = piece
        place = slice(rows.start // 8, (rows.stop + 7) // 8)
        found = _screen_block(block)
        for name, truth in out.items():
            truth.yes[place] = np.packbits(found[name].yes, bitorder="little")
            truth.no[place] = np.packbits(found[name].no, bitorder="little")

    if people.height <= BLOCK:
        fill((slice(0, people.height), people))
    else:
        list(_POOL.map(fill, people.blocks()))
    return out


def unpacked(plane: Plane, height: int) -> Plane:
    """A plane with one case to a byte."""
    return np.unpackbits(plane, count=height, bitorder="little").astype(np.bool_)


def _screen_block(people: Arrays) -> dict[str, Truth]:
    found = _person(people) | _request(people) | _journey(people)
    ways = [
        *(_negated(found[name]) for name in REQUIREMENTS),
        *(found[name] for name in BARS_WITHOUT_EXCEPTION),
        *(_unless(found[bar], found[exception]) for bar, exception in LIFTED_BY.items()),
    ]
    health, medical = found["health_requirements_not_met"], found["medical_reason"]
    # The exception rests on an unverified source: it leaves the case open and lifts nothing.
    ways.append(Truth(health.yes & medical.no, health.no))
    eligible, barred = ways[0].no.copy(), ways[0].yes.copy()
    for way in ways[1:]:
        eligible &= way.no
        barred |= way.yes
    return found | {"result": Truth(eligible, barred)}


REQUIREMENTS = (
    "outside_the_united_states",
    "nationality_or_family",
    "passport_valid",
    "pays_for_travel",
    "statements_attested",
    "vetting_cleared",
    "parole_warranted",
    "discretion_merited",
    "applications_open",
    "supporter_starts_the_process",
    "declaration_for_each_person",
    "supporter_has_lawful_status",
    "supporter_is_in_the_united_states",
    "supporter_promises_housing",
    "supporter_cleared",
    "supporter_has_the_means",
    "supporter_is_confirmed",
    "kept_the_consular_appointment",
    "appointment_within_lawful_stay",
)
BARS_WITHOUT_EXCEPTION = (
    "unaccompanied_child",
    "removed_in_last_five_years",
    "older_order_still_bars",
)
LIFTED_BY = {
    "national_of_another_country": "travels_as_close_family",
    "permanent_resident_elsewhere": "travels_as_close_family",
    "refugee_status_elsewhere": "travels_as_close_family",
    "irregular_entry_us": "returned_to_mexico_us",
    "irregular_entry_mexico": "returned_to_mexico_mexico",
    "irregular_entry_panama": "returned_to_mexico_panama",
}
CONDITIONS = (
    *REQUIREMENTS,
    *BARS_WITHOUT_EXCEPTION,
    *LIFTED_BY,
    *dict.fromkeys(LIFTED_BY.values()),
    "health_requirements_not_met",
    "medical_reason",
)


def _person(people: Arrays) -> dict[str, Truth]:
    of = people.columns
    relation, expiry, order = (
        of[n] for n in ("family_relation", "passport_expiry_date", "last_removal_order_date")
    )
    five_years_ago = _day(date(2017, 11, 23))
    young = _asked(of["birth_date"], of["birth_date"].values > _day(date(2001, 11, 23)))
    child = _asked(of["birth_date"], of["birth_date"].values > _day(date(2004, 11, 23)))
    couple = _one_of(relation, ("spouse", "common_law_partner"))
    close = _any(couple, _all(_one_of(relation, ("unmarried_child_under_21",)), young))
    family = _all(close, _true(of["travels_with_eligible_principal"]))
    valid = _asked(expiry, expiry.values >= _day(DAY))
    venezuelan = _one_of(of["passport_country"], ("VE",))
    lately = _asked(expiry, expiry.values >= five_years_ago)
    usable = _any(valid, _all(venezuelan, lately))
    older = _asked(order, order.values < five_years_ago)
    return {
        "outside_the_united_states": _negated(_one_of(of["present_country"], ("US",))),
        "nationality_or_family": _any(_one_of(of["nationality"], ("VE",)), family),
        "unaccompanied_child": _all(child, _negated(_true(of["travels_with_parent_or_guardian"]))),
        "passport_valid": _all(_given(of["passport_country"]), usable),
        "health_requirements_not_met": _negated(_true(of["vaccinations_attested"])),
        "medical_reason": _true(of["medical_exception"]),
        "removed_in_last_five_years": _asked(order, order.values >= five_years_ago),
        "older_order_still_bars": _all(older, _true(of["earlier_order_still_bars"])),
        "national_of_another_country": _given(of["other_nationality"]),
        "permanent_resident_elsewhere": _given(of["permanent_residence_country"]),
        "refugee_status_elsewhere": _given(of["refugee_status_country"]),
        "travels_as_close_family": family,
    }


PLAIN = {
    "pays_for_travel": "can_pay_for_travel",
    "statements_attested": "attestations_made",
    "vetting_cleared": "vetting_passed",
    "discretion_merited": "merits_discretion",
    "declaration_for_each_person": "declaration_per_person",
    "supporter_is_in_the_united_states": "supporter_in_us",
    "supporter_promises_housing": "supporter_agrees_to_support",
    "supporter_cleared": "supporter_checks_passed",
    "supporter_has_the_means": "supporter_can_support",
    "supporter_is_confirmed": "supporter_confirmed",
}


def _request(people: Arrays) -> dict[str, Truth]:
    of = people.columns
    status = of["supporter_status"]
    always = np.ones(people.height, dtype=np.bool_)
    lawful = status.values != status.codes["none_of_these"]
    plain = {name: _true(of[fact]) for name, fact in PLAIN.items()}
    return plain | {
        "parole_warranted": _given(of["parole_reason"]),
        "applications_open": Truth(always, ~always),
        "supporter_has_lawful_status": _asked(status, lawful),
    }


def _journey(people: Arrays) -> dict[str, Truth]:
    of, entries = people.columns, people.entries.columns
    country, manner, entered = (entries[n] for n in ("country", "manner", "entry_date"))
    under = entries["returned_under"]
    led_to_return = _is_one_of(under, RETURNS) & under.present
    known = country.known & manner.known & entered.known
    late = (manner.values == manner.codes["irregular"]) & (entered.values > _day(CUT_OFF)) & known
    gap, gap_of_return = _gap(people, known), _gap(people, under.known)
    returned = _some(people, led_to_return, gap_of_return)
    counted = late & under.known & ~led_to_return
    found = {}
    for name, code in (("us", "US"), ("mexico", "MX"), ("panama", "PA")):
        here = country.values == country.codes[code]
        found[f"irregular_entry_{name}"] = _some(people, late & here, gap)
        uncovered = _some(people, counted & here, gap | gap_of_return)
        found[f"returned_to_mexico_{name}"] = _negated(uncovered)
    appointment, stay = of["consular_appointment_date"], of["lawful_stay_until_date"]
    both_known = appointment.known & stay.known
    in_time = both_known & stay.present & (appointment.values <= stay.values)
    unlimited = Truth(stay.known & ~stay.present, stay.present)
    seen = _any(_negated(returned), _true(of["consular_appointment_kept"]))
    return found | {
        "supporter_starts_the_process": _any(_true(of["supporter_named"]), returned),
        "kept_the_consular_appointment": seen,
        "appointment_within_lawful_stay": _any(
            _any(seen, unlimited), Truth(in_time, both_known ^ in_time)
        ),
    }


def _day(day: date) -> np.int32:
    return np.int32((day - EPOCH).days)


def _is_one_of(column: Column, options: tuple[str, ...]) -> Plane:
    found = column.values == column.codes[options[0]]
    for option in options[1:]:
        found |= column.values == column.codes[option]
    return found


def _one_of(column: Column, options: tuple[str, ...]) -> Truth:
    return _asked(column, _is_one_of(column, options))


def _asked(column: Column, holds: Plane) -> Truth:
    """A comparison: false of what is known to be none."""
    yes = holds & column.present
    return Truth(yes, column.known ^ yes)


def _true(column: Column) -> Truth:
    return _asked(column, column.values)


def _given(column: Column) -> Truth:
    return Truth(column.present, column.known ^ column.present)


def _all(one: Truth, other: Truth) -> Truth:
    return Truth(one.yes & other.yes, one.no | other.no)


def _any(one: Truth, other: Truth) -> Truth:
    return Truth(one.yes | other.yes, one.no & other.no)


def _negated(one: Truth) -> Truth:
    return Truth(one.no, one.yes)


def _unless(bar: Truth, exception: Truth) -> Truth:
    return _all(bar, _negated(exception))


def _gap(people: Arrays, known: Plane) -> Plane:
    """The cases of which some record is not known, or the list is not complete."""
    gap = ~people.entries.complete
    gap[people.entries.owner[np.flatnonzero(~known)]] = True
    return gap


def _some(people: Arrays, holds: Plane, gap: Plane) -> Truth:
    yes = np.zeros(people.height, dtype=np.bool_)
    yes[people.entries.owner[np.flatnonzero(holds)]] = True
    return Truth(yes, ~(yes | gap))
