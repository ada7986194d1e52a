"""Where a statement comes from, as a page prints it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from safeconduct.programme import Definition
from safeconduct.programme.schema import Mark, Source


@dataclass(frozen=True, slots=True)
class Citation:
    """One source of a statement; `id` is the anchor of the source in the programme's list."""

    id: str
    text: str
    heading: str
    source: Source | None
    mark: Mark | None
    address: str | None


def citations(definition: Definition, references: Iterable[str]) -> tuple[Citation, ...]:
    """The sources that references such as `ven-22#summary` name."""
    return tuple(_citation(definition, reference) for reference in references)


def _citation(definition: Definition, reference: str) -> Citation:
    name, _, heading = reference.partition("#")
    source = definition.programme.sources.get(name)
    if source is None:
        return Citation(name, name, heading, None, None, None)
    return Citation(name, source.citation, heading, source, source.mark, source.address)
