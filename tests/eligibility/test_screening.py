"""One case: status, effect, result, and what to ask next."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from safeconduct.eligibility import Effect, FactsError, Result, Screening, Status, screen
from safeconduct.programme import Definition, load
from tests import small_programme

ANA: dict[str, Any] = {"nationality": "VE", "order_date": None, "entries": []}
MEXICO = {"country": "MX", "entry_date": date(2022, 10, 20)}


@pytest.fixture
def small(tmp_path: Path) -> Definition:
    return load(str(small_programme.write(tmp_path)))


def ask(definition: Definition, as_of: date = date(2023, 2, 1), **facts: Any) -> Screening:
    given = {name: value for name, value in {**ANA, **facts}.items() if value is not ...}
    return screen(definition, "admission", as_of, given)


def test_everything_known_and_fine_is_eligible(small: Definition) -> None:
    answer = ask(small)
    assert answer.result is Result.ELIGIBLE
    assert answer.ask == ()
    assert {f.effect for f in answer.findings} == {Effect.FINE, Effect.IDLE}


def test_a_bar_that_is_met_bars_and_says_why(small: Definition) -> None:
    answer = ask(small, entries=[MEXICO])
    assert answer.result is Result.BARRED
    (finding,) = answer.in_the_way
    assert finding.condition.id == "entered_mexico"
    assert finding.status is Status.MET
    assert finding.facts_used == ("entries",)


def test_a_requirement_that_is_not_met_bars(small: Definition) -> None:
    answer = ask(small, nationality="CO")
    assert [f.condition.id for f in answer.in_the_way] == ["national"]


def test_an_exception_lifts_only_the_bar_it_names_and_only_once_in_force(small: Definition) -> None:
    old = date(2019, 6, 1)
    assert ask(small, order_date=old).result is Result.ELIGIBLE
    assert ask(small, order_date=old).finding("ordered_removed").effect is Effect.LIFTED
    assert ask(small, order_date=old, as_of=date(2023, 1, 8)).result is Result.BARRED
    assert ask(small, order_date=date(2021, 1, 1)).result is Result.BARRED
    both = ask(small, order_date=old, entries=[MEXICO])
    assert [f.condition.id for f in both.in_the_way] == ["entered_mexico"]


def test_unknown_is_not_none(small: Definition) -> None:
    unknown = ask(small, order_date=...)
    assert unknown.result is Result.OPEN
    assert unknown.ask == ("order_date",)
    assert unknown.finding("ordered_removed").status is Status.UNKNOWN
    assert ask(small, order_date=None).result is Result.ELIGIBLE


def test_one_certain_bar_settles_whatever_else_is_unknown(small: Definition) -> None:
    answer = screen(small, "admission", date(2023, 2, 1), {"nationality": "CO"})
    assert answer.result is Result.BARRED
    assert answer.ask == ()


def test_facts_are_asked_in_the_order_of_the_dictionary(small: Definition) -> None:
    answer = screen(small, "admission", date(2023, 2, 1), {})
    assert answer.ask == ("nationality", "order_date", "entries")


def test_an_unknown_field_is_asked_by_its_record(small: Definition) -> None:
    answer = ask(
        small, entries=[{"country": "US", "entry_date": date(2022, 11, 1)}, {"country": "MX"}]
    )
    assert answer.result is Result.OPEN
    assert answer.ask == ("entries[2].entry_date",)


def test_a_list_that_may_lack_records_stays_open_unless_one_settles_it(small: Definition) -> None:
    missing = ask(small, entries={"records": [], "complete": False})
    assert (missing.result, missing.ask) == (Result.OPEN, ("entries",))
    settled = ask(small, entries={"records": [MEXICO], "complete": False})
    assert settled.result is Result.BARRED


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            {"nationality": "Venezuela"},
            "`nationality` is 'Venezuela'; accepted: a two-letter country code",
        ),
        ({"nationality": None}, "`nationality` is null; accepted: a two-letter"),
        ({"natoinality": "VE"}, "did you mean nationality?"),
        (
            {"order_date": "2022-02-30"},
            "`order_date` is '2022-02-30'; accepted: a date such as 2022-10-19",
        ),
        ({"order_date": 20220101}, "`order_date` is 20220101"),
        ({"order_date": "0022-02-03"}, "from 1900 to 2100"),
        ({"entries": "MX"}, "`entries` is 'MX'; accepted: a list of records"),
        (
            {"entries": [{"land": "MX"}]},
            "`entries[1].land` is 'MX'; accepted: fields country, entry_date",
        ),
        ({"entries": [MEXICO, {"country": "mx"}]}, "`entries[2].country` is 'mx'"),
        ({"entries": ["MX"]}, "`entries[1]` is 'MX'"),
        ({"entries": {"records": [], "complete": "no"}}, "`entries` is"),
    ],
)
def test_what_does_not_fit_the_dictionary_is_named(
    small: Definition, facts: dict[str, Any], expected: str
) -> None:
    with pytest.raises(FactsError) as caught:
        screen(small, "admission", date(2023, 2, 1), facts)
    assert expected in str(caught.value)


def test_all_bad_facts_are_kept(small: Definition) -> None:
    with pytest.raises(FactsError) as caught:
        screen(small, "admission", date(2023, 2, 1), {"nationality": 5, "order_date": 5, "x": 1})
    assert [p.name for p in caught.value.problems] == ["nationality", "order_date", "x"]


def test_a_draft_bars_nobody(tmp_path: Path) -> None:
    folder = small_programme.write(
        tmp_path,
        ("rules/all.yaml", "source: law#three\n    mark: V", "source: law#three\n    mark: U"),
    )
    answer = ask(load(str(folder)), entries=[MEXICO])
    assert answer.result is Result.OPEN
    assert answer.finding("entered_mexico").effect is Effect.DOUBTFUL
    assert ask(load(str(folder))).result is Result.ELIGIBLE


def test_the_answer_as_data_carries_reasons_and_sources(small: Definition) -> None:
    data = ask(small, entries=[MEXICO]).as_data("es")
    assert data["result"] == "barred"
    (finding,) = [f for f in data["findings"] if f["id"] == "entered_mexico"]
    assert finding["text"] == "Usted entró en México."
    assert finding["sources"][0]["citation"] == "The Law"
    assert finding["facts"]["entries"] == [{"country": "MX", "entry_date": "2022-10-20"}]


def test_an_unverified_exception_leaves_open_what_it_would_lift(tmp_path: Path) -> None:
    folder = small_programme.write(
        tmp_path,
        ("rules/all.yaml", "source: law#four\n    mark: V", "source: law#four\n    mark: U"),
    )
    definition = load(str(folder))
    lifted = ask(definition, order_date=date(2019, 6, 1))
    assert lifted.result is Result.OPEN
    assert lifted.finding("ordered_removed").effect is Effect.DOUBTFUL
    assert ask(definition, order_date=date(2021, 1, 1)).result is Result.BARRED
    assert ask(definition, order_date=None).result is Result.ELIGIBLE
