"""The same rules for OpenFisca-Core: variant `article` as of 23 November 2022, a variable a condition.

OpenFisca knows no unknown, so its people are fully known; none is a member of each enumeration, and a
day before all others. A record is OpenFisca's person, and a case its group; a rule over records is
`any` over the group's members. `every` is written as no counter-example, since `all` walks the group
position by position.
"""

# OpenFisca-Core tells no types.
# mypy: allow-untyped-defs

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

NO_DAY = date(1800, 1, 1)
CUT_OFF = np.datetime64("2022-10-19")

Record = Entity("record", "records", "An entry into a country", "")
Case = GroupEntity(
    "case", "cases", "A person who asks", "", roles=[{"key": "entry", "plural": "entries"}]
)

CONDITIONS: list[type[Variable]] = []
Formula = Callable[..., Any]


def condition(formula: Formula) -> Formula:
    """A condition of a case: a variable of its name, worked out day by day."""
    _variable(formula, Case)
    return formula


def of_record(formula: Formula) -> Formula:
    """Something that holds of a record, and that several conditions ask."""
    _variable(formula, Record)
    return formula


def _variable(formula: Formula, entity: Any) -> None:
    body = {
        "value_type": bool,
        "entity": entity,
        "definition_period": DateUnit.DAY,
        "label": formula.__name__.replace("_", " "),
        "formula": formula,
    }
    CONDITIONS.append(type(formula.__name__, (Variable,), body))


def _years_before(period: Any, years: int) -> np.datetime64:
    return np.datetime64(str(period.start.offset(-years, DateUnit.YEAR)))


def _is(case: Any, fact: str, period: Any, *options: str) -> Any:
    """Whether an enumeration has one of these values."""
    held = case(fact, period)
    members = held.possible_values
    found = held == members[options[0]]
    for option in options[1:]:
        found = found + (held == members[option])
    return found


@condition
def outside_the_united_states(case, period):
    return ~_is(case, "present_country", period, "US")


@condition
def close_family(case, period):
    couple = _is(case, "family_relation", period, "spouse", "common_law_partner")
    child = _is(case, "family_relation", period, "unmarried_child_under_21")
    young = case("birth_date", period) > _years_before(period, 21)
    return (couple + child * young) * case("travels_with_eligible_principal", period)


@condition
def nationality_or_family(case, period):
    return _is(case, "nationality", period, "VE") + case("close_family", period)


@condition
def unaccompanied_child(case, period):
    child = case("birth_date", period) > _years_before(period, 18)
    return child * ~case("travels_with_parent_or_guardian", period)


@condition
def passport_valid(case, period):
    expiry = case("passport_expiry_date", period)
    lately = expiry >= _years_before(period, 5)
    usable = (expiry >= np.datetime64(str(period.start))) + (
        _is(case, "passport_country", period, "VE") * lately
    )
    return ~_is(case, "passport_country", period, "none") * usable


@condition
def pays_for_travel(case, period):
    return case("can_pay_for_travel", period)


@condition
def health_requirements_not_met(case, period):
    return ~case("vaccinations_attested", period)


@condition
def medical_reason(case, period):
    return case("medical_exception", period)


@condition
def statements_attested(case, period):
    return case("attestations_made", period)


@condition
def vetting_cleared(case, period):
    return case("vetting_passed", period)


@condition
def parole_warranted(case, period):
    return ~_is(case, "parole_reason", period, "none")


@condition
def discretion_merited(case, period):
    return case("merits_discretion", period)


@condition
def removed_in_last_five_years(case, period):
    return case("last_removal_order_date", period) >= _years_before(period, 5)


@condition
def older_order_still_bars(case, period):
    order = case("last_removal_order_date", period)
    older = (order < _years_before(period, 5)) * (order > np.datetime64(NO_DAY))
    return older * case("earlier_order_still_bars", period)


@condition
def national_of_another_country(case, period):
    return ~_is(case, "other_nationality", period, "none")


@condition
def permanent_resident_elsewhere(case, period):
    return ~_is(case, "permanent_residence_country", period, "none")


@condition
def refugee_status_elsewhere(case, period):
    return ~_is(case, "refugee_status_country", period, "none")


