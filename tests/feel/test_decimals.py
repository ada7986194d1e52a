"""FEEL's numbers against exact fractions: no digit is ever lost silently."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from safeconduct.feel import FeelUnsupported, evaluate

NUMBERS = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent),
    st.integers(-(10**28), 10**28),
    st.integers(-20, 6),
) | st.integers(-(10**34) + 1, 10**34 - 1)


def exact(value: object) -> Fraction:
    assert isinstance(value, (int, Decimal))
    return Fraction(value)


@given(NUMBERS)
def test_numbers_keep_every_digit(number: Decimal | int) -> None:
    fraction = Fraction(number)
    assert exact(evaluate("x", {"x": number})) == fraction
    assert exact(evaluate("-x", {"x": number})) == -fraction
    assert exact(evaluate("abs(x)", {"x": number})) == abs(fraction)
    assert exact(evaluate(f"{Decimal(number):f}")) == fraction
    assert exact(evaluate("number(string(x), null, null)", {"x": number})) == fraction


@given(NUMBERS, NUMBERS, st.sampled_from("+-*"))
def test_sums_and_products_are_exact_or_rounded_to_34_digits(
    left: Decimal | int, right: Decimal | int, symbol: str
) -> None:
    a, b = Fraction(left), Fraction(right)
    expected = {"+": a + b, "-": a - b, "*": a * b}[symbol]
    found = exact(evaluate(f"x {symbol} y", {"x": left, "y": right}))
    assert abs(found - expected) <= abs(expected) * Fraction(1, 2 * 10**33)


@given(NUMBERS, NUMBERS)
def test_remainders_are_exact(left: Decimal | int, right: Decimal | int) -> None:
    assume(right)
    try:
        found = exact(evaluate("modulo(x, y)", {"x": left, "y": right}))
    except FeelUnsupported:
        return
    a, b = Fraction(left), Fraction(right)
    assert found == a - b * (a // b)


@given(NUMBERS, NUMBERS)
def test_order_is_exact(left: Decimal | int, right: Decimal | int) -> None:
    assert evaluate("x < y", {"x": left, "y": right}) is (Fraction(left) < Fraction(right))


@pytest.mark.parametrize(
    "text",
    [
        "1.0000000000000000000000000000000000001",
        "12345678901234567890123456789012345",
        "1e9999999",
        "10 ** 7000",
        "10 ** -7000",
        "time(1, 2, 1.00000000000000000000000000000001)",
        "0.0000001 * @\"PT1S\"",
    ],
)  # fmt: skip
def test_what_cannot_be_held_is_refused(text: str) -> None:
    with pytest.raises(FeelUnsupported):
        evaluate(text)
