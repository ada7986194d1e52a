"""Leaves: the short conditions of rules, compiled for any number of cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import polars as pl

from safeconduct.feel.compiler import Compiler
from safeconduct.feel.convert import term_of
from safeconduct.feel.errors import FeelTypeError, FeelUnsupported
from safeconduct.feel.parser import parse
from safeconduct.feel.steps import ListStep
from safeconduct.feel.terms import Cell, Null, Term
from safeconduct.feel.tree import Node
from safeconduct.feel.types import BOOLEAN, FactType, Scope


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One condition, compiled: true, false, or null for unknown.

    `expression` runs over the main frame once every step of `over_lists` has put its column there;
    `execute.run_leaves` does both.
    """

    node: Node
    facts: frozenset[str]
    fields: frozenset[tuple[str, str]]
    expression: pl.Expr
    over_lists: tuple[ListStep, ...]
    #: The columns of the main frame that are read, with their types; steps' columns not among them.
    columns: Mapping[str, FactType]
    #: Equal for leaves that ask the same.
    key: str
    #: The answer, where no fact matters.
    constant: bool | None = None


def compile_leaf(
    leaf: str | Node, scope: Scope, *, constants: Mapping[str, object] | None = None
) -> Leaf:
    """Compiles a condition over the facts of `scope`.

    `constants` are values such as the decision date; what depends on them alone is worked out now.
    Raises FeelSyntaxError, FeelTypeError or FeelUnsupported with line and column in the text.
    """
    node = parse(leaf) if isinstance(leaf, str) else leaf
    compiler = Compiler(strict=True, scope=scope)
    names = {name: term_of(value) for name, value in (constants or {}).items()}
    try:
        term = compiler.compile(node, names, truth=True)
    except RecursionError:
        raise FeelUnsupported("This expression calls itself without end.", node.span) from None
    result = _condition(compiler, term, node)
    expression = compiler.truth(result).as_expr()
    return Leaf(
        node=node,
        facts=frozenset(compiler.facts),
        fields=frozenset(compiler.fields),
        expression=expression,
        over_lists=tuple(sorted(compiler.steps.values(), key=lambda step: step.depth)),
        columns=compiler.columns,
        key=sha256(expression.meta.serialize()).hexdigest()[:32],
        constant=result.value if result.is_constant else None,
    )


def _condition(compiler: Compiler, term: Term, node: Node) -> Cell:
    if isinstance(term, Cell) and term.kind == BOOLEAN:
        return term
    what = "null" if isinstance(term, Null) else f"a {term.kind}" if isinstance(term, Cell) else ""
    raise FeelTypeError(
        f"A leaf must be true or false; this is {what or 'a structure'}.", node.span
    )
