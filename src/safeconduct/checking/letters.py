"""Checks of letters: that there is one where one is owed, for things that happen, with words that fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations, product

from safeconduct.checking.rules import at
from safeconduct.flow.course import outcome_of
from safeconduct.programme import Definition, Edition, Problem
from safeconduct.programme.edition import boundaries, in_force
from safeconduct.programme.schema import LetterTemplate, Outcome, Passage, Stage
from safeconduct.programme.schema.letters import BLOCKS, PLACEHOLDERS, placeholders

#: Placeholders that only some occasions fill, and those occasions beside outcomes.
_OF_A_DECISION = frozenset({"reasons", "review_until"})
_WITH_REASONS = frozenset({"paused", "review_upheld", "review_set_aside"})
_WITH_A_DAY = frozenset({"evidence_requested", "reminder"})
_OF_A_STAGE = frozenset({"outcome"})
#: What both of them are told when another may take the place of a party.
_OF_A_PART = ("party_ended", "party_stepped_back")


def check_letters(definition: Definition) -> Iterator[Problem]:
    """Everything about letters, of a variant on which cases run."""
    for passage in definition.passages:
        yield from _known_placeholders(passage, (passage.text,))
    for letter in definition.letters:
        yield from _known_placeholders(letter, _own_texts(letter))
    if not definition.runs_casework:
        return
    for letter in definition.letters:
        yield from _parts_are_there(definition, letter)
    yield from _one_at_a_time(definition)
    yield from _owed(definition)


def _own_texts(letter: LetterTemplate) -> Iterator[dict[str, str]]:
    yield letter.title
    yield from (one.text for one in letter.paragraphs if not isinstance(one, str))


def _known_placeholders(entry: LetterTemplate | Passage, texts: object) -> Iterator[Problem]:
    for words in texts:  # type: ignore[attr-defined]
        for language, text in words.items():
            for name in placeholders(text):
                if name not in PLACEHOLDERS:
                    known = ", ".join(PLACEHOLDERS)
                    yield at(entry, f"`{{{name}}}` in `{language}` is unknown; known: {known}")
                elif name in BLOCKS and text.strip() != f"{{{name}}}":
                    yield at(entry, f"`{{{name}}}` in `{language}` needs a paragraph of its own")


def _parts_are_there(definition: Definition, letter: LetterTemplate) -> Iterator[Problem]:
    """The track, each outcome and each passage that a letter names; and what its texts ask for."""
    track = definition.tracks.get(letter.track)
    if track is None:
        yield at(letter, f"`{letter.track}` is no track; known: {', '.join(definition.tracks)}")
        return
    passages = {passage.id for passage in definition.passages}
    for part in letter.paragraphs:
        if isinstance(part, str) and part not in passages:
            known = ", ".join(sorted(passages)) or "none"
            yield at(letter, f"`{part}` is no passage; known: {known}")
    said = set(_placeholders_on(Edition(definition, letter.from_), letter))
    for occasion in letter.for_:
        found = list(_outcomes(definition, letter, occasion))
        if "." in occasion and not found:
            yield at(letter, f"there is no outcome `{occasion}` while the letter is in force")
        for name in sorted(said):
            if not _is_filled(definition, letter, occasion, name, found):
                yield at(letter, f"nothing fills `{{{name}}}` in a letter for `{occasion}`")
        if letter.encloses and not _is_filled(definition, letter, occasion, "until", found):
            yield at(
                letter, f"no time limit begins with `{occasion}`, so what is enclosed has no end"
            )


def _placeholders_on(edition: Edition, letter: LetterTemplate) -> Iterator[str]:
    texts = [letter.title, *(part.text for part in edition.paragraphs(letter))]
    for words in texts:
        for text in words.values():
            yield from placeholders(text)


def _outcomes(
    definition: Definition, letter: LetterTemplate, occasion: str
) -> Iterator[tuple[Stage, Outcome]]:
    """The dated versions of the outcome that the letter may meet."""
    stage_id, dot, name = occasion.partition(".")
    for stage in definition.tracks[letter.track].stages if dot else ():
        outcome = outcome_of(stage, name)
        meet = stage.from_ <= (letter.until or date.max) and letter.from_ <= (
            stage.until or date.max
        )
        if stage.id == stage_id and outcome and meet:
            yield stage, outcome


def _is_filled(
    definition: Definition,
    letter: LetterTemplate,
    occasion: str,
    name: str,
    found: list[tuple[Stage, Outcome]],
) -> bool:
    """Whether a placeholder has something to stand for on this occasion."""
    if name in _OF_A_DECISION:
        against = bool(found) and all(outcome.against_the_person for _, outcome in found)
        if name == "review_until":
            return against and bool(definition.tracks[letter.track].reviews)
        return against or occasion in _WITH_REASONS
    if name == "evidence":
        return occasion == "evidence_requested"
    if name == "until":
        # The stage at which a case waits for another party has a limit, as the graph's proof asks.
        return occasion in (*_WITH_A_DAY, *_OF_A_PART) or (
            bool(found) and _a_limit_begins(definition, letter, found)
        )
    if name == "post":
        return any(stage.pool for stage, _ in found)
    if name == "order":
        return occasion == "order_changed"
    return name not in _OF_A_STAGE or "." in occasion


def _a_limit_begins(
    definition: Definition, letter: LetterTemplate, found: list[tuple[Stage, Outcome]]
) -> bool:
    limited = {stage.id for stage in definition.tracks[letter.track].stages if stage.limit}
    return all(outcome.next in limited for _, outcome in found)


def _one_at_a_time(definition: Definition) -> Iterator[Problem]:
    """On no day are two letters for the same thing to the same person in force."""
    for one, other in combinations(definition.letters, 2):
        both = set(one.for_) & set(other.for_)
        apart = (one.until and one.until < other.from_) or (other.until and other.until < one.from_)
        if both and not apart and (one.track, one.to) == (other.track, other.to):
            yield at(other, f"`{min(both)}` has a letter to the {one.to} already: {one.id}")


def _owed(definition: Definition) -> Iterator[Problem]:
    """Whoever is decided against is told so, with reasons and the way to a review.

    A programme that writes letters at all writes one wherever a case ends.
    """
    for track in definition.tracks.values():
        told: set[str] = set()
        untold: set[tuple[str, str]] = set()
        letters = [letter for letter in definition.letters if letter.track == track.id]
        for day in boundaries([*track.stages, *letters, *track.reviews, *track.party_changes]):
            edition = Edition(definition, day)
            for change in in_force(track.party_changes, day):
                for occasion, to in product(_OF_A_PART, ("person", change.party)):
                    owed = f"the part of the {change.party} can end, and no letter for `{occasion}`"
                    sent = {one.to for one in edition.letters_for(track.id, occasion)}
                    if letters and to not in sent and (occasion, to) not in untold:
                        untold.add((occasion, to))
                        yield at(change, f"{owed} tells the {to} (on {day})")
            for stage in edition.stages(track.id):
                for outcome in stage.outcomes:
                    name = f"{stage.id}.{outcome.id}"
                    if name not in told and (lacks := _lacks(edition, track.id, name, outcome)):
                        told.add(name)
                        yield at(stage, f"{lacks} (on {day})")


def _lacks(edition: Edition, track: str, name: str, outcome: Outcome) -> str | None:
    against = outcome.against_the_person
    letters = [one for one in edition.letters_for(track, name) if one.to == "person"]
    if not letters:
        if against:
            return f"`{name}` is against the person, and no letter tells them"
        is_silent = outcome.end and edition.definition.letters
        return f"the case ends with `{name}`, and no letter says so" if is_silent else None
    if not against:
        return None
    said = set(_placeholders_on(edition, letters[0]))
    if "reasons" not in said:
        return f"the letter `{letters[0].id}` for `{name}` gives no `{{reasons}}`"
    if edition.review(track) is None:
        return (
            f"`{name}` is against the person, and `reviews` of the track gives no time for a review"
        )
    if "review_until" not in said:
        return f"the letter `{letters[0].id}` for `{name}` does not say `{{review_until}}`"
    return None
