"""The order of selection changes midway: everyone who waits is written to, once, on the day."""

from __future__ import annotations

import pytest

from safeconduct.cases import holds, letters, orders
from safeconduct.oversight.models import OrderTold
from tests.stories.people import REVIEWER, SUPERVISOR, SUPPORTER_REVIEWED
from tests.stories.telling import Story, on
from tests.stories.test_a_place_in_line import filed

pytestmark = pytest.mark.database
#: From 17 May 2023 half was drawn by lot.
CHANGE = "2023-05-17"


def tell(day: str) -> int:
    with on(day):
        return orders.tell_due()


def told(story: Story) -> list[tuple[str, str]]:
    return [
        (letter.to, letter.title or "")
        for letter in letters.letters_of(story.case, language="en")
        if letter.kind.startswith("order_changed")
    ]


def test_both_sides_of_each_case_that_waits_are_told_once_what_the_order_is_now(
    definitions,
) -> None:
    waiting = [filed(definitions, f"2023-05-0{day}") for day in (2, 3)]
    assert [tell("2023-05-16"), told(waiting[0])] == [0, []]
    assert [tell(CHANGE), tell(CHANGE), tell("2023-06-01")] == [2, 0, 0]
    for story in waiting:
        assert [to for to, _title in told(story)] == ["person", "supporter"]
        assert story.stands_at == ("supporter_review", "open") and story.is_sound()
    spanish = letters.letters_of(waiting[0].case, language="es")[-1]
    assert "se sortea entre todas las declaraciones pendientes" in spanish.paragraphs[0]
    assert OrderTold.objects.filter(variant="notice").count() == 1


def test_who_was_decided_before_or_came_later_is_not_written_to(definitions) -> None:
    decided, late = filed(definitions, "2023-05-02"), filed(definitions, "2023-05-18")
    decided.does("2023-05-10", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    assert tell("2023-05-19") == 0
    assert told(decided) == told(late) == []


def test_who_stands_still_in_a_hold_is_told_too(definitions) -> None:
    story = filed(definitions, "2023-05-02")
    with on("2023-05-10"):
        holds.hold_stages(
            definition=definitions["notice"],
            track="admission",
            stages=["supporter_review"],
            actor=SUPERVISOR,
            reasons="A court order.",
            words={"en": "Held.", "es": "Detenido."},
        )
        holds.spread()
    assert tell(CHANGE) == 1
    assert story.stands_at == ("supporter_review", "paused")
    assert len(told(story)) == 2


def test_where_the_order_never_changed_nobody_is_told(definitions) -> None:
    filed(definitions, "2022-11-02")
    assert tell("2022-12-01") == 0
    assert not OrderTold.objects.exists()
