"""A programme as of one day: what was in force then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from safeconduct.programme.load import Definition
from safeconduct.programme.schema import (
    Agreement,
    AgreementStatus,
    Cap,
    Condition,
    Dated,
    LetterTemplate,
    Paragraph,
    Passage,
    Post,
    Repeat,
    Review,
    SecondLook,
    Selection,
    Stage,
    StatusEntry,
)

D = TypeVar("D", bound=Dated)


@dataclass(frozen=True)
class Edition:
    """A definition asked as of `day`."""

    definition: Definition
    day: date

    def conditions(self, track: str) -> tuple[Condition, ...]:
        """The track's requirements, bars and exceptions in force, in the folder's order."""
        return tuple(c for c in self._conditions if c.track == track)

    @cached_property
    def _conditions(self) -> tuple[Condition, ...]:
        return in_force(self.definition.conditions, self.day)

    def stages(self, track: str) -> tuple[Stage, ...]:
        """The track's stages in force."""
        return in_force(self.definition.tracks[track].stages, self.day)

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """The posts that are open in this edition."""
        return in_force(self.definition.posts, self.day)

    @cached_property
    def caps(self) -> tuple[Cap, ...]:
        """The caps in force."""
        return in_force(self.definition.caps, self.day)

    @cached_property
    def selections(self) -> tuple[Selection, ...]:
        """The orders of selection in force."""
        return in_force(self.definition.selections, self.day)

    @cached_property
    def letters(self) -> tuple[LetterTemplate, ...]:
        """The letters in force."""
        return in_force(self.definition.letters, self.day)

    def letters_for(self, track: str, occasion: str) -> tuple[LetterTemplate, ...]:
        """The letters that follow on something of a track: `STAGE.OUTCOME`, or an occasion."""
        return tuple(one for one in self.letters if one.track == track and occasion in one.for_)

    def paragraphs(self, letter: LetterTemplate) -> tuple[Paragraph | Passage, ...]:
        """A letter's paragraphs with the passages in their places."""
        held = {one.id: one for one in in_force(self.definition.passages, self.day)}
        found = (held.get(p) if isinstance(p, str) else p for p in letter.paragraphs)
        return tuple(one for one in found if one is not None)

    def review(self, track: str) -> Review | None:
        """The right to a review as it stands on the day."""
        return next(iter(in_force(self.definition.tracks[track].reviews, self.day)), None)

    def repeats(self, track: str) -> tuple[Repeat, ...]:
        """What is compared between cases on the day."""
        return in_force(self.definition.tracks[track].repeats, self.day)

    def second_looks(self, track: str) -> tuple[SecondLook, ...]:
        """What is looked at a second time afterwards, as the programme says on the day."""
        return in_force(self.definition.tracks[track].second_looks, self.day)

    def statuses(self, agreement: Agreement) -> tuple[StatusEntry, ...]:
        """Every party's word on the agreement's status on the day; several when they differ."""
        latest: dict[str, StatusEntry] = {}
        for entry in sorted(agreement.history, key=lambda e: e.from_):
            if entry.from_ <= self.day:
                latest[entry.by] = entry
        return tuple(e for e in latest.values() if e.until is None or self.day <= e.until)

    def is_in_force(self, agreement: Agreement) -> bool:
        """Whether every word on the day says `in_force`: a disputed one never counts."""
        statuses = {entry.status for entry in self.statuses(agreement)}
        return statuses == {AgreementStatus.IN_FORCE}


def in_force(entries: Iterable[D], day: date) -> tuple[D, ...]:
    """The entries that are in force on the day."""
    return tuple(entry for entry in entries if entry.in_force(day))


def boundaries(entries: Iterable[Dated]) -> tuple[date, ...]:
    """The days on which something begins, or is over for the first day; sorted."""
    days = set()
    for entry in entries:
        days.add(entry.from_)
        if entry.until is not None and entry.until < date.max:
            days.add(date.fromordinal(entry.until.toordinal() + 1))
    return tuple(sorted(days))
