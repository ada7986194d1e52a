"""What a report is made of, in one language: sections of sentences, tables and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One statement."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences one below the other."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; the first column names the rows. `is_long` ones are folded on a page."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_long: bool = False
    #: Columns of numbers, counted from 0, which are set to the right.
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, what it shows in words, and the table that has its numbers, if it is not the next one's."""

    svg: str
    alt: str
    caption: str
    table: Table | None = None


Block = Paragraph | Points | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    name: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report in one language."""

    language: str
    title: str
    subtitle: str
    answer: str
    sections: tuple[Section, ...]
    #: What stands on it if a demonstration made it, in every language: (language, text).
    demonstration: tuple[tuple[str, str], ...] = ()


def table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    is_long: bool = False,
    texts: Sequence[int] = (),
) -> Table:
    """A table whose columns are numbers but for the first and those named."""
    numbers = frozenset(range(1, len(columns))) - frozenset(texts)
    return Table(caption, tuple(columns), tuple(map(tuple, rows)), is_long, numbers)
