"""Functions on text. Lengths and positions count Unicode characters."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from safeconduct.feel.builtins.signature import Signature, cell_of, constant_of, takes
from safeconduct.feel.terms import NULL, Cell, Items, Null, Term, constant
from safeconduct.feel.types import BOOLEAN, NUMBER, TEXT, Kind

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler

#: Where XPath's regular expressions, which FEEL uses, and Rust's, which Polars uses, may differ.
_DIFFERS = re.compile(r"\\[^dDsSnrt.\\|?*+(){}\[\]^$\-]|\(\?|\[.*\[|&&|~~|--|\$\$")
_PLAIN_PATTERN = re.compile(r"(?:[^.\\|?*+(){}\[\]^$]|\\[.\\|?*+(){}\[\]^$\-])+")


def _one(
    build: Callable[[pl.Expr], pl.Expr], kind: Kind, what: str
) -> Callable[[Compiler, list[Term]], Term]:
    def run(c: Compiler, arguments: list[Term]) -> Term:
        value = cell_of(c, arguments[0], TEXT, what)
        if value is None:
            return NULL
        return c.derive(kind, lambda _: build(value.as_text()), value)

    return run


def _two(
    build: Callable[[pl.Expr, pl.Expr], pl.Expr], kind: Kind, what: str
) -> Callable[[Compiler, list[Term]], Term]:
    def run(c: Compiler, arguments: list[Term]) -> Term:
        value = cell_of(c, arguments[0], TEXT, what)
        match = cell_of(c, arguments[1], TEXT, what)
        if value is None or match is None:
            return NULL
        return c.derive(kind, lambda *_: build(value.as_text(), match.as_text()), value, match)

    return run


def _before(value: pl.Expr, match: pl.Expr) -> pl.Expr:
    found = value.str.contains(match, literal=True) & (match != "")
    return (
        pl.when(found)
        .then(_parts(value, match).struct.field("field_0"))
        .when(~found)
        .then(pl.lit(""))
    )


def _after(value: pl.Expr, match: pl.Expr) -> pl.Expr:
    found = value.str.contains(match, literal=True) & (match != "")
    return (
        pl.when(found)
        .then(_parts(value, match).struct.field("field_1"))
        .when(match == "")
        .then(value)
        .when(~found)
        .then(pl.lit(""))
    )


def _parts(value: pl.Expr, match: pl.Expr) -> pl.Expr:
    return value.str.splitn(match, 2)


def _substring(c: Compiler, arguments: list[Term]) -> Term:
    """Counts from 1, or from the end if negative; null where the start lies outside the text."""
    value = cell_of(c, arguments[0], TEXT, "`substring`")
    start = constant_of(c, arguments[1], NUMBER, "The start of `substring`")
    length: Cell | None = None
    if not isinstance(arguments[2], Null):
        length = constant_of(c, arguments[2], NUMBER, "The length of `substring`")
        if length is None or not isinstance(length.value, int) or length.value < 1:
            return c.misfit("The length of `substring` is a whole number from 1.")
    if value is None or start is None:
        return NULL
    if not isinstance(start.value, int) or start.value == 0:
        return c.misfit("The start of `substring` is a whole number other than 0.")
    first = start.value - 1 if start.value > 0 else start.value
    most = None if length is None else length.value

    def cut(_: pl.Expr) -> pl.Expr:
        text = value.as_text()
        inside = text.str.len_chars().cast(pl.Int64()) >= abs(start.value)
        return pl.when(inside).then(text.str.slice(first, most))

    return c.derive(TEXT, cut, value, exact=False)


def _pattern(c: Compiler, pattern: Term, flags: Term, what: str) -> str | None:
    """A regular expression that means the same to XPath and to Rust, or a refusal."""
    found = constant_of(c, pattern, TEXT, what)
    letters = ""
    if not isinstance(flags, Null):
        given = constant_of(c, flags, TEXT, f"The flags of {what}")
        if given is None:
            return None
        letters = given.value
    if found is None:
        return None
    if set(letters) - set("i") or _DIFFERS.search(found.value):
        raise c.unsupported(f"{what} does not support this regular expression or flag.")
    text = f"(?{letters}){found.value}" if letters else str(found.value)
    try:
        pl.select(pl.lit("").str.contains(text))
    except pl.exceptions.PolarsError:
        c.misfit(f"{what} has an invalid regular expression.")
        return None
    return text


def _matches(c: Compiler, arguments: list[Term]) -> Term:
    value = cell_of(c, arguments[0], TEXT, "`matches`")
    pattern = _pattern(c, arguments[1], arguments[2], "`matches`")
    if value is None or pattern is None:
        return NULL
    return c.derive(BOOLEAN, lambda _: value.as_text().str.contains(pattern), value)


def _replace(c: Compiler, arguments: list[Term]) -> Term:
    value = cell_of(c, arguments[0], TEXT, "`replace`")
    pattern = _pattern(c, arguments[1], arguments[3], "`replace`")
    replacement = constant_of(c, arguments[2], TEXT, "The replacement of `replace`")
    if value is None or pattern is None or replacement is None:
        return NULL
    if re.search(r"[$\\]", replacement.value):
        raise c.unsupported("`replace` does not support groups in the replacement.")
    return c.derive(
        TEXT, lambda _: value.as_text().str.replace_all(pattern, replacement.value), value
    )


def _split(c: Compiler, arguments: list[Term]) -> Term:
    value = constant_of(c, arguments[0], TEXT, "`split`")
    delimiter = constant_of(c, arguments[1], TEXT, "The delimiter of `split`")
    if value is None or delimiter is None:
        return NULL
    if not _PLAIN_PATTERN.fullmatch(delimiter.value):
        raise c.unsupported("`split` supports plain delimiters only.")
    plain = re.sub(r"\\(.)", r"\1", delimiter.value)
    return Items(tuple(constant(TEXT, part) for part in value.value.split(plain)))


def _join(c: Compiler, arguments: list[Term]) -> Term:
    """`string join(list, delimiter)`; null items are left out."""
    if isinstance(arguments[0], Null):
        return c.misfit("`string join` needs a list of texts.")
    items = arguments[0].items if isinstance(arguments[0], Items) else (arguments[0],)
    cells = [
        constant_of(c, item, TEXT, "`string join`") for item in items if not isinstance(item, Null)
    ]
    delimiter = ""
    if not isinstance(arguments[1], Null):
        given = constant_of(c, arguments[1], TEXT, "The delimiter of `string join`")
        if given is None:
            return NULL
        delimiter = given.value
    if any(cell is None for cell in cells):
        return NULL
    return constant(TEXT, delimiter.join(cell.value for cell in cells if cell is not None))


def _contains(value: pl.Expr, match: pl.Expr) -> pl.Expr:
    return value.str.contains(match, literal=True)


def _length(value: pl.Expr) -> pl.Expr:
    return value.str.len_chars().cast(pl.Int64())


FUNCTIONS: dict[str, tuple[Signature, ...]] = {
    "string length": takes(_one(_length, NUMBER, "`string length`"), "string"),
    "upper case": takes(_one(lambda e: e.str.to_uppercase(), TEXT, "`upper case`"), "string"),
    "lower case": takes(_one(lambda e: e.str.to_lowercase(), TEXT, "`lower case`"), "string"),
    "contains": takes(_two(_contains, BOOLEAN, "`contains`"), "string", "match"),
    "starts with": takes(
        _two(lambda a, b: a.str.starts_with(b), BOOLEAN, "`starts with`"), "string", "match"
    ),
    "ends with": takes(
        _two(lambda a, b: a.str.ends_with(b), BOOLEAN, "`ends with`"), "string", "match"
    ),
    "substring before": takes(_two(_before, TEXT, "`substring before`"), "string", "match"),
    "substring after": takes(_two(_after, TEXT, "`substring after`"), "string", "match"),
    "substring": takes(_substring, "string", "start position", "length", required=2),
    "matches": takes(_matches, "input", "pattern", "flags", required=2),
    "replace": takes(_replace, "input", "pattern", "replacement", "flags", required=3),
    "split": takes(_split, "string", "delimiter"),
    "string join": takes(_join, "list", "delimiter", required=1),
}
