"""Functions on numbers. Constants are decimals of 34 digits, columns whole numbers."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from typing import TYPE_CHECKING

from safeconduct.feel import decimals
from safeconduct.feel.builtins.signature import Signature, cell_of, constant_of, single, takes
from safeconduct.feel.terms import NULL, Cell, Null, Term, constant
from safeconduct.feel.types import BOOLEAN, DT_DURATION, NUMBER, TEXT, YM_DURATION

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler


def _rounded(rounding: str, what: str) -> Callable[[Compiler, list[Term]], Term]:
    def run(c: Compiler, arguments: list[Term]) -> Term:
        number = cell_of(c, arguments[0], NUMBER, what)
        scale = cell_of(c, arguments[1], NUMBER, f"The scale of {what}")
        if number is None or scale is None:
            return NULL
        if not isinstance(scale.value, int) or not -6000 < scale.value < 6000:
            return c.misfit(f"The scale of {what} is a whole number.")
        if not number.is_constant:
            if scale.value >= 0:
                return number
            raise c.unsupported(f"{what} of facts is not supported.")
        return constant(NUMBER, decimals.rounded(number.value, scale.value, rounding))

    return run


def _whole(rounding: str, what: str) -> Callable[[Compiler, list[Term]], Term]:
    to_scale = _rounded(rounding, what)
    return lambda c, arguments: to_scale(c, [arguments[0], constant(NUMBER, 0)])


def _with_scale(rounding: str, what: str) -> tuple[Signature, ...]:
    """With one argument to the whole number; an explicit null as scale gives null."""
    return (
        *takes(_whole(rounding, what), "n"),
        *takes(_rounded(rounding, what), "n", "scale"),
    )


def _abs(c: Compiler, arguments: list[Term]) -> Term:
    number = single(arguments[0])
    if not isinstance(number, Cell) or number.kind not in (NUMBER, YM_DURATION, DT_DURATION):
        return c.misfit("`abs` needs a number or a duration.")
    if number.is_constant:
        return constant(number.kind, decimals.size(number.value))
    return c.derive(number.kind, lambda expr: expr.abs(), number)


def _modulo(c: Compiler, arguments: list[Term]) -> Term:
    """The remainder with the divisor's sign: modulo(-12, 5) is 3."""
    dividend = constant_of(c, arguments[0], NUMBER, "`modulo`")
    divisor = constant_of(c, arguments[1], NUMBER, "`modulo`")
    if dividend is None or divisor is None:
        return NULL
    if divisor.value == 0:
        return c.misfit("`modulo` by 0 has no value.")
    return constant(NUMBER, decimals.modulo(dividend.value, divisor.value))


def _parity(remainder: int, what: str) -> Callable[[Compiler, list[Term]], Term]:
    def run(c: Compiler, arguments: list[Term]) -> Term:
        number = constant_of(c, arguments[0], NUMBER, what)
        if number is None or not isinstance(number.value, int):
            return c.misfit(f"{what} needs a whole number.")
        return constant(BOOLEAN, number.value % 2 == remainder)

    return run


def _number(c: Compiler, arguments: list[Term]) -> Term:
    """`number("1.000,5", ".", ",")`: text with its separators; null as separator means none."""
    source = constant_of(c, arguments[0], TEXT, "`number`")
    separators = []
    for argument, allowed in ((arguments[1], " ,."), (arguments[2], ".,")):
        if isinstance(argument, Null):
            separators.append("")
            continue
        given = constant_of(c, argument, TEXT, "A separator of `number`")
        if given is None or given.value not in tuple(allowed):
            return c.misfit("Separators of `number` are a space, comma or point.")
        separators.append(given.value)
    grouping, point = separators
    if source is None or (grouping and grouping == point):
        return c.misfit("The separators of `number` must differ.")
    text = source.value.replace(grouping, "") if grouping else source.value
    text = text.replace(point, ".") if point else text
    if not decimals.NUMBER_TEXT.fullmatch(text):
        return c.misfit("`number` needs the digits of a number.")
    return constant(NUMBER, decimals.read(text))


FUNCTIONS: dict[str, tuple[Signature, ...]] = {
    "floor": _with_scale(decimal.ROUND_FLOOR, "`floor`"),
    "ceiling": _with_scale(decimal.ROUND_CEILING, "`ceiling`"),
    "decimal": takes(_rounded(decimal.ROUND_HALF_EVEN, "`decimal`"), "n", "scale"),
    "abs": takes(_abs, "n"),
    "modulo": takes(_modulo, "dividend", "divisor"),
    "odd": takes(_parity(1, "`odd`"), "number"),
    "even": takes(_parity(0, "`even`"), "number"),
    "number": takes(_number, "from", "grouping separator", "decimal separator"),
}
