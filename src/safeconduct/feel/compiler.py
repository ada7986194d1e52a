"""The one compiler: syntax tree to terms.

`strict` is the compiler of rules: facts are columns, and what does not fit is an error with its
place. Otherwise every name is a constant and what does not fit is null, as the standard says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches

import polars as pl

from safeconduct.feel import arithmetic, calls, compare, decimals, lists, logic, paths, rows, tree
from safeconduct.feel.builtins import is_builtin
from safeconduct.feel.builtins.moments import at_literal
from safeconduct.feel.calendar import OutOfReach, Zone
from safeconduct.feel.errors import FeelTypeError, FeelUnsupported
from safeconduct.feel.steps import ListStep
from safeconduct.feel.terms import (
    NULL,
    OUTER,
    BuiltinTerm,
    Cell,
    Closure,
    Entries,
    FieldTerm,
    Input,
    Interval,
    Items,
    RecordTerm,
    Rows,
    Term,
    as_integer,
    constant,
)
from safeconduct.feel.types import (
    BOOLEAN,
    NUMBER,
    TEXT,
    Choice,
    FactType,
    Kind,
    ListOf,
    Record,
    Scalar,
    Scope,
    item_fields,
)

Names = Mapping[str, Term]


@dataclass
class Compiler:
    """Compiles one expression and remembers what it used."""

    strict: bool = False
    scope: Scope = field(default_factory=dict)
    facts: set[str] = field(default_factory=set)
    fields: set[tuple[str, str]] = field(default_factory=set)
    #: The columns of the main frame that facts were read from.
    columns: dict[str, FactType] = field(default_factory=dict)
    steps: dict[str, ListStep] = field(default_factory=dict)
    #: The list over whose child frame expressions are built just now.
    level: str | None = None
    #: How often a list was named: each reading has rows of its own.
    readings: int = 0
    node: tree.Node = field(default_factory=lambda: tree.NullLiteral(tree.Span()))

    # What went wrong

    def misfit(self, message: str, node: tree.Node | None = None) -> Term:
        """A type that does not fit: an error in a rule, null elsewhere."""
        if self.strict:
            raise FeelTypeError(message, (node or self.node).span)
        return NULL

    def unsupported(self, message: str, node: tree.Node | None = None) -> FeelUnsupported:
        return FeelUnsupported(message, (node or self.node).span)

    # Building cells

    def derive(
        self,
        kind: Kind,
        build: Callable[..., pl.Expr],
        *cells: Cell,
        exact: bool = True,
        zone: Zone = None,
    ) -> Term:
        """The cell that `build` makes of the expressions of `cells`; constants are folded now.

        `exact` False says that the result may be FEEL's null though every cell has a value.
        """
        for cell in cells:
            self.require_column(cell)
        expr = build(*(cell.as_expr() for cell in cells))
        if all(cell.is_constant for cell in cells):
            return self.fold(kind, expr, zone)
        return Cell(
            kind,
            expr,
            inputs=frozenset().union(*(cell.inputs for cell in cells)),
            exact=exact and all(cell.exact for cell in cells),
            level=self.level_of(cells),
            zone=zone,
        )

    def fold(self, kind: Kind, expr: pl.Expr, zone: Zone = None) -> Term:
        """A constant, worked out by Polars on a frame of one row."""
        try:
            value = pl.select(as_integer(kind, expr)).item()
        except pl.exceptions.PolarsError:
            raise self.unsupported("This value cannot be held exactly.") from None
        return constant(kind, value, zone)

    def require_column(self, cell: Cell) -> None:
        """Refuses a constant number that no Int64 column holds."""
        if cell.is_constant and not isinstance(cell.value, (bool, str)):
            if not isinstance(cell.value, int):
                raise self.unsupported("Only whole numbers can stand beside facts.")
            if abs(cell.value) >= 2**63:
                raise self.unsupported("This number is too large to stand beside facts.")

    def level_of(self, cells: tuple[Cell, ...]) -> str | None:
        levels = {cell.level for cell in cells if not cell.is_constant}
        if len(levels) > 1:
            raise self.unsupported("A condition that joins two lists is not supported.")
        return levels.pop() if levels else None

    def truth(self, cell: Cell) -> Cell:
        """The same condition, exact: null where an input is unknown, FEEL's null made false."""
        if cell.exact or cell.is_constant:
            return cell
        expr = pl.when(cell.known()).then(cell.as_expr().fill_null(False))
        return Cell(BOOLEAN, expr, inputs=cell.inputs, level=cell.level)

    # Names

    def name(self, node: tree.Name, names: Names) -> Term:
        if node.name in names:
            return self.resolve(names[node.name])
        if node.name in self.scope:
            return self.fact(node.name, self.scope[node.name])
        if is_builtin(node.name):
            return BuiltinTerm(node.name)
        return self.misfit(f"There is no `{node.name}` here.{self.similar(node.name, names)}", node)

    def similar(self, name: str, names: Names) -> str:
        close = get_close_matches(name, [*names, *self.scope], n=1)
        return f" Did you mean `{close[0]}`?" if close else ""

    def fact(self, name: str, type_: FactType) -> Term:
        if isinstance(type_.type, ListOf):
            self.readings += 1
            return Rows(name, item_fields(type_.type), f"{name}#{self.readings}")
        if isinstance(type_.type, Record):
            return RecordTerm(name, type_.type.fields)
        return self.main_column(name, name, type_)

    def main_column(self, fact: str, column: str, type_: FactType) -> Term:
        """The cell of a fact's column, or of one of its fields', in the main frame."""
        self.facts.add(fact)
        self.columns[column] = type_
        return self.lift(self.column(column, type_, None))

    def column(self, name: str, type_: FactType, level: str | None) -> Cell:
        assert isinstance(type_.type, (Scalar, Choice))
        return Cell(
            type_.type,
            pl.col(name),
            inputs=frozenset({Input(name, type_.may_be_none)}),
            exact=not type_.may_be_none,
            level=level,
            column=name,
        )

    def resolve(self, term: Term) -> Term:
        """What a name stands for, where it is used."""
        if isinstance(term, FieldTerm):
            return rows.field_of(self, term.record, term.field)
        return self.lift(term)

    def lift(self, term: Term) -> Term:
        """A value of the main frame, made readable inside the child frame at work."""
        if not isinstance(term, Cell) or term.is_constant or term.level == self.level:
            return term
        if term.level is not None or term.column is None:
            raise self.unsupported(
                "Inside a list only plain facts of the person can be used, not a list's own rows."
            )
        return Cell(
            term.kind,
            pl.col(OUTER + term.column),
            inputs=frozenset(Input(OUTER + one.column, one.may_be_none) for one in term.inputs),
            exact=term.exact,
            level=self.level,
            zone=term.zone,
            column=OUTER + term.column,
        )

    def rows_contain(self, listed: Rows, value: Term) -> Term:
        return rows.contain(self, listed, value)

    @contextmanager
    def at_level(self, level: str | None) -> Iterator[None]:
        before, self.level = self.level, level
        try:
            yield
        finally:
            self.level = before

    # Walking the tree

    def compile(self, node: tree.Node, names: Names, *, truth: bool = False) -> Term:
        """The term of `node`. With `truth`, only where it is true matters, so null may be false."""
        before, self.node = self.node, node
        try:
            return self._dispatch(node, names, truth)
        except OutOfReach as error:
            raise self.unsupported(str(error), node) from None
        finally:
            self.node = before

    def _dispatch(self, node: tree.Node, names: Names, truth: bool) -> Term:
        match node:
            case tree.Name():
                return self.name(node, names)
            case tree.Comparison():
                left, right = self.compile(node.left, names), self.compile(node.right, names)
                return compare.compare(self, node.operator, left, right)
            case tree.And() | tree.Or():
                return logic.connect(
                    self,
                    isinstance(node, tree.And),
                    self.compile(node.left, names, truth=truth),
                    self.compile(node.right, names, truth=truth),
                )
            case tree.Arithmetic():
                left, right = self.compile(node.left, names), self.compile(node.right, names)
                return arithmetic.arithmetic(self, node.operator, left, right)
            case tree.Negation():
                return arithmetic.negate(self, self.compile(node.operand, names))
            case tree.Between():
                value, low, high = (
                    self.compile(part, names) for part in (node.value, node.low, node.high)
                )
                return compare.between(self, value, low, high)
            case tree.In():
                tests = [self.compile(test, names) for test in node.tests]
                return compare.is_in(self, self.compile(node.value, names), tests)
            case tree.If():
                return logic.choose(self, node, names, truth)
            case tree.Call():
                return calls.call(self, node, names, truth)
            case tree.Path():
                return paths.path(self, self.compile(node.base, names), node.name)
            case tree.Filter():
                return lists.filter_(self, node, names)
            case tree.Quantified():
                return lists.quantified(self, node, names, truth)
            case tree.For():
                return lists.for_(self, node, names)
            case _:
                return self._structure(node, names)

    def _structure(self, node: tree.Node, names: Names) -> Term:
        match node:
            case tree.NumberLiteral():
                return constant(NUMBER, decimals.read(node.text))
            case tree.TextLiteral():
                return constant(TEXT, node.value)
            case tree.BooleanLiteral():
                return constant(BOOLEAN, node.value)
            case tree.NullLiteral():
                return NULL
            case tree.AtLiteral():
                return at_literal(self, node.text)
            case tree.ListNode():
                return Items(tuple(self.compile(item, names) for item in node.items))
            case tree.ContextNode():
                return self.context(node, names)
            case tree.RangeNode():
                low, high = self.compile(node.low, names), self.compile(node.high, names)
                return compare.interval(self, node, low, high)
            case tree.UnaryTest():
                endpoint = self.compile(node.endpoint, names)
                return Interval(NULL, endpoint, operator=node.operator)
            case tree.FunctionNode():
                return Closure(node.parameters, node.body, dict(names))
            case tree.InstanceOf():
                return paths.instance_of(self, self.compile(node.value, names), node.type)
        raise self.unsupported(f"{type(node).__name__} is not supported.")

    def context(self, node: tree.ContextNode, names: Names) -> Term:
        entries: dict[str, Term] = {}
        for key, value in node.entries:
            if key in entries:
                return self.misfit(f"The context names `{key}` twice.")
            entries[key] = self.compile(value, {**names, **entries})
        return Entries(entries)
