"""What the invented people answer, and what officers have found: every fact but the entries.

Facts of the return itself (a fear that was expressed, a protection outcome) are invented for nobody:
in a table they are unknown for everyone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from safeconduct.demo.caseload import columns
from safeconduct.demo.caseload.assumptions import (
    NONE,
    UNKNOWN,
    Chance,
    Mask,
    Whole,
    answers,
    assumed,
    day_number,
)
from safeconduct.demo.caseload.cells import Cell
from safeconduct.demo.caseload.families import (
    CHILD,
    CHILD_ACCOMPANIED,
    CHILD_ALONE,
    PARTNER,
    PRINCIPAL,
    Families,
    People,
)
from safeconduct.demo.caseload.journeys import Journeys

_NO, _YES = 0, 1
_DAYS_A_YEAR = 365


def family_facts(
    own: Whole, cells: list[Cell], families: Families, people: People, chance: Chance
) -> list[pl.Series]:
    """Nationality, place in the family, birth; `own` are the nationalities."""
    family, role = people.family, people.role
    codes = np.array([columns.country_code(cell.nationality) for cell in cells], np.int32)
    of_family = codes[families.cell][family]
    married = chance.happens("married", assumed("couple_is_married"), len(families))[family]
    relation = np.select(
        [role == PRINCIPAL, (role == PARTNER) & married, role == PARTNER],
        [NONE, _relation("spouse"), _relation("common_law_partner")],
        _relation("unmarried_child_under_21"),
    ).astype(np.int32)
    travels = chance.answer(
        "with principal",
        answers("per_person", "travels_with_principal"),
        columns.NO_OR_YES,
        len(people),
    )
    travels[role == PRINCIPAL] = _NO
    principal = np.where(role == PRINCIPAL, NONE, of_family).astype(np.int32)
    return [
        *columns.choice("nationality", own, columns.COUNTRIES),
        *columns.choice("family_relation", relation, columns.FAMILY_RELATIONS, may_be_none=True),
        *columns.boolean("travels_with_eligible_principal", travels),
        *columns.choice("principal_nationality", principal, columns.COUNTRIES, may_be_none=True),
        *columns.day("birth_date", people.birth),
        *columns.boolean("travels_with_parent_or_guardian", _with_parent(families, people, chance)),
    ]


def _relation(name: str) -> int:
    return columns.FAMILY_RELATIONS.index(name)


def nationalities(cells: list[Cell], families: Families, people: People, chance: Chance) -> Whole:
    """Everyone has the nationality of the cell, companions another."""
    codes = np.array([columns.country_code(cell.nationality) for cell in cells], np.int32)
    own = codes[families.cell][people.family]
    weights: dict[str, float] = assumed("nationality_of_such_family")
    options = np.array([columns.country_code(country) for country in weights], np.int32)
    drawn = chance.position("companions", tuple(weights.values()), len(people))
    # Whoever draws the family's own takes the next of the list, which is another.
    same = options[drawn] == own
    other = options[np.where(same, (drawn + 1) % len(options), drawn)]
    return np.where(people.is_companion, other, own).astype(np.int32)


def _with_parent(families: Families, people: People, chance: Chance) -> Whole:
    weights = answers("per_person", "child_travels_with_parent")
    child = chance.answer("with parent", weights, columns.NO_OR_YES, len(people))
    kind = families.kind[people.family]
    return np.select(
        [kind == CHILD_ALONE, (people.role == CHILD) | (kind == CHILD_ACCOMPANIED)],
        [_NO, child],
        _NO,
    ).astype(np.int32)


def personal_facts(
    own: Whole, families: Families, people: People, way: Journeys, chance: Chance
) -> list[pl.Series]:
    """Other countries, earlier orders, papers and health; `own` are the nationalities."""
    person = _Asked(chance, "per_person", len(people))
    series: list[pl.Series] = []
    for name in ("other_nationality", "permanent_residence_country", "refugee_status_country"):
        country = person.answer(name, columns.COUNTRIES)
        country[country == own] = NONE
        series += columns.choice(name, country, columns.COUNTRIES, may_be_none=True)
    order_asked = person.yes("removal_order_asked")
    ordered = columns.has_value(way.removal_order)
    bars = np.where(ordered, person.answer("earlier_order_still_bars"), _NO)
    at_sea = np.where(person.yes("sea_interdiction_asked"), NONE, UNKNOWN)
    return [
        *series,
        *columns.day(
            "last_removal_order_date", _asked(order_asked, way.removal_order), may_be_none=True
        ),
        *columns.boolean("earlier_order_still_bars", _asked(order_asked, bars)),
        *columns.day("sea_interdiction_date", at_sea, may_be_none=True),
        *_passport(own, families, people, person, chance),
        *columns.boolean("vaccinations_attested", person.answer("vaccinations_attested")),
        *columns.boolean("medical_exception", person.answer("medical_exception")),
    ]


def _passport(
    own: Whole, families: Families, people: People, person: _Asked, chance: Chance
) -> list[pl.Series]:
    held = np.where(
        people.age < 18,
        person.answer("passport_of_child", ("held",)),
        person.answer("passport_of_adult", ("held",)),
    )
    span = assumed("passport_years")
    left = chance.whole(
        "passport", span["least"] * _DAYS_A_YEAR, span["most"] * _DAYS_A_YEAR, len(people)
    )
    last = _asked(person.yes("passport_expiry_asked"), families.crossing[people.family] + left)
    has_one = columns.has_value(held)
    country = np.where(has_one, own, held).astype(np.int32)
    expiry = np.where(has_one, last, held).astype(np.int32)
    return [
        *columns.choice("passport_country", country, columns.COUNTRIES, may_be_none=True),
        *columns.day("passport_expiry_date", expiry, may_be_none=True),
    ]


def request_facts(
    families: Families, people: People, way: Journeys, chance: Chance
) -> list[pl.Series]:
    """Supporter, filing and what officers found; one answer a family, for each of its members."""
    number = len(families)
    family = _Asked(chance, "per_family", number)
    named = family.answer("supporter_named")
    with_one = _Asked(chance, "if_supporter_is_named", number, named == _YES)
    seen = with_one.yes("officers_have_looked")
    officers = _Asked(chance, "if_officers_have_looked", number, seen)
    earliest = np.maximum(families.crossing, day_number(assumed("filing_opens")) - 1)
    filed = earliest + chance.among("days to filing", "days_to_filing", number)
    appointed = filed + chance.among("days to appointment", "days_to_appointment", number)
    returned = columns.has_value(way.returned_under)
    yes_or_no = (
        ("supporter_in_us", with_one),
        ("supporter_agrees_to_support", with_one),
        ("declaration_per_person", with_one),
        ("filed_by_representative", with_one),
        ("another_declaration_pending", with_one),
        ("attestations_made", with_one),
        ("can_pay_for_travel", family),
        ("supporter_checks_passed", officers),
        ("supporter_can_support", officers),
        ("supporter_fingerprints_taken", officers),
        ("supporter_confirmed", officers),
        ("vetting_passed", officers),
        ("merits_discretion", officers),
    )
    statuses, reasons = columns.SUPPORTER_STATUSES, columns.PAROLE_REASONS
    kept = _asked(returned, officers.answer("consular_appointment_kept"))
    per_family = [
        *columns.boolean("supporter_named", named),
        *columns.choice(
            "supporter_status", with_one.answer("supporter_status", statuses), statuses
        ),
        *(one for name, asked in yes_or_no for one in columns.boolean(name, asked.answer(name))),
        *columns.day("filing_date", _asked(named == _YES, filed)),
        *columns.choice(
            "parole_reason", officers.answer("parole_reason", reasons), reasons, may_be_none=True
        ),
        *columns.day("consular_appointment_date", _asked(returned & seen, appointed)),
        *columns.boolean("consular_appointment_kept", kept),
        *columns.day("lawful_stay_until_date", _stay(families, family, returned), may_be_none=True),
    ]
    return pl.DataFrame(per_family)[people.family].get_columns()


def _stay(families: Families, family: _Asked, returned: Mask) -> Whole:
    told = family.answer("lawful_stay_asked", ("date",))
    last_day = families.crossing + 1 + assumed("days_allowed_in_mexico")
    return _asked(returned, np.where(columns.has_value(told), last_day, told))


class _Asked:
    """Draws answers to the questions of one group; unknown where the question did not come up."""

    def __init__(
        self, chance: Chance, group: str, number: int, came_up: Mask | None = None
    ) -> None:
        self._chance = chance
        self._group = group
        self._number = number
        self._came_up = came_up

    def answer(self, name: str, options: Sequence[str] = columns.NO_OR_YES) -> Whole:
        codes = self._chance.answer(
            f"answer {name}", answers(self._group, name), options, self._number
        )
        return codes if self._came_up is None else _asked(self._came_up, codes)

    def yes(self, name: str) -> Mask:
        return np.asarray(self.answer(name) == _YES)


def _asked(came_up: Mask, codes: Whole) -> Whole:
    """The codes where the question came up, unknown elsewhere."""
    return np.where(came_up, codes, UNKNOWN).astype(np.int32)
