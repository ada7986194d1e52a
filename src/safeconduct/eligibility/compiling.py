"""A track's conditions as of a day, compiled: leaves once each, then logic over their columns.

Everything that answers a case, a table or a simulation runs what is compiled here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, reduce
from operator import and_, or_

import polars as pl

from safeconduct import feel
from safeconduct.eligibility.dictionary import DECISION_DATE, scope_of
from safeconduct.eligibility.population import Columns
from safeconduct.errors import NotFound, ProgrammeError
from safeconduct.programme import Definition, Edition
from safeconduct.programme.schema import All, AnyOf, Condition, Leaf, Logic, Not

#: The column that tells the track's result: true eligible, false barred, null open.
RESULT = "result"
#: How many columns are drawn together at a time: after a change only what lies above it is drawn anew.
_TOGETHER = 4


@dataclass(frozen=True, slots=True)
class LeafNode:
    """A leaf of a condition: the column that holds its answers, and how it was written."""

    column: str
    written: Leaf

    def expression(self) -> pl.Expr:
        return pl.col(self.column)

    def asked(self) -> object:
        """What an answer depends on; equal for nodes that differ in their texts only."""
        return self.column

    def leaves(self) -> Iterator[LeafNode]:
        yield self


@dataclass(frozen=True, slots=True)
class GroupNode:
    """`all`, `any` or `not` over parts, in Kleene's logic."""

    word: str
    parts: tuple[Node, ...]

    def expression(self) -> pl.Expr:
        # Polars' & and | on Booleans with nulls are Kleene's own.
        parts = [part.expression() for part in self.parts]
        if self.word == "not":
            return ~parts[0]
        return balanced(and_ if self.word == "all" else or_, parts)

    def asked(self) -> object:
        """What an answer depends on; equal for nodes that differ in their texts only."""
        return (self.word, *(part.asked() for part in self.parts))

    def leaves(self) -> Iterator[LeafNode]:
        for part in self.parts:
            yield from part.leaves()


Node = LeafNode | GroupNode


def balanced(joined: Callable[[pl.Expr, pl.Expr], pl.Expr], parts: Sequence[pl.Expr]) -> pl.Expr:
    """All parts joined, as a tree no deeper than it must be.

    Polars walks an expression by recursion: joined one after the other, forty parts take a single
    case twice as long.
    """
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return joined(balanced(joined, parts[:middle]), balanced(joined, parts[middle:]))


@dataclass(frozen=True, slots=True, eq=False)
class CompiledCondition:
    """A condition with its tree over leaf columns, and the exceptions that may lift it.

    `doubtful` are those of the exceptions that rest on an unverified source: they lift nothing for
    certain, and leave the case open instead.
    """

    condition: Condition
    tree: Node
    exceptions: tuple[str, ...]
    doubtful: frozenset[str]

    def stands_in_the_way(self) -> pl.Expr:
        """True, false or unknown: whether it keeps the case out, exceptions considered."""
        met = pl.col(self.condition.id)
        if self.condition.kind == "requirement":
            return ~met
        return reduce(lambda way, name: way & self._does_not_lift(name), self.exceptions, met)

    def is_clear(self) -> pl.Expr:
        """Its part in the result: false bars, unknown leaves it open. A draft never bars."""
        if self.condition.is_draft:
            return pl.when(self.stands_in_the_way().eq_missing(False)).then(True)
        is_requirement = self.condition.kind == "requirement"
        return pl.col(self.condition.id) if is_requirement else ~self.stands_in_the_way()

    def _does_not_lift(self, exception: str) -> pl.Expr:
        met = pl.col(exception)
        return pl.when(met.eq_missing(False)).then(True) if exception in self.doubtful else ~met


@dataclass(frozen=True, slots=True, eq=False)
class Clear:
    """Whether neighbouring conditions are clear together."""

    name: str
    #: The conditions that it depends on, exceptions among them.
    asks: frozenset[str]
    #: Over the columns of the level below, or of the conditions.
    expression: pl.Expr

    @classmethod
    def of_condition(cls, compiled: CompiledCondition) -> Clear:
        name = compiled.condition.id
        return cls(name, frozenset({name, *compiled.exceptions}), compiled.is_clear().alias(name))

    @classmethod
    def together(cls, parts: Sequence[Clear]) -> Clear:
        name = " & ".join(part.name for part in parts)
        both = balanced(and_, [pl.col(part.name) for part in parts])
        return cls(name, frozenset().union(*(part.asks for part in parts)), both.alias(name))


