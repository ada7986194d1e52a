"""One case: facts in, findings out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from safeconduct.eligibility.compiling import (
    RESULT,
    CompiledCondition,
    CompiledTrack,
    GroupNode,
    LeafNode,
    Node,
    compile_track,
)
from safeconduct.eligibility.dictionary import Records
from safeconduct.eligibility.findings import (
    Effect,
    Finding,
    LeafFinding,
    Result,
    Screening,
    Status,
)
from safeconduct.eligibility.population import read_case
from safeconduct.programme import Definition

Truths = Mapping[str, bool | None]


def screen(definition: Definition, track: str, as_of: date, facts: Mapping[str, Any]) -> Screening:
    """Screen one case as of a day.

    `facts` are plain values by name: an absent name is unknown, None is none. FactsError names what
    does not fit the dictionary.
    """
    return screen_cases(definition, track, as_of, [facts])[0]


def screen_cases(
    definition: Definition, track: str, as_of: date, cases: Sequence[Mapping[str, Any]]
) -> list[Screening]:
    """Screen some cases with all reasons; for many, `batch.screen_population` gives columns."""
    compiled = compile_track(definition, track, as_of)
    read = [read_case(definition.facts, case) for case in cases]
    population = compiled.columns.population(read)
    leaf_frame = compiled.plan.run(population)
    concluded = compiled.conclude(leaf_frame).rows(named=True)
    return [
        _screening(compiled, facts, leaves, statuses, statuses[RESULT])
        for facts, leaves, statuses in zip(
            read, leaf_frame.rows(named=True), concluded, strict=True
        )
    ]


def ask_about(
    definition: Definition,
    track: str,
    as_of: date,
    facts: Mapping[str, Any],
    conditions: Collection[str],
) -> tuple[str, ...]:
    """The facts that could still settle one of these conditions, in the order in which to ask them.

    `Screening.ask` asks for the sake of the whole result, and so nothing once the case is barred; a
    case under way is asked step by step for what the next steps need.
    """
    compiled = compile_track(definition, track, as_of)
    read = read_case(definition.facts, facts)
    leaf_frame = compiled.plan.run(compiled.columns.population([read]))
    leaves = leaf_frame.rows(named=True)[0]
    statuses = compiled.conclude(leaf_frame).rows(named=True)[0]
    wanted = tuple(
        _finding(each, compiled, read, leaves, statuses)
        for each in compiled.conditions
        if each.condition.id in conditions or set(each.condition.to) & set(conditions)
    )
    return _ask(compiled, read, leaves, wanted)


def _screening(
    compiled: CompiledTrack, facts: Mapping[str, Any], leaves: Truths, statuses: Truths, truth: Any
) -> Screening:
    findings = tuple(_finding(c, compiled, facts, leaves, statuses) for c in compiled.conditions)
    result = Result.of(truth)
    return Screening(
        definition=compiled.definition,
        track=compiled.track,
        as_of=compiled.day,
        result=result,
        findings=findings,
        ask=_ask(compiled, facts, leaves, findings) if result is Result.OPEN else (),
    )


def _finding(
    compiled: CompiledCondition,
    track: CompiledTrack,
    facts: Mapping[str, Any],
    leaves: Truths,
    statuses: Truths,
) -> Finding:
    condition = compiled.condition
    status = Status.of(statuses[condition.id])
    lifted_by = tuple(name for name in compiled.exceptions if statuses[name])
    used, leaf_findings = _written(compiled, track)
    return Finding(
        condition=condition,
        status=status,
        effect=_effect(compiled, status, statuses),
        facts_used=used,
        facts={name: facts[name] for name in used if name in facts},
        lifted_by=lifted_by if status is not Status.NOT_MET else (),
        leaves=tuple(
            LeafFinding(
                node.written.is_, Status.of(leaves[node.column]), names, node.written.text, source
            )
            for node, names, source in leaf_findings
        ),
    )


@lru_cache(maxsize=4096)
def _written(
    compiled: CompiledCondition, track: CompiledTrack
) -> tuple[tuple[str, ...], tuple[tuple[LeafNode, tuple[str, ...], tuple[str, ...]], ...]]:
    """What of a condition's findings is the same for every case."""
    order = {name: position for position, name in enumerate(track.definition.facts)}
    nodes = []
    used: set[str] = set()
    for node in compiled.tree.leaves():
        names = tuple(sorted(track.leaves[node.column].facts, key=order.__getitem__))
        used.update(names)
        nodes.append((node, names, node.written.source or compiled.condition.source))
    return tuple(sorted(used, key=order.__getitem__)), tuple(nodes)


