"""One compiler: many cases at once, one value, and what is unknown always agree."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from safeconduct.feel import (
    FeelTypeError,
    FeelUnsupported,
    Leaf,
    compile_leaf,
    evaluate,
    run_leaves,
)
from tests.feel.conftest import CONSTANTS, SCOPE, UNKNOWN, population_of
from tests.properties.feel_texts import CONDITIONS, KNOWN_CASES, holes

LIGHT = settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def compiled(text: str) -> Leaf:
    """The leaf, unless its types or constants happen not to fit."""
    try:
        return compile_leaf(text, SCOPE, constants=CONSTANTS)
    except (FeelTypeError, FeelUnsupported):
        assume(False)
        raise


def answers(leaf: Leaf, cases: list[dict[str, Any]]) -> list[bool | None]:
    return run_leaves(population_of(cases), [leaf]).to_series().to_list()


@LIGHT
@given(CONDITIONS, st.lists(KNOWN_CASES, min_size=1, max_size=8))
def test_where_all_is_known_a_leaf_is_what_evaluate_says(
    text: str, cases: list[dict[str, Any]]
) -> None:
    found = answers(compiled(text), cases)
    assert found == [evaluate(text, {**case, **CONSTANTS}) is True for case in cases], text


@LIGHT
@given(CONDITIONS, st.lists(holes(), min_size=1, max_size=8))
def test_an_answer_never_depends_on_what_is_unknown(
    text: str, pairs: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    leaf = compiled(text)
    partly = answers(leaf, [hidden for _, hidden in pairs])
    known = answers(leaf, [whole for whole, _ in pairs])
    assert None not in known
    for answer, truth in zip(partly, known, strict=True):
        assert answer in (None, truth), text


@LIGHT
@given(CONDITIONS, st.lists(holes(), min_size=1, max_size=6))
def test_a_leaf_is_unknown_where_a_single_fact_that_it_uses_is(
    text: str, pairs: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    leaf = compiled(text)
    cases = [hidden for _, hidden in pairs]
    for answer, case in zip(answers(leaf, cases), cases, strict=True):
        if any(case[fact] is UNKNOWN for fact in leaf.facts):
            assert answer is None, text
        if not any(_has_holes(case[fact]) for fact in leaf.facts):
            assert answer is not None, text


@LIGHT
@given(CONDITIONS, st.lists(holes(), min_size=1, max_size=6))
def test_one_case_alone_is_answered_as_among_others(
    text: str, pairs: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    leaf = compiled(text)
    cases = [hidden for _, hidden in pairs]
    assert answers(leaf, cases) == [answers(leaf, [case])[0] for case in cases], text


def _has_holes(value: object) -> bool:
    if isinstance(value, list):
        return any(_has_holes(item) for item in value)
    if isinstance(value, dict):
        return any(own is UNKNOWN for own in value.values())
    return value is UNKNOWN


@LIGHT
@given(st.lists(CONDITIONS, min_size=2, max_size=8), st.lists(holes(), min_size=1, max_size=6))
def test_leaves_run_together_answer_as_each_alone(
    texts: list[str], pairs: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    leaves = [compiled(text) for text in texts]
    population = population_of([hidden for _, hidden in pairs])
    together = run_leaves(population, leaves)
    for number, leaf in enumerate(leaves):
        assert together[str(number)].equals(run_leaves(population, [leaf])["0"]), texts[number]
