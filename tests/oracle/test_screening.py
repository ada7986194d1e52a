"""Conditions, exceptions, drafts and results of an invented programme, worked out by hand."""

from datetime import date
from textwrap import dedent

import pytest

from tests.oracle import screen

DAY = date(2023, 3, 1)
FACTS = """
    facts:
      - {id: a, type: boolean}
      - {id: b, type: boolean}
      - {id: x, type: boolean}
      - {id: born, type: date}
      - {id: ordered, type: date, may_be_none: true}
      - {id: entries, type: records, fields: [{id: country, type: country}]}
    """


@pytest.fixture
def programme(tmp_path):
    """Writes a programme of the given rules and tells its folder."""

    def write(rules, variant="", default=""):
        (tmp_path / "rules").mkdir(exist_ok=True)
        (tmp_path / "variants").mkdir(exist_ok=True)
        (tmp_path / "programme.yaml").write_text(f"id: p\n{default}")
        (tmp_path / "facts.yaml").write_text(dedent(FACTS))
        (tmp_path / "rules" / "r.yaml").write_text("rules:\n" + rules)
        (tmp_path / "variants" / "v.yaml").write_text(dedent(variant) or "extends: p")
        return tmp_path

    return write


def rule(name, kind, when, more=""):
    return f"  - {{id: {name}, kind: {kind}, track: t, from: 2023-01-01, when: {when}{more}}}\n"


KLEENE = [
    # a, b: all, any, not a
    (True, True, "met", "met", "not_met"),
    (True, False, "not_met", "met", "not_met"),
    (True, None, "unknown", "met", "not_met"),
    (False, True, "not_met", "met", "met"),
    (False, False, "not_met", "not_met", "met"),
    (False, None, "not_met", "unknown", "met"),
    (None, True, "unknown", "met", "unknown"),
    (None, False, "not_met", "unknown", "unknown"),
    (None, None, "unknown", "unknown", "unknown"),
]


@pytest.mark.parametrize(("a", "b", "both", "one", "not_a"), KLEENE)
def test_all_any_and_not(programme, a, b, both, one, not_a):
    folder = programme(
        rule("both", "requirement", "{all: [a, b]}")
        + rule("one", "requirement", "{any: [a, {is: b}]}")
        + rule("not_a", "requirement", "{not: a}")
    )
    facts = {name: value for name, value in (("a", a), ("b", b)) if value is not None}
    found = screen(folder, None, "t", DAY, facts)
    assert found["findings"] == {"both": both, "one": one, "not_a": not_a}


RESULTS = [
    # requirement a, bar b, exception x of b
    (True, False, False, "eligible"),
    (True, False, None, "eligible"),
    (True, True, False, "barred"),
    (True, True, True, "eligible"),
    (True, True, None, "open"),
    (True, None, True, "eligible"),
    (True, None, False, "open"),
    (True, None, None, "open"),
    (False, False, True, "barred"),
    (False, None, None, "barred"),
    (None, False, False, "open"),
    (None, True, False, "barred"),
    (None, True, True, "open"),
]


@pytest.mark.parametrize(("a", "b", "x", "result"), RESULTS)
def test_requirement_bar_and_exception(programme, a, b, x, result):
    folder = programme(
        rule("needed", "requirement", "a")
        + rule("barring", "bar", "b")
        + rule("lifting", "exception", "x", ", to: barring")
    )
    facts = {n: v for n, v in (("a", a), ("b", b), ("x", x)) if v is not None}
    assert screen(folder, None, "t", DAY, facts)["result"] == result


@pytest.mark.parametrize(
    ("kind", "value", "result"),
    [
        ("requirement", True, "eligible"),
        ("requirement", False, "open"),
        ("bar", True, "open"),
        ("bar", False, "eligible"),
    ],
)
def test_a_draft_never_bars(programme, kind, value, result):
    folder = programme(rule("draft", kind, "a", ", mark: U"))
    assert screen(folder, None, "t", DAY, {"a": value})["result"] == result


def test_a_draft_hides_no_other_bar(programme):
    folder = programme(rule("draft", "bar", "a", ", mark: U") + rule("sure", "bar", "b"))
    assert screen(folder, None, "t", DAY, {"a": True, "b": True})["result"] == "barred"


def test_one_exception_of_two_is_enough(programme):
    folder = programme(
        rule("barring", "bar", "b")
        + rule("first", "exception", "a", ", to: [barring, another]")
        + rule("second", "exception", "x", ", to: [barring]")
    )
    for first, second, result in ((True, False, "eligible"), (False, False, "barred")):
        facts = {"b": True, "a": first, "x": second}
        assert screen(folder, None, "t", DAY, facts)["result"] == result
    assert screen(folder, None, "t", DAY, {"b": True, "x": True})["result"] == "eligible"


def test_rules_are_those_in_force_on_the_day(programme):
    folder = programme(
        "  - {id: r, kind: requirement, track: t, from: 2023-01-01, until: 2023-01-31, when: a}\n"
        "  - {id: r, kind: requirement, track: t, from: 2023-02-01, when: b}\n"
        "  - {id: r, kind: requirement, track: other, from: 2023-01-01, when: x}\n"
    )
    facts = {"a": True, "b": False, "x": False}
    days = (date(2023, 1, 1), date(2023, 1, 31), date(2023, 2, 1))
    findings = [screen(folder, None, "t", day, facts)["findings"] for day in days]
    assert findings == [{"r": "met"}, {"r": "met"}, {"r": "not_met"}]
    assert screen(folder, None, "t", date(2022, 12, 31), facts)["findings"] == {}


def test_facts_are_unknown_none_or_incomplete(programme):
    folder = programme(
        rule("ordered", "bar", "'ordered >= decision_date - duration(\"P5Y\")'")
        + rule("been", "requirement", "'some e in entries satisfies e.country = \"MX\"'")
    )
    findings = [
        screen(folder, None, "t", DAY, facts)["findings"]
        for facts in (
            {},
            {"ordered": None, "entries": []},
            {"ordered": "2018-03-01", "entries": [{"country": "MX"}]},
            {"ordered": date(2018, 2, 28), "entries": {"complete": False, "records": [{}]}},
        )
    ]
    assert [f["ordered"] for f in findings] == ["unknown", "not_met", "met", "not_met"]
    assert [f["been"] for f in findings] == ["unknown", "not_met", "met", "unknown"]


def test_a_variant_changes_adds_and_removes(programme):
    folder = programme(
        rule("kept", "requirement", "a") + rule("changed", "bar", "b") + rule("gone", "bar", "x"),
        variant="""
            extends: p
            id: v
            change:
              rules:
                - {id: changed, when: {not: b}}
                - {id: added, kind: bar, track: t, from: 2023-01-01, when: x}
            remove: {rules: [gone]}
            """,
    )
    facts = {"a": True, "b": True, "x": False}
    assert screen(folder, None, "t", DAY, facts)["result"] == "barred"
    found = screen(folder, "v", "t", DAY, facts)
    assert found["result"] == "eligible"
    assert found["findings"] == {"kept": "met", "changed": "not_met", "added": "not_met"}


def test_the_default_variant(programme):
    folder = programme(
        rule("r", "bar", "a"),
        variant="{extends: p, remove: {rules: [r]}}",
        default="default_variant: v",
    )
    assert screen(folder, None, "t", DAY, {"a": True})["result"] == "eligible"
