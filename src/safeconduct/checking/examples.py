"""Runs a programme's worked examples: law's examples are data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from safeconduct.checking.rules import at
from safeconduct.eligibility import screen
from safeconduct.eligibility.findings import Screening
from safeconduct.errors import SafeconductError
from safeconduct.programme import Definition, Problem
from safeconduct.programme.schema import Example


def examples_for(definition: Definition) -> tuple[Example, ...]:
    """The examples that speak of this variant."""
    return tuple(e for e in definition.examples if _speaks_of(e, definition.variant))


def _speaks_of(example: Example, variant: str | None) -> bool:
    return example.variant is None or variant in _variants_named(example)


def _variants_named(example: Example) -> tuple[str, ...]:
    named = example.variant or ()
    return (named,) if isinstance(named, str) else named


def facts_of(definition: Definition, example: Example) -> dict[str, object]:
    """An example's facts: those of the person it is like, changed by its own."""
    like = definition.people[example.like].facts if example.like else {}
    facts = {k: v for k, v in like.items() if k not in example.without}
    return facts | example.facts


def run_example(definition: Definition, example: Example) -> Screening:
    """Screen the example's case."""
    return screen(definition, example.track, example.as_of, facts_of(definition, example))


def check_examples(definition: Definition) -> Iterator[Problem]:
    """Every example comes out as it says, and none is left out because of a name."""
    known = {path.stem for path in (definition.folder / "variants").glob("*.yaml")}
    for example in definition.examples:
        for name in _variants_named(example):
            if name not in known | {definition.variant}:
                yield at(example, f"`{name}` is no variant; known: {_listed(sorted(known))}")
        for name in example.without:
            if name not in definition.facts:
                yield at(example, f"it is without `{name}`, which is no fact")
    for example in examples_for(definition):
        shown = f"[{definition.variant}] " if definition.variant else ""
        if example.like is not None and example.like not in definition.people:
            yield at(example, f"it is like `{example.like}`, who is none of `people`")
            continue
        try:
            screening = run_example(definition, example)
        except SafeconductError as error:
            yield at(example, f"{shown}{error.message}")
            continue
        for message in _disagreements(example, screening):
            yield at(example, shown + message)


def _disagreements(example: Example, screening: Screening) -> Iterator[str]:
    expect = example.expect
    if expect.result is not None and screening.result != expect.result:
        because = ", ".join(f.condition.id for f in screening.in_the_way)
        asked = ", ".join(screening.ask[:4])
        why = f" by {because}" if because else f", asking {asked}" if asked else ""
        yield f"expected {expect.result}, found {screening.result.value}{why}"
    found = {f.condition.id: f.status.value for f in screening.findings}
    for name, status in expect.findings.items():
        if name not in found:
            yield f"`{name}` is no condition in force on {example.as_of}"
        elif found[name] != status:
            yield f"`{name}` was expected {status}, found {found[name]}"
    if expect.by is not None:
        by = tuple(f.condition.id for f in screening.in_the_way)
        if set(by) != set(expect.by):
            yield f"expected in the way: {_listed(expect.by)}; found: {_listed(by)}"
    if expect.ask is not None and screening.ask[: len(expect.ask)] != expect.ask:
        yield f"expected to ask first {_listed(expect.ask)}; found {_listed(screening.ask)}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"
