"""Asking only what matters gives the same answer as telling everything (I7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from safeconduct import programme
from safeconduct.demo.day import STANDS_AT
from safeconduct.eligibility import screen
from safeconduct.programme.schema import Fact
from safeconduct.web.portal import journey, results
from tests.web.portal.walking import Walk, date_parts

pytestmark = pytest.mark.database

DAY = STANDS_AT.date()
DEFINITION = programme.load("us-mx-ve-2022", "article")
EXAMPLES = [
    example
    for example in DEFINITION.examples
    if example.track == "admission" and example.variant in (None, "article")
]
HEADLINES = DEFINITION.programme.result_words["admission"]


def facts_of(example) -> dict[str, Any]:
    """What the example's person could answer, with the facts of the person it is like."""
    like = DEFINITION.people[example.like].facts if example.like else {}
    held = {**like, **example.facts}
    asked = journey.asked_facts(DEFINITION)
    return {name: held[name] for name in held if name in asked and name not in example.without}


def told(fact: Fact, held: Mapping[str, Any]) -> str:
    """The value as the form takes it."""
    if fact.id not in held:
        return "unknown"
    value = held[fact.id]
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def tell_records(walk: Walk, fact: Fact, held: Mapping[str, Any]) -> None:
    given = held.get(fact.id, {"records": [], "complete": False})
    rows = given["records"] if isinstance(given, dict) else given
    complete = given.get("complete", True) if isinstance(given, dict) else True
    for row in rows:
        walk.press(f"add:{fact.id}")
        typed: dict[str, str] = {}
        for part in fact.fields:
            text = told(part, row)
            is_box = text in ("none", "unknown") and part.type not in ("choice", "boolean")
            if is_box:
                typed[f"f.{part.id}.other"] = text
            elif part.type == "date":
                typed |= date_parts(f"f.{part.id}", text)
            else:
                typed[f"f.{part.id}"] = text
        walk.press("answer", typed)
        assert walk.page.question == fact.id, walk.page.text
    walk.press(f"{'all' if complete else 'some'}:{fact.id}")


@pytest.mark.parametrize("example", EXAMPLES[::4], ids=lambda example: example.id)
def test_the_questions_lead_to_the_answer_of_screen(visitor, example) -> None:
    held = facts_of(example)
    walk = Walk(visitor, "/en/check/us-mx-ve-2022/article/")
    walk.press("begin")
    while walk.page.question != "result":
        fact = DEFINITION.facts[walk.page.question]
        if fact.type == "records":
            tell_records(walk, fact, held)
        else:
            walk.reply(told(fact, held))
        assert walk.answer.status_code == 200
    expected = screen(DEFINITION, "admission", DAY, held)
    assert HEADLINES[results.told_result(expected)]["en"] in walk.page.text


def test_the_examples_lead_to_every_answer() -> None:
    found = {
        results.told_result(screen(DEFINITION, "admission", DAY, facts_of(example)))
        for example in EXAMPLES[::4]
    }
    assert found == {"eligible", "barred", "open"}
