"""Compiler and oracle agree on random leaves, so that no rule yet to be written finds a gap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from safeconduct import feel
from tests.oracle import answer, evaluate
from tests.properties.leaf_texts import (
    CASES,
    DECISION_DATE,
    LEAVES,
    SCOPE,
    Case,
    oracle_scope,
    population,
)

CONSTANTS = {"decision_date": DECISION_DATE}


def answers(text: str, cases: list[Case]) -> list[bool | None]:
    """What the compiler says for each case."""
    leaf = feel.compile_leaf(text, SCOPE, constants=CONSTANTS)
    found = feel.run_leaves(population(cases), {"leaf": leaf})["leaf"].to_list()
    return found * len(cases) if leaf.constant is not None and len(found) == 1 else found


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=LEAVES, cases=st.lists(CASES, min_size=1, max_size=5))
def test_compiler_and_oracle_agree(text: str, cases: list[Case]) -> None:
    try:
        found = answers(text, cases)
    except (feel.FeelTypeError, feel.FeelUnsupported):
        assume(False)
    assert found == [answer(text, oracle_scope(case)) for case in cases]


@pytest.mark.parametrize("moved", ["+ duration", "- duration"])
@pytest.mark.parametrize("span", ["P1M", "P6M", "P13M", "P4Y", "P5Y", "P18Y"])
def test_ends_of_months_agree(moved: str, span: str) -> None:
    """A day moved by months, written in the rule and as a fact, over every end of a month."""
    ends = [
        date(y, m, 1) - timedelta(back)
        for y in (2023, 2024)
        for m in range(1, 13)
        for back in (1, 2, 3)
    ]
    for end in ends:
        reached = evaluate(f'@"{end}" {moved}("{span}")', {})
        near = [reached + timedelta(days) for days in (-3, -2, -1, 0, 1, 2, 3)]
        written = [({"xd": day}, [], True) for day in near]
        assert answers(f'xd = @"{end}" {moved}("{span}")', written) == [
            day == reached for day in near
        ]
        assert answers(f'@"{reached}" = xd {moved}("{span}")', [({"xd": end}, [], True)]) == [True]


def test_most_leaves_compile() -> None:
    """The compiler may refuse; if it refused nearly everything, agreement would mean nothing."""
    tried: list[bool] = []

    @settings(max_examples=300, deadline=None, derandomize=True, database=None)
    @given(text=LEAVES)
    def compile_one(text: str) -> None:
        try:
            feel.compile_leaf(text, SCOPE, constants=CONSTANTS)
        except (feel.FeelTypeError, feel.FeelUnsupported):
            tried.append(False)
        else:
            tried.append(True)

    compile_one()
    assert sum(tried) > 0.8 * len(tried)
