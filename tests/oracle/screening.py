"""Facts in, findings out, for one person: conditions in force, Kleene's logic, the result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.oracle.folder import read_programme
from tests.oracle.thinking import UNKNOWN, Records, answer

#: True, False, or None for unknown.
Truth = bool | None
STATUS = {True: "met", False: "not_met", None: "unknown"}


def screen(
    programme_folder: Path,
    variant: str | None,
    track: str,
    as_of: date,
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    """Result, status of each condition in force, and truth of each of its leaves."""
    return screen_read(read_programme(programme_folder, variant), track, as_of, facts)


def screen_read(
    programme: dict[str, Any], track: str, as_of: date, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """The same, for a programme that was read before."""
    scope = {**facts_in(programme["facts"], facts), "decision_date": as_of}
    rules = [
        rule
        for rule in programme["rules"]
        if rule["track"] == track
        and rule["from"] <= as_of
        and (rule.get("until") is None or as_of <= rule["until"])
    ]
    leaves: dict[str, Truth] = {}
    truths = {rule["id"]: _truth(rule["when"], scope, leaves) for rule in rules}
    return {
        "result": _result(rules, truths),
        "findings": {name: STATUS[truth] for name, truth in truths.items()},
        "leaves": {text: STATUS[truth] for text, truth in leaves.items()},
    }


def facts_in(dictionary: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """A value for every declared fact: UNKNOWN where the case says nothing, None for none."""
    nothing: dict[str, Any] = {"complete": False}
    return {
        name: _records(fact, facts.get(name, nothing))
        if fact["type"] == "records"
        else (_value(fact, facts[name]) if name in facts else UNKNOWN)
        for name, fact in dictionary.items()
    }


def _value(fact: Mapping[str, Any], given: Any) -> Any:
    if given is None:
        return None
    if fact["type"] == "date" and isinstance(given, str):
        return date.fromisoformat(given)
    if fact["type"] in ("integer", "money"):
        return Decimal(given)
    return given


def _records(fact: Mapping[str, Any], given: Any) -> Records:
    complete = True
    if isinstance(given, Mapping):
        complete, given = given.get("complete", True), given.get("records")
    fields = {field["id"]: field for field in fact["fields"]}
    return Records(
        tuple(
            {
                name: _value(field, record[name]) if name in record else UNKNOWN
                for name, field in fields.items()
            }
            for record in given or []
        ),
        complete,
        frozenset(fields),
    )


def _truth(logic: Any, scope: Mapping[str, Any], leaves: dict[str, Truth]) -> Truth:
    if isinstance(logic, str):
        logic = {"is": logic}
    if "is" in logic:
        leaves[logic["is"]] = answer(logic["is"], scope)
        return leaves[logic["is"]]
    if "not" in logic:
        inner = _truth(logic["not"], scope, leaves)
        return None if inner is None else not inner
    word = "all" if "all" in logic else "any"
    parts = [_truth(part, scope, leaves) for part in logic[word]]
    settles = word == "any"
    if settles in parts:
        return settles
    return None if None in parts else not settles


def _result(rules: list[dict[str, Any]], truths: Mapping[str, Truth]) -> str:
    hindered: list[Truth] = [False]
    for rule in rules:
        if rule["kind"] == "exception":
            continue
        stands = truths[rule["id"]]
        if rule["kind"] == "requirement":
            stands = None if stands is None else not stands
        else:
            for other in rules:
                named = other.get("to", [])
                named = [named] if isinstance(named, str) else named
                if other["kind"] == "exception" and rule["id"] in named:
                    stands = _unless(stands, truths[other["id"]], other)
        if rule.get("mark") == "U" and stands is True:
            stands = None
        hindered.append(stands)
    if True in hindered:
        return "barred"
    return "open" if None in hindered else "eligible"


def _unless(stands: Truth, excused: Truth, exception: Mapping[str, Any]) -> Truth:
    """A bar beside one exception: gone when the exception is met, unsure when nobody knows.

    An exception that nobody verified lifts nothing for certain.
    """
    if stands is False:
        return False
    if excused is True:
        return None if exception.get("mark") == "U" else False
    return None if excused is None else stands
