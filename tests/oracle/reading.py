"""FEEL text to nested tuples, by hand: a list of tokens and one function per level of binding."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

Tree = tuple[Any, ...]

KEYWORDS = {
    "and", "between", "else", "every", "false", "if", "in", "null", "or", "satisfies", "some",
    "then", "true",
}  # fmt: skip
LONG_NAMES = (
    "years and months duration", "list contains", "string length", "substring before",
    "substring after", "upper case", "lower case", "starts with", "ends with",
)  # fmt: skip
COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}

TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
      | (?P<text>"(?:[^"\\]|\\.)*")
      | (?P<number>\d+(?:\.(?!\.)\d+)?|\.\d+)
      | (?P<name>[^\W\d]\w*)
      | (?P<sign>\.\.|!=|<=|>=|[=<>+\-*/().,\[\]@])""",
    re.VERBOSE | re.DOTALL,
)


class NotRead(Exception):
    """The oracle does not read this text."""


def tokens_of(text: str) -> list[tuple[str, str]]:
    """Pairs of kind and text; long names such as `list contains` are one token."""
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            raise NotRead(f"{text[at:]!r} in {text!r}")
        kind, word = found.lastgroup or "", found.group()
        if kind == "name":
            for long in LONG_NAMES:
                if re.match(long.replace(" ", r"\s+") + r"\b", text[at:]):
                    word = long
                    found = re.compile(long.replace(" ", r"\s+")).match(text, at) or found
        if kind == "name" and word in KEYWORDS:
            kind = "word"
        if kind != "space":
            tokens.append((kind, word))
        at = found.end()
    return [*tokens, ("end", "")]


@lru_cache(maxsize=4096)
def parse(text: str) -> Tree:
    """The tree of one expression; NotRead when it is outside what rules use."""
    reader = _Reader(tokens_of(text))
    tree = reader.expression()
    reader.expect("")
    return tree


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def next(self) -> str:
        return self.tokens[self.at][1] if self.tokens[self.at][0] != "text" else '"'

    def take(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, word: str) -> bool:
        if self.next == word:
            self.at += 1
            return True
        return False

    def expect(self, word: str) -> None:
        if not self.accept(word):
            raise NotRead(f"{word!r} was expected, not {self.tokens[self.at]!r}")

    def name(self) -> str:
        kind, word = self.take()
        if kind != "name":
            raise NotRead(f"a name was expected, not {word!r}")
        return word

    def expression(self) -> Tree:
        if self.accept("if"):
            test = self.expression()
            self.expect("then")
            yes = self.expression()
            self.expect("else")
            return ("if", test, yes, self.expression())
        if self.next in ("some", "every"):
            return self.quantifier()
        return self.either()

    def quantifier(self) -> Tree:
        word = self.take()[1]
        over = []
        while True:
            name = self.name()
            self.expect("in")
            over.append((name, self.sum()))
            if not self.accept(","):
                break
        self.expect("satisfies")
        body = self.expression()
        for name, listed in reversed(over):
            body = (word, name, listed, body)
        return body

    def either(self) -> Tree:
        left = self.both()
        while self.accept("or"):
            left = ("or", left, self.both())
        return left

    def both(self) -> Tree:
        left = self.comparison()
        while self.accept("and"):
            left = ("and", left, self.comparison())
        return left

    def comparison(self) -> Tree:
        if self.next in ("some", "every", "if"):
            return self.expression()
        left = self.sum()
        if self.next in COMPARISONS:
            return ("compare", self.take()[1], left, self.sum())
        if self.accept("between"):
            low = self.sum()
            self.expect("and")
            return ("and", ("compare", ">=", left, low), ("compare", "<=", left, self.sum()))
        if self.accept("in"):
            return ("in", left, self.tests())
        return left

    def tests(self) -> list[Tree]:
        """What stands after `in`: one test, or several in round brackets."""
        start = self.at
        if self.accept("("):
            tests = [self.test()]
            while self.accept(","):
                tests.append(self.test())
            if self.accept(")"):
                return tests
            self.at = start  # it was the open end of a range, or an expression in brackets
        return [self.test()]

    def test(self) -> Tree:
        if self.next in COMPARISONS:
            return ("test", self.take()[1], self.sum())
        start = self.at
        if self.next in ("[", "(", "]"):
            opening = self.take()[1]
            try:
                low = self.sum()
                self.expect("..")
                high = self.sum()
                closing = self.take()[1]
                if closing in ("]", ")", "["):
                    return ("range", opening == "[", low, high, closing == "]")
            except NotRead:
                pass
            self.at = start
        return ("member", self.sum())

    def sum(self) -> Tree:
        left = self.product()
        while self.next in ("+", "-"):
            left = ("arithmetic", self.take()[1], left, self.product())
        return left

    def product(self) -> Tree:
        left = self.signed()
        while self.next == "*":
            left = ("arithmetic", self.take()[1], left, self.signed())
        return left

    def signed(self) -> Tree:
        if self.accept("-"):
            return ("negative", self.signed())
        return self.path()

    def path(self) -> Tree:
        tree = self.primary()
        while True:
            if self.accept("."):
                tree = ("path", tree, self.name())
            elif self.accept("["):
                tree = ("filter", tree, self.expression())
                self.expect("]")
            else:
                return tree

    def primary(self) -> Tree:
        kind, word = self.take()
        if kind == "number":
            return ("value", Decimal(word))
        if kind == "text":
            return ("value", _unquoted(word))
        if word == "@":
            return ("call", "@", [("value", _unquoted(self.take()[1]))])
        if word in ("true", "false", "null"):
            return ("value", {"true": True, "false": False, "null": None}[word])
        if kind == "name":
            return ("call", word, self.arguments()) if self.next == "(" else ("name", word)
        if word == "(":
            tree = self.expression()
            self.expect(")")
            return tree
        if word == "[":
            return ("list", self.items())
        raise NotRead(f"{word!r} cannot begin a value")

    def items(self) -> list[Tree]:
        items: list[Tree] = []
        while not self.accept("]"):
            if items:
                self.expect(",")
            items.append(self.expression())
        return items

    def arguments(self) -> list[Tree]:
        self.expect("(")
        arguments: list[Tree] = []
        while not self.accept(")"):
            if arguments:
                self.expect(",")
            arguments.append(self.expression())
        return arguments


def _unquoted(word: str) -> str:
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), word[1:-1])
