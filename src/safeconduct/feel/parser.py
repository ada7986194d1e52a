"""FEEL text to syntax tree, by Lark's LALR parser over our own tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, UnexpectedToken, v_args
from lark.exceptions import VisitError
from lark.lexer import Lexer
from lark.tree import Meta
from lark.visitors import Transformer_NonRecursive

from safeconduct.feel import tree
from safeconduct.feel.errors import FeelSyntaxError, FeelUnsupported
from safeconduct.feel.lexer import tokens

#: Deeper nesting and longer chains would exhaust Python's stack in one of the passes.
MAX_DEPTH = 40
MAX_OPERATORS = 150
MAX_LENGTH = 20_000

_OPENING = {"LPAR", "LSQB", "_LBRACE", "IV_OPEN", "_IF", "_FUNCTION", "_FOR", "SOME", "EVERY"}
_CLOSING = {"RPAR", "RSQB", "_RBRACE", "IV_CLOSE"}
_CHAINING = {
    "SIGN", "FACTOR", "POWER", "COMPARE", "LT", "GT", "_AND", "_OR", "_DOT", "_IN", "LSQB", "LPAR",
}  # fmt: skip


class _Tokens(Lexer):
    """Hands Lark the tokens that we made."""

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Token]:
        return iter(lexer_state)


def parse(text: str, names: Iterable[str] = ()) -> tree.Node:
    """The syntax tree of a FEEL expression.

    `names` are names of several words that the text may use. Raises FeelSyntaxError with line and
    column, and FeelUnsupported for what FEEL has and this engine lacks.
    """
    return _parse(text, frozenset(names))


@lru_cache(maxsize=4096)
def _parse(text: str, names: frozenset[str]) -> tree.Node:
    if len(text) > MAX_LENGTH:
        raise FeelSyntaxError(f"This expression is longer than {MAX_LENGTH} characters.")
    stream = list(tokens(text, names))
    if not stream:
        raise FeelSyntaxError("The expression is empty.", tree.Span())
    _check_depth(stream)
    try:
        node: tree.Node = _TreeMaker().transform(_lark().parse(stream))
    except UnexpectedToken as error:
        raise _unexpected(error, stream) from None
    except VisitError as error:
        raise error.orig_exc from None
    return node


@lru_cache(maxsize=1)
def _lark() -> Lark:
    grammar = files("safeconduct.feel").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer=_Tokens,
        propagate_positions=True,
        maybe_placeholders=False,
    )


def _check_depth(stream: list[Token]) -> None:
    depth = operators = 0
    for token in stream:
        depth += (token.type in _OPENING) - (token.type in _CLOSING)
        operators += token.type in _CHAINING
        if depth > MAX_DEPTH or operators > MAX_OPERATORS:
            raise FeelUnsupported(
                f"This expression is too long for one: more than {MAX_DEPTH} brackets deep or "
                f"{MAX_OPERATORS} operators.",
                _span_of(token),
            )


def _span_of(token: Token) -> tree.Span:
    return tree.Span(token.line or 1, token.column or 1, token.end_line or 1, token.end_column or 1)


def _unexpected(error: UnexpectedToken, stream: list[Token]) -> FeelSyntaxError:
    token = error.token
    if token.type == "$END":
        last = stream[-1]
        span = tree.Span(
            last.end_line or 1, last.end_column or 1, last.end_line or 1, last.end_column or 1
        )
        return FeelSyntaxError("The expression ends too early.", span)
    return FeelSyntaxError(
        f"`{token.value}` is not expected here.", _span_of(token), given=token.value
    )


def _span(meta: Meta) -> tree.Span:
    if meta.empty:
        return tree.Span()
    return tree.Span(meta.line, meta.column, meta.end_line, meta.end_column)


def _words(children: list[Any]) -> str:
    return " ".join(str(child) for child in children)


@v_args(meta=True)
class _TreeMaker(Transformer_NonRecursive):
    def start(self, meta: Meta, children: list[Any]) -> tree.Node:
        node: tree.Node = children[0]
        return node

    def group(self, meta: Meta, children: list[Any]) -> Any:
        return children[1]

    def number(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.NumberLiteral(_span(meta), str(children[0]))

    def text(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.TextLiteral(_span(meta), str(children[0]))

    def at(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.AtLiteral(_span(meta), str(children[0]))

    def true(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.BooleanLiteral(_span(meta), True)

    def false(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.BooleanLiteral(_span(meta), False)

    def null(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.NullLiteral(_span(meta))

    def name(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.Name(_span(meta), str(children[0]))

    def path(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.Path(_span(meta), children[0], str(children[1]))

    def filter(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.Filter(_span(meta), children[0], children[2])

    def call(self, meta: Meta, children: list[Any]) -> tree.Node:
        arguments = children[2] if len(children) == 4 else ("positional", ())
        return tree.Call(_span(meta), children[0], **{arguments[0]: arguments[1]})

    def positional(self, meta: Meta, children: list[Any]) -> tuple[str, tuple[Any, ...]]:
        return "positional", tuple(children)

    def arguments(self, meta: Meta, children: list[Any]) -> tuple[str, tuple[Any, ...]]:
        return "named", tuple(children)

    def named(self, meta: Meta, children: list[Any]) -> tuple[str, tree.Node]:
        return _words(children[:-1]), children[-1]

    def entry(self, meta: Meta, children: list[Any]) -> tuple[str, tree.Node]:
        return _words(children[:-1]), children[-1]

    def context(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.ContextNode(_span(meta), tuple(children))

    def items(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.ListNode(_span(meta), tuple(children[1:-1]))

    def range(self, meta: Meta, children: list[Any]) -> tree.Node:
        opening, low, high, closing = children
        return tree.RangeNode(
            _span(meta), low, high, opening.type == "LSQB", closing.type == "RSQB"
        )

    def unary_range(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.UnaryTest(_span(meta), str(children[1]), children[2])

    def unary_test(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.UnaryTest(_span(meta), str(children[0]), children[1])

    def negation(self, meta: Meta, children: list[Any]) -> tree.Node:
        if str(children[0]) == "+":
            raise FeelSyntaxError("FEEL has no sign `+` before a value.", _span_of(children[0]))
        return tree.Negation(_span(meta), children[1])

    def arithmetic(self, meta: Meta, children: list[Any]) -> tree.Node:
        left, operator, right = children
        return tree.Arithmetic(_span(meta), str(operator), left, right)

    def compare(self, meta: Meta, children: list[Any]) -> tree.Node:
        left, operator, right = children
        return tree.Comparison(_span(meta), str(operator), left, right)

    def between(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.Between(_span(meta), *children)

    def in_(self, meta: Meta, children: list[Any]) -> tree.Node:
        tests = [child for child in children[1:] if not isinstance(child, Token)]
        return tree.In(_span(meta), children[0], tuple(tests))

    def and_(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.And(_span(meta), *children)

    def or_(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.Or(_span(meta), *children)

    def if_(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.If(_span(meta), *children)

    def iteration(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.Iteration(_span(meta), str(children[0]), *children[1:])

    def for_(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.For(_span(meta), tuple(children[:-1]), children[-1])

    def quantified(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.Quantified(_span(meta), str(children[0]), tuple(children[1:-1]), children[-1])

    def parameter(self, meta: Meta, children: list[Any]) -> str:
        return _words([child for child in children if isinstance(child, Token)])

    def function(self, meta: Meta, children: list[Any]) -> tree.Node:
        parameters = [child for child in children[:-1] if not isinstance(child, Token)]
        return tree.FunctionNode(_span(meta), tuple(parameters), children[-1])

    def external(self, meta: Meta, children: list[Any]) -> tree.Node:
        raise FeelUnsupported("External functions are not supported.", _span(meta))

    def instance_of(self, meta: Meta, children: list[Any]) -> tree.Node:
        return tree.InstanceOf(_span(meta), *children)

    def type(self, meta: Meta, children: list[Any]) -> tree.TypeNode:
        arguments = tuple(child for child in children if isinstance(child, tuple))
        results = [child for child in children if isinstance(child, tree.TypeNode)]
        return tree.TypeNode(
            _span(meta), str(children[0]), arguments, results[0] if results else None
        )

    def function_type(self, meta: Meta, children: list[Any]) -> tree.TypeNode:
        arguments = tuple(child for child in children if isinstance(child, tuple))
        return tree.TypeNode(_span(meta), "function", arguments, children[-1])

    def type_argument(self, meta: Meta, children: list[Any]) -> tuple[str, tree.TypeNode]:
        name = str(children[0]) if len(children) == 2 else ""
        return name, children[-1]
