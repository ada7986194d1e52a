"""FEEL's numbers: decimals of 34 digits, as IEEE 754 decimal128 has them.

Python's decimal operations round to the digits of the thread's context, even a plain minus does;
so every operation here names its own.
"""

from __future__ import annotations

import decimal
import operator
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from safeconduct.feel.calendar import OutOfReach

Number = int | Decimal

DIGITS = 34
_TRAPS = [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow, decimal.Underflow]
#: What the standard rounds to.
ROUNDED = decimal.Context(
    prec=DIGITS, rounding=decimal.ROUND_HALF_EVEN, Emax=6144, Emin=-6143, traps=_TRAPS
)
#: Room for any sum, product or remainder of two of FEEL's numbers.
EXACT = decimal.Context(prec=30_000, Emax=999_999, Emin=-999_999, traps=_TRAPS)

NUMBER_TEXT = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,9})?")

_PLAIN: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


def read(text: str) -> Number:
    """The number that `text` writes. Raises OutOfReach where it has more digits than FEEL's."""
    if not NUMBER_TEXT.fullmatch(text):
        raise OutOfReach("Numbers of this size are not held exactly.")
    return held(Decimal(text))


def held(value: Number) -> Number:
    """`value`, if FEEL's numbers hold it without rounding; otherwise raises OutOfReach."""
    number = Decimal(value)
    digits = number.as_tuple().digits
    significant = len("".join(map(str, digits)).strip("0"))
    if significant > DIGITS or not -6000 < number.adjusted() < 6000:
        raise OutOfReach("Numbers of more than 34 digits, or of this size, are not held exactly.")
    return tidy(number)


def tidy(value: Number) -> Number:
    """Whole numbers as int, others without trailing zeros; no digit is lost."""
    if isinstance(value, int):
        return value
    if value == value.to_integral_value() and value.adjusted() < 40:
        return int(value)
    return value.normalize(EXACT)


def calculate(symbol: str, left: Number, right: Number) -> Number | None:
    """left `symbol` right, rounded to 34 digits; None where there is no such number."""
    try:
        with decimal.localcontext(ROUNDED):
            a, b = Decimal(left), Decimal(right)
            match symbol:
                case "/":
                    return tidy(a / b) if b else None
                case "**":
                    return tidy(a**b)
                case _:
                    return tidy(+_PLAIN[symbol](a, b))
    except (decimal.Overflow, decimal.Underflow):
        raise OutOfReach("The result is too large or too small to be held exactly.") from None
    except (decimal.InvalidOperation, decimal.DivisionByZero):
        return None


def negative(value: Number) -> Number:
    return -value if isinstance(value, int) else value.copy_negate()


def size(value: Number) -> Number:
    return abs(value) if isinstance(value, int) else value.copy_abs()


def product(left: Number, right: Number) -> Number:
    """left * right to the last digit."""
    return tidy(EXACT.multiply(Decimal(left), Decimal(right)))


def modulo(dividend: Number, divisor: Number) -> Number:
    """The remainder with the sign of the divisor, to the last digit."""
    try:
        rest = EXACT.remainder(Decimal(dividend), Decimal(divisor))
        if rest and (rest < 0) != (divisor < 0):
            rest = EXACT.add(rest, Decimal(divisor))
    except decimal.DecimalException:
        raise OutOfReach("The remainder of numbers so far apart is not worked out.") from None
    return held(rest)


def rounded(value: Number, places: int, rounding: str) -> Number:
    """`value` to so many places after the point."""
    try:
        return tidy(
            Decimal(value).quantize(Decimal(1).scaleb(-places, EXACT), rounding, context=ROUNDED)
        )
    except decimal.DecimalException:
        raise OutOfReach("The result has more than 34 digits.") from None