@dataclass(frozen=True, eq=False)
class CompiledTrack:
    """What is asked of every case of a track as of a day."""

    definition: Definition
    track: str
    day: date
    leaves: dict[str, feel.Leaf]
    conditions: tuple[CompiledCondition, ...]

    @cached_property
    def facts(self) -> frozenset[str]:
        """The facts that any leaf uses."""
        return frozenset().union(*(leaf.facts for leaf in self.leaves.values()))

    @cached_property
    def columns(self) -> Columns:
        """The columns that the facts take, for tables of cases."""
        return Columns.of(self.definition.facts, self.facts)

    @cached_property
    def plan(self) -> feel.Plan:
        """The leaves, ready to run over any population."""
        return feel.prepare(self.leaves)

    def conclude(self, leaves: pl.DataFrame) -> pl.DataFrame:
        """From leaf columns to one column per condition (by id) and the RESULT."""
        return leaves.select(self.statuses).with_columns(self.result)

    @cached_property
    def statuses(self) -> tuple[pl.Expr, ...]:
        """Over leaf columns: one Boolean column per condition, named by its id, null unknown."""
        return tuple(c.tree.expression().alias(c.condition.id) for c in self.conditions)

    @cached_property
    def result(self) -> pl.Expr:
        """Over condition columns: the result; a draft may leave it open and never bars."""
        parts = [c.is_clear() for c in self._hindering]
        return balanced(and_, parts or [pl.lit(True)]).alias(RESULT)

    @cached_property
    def levels(self) -> tuple[tuple[Clear, ...], ...]:
        """The same step by step: condition by condition, then ever more together, up to all of them."""
        level = tuple(map(Clear.of_condition, self._hindering))
        levels = [level]
        while len(level) > 1:
            starts = range(0, len(level), _TOGETHER)
            level = tuple(Clear.together(level[start : start + _TOGETHER]) for start in starts)
            levels.append(level)
        return tuple(levels)

    @property
    def _hindering(self) -> list[CompiledCondition]:
        """The conditions that can keep a case out."""
        return [c for c in self.conditions if c.condition.kind != "exception"]


def compile_track(definition: Definition, track: str, day: date) -> CompiledTrack:
    """Compile a track as of a day; kept with the definition.

    NotFound for a track without conditions; ProgrammeError for a leaf that does not compile.
    """
    return _compile(definition, track, day)


@lru_cache(maxsize=256)
def _compile(definition: Definition, track: str, day: date) -> CompiledTrack:
    in_force = Edition(definition, day).conditions(track)
    if not in_force:
        raise _nothing_in_force(definition, track, day)
    names = [condition.id for condition in in_force]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ProgrammeError(
            f"{definition.label} has two versions of the rule `{twice}` in force on {day}.",
            given=twice,
            accepted="versions that follow each other, as `safeconduct check` lists them",
        )
    leaves: dict[str, feel.Leaf] = {}
    exceptions: dict[str, list[str]] = {}
    drafts = frozenset(condition.id for condition in in_force if condition.is_draft)
    for condition in in_force:
        for bar in condition.to:
            exceptions.setdefault(bar, []).append(condition.id)
    compiled = tuple(
        CompiledCondition(
            condition,
            _Compiling(condition, definition, day, leaves).node(condition.when),
            tuple(exceptions.get(condition.id, ())),
            drafts.intersection(exceptions.get(condition.id, ())),
        )
        for condition in in_force
    )
    return CompiledTrack(definition, track, day, leaves, compiled)


def _nothing_in_force(definition: Definition, track: str, day: date) -> NotFound:
    of_track = [c for c in definition.conditions if c.track == track]
    if not of_track:
        known = dict.fromkeys(c.track for c in definition.conditions)
        return NotFound(
            f"{definition.label} asks no conditions on a track {track!r}.",
            given=track,
            accepted=", ".join(known) or "none",
        )
    first = min(c.from_ for c in of_track)
    last = max((c.until or date.max) for c in of_track)
    until = f" to {last}" if last < date.max else " on"
    return NotFound(
        f"{definition.label} had no conditions in force on {day} on the track {track!r}.",
        given=day.isoformat(),
        accepted=f"a day from {first}{until}",
    )


@dataclass(frozen=True)
class _Compiling:
    """Turns one condition's logic into a tree, adding the leaves that are not there yet."""

    condition: Condition
    definition: Definition
    day: date
    leaves: dict[str, feel.Leaf]

    def node(self, logic: Logic) -> Node:
        match logic:
            case All(all=parts):
                return GroupNode("all", tuple(map(self.node, parts)))
            case AnyOf(any=parts):
                return GroupNode("any", tuple(map(self.node, parts)))
            case Not(not_=part):
                return GroupNode("not", (self.node(part),))
        written = Leaf.model_validate({"is": logic}) if isinstance(logic, str) else logic
        column = _column(written.is_, self.day)
        if column not in self.leaves:
            self.leaves[column] = self._leaf(written.is_)
        return LeafNode(column, written)

    def _leaf(self, expression: str) -> feel.Leaf:
        try:
            constants = {DECISION_DATE: self.day}
            return feel.compile_leaf(expression, scope_of(self.definition), constants=constants)
        except feel.FeelError as error:
            column = error.place.column if error.place else 1
            raise ProgrammeError(
                f"the rule `{self.condition.id}` cannot be used: in `{expression}`,"
                f" column {column}: {error.message}",
                given=expression,
                place=self.condition.place,
            ) from error


def _column(expression: str, day: date) -> str:
    """One leaf, one column: the same words on the same day are asked once, also across versions."""
    words = " ".join(expression.split())
    return f"{words} @{day}" if DECISION_DATE in words else words