def _effect(compiled: CompiledCondition, status: Status, statuses: Truths) -> Effect:
    kind, draft = compiled.condition.kind, compiled.condition.is_draft
    if kind == "exception":
        return {Status.MET: Effect.LIFTS, Status.NOT_MET: Effect.IDLE}.get(status, Effect.UNDECIDED)
    if kind == "requirement":
        in_the_way = status is Status.NOT_MET
        undecided = status is Status.UNKNOWN
    else:
        firm = [statuses[name] for name in compiled.exceptions if name not in compiled.doubtful]
        unverified = [statuses[name] for name in compiled.doubtful]
        if status is not Status.NOT_MET and True in firm:
            return Effect.LIFTED
        in_the_way = status is Status.MET and None not in firm
        undecided = status is Status.UNKNOWN or (status is Status.MET and None in firm)
        if in_the_way and True in unverified:
            return Effect.DOUBTFUL
        undecided = undecided or (in_the_way and None in unverified)
    if undecided:
        return Effect.UNDECIDED
    if in_the_way:
        return Effect.DOUBTFUL if draft else Effect.IN_THE_WAY
    return Effect.FINE


def _ask(
    compiled: CompiledTrack,
    facts: Mapping[str, Any],
    leaves: Truths,
    findings: tuple[Finding, ...],
) -> tuple[str, ...]:
    """The unknown facts under an undecided condition, in the dictionary's order.

    An exception is asked about only for the sake of a bar that is still undecided.
    """
    undecided = {f.condition.id for f in findings if f.effect is Effect.UNDECIDED}
    names: set[str] = set()
    for condition in compiled.conditions:
        kept_for = condition.condition.to if condition.condition.kind == "exception" else None
        if condition.condition.id not in undecided:
            continue
        if kept_for is not None and not undecided.intersection(kept_for):
            continue
        for node in _open_leaves(condition.tree, leaves):
            for name in compiled.leaves[node.column].facts:
                names.update(_unknown_in(compiled, node, name, facts))
    order = {name: position for position, name in enumerate(compiled.definition.facts)}
    return tuple(sorted(names, key=lambda name: (order[name.partition("[")[0]], name)))


def _open_leaves(node: Node, leaves: Truths) -> Iterator[LeafNode]:
    """The unknown leaves that can still settle the node: those under an unknown part only."""
    if _truth(node, leaves) is not None:
        return
    if isinstance(node, LeafNode):
        yield node
    else:
        for part in node.parts:
            yield from _open_leaves(part, leaves)


def _truth(node: Node, leaves: Truths) -> bool | None:
    """Kleene's truth of a part, to walk one case's tree; the answers themselves come from Polars."""
    if isinstance(node, LeafNode):
        return leaves[node.column]
    truths = [_truth(part, leaves) for part in node.parts]
    return kleene(node, truths)


def kleene(node: GroupNode, truths: Sequence[bool | None]) -> bool | None:
    """`all`, `any` and `not` over three values."""
    if node.word == "not":
        return None if truths[0] is None else not truths[0]
    settling = node.word == "any"
    if settling in truths:
        return settling
    return None if None in truths else not settling


def _unknown_in(
    compiled: CompiledTrack, node: LeafNode, name: str, facts: Mapping[str, Any]
) -> Iterator[str]:
    if name not in facts:
        yield name
        return
    held = facts[name]
    if not isinstance(held, Records):
        return
    if not held.complete:
        yield name
    fields = {f for fact, f in compiled.leaves[node.column].fields if fact == name}
    for index, record in enumerate(held.rows):
        for field in sorted(fields - set(record)):
            yield f"{name}[{index + 1}].{field}"
