"""`safeconduct check` on letters: who is owed one, what it speaks of, and whether its words fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.checking import check
from safeconduct.programme import load
from safeconduct.programme.schema import Paragraph
from tests import small_programme

AGAINST = ("tracks/return.yaml", "end: halted}", "end: halted, against_the_person: true}")
REVIEWS = (
    "tracks/return.yaml",
    "start: meeting\n",
    "start: meeting\n"
    "reviews:\n"
    "  - {id: review, basis: required, from: 2022-01-01, within: P30D, text: {en: Again., es: Otra vez.}}\n",
)
LETTERS = """\
passages:
  - id: why
    basis: required
    from: 2022-01-01
    heading: {en: Why, es: Por qué}
    text: {en: "{reasons}", es: "{reasons}"}
letters:
  - id: afraid
    basis: required
    from: 2022-01-01
    track: return
    for: meeting.afraid
    title: {en: Halted, es: Detenido}
    paragraphs:
      - {en: "On {day}, until {review_until}.", es: "El {day}, hasta el {review_until}."}
      - why
  - id: landed
    basis: required
    from: 2022-01-01
    track: return
    for: [flight.landed]
    title: {en: Landed, es: Llegada}
    paragraphs:
      - {en: "You landed: {outcome}.", es: "Llegó: {outcome}."}
"""


def problems(tmp_path: Path, letters: str | None = LETTERS, *changes) -> list[str]:
    more = {"letters__all": letters} if letters else {}
    folder = small_programme.write(tmp_path, AGAINST, REVIEWS, *changes, **more)
    return [str(problem) for problem in check(str(folder)).problems]


def test_letters_that_fit_are_sound_and_keep_their_passages(tmp_path: Path) -> None:
    assert problems(tmp_path) == []
    definition = load(str(tmp_path / "small"))
    assert [letter.id for letter in definition.letters] == ["afraid", "landed"]
    first, second = definition.letters[0].paragraphs
    assert isinstance(first, Paragraph) and second == "why"


def test_an_outcome_against_the_person_needs_a_letter(tmp_path: Path) -> None:
    [found] = problems(tmp_path, None)
    assert found.startswith("small/tracks/return.yaml:")
    assert "`meeting.afraid` is against the person, and no letter tells them" in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("for: meeting.afraid", "for: meeting.afriad", "there is no outcome `meeting.afriad`"),
        ("for: [flight.landed]", "for: [paused]", "the case ends with `flight.landed`"),
        ("      - why\n", "", "gives no `{reasons}`"),
        ("      - why\n", "      - wyh\n", "`wyh` is no passage; known: why"),
        ("{day}, until", "{dya}, until", "`{dya}` in `en` is unknown; known: receipt_number"),
        ('"{reasons}", es', '"So: {reasons}", es', "`{reasons}` in `en` needs a paragraph of its own"),
        ("es: Detenido", "fr: Halte", "`title` has no text in `es`"),
        (", es: Por qué", "", "`heading` has no text in `es`"),
        ("You landed: {outcome}", "By {until}", "nothing fills `{until}` in a letter for `flight.landed`"),
        ("track: return\n    for: [f", "track: retrun\n    for: [f", "`retrun` is no track"),
        ("from: 2022-01-01\n    track: return\n    for: meeting", "from: 2022-02-01\n    track: return\n    for: meeting", "(on 2022-01-01)"),
        ("for: [flight.landed]", "for: [flight.landed, meeting.afraid]", "`meeting.afraid` has a letter to the person already: afraid"),
        ("for: [flight.landed]", "for: Flight landed", "`for` is"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert LETTERS.count(old) >= 1
    found = problems(tmp_path, LETTERS.replace(old, new, 1))
    assert any(said in message for message in found), found
    assert all(message.startswith("small/") and ":" in message for message in found)


def test_a_decision_without_a_time_for_a_review_is_found(tmp_path: Path) -> None:
    folder = small_programme.write(tmp_path, AGAINST, letters__all=LETTERS)
    found = [str(problem) for problem in check(str(folder)).problems]
    assert any("`reviews` of the track gives no time for a review" in message for message in found)


def test_a_variant_changes_a_letter_by_its_id(tmp_path: Path) -> None:
    overlay = (
        "variants/plain.yaml",
        "summary: {en: As is",
        "change: {letters: [{id: landed, title: {en: There, es: Ahí}}]}\nsummary: {en: As is",
    )
    assert problems(tmp_path, LETTERS, overlay) == []
    assert load(str(tmp_path / "small")).letters[1].title["en"] == "There"
