"""The conformance suite of the DMN standard: nothing wrong, and how much is right."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from decimal import Decimal

import pytest

from safeconduct.feel import (
    FeelSyntaxError,
    FeelTypeError,
    FeelUnsupported,
    coerce,
    evaluate,
)
from tests.feel import tck

#: The literal expressions over plain inputs in the part of the suite that we read.
RESULTS = 1901

FOLDER = tck.suite()


def same(found: object, expected: object) -> bool:
    """Equal in type and value; long fractions as closely as the suite's binary floats are."""
    if isinstance(expected, Decimal):
        if isinstance(found, bool) or not isinstance(found, (int, Decimal)):
            return False
        difference = abs(Decimal(found) - expected)
        is_long = -int(expected.as_tuple().exponent) >= 8
        return difference <= abs(expected) * Decimal("1e-12") if is_long else not difference
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(same(a, b) for a, b in zip(found, expected, strict=True))
        )
    if isinstance(expected, dict):
        return (
            isinstance(found, dict)
            and found.keys() == expected.keys()
            and all(same(found[key], expected[key]) for key in expected)
        )
    if isinstance(expected, (dt.time, dt.datetime)) and type(found) is type(expected):
        return found == expected and found.utcoffset() == expected.utcoffset()  # type: ignore[union-attr]
    return type(found) is type(expected) and found == expected


def outcome(result: tck.Result) -> str:
    """right, refused or wrong."""
    try:
        found = evaluate(result.text, result.inputs)
    except (FeelUnsupported, FeelSyntaxError, FeelTypeError):
        return "refused"
    for type_ in result.types:
        found = coerce(found, type_)
    return "right" if same(found, result.expected) else "wrong"


@pytest.mark.skipif(
    FOLDER is None,
    reason="THE CONFORMANCE SUITE IS NOT HERE: set DMN_TCK to its folder to run 1,901 results",
)
def test_no_result_of_the_suite_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert FOLDER is not None
    counts: Counter[tuple[str, str]] = Counter()
    wrong = []
    for result in tck.results(FOLDER):
        verdict = outcome(result)
        counts[result.folder, verdict] += 1
        counts["all", verdict] += 1
        if verdict == "wrong":
            wrong.append(f"{result.folder} {result.name}: {result.text}")
    with capsys.disabled():
        print(f"\n{'right':>8}{'refused':>9}{'wrong':>7}")
        for folder in [*sorted({folder for folder, _ in counts} - {"all"}), "all"]:
            right, refused, bad = (counts[folder, one] for one in ("right", "refused", "wrong"))
            print(f"{right:8}{refused:9}{bad:7}  {folder}")
        if os.environ.get("DMN_TCK_SHOW"):
            print(*wrong, sep="\n")
    assert not wrong
    assert sum(counts["all", one] for one in ("right", "refused", "wrong")) == RESULTS
    assert counts["all", "right"] >= 0.95 * RESULTS


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (1, True),
        (True, Decimal(1)),
        (Decimal("0.1"), Decimal("0.10000001")),
        (None, False),
        ("1", Decimal(1)),
        (dt.date(2020, 1, 1), dt.datetime(2020, 1, 1)),  # noqa: DTZ001
        ([1], [Decimal(1), Decimal(2)]),
        ("x", tck.Unreadable("x")),
    ],
)
def test_the_comparison_can_fail(found: object, expected: object) -> None:
    assert not same(found, expected)
