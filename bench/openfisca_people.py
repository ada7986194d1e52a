"""OpenFisca-Core at work on the same people: a table of columns, or cases in its own form of a dict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench import rules
from bench.openfisca_rules import ANSWERS, CONDITIONS, NO_DAY, Case, Record
from safeconduct import feel
from safeconduct.programme.schema import Fact

Dictionary = Mapping[str, Fact]
PERIOD = rules.DAY.isoformat()


def rules_for(dictionary: Dictionary) -> TaxBenefitSystem:
    """The rules, and a variable for each fact of the dictionary that they use."""
    made = TaxBenefitSystem([Record, Case])
    for variable in CONDITIONS:
        made.add_variable(variable)
    for fact in dictionary.values():
        if fact.type != "records":
            made.add_variable(_fact(fact, Case))
    for field in dictionary["entries"].fields:
        made.add_variable(_fact(field, Record))
    return made


def _fact(fact: Fact, entity: Any) -> type[Variable]:
    body: dict[str, Any] = {"entity": entity, "definition_period": DateUnit.ETERNITY}
    dtype = fact.column_type
    if isinstance(dtype, pl.Enum):
        names = [_member(option) for option in dtype.categories] + ["none"]
        members = Enum(fact.id, {name: name for name in names})
        body |= {"value_type": Enum, "possible_values": members, "default_value": members["none"]}
    elif dtype == pl.Date():
        body |= {"value_type": date, "default_value": NO_DAY}
    else:
        body |= {"value_type": bool}
    return type(fact.id, (Variable,), body)


def _member(option: str) -> str:
    return option.replace("-", "_")


def simulation(
    system: TaxBenefitSystem, people: feel.Population, dictionary: Dictionary
) -> Simulation:
    """The people as arrays that OpenFisca holds; done once, and not timed."""
    child = people.lists["entries"]
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("record", np.arange(child.frame.height))
    cases = builder.declare_entity("case", np.arange(people.main.height))
    cases.members_entity_id = child.frame["row"].to_numpy().astype(np.int64)
    made = builder.build(system)
    facts = [fact for fact in dictionary.values() if fact.type != "records"]
    for frame, held in ((people.main, facts), (child.frame, list(dictionary["entries"].fields))):
        for fact in held:
            members = getattr(system.get_variable(fact.id), "possible_values", None)
            made.set_input(fact.id, "ETERNITY", _array(frame[fact.id], members))
    return made


def _array(column: pl.Series, members: Any) -> np.ndarray:
    if members is not None:
        codes = column.to_physical().cast(pl.UInt8()).fill_null(len(members) - 1)
        return EnumArray(codes.to_numpy(writable=True), members)
    if column.dtype == pl.Date():
        return column.fill_null(NO_DAY).to_numpy().astype("datetime64[D]")
    return column.to_numpy()


def answers(made: Simulation) -> dict[str, np.ndarray]:
    """Every condition, and `barred` and `eligible`, worked out anew."""
    for variable in CONDITIONS:
        made.delete_arrays(variable.__name__)
    return {name: made.calculate(name, PERIOD) for name in ANSWERS}


def situation(cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Cases in OpenFisca's own form of a dict."""
    records: dict[str, Any] = {}
    held: dict[str, Any] = {}
    for number, case in enumerate(cases):
        ids = []
        for record in case["entries"]:
            ids.append(f"r{len(records)}")
            records[ids[-1]] = _given(record)
        facts = {name: value for name, value in case.items() if name != "entries"}
        held[f"c{number}"] = {"entries": ids, **_given(facts)}
    return {"records": records, "cases": held}


def _given(facts: Mapping[str, Any]) -> dict[str, Any]:
    """None is left to the default."""
    return {name: {"ETERNITY": _plain(value)} for name, value in facts.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return _member(value) if isinstance(value, str) else value


def answer_situation(system: TaxBenefitSystem, given: dict[str, Any]) -> list[dict[str, bool]]:
    """From a situation's dict to a dict a case of every condition's truth."""
    made = SimulationBuilder().build_from_entities(system, given)
    found = {name: made.calculate(name, PERIOD).tolist() for name in ANSWERS}
    return [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]
