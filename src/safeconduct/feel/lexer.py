"""FEEL's tokens, with what one token of look-ahead cannot decide settled here.

Names of several words are FEEL's own (`list contains`, `time offset`) or given by the caller, who
knows the names of the context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lark import Token

from safeconduct.feel.errors import FeelSyntaxError
from safeconduct.feel.tree import Span

_KEYWORDS = {
    "if": "_IF",
    "then": "_THEN",
    "else": "_ELSE",
    "for": "_FOR",
    "in": "_IN",
    "return": "_RETURN",
    "some": "SOME",
    "every": "EVERY",
    "satisfies": "_SATISFIES",
    "and": "_AND",
    "or": "_OR",
    "between": "_BETWEEN",
    "instance": "_INSTANCE",
    "function": "_FUNCTION",
    "external": "_EXTERNAL",
    "true": "TRUE",
    "false": "FALSE",
    "null": "NULL",
}
_SYMBOLS = {
    "**": "POWER",
    "->": "_ARROW",
    "..": "_DOTS",
    "<=": "COMPARE",
    ">=": "COMPARE",
    "!=": "COMPARE",
    "=": "COMPARE",
    "<": "LT",
    ">": "GT",
    "+": "SIGN",
    "-": "SIGN",
    "*": "FACTOR",
    "/": "FACTOR",
    "(": "LPAR",
    ")": "RPAR",
    "[": "LSQB",
    "]": "RSQB",
    "{": "_LBRACE",
    "}": "_RBRACE",
    ",": "_COMMA",
    ":": "_COLON",
    ".": "_DOT",
}
_PROPERTIES = frozenset({"time offset"})
_OWN_NAMES = frozenset(
    {
        "date and time",
        "days and time duration",
        "years and months duration",
        "time offset",
        "string length",
        "string join",
        "upper case",
        "lower case",
        "substring before",
        "substring after",
        "starts with",
        "ends with",
        "list contains",
        "list replace",
        "insert before",
        "index of",
        "distinct values",
        "round up",
        "round down",
        "round half up",
        "round half down",
        "day of year",
        "day of week",
        "month of year",
        "week of year",
        "get value",
        "get entries",
        "context put",
        "context merge",
        "met by",
        "overlaps before",
        "overlaps after",
        "finished by",
        "started by",
        "grouping separator",
        "decimal separator",
    }
)
_TOKEN = re.compile(
    r"""
    (?P<skip>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<at>@\s*"(?:[^"\\]|\\.)*")
  | (?P<text>"(?:[^"\\]|\\.)*")
  | (?P<name>[^\W\d?]\w*|\?)
  | (?P<symbol>\*\*|->|\.\.|<=|>=|!=|[=<>+\-*/()\[\]{},:.])
    """,
    re.VERBOSE | re.DOTALL,
)
_ENDS_OPERAND = {
    "NAME", "NUMBER", "STRING", "AT", "TRUE", "FALSE", "NULL",
    "RPAR", "RSQB", "_RBRACE", "IV_CLOSE",
}  # fmt: skip
#: What may follow an interval that ends with "[", as in `[1..10[ = x`.
_AFTER_INTERVAL = re.compile(
    r"\s*(?:$|[)\],}=!<>+*/]|(?:and|or|then|else|in|between|satisfies|return|instance)\b)"
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)


@lru_cache(maxsize=64)
def _long_names(names: frozenset[str]) -> re.Pattern[str]:
    """Matches the longest name of several words, whatever white space stands between them."""
    ordered = sorted(names, key=len, reverse=True)
    words = (r"\s+".join(re.escape(word) for word in name.split()) for name in ordered)
    return re.compile(rf"(?:{'|'.join(words)})(?!\w)")


@dataclass(slots=True)
class _Reader:
    text: str
    names: re.Pattern[str]
    #: After a dot no function is named, so `a.date and time > x` reads as it stands.
    properties: re.Pattern[str]
    line: int = 1
    line_start: int = 0
    previous: str = ""
    #: For each open bracket: whether ".." stood in it, so that "[" may close it.
    dots: list[bool] = field(default_factory=list)

    def span(self, start: int, end: int) -> Span:
        column = start - self.line_start + 1
        return Span(self.line, column, self.line, column + end - start)

    def token(self, kind: str, value: str, start: int, end: int) -> Token:
        span = self.span(start, end)
        self.previous = kind
        return Token(
            kind,
            value,
            start_pos=start,
            line=span.line,
            column=span.column,
            end_line=span.end_line,
            end_column=span.end_column,
            end_pos=end,
        )

    def passed(self, start: int, end: int) -> None:
        newlines = self.text.count("\n", start, end)
        if newlines:
            self.line += newlines
            self.line_start = self.text.rindex("\n", start, end) + 1

    def symbol(self, value: str, end: int) -> str:
        kind = _SYMBOLS[value]
        after_operand = self.previous in _ENDS_OPERAND
        if kind == "RSQB" and not after_operand and self.previous not in ("LSQB", "_COMMA"):
            kind = "IV_OPEN"
        elif kind == "LSQB" and after_operand and self.dots and self.dots[-1]:
            kind = "IV_CLOSE" if _AFTER_INTERVAL.match(self.text, end) else kind
        if kind in ("LPAR", "LSQB", "_LBRACE", "IV_OPEN"):
            self.dots.append(False)
        elif kind in ("RPAR", "RSQB", "_RBRACE", "IV_CLOSE"):
            if self.dots:
                self.dots.pop()
        elif kind == "_DOTS" and self.dots:
            self.dots[-1] = True
        return kind


def tokens(text: str, names: Iterable[str] = ()) -> Iterator[Token]:
    """The tokens of `text`; `names` are names of several words that it may use."""
    given = frozenset(name for name in names if " " in name)
    reader = _Reader(text, _long_names(given | _OWN_NAMES), _long_names(given | _PROPERTIES))
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise FeelSyntaxError(_unreadable(text, position), reader.span(position, position + 1))
        end = match.end()
        if match.lastgroup == "name":
            known = reader.properties if reader.previous == "_DOT" else reader.names
            long = known.match(text, position)
            end = long.end() if long else end
            word = " ".join(text[position:end].split())
            yield reader.token(_word_kind(word, reader.previous), word, position, end)
        elif match.lastgroup == "number":
            yield reader.token("NUMBER", match.group(), position, end)
        elif match.lastgroup == "at":
            start = text.index('"', position)
            yield reader.token(
                "AT", _unescape(text[start + 1 : end - 1], reader, start), position, end
            )
        elif match.lastgroup == "text":
            value = _unescape(text[position + 1 : end - 1], reader, position)
            yield reader.token("STRING", value, position, end)
        elif match.lastgroup == "symbol":
            yield reader.token(reader.symbol(match.group(), end), match.group(), position, end)
        reader.passed(position, end)
        position = end


def _word_kind(word: str, previous: str) -> str:
    if previous == "_DOT":
        return "NAME"
    if word == "of" and previous == "_INSTANCE":
        return "_OF"
    return _KEYWORDS.get(word, "NAME")


def _unreadable(text: str, position: int) -> str:
    if text[position] == '"':
        return "This text has no closing quotation mark."
    if text.startswith("/*", position):
        return "This comment has no closing */."
    return f"The character {text[position]!r} has no meaning here."


def _unescape(body: str, reader: _Reader, start: int) -> str:
    if "\\" not in body:
        return body

    def character(match: re.Match[str]) -> str:
        short, long, letter = match.groups()
        if letter is not None:
            if letter in _ESCAPES:
                return _ESCAPES[letter]
        elif int(short or long, 16) <= 0x10FFFF:
            return chr(int(short or long, 16))
        at = start + 1 + match.start()
        raise FeelSyntaxError(
            f"The escape {match.group()} does not exist.",
            reader.span(at, at + len(match.group())),
            accepted=r"\" \\ \n \r \t \uXXXX \UXXXXXX",
        )

    replaced = _ESCAPE.sub(character, body)
    # Two \u escapes may name one character as a surrogate pair.
    return replaced.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