@condition
def travels_as_close_family(case, period):
    return case("close_family", period)


@of_record
def late_irregular_entry(record, period):
    irregular = _is(record, "manner", period, "irregular")
    return irregular * (record("entry_date", period) > CUT_OFF)


@of_record
def led_to_return(record, period):
    under = ("us_mx_2022", "us_mx_2023_01", "us_mx_2023_05", "us_mx_2025")
    return _is(record, "returned_under", period, *under)


def _entered(case, period, country):
    there = _is(case.members, "country", period, country)
    return case.any(there * case.members("late_irregular_entry", period))


def _every_entry_led_to_return(case, period, country):
    there = _is(case.members, "country", period, country)
    counted = there * case.members("late_irregular_entry", period)
    return ~case.any(counted * ~case.members("led_to_return", period))


@condition
def irregular_entry_us(case, period):
    return _entered(case, period, "US")


@condition
def irregular_entry_mexico(case, period):
    return _entered(case, period, "MX")


@condition
def irregular_entry_panama(case, period):
    return _entered(case, period, "PA")


@condition
def returned_to_mexico_us(case, period):
    return _every_entry_led_to_return(case, period, "US")


@condition
def returned_to_mexico_mexico(case, period):
    return _every_entry_led_to_return(case, period, "MX")


@condition
def returned_to_mexico_panama(case, period):
    return _every_entry_led_to_return(case, period, "PA")


@condition
def returned(case, period):
    return case.any(case.members("led_to_return", period))


@condition
def applications_open(case, period):
    is_open = np.datetime64(str(period.start)) >= np.datetime64("2022-10-18")
    return np.full(case.count, is_open)


@condition
def supporter_starts_the_process(case, period):
    return case("supporter_named", period) + case("returned", period)


@condition
def declaration_for_each_person(case, period):
    return case("declaration_per_person", period)


@condition
def supporter_has_lawful_status(case, period):
    return ~_is(case, "supporter_status", period, "none_of_these")


@condition
def supporter_is_in_the_united_states(case, period):
    return case("supporter_in_us", period)


@condition
def supporter_promises_housing(case, period):
    return case("supporter_agrees_to_support", period)


@condition
def supporter_cleared(case, period):
    return case("supporter_checks_passed", period)


@condition
def supporter_has_the_means(case, period):
    return case("supporter_can_support", period)


@condition
def supporter_is_confirmed(case, period):
    return case("supporter_confirmed", period)


@condition
def kept_the_consular_appointment(case, period):
    return ~case("returned", period) + case("consular_appointment_kept", period)


@condition
def appointment_within_lawful_stay(case, period):
    stay = case("lawful_stay_until_date", period)
    in_time = case("consular_appointment_date", period) <= stay
    return case("kept_the_consular_appointment", period) + (stay == np.datetime64(NO_DAY)) + in_time


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
BARS = {
    "unaccompanied_child": None,
    "removed_in_last_five_years": None,
    "older_order_still_bars": None,
    "national_of_another_country": "travels_as_close_family",
    "permanent_resident_elsewhere": "travels_as_close_family",
    "refugee_status_elsewhere": "travels_as_close_family",
    "irregular_entry_us": "returned_to_mexico_us",
    "irregular_entry_mexico": "returned_to_mexico_mexico",
    "irregular_entry_panama": "returned_to_mexico_panama",
    "health_requirements_not_met": "medical_reason",
}


@condition
def barred(case, period):
    kept_out = ~case(REQUIREMENTS[0], period)
    for name in REQUIREMENTS[1:]:
        kept_out = kept_out + ~case(name, period)
    for name, exception in BARS.items():
        stands = case(name, period)
        kept_out = kept_out + (stands * ~case(exception, period) if exception else stands)
    return kept_out


@condition
def eligible(case, period):
    # The medical exception rests on an unverified source: with it the case stays open.
    doubt = case("health_requirements_not_met", period) * case("medical_reason", period)
    return ~case("barred", period) * ~doubt


#: What a run works out; the rest is asked on the way.
ANSWERS = (*REQUIREMENTS, *BARS, *dict.fromkeys(filter(None, BARS.values())), "barred", "eligible")
