"""What stands in other supporters' declarations too is shown to who reviews, and decides nothing (I2)."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.cases import repeats, selectors, services
from safeconduct.people import services as people
from safeconduct.people.models import Person, PersonalValue
from tests.stories.people import REVIEWER, SUPERVISOR, SUPPORTER, SUPPORTER_REVIEWED
from tests.stories.telling import Story, on

pytestmark = pytest.mark.database
DAY = "2022-11-02"


@pytest.fixture
def declares(definitions):
    def make(supporter: Person | None = None, **says: Any) -> Story:
        story = Story.begins(
            DAY, definitions["notice"], by="supporter", supporter_named=True, supporter=supporter
        )
        story.does(DAY, story.supporter, "filed", **SUPPORTER, **says)
        return story

    return make


def shown(story: Story, stage: str = "supporter_review") -> list[tuple[str | None, int]]:
    with on(DAY):
        found = repeats.repeated(story.case, selectors.events_of(story.case), stage)
    return [(one.fact, one.others) for one in found]


def test_the_same_telephone_is_counted_in_others_declarations(declares) -> None:
    first = declares(supporter_telephone="+1 512 555 0142", supporter_address="1 Olmo St, Austin")
    assert shown(first) == []
    second = declares(supporter_telephone="(512) 555-0142", supporter_address="9 Elm St, Waco")
    third = declares(supporter_telephone="512.555.0142", supporter_address="1 OLMO ST. AUSTIN")
    assert shown(first) == [("supporter_telephone", 2), ("supporter_address", 1)]
    assert shown(second) == [("supporter_telephone", 2)]
    assert shown(third) == shown(first)


def test_a_supporters_own_declarations_are_no_others(declares) -> None:
    sam = people.add_person()
    for _ in range(2):
        story = declares(sam, supporter_telephone="512 555 0142")
    assert shown(story) == []


def test_more_declarations_than_the_programme_names_are_shown_and_no_fewer(declares) -> None:
    sam = people.add_person()
    stories = [declares(sam) for _ in range(5)]
    assert shown(stories[0]) == []
    stories.append(declares(sam))
    assert shown(stories[0]) == [(None, 6)]


def test_what_was_corrected_or_erased_is_found_no_more(declares) -> None:
    first = declares(supporter_telephone="512 555 0142")
    second = declares(supporter_telephone="512 555 0142")
    assert shown(first) == [("supporter_telephone", 1)]
    second.notes(DAY, second.supporter, supporter_telephone="737 555 0199")
    assert shown(first) == []
    second.notes(DAY, second.supporter, supporter_telephone="512 555 0142")
    assert shown(first) == [("supporter_telephone", 1)]
    known = selectors.known_facts(second.case, selectors.events_of(second.case))
    value = known["supporter_telephone"].value_id
    second.asks(DAY, services.erase_value, SUPERVISOR, value_id=value)
    assert not PersonalValue.objects.filter(id=value).exists()
    # What was said before counts no more either, once the person has said something else since.
    assert shown(first) == []


def test_only_the_officers_of_the_stage_are_shown_it_and_it_decides_nothing(declares) -> None:
    first = declares(supporter_telephone="512 555 0142")
    declares(supporter_telephone="512 555 0142")
    assert shown(first, "travel_decision") == []
    first.does(DAY, REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    assert first.stands_at == ("account", "open")


def test_only_what_the_programme_compares_has_a_digest(declares) -> None:
    declares(supporter_telephone="512 555 0142")
    compared = PersonalValue.objects.exclude(match="").values_list("name", flat=True)
    assert set(compared) == {"supporter_telephone"}
    assert "5125550142" not in PersonalValue.objects.exclude(match="").get().match
