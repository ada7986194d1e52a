"""A mother, her Colombian husband and their daughter of nine: all on one day, or nobody."""

from __future__ import annotations

import pytest

from safeconduct.flow.reasons import WORDS, Reason
from tests.pages.stories.applying import sends
from tests.pages.stories.walking import Walk
from tests.stories.people import CARRIER, DECIDER, PORT
from tests.stories.test_families import Household

pytestmark = [pytest.mark.browser, pytest.mark.database]


def decides_for_all(walk: Walk, family: Household) -> None:
    """On the family's page: an outcome for each, and all of it sent as one."""
    walk.follows(walk.desk, "a[href$='/family/']")
    for story in family:
        name = f"{story.case.receipt_number}.outcome"
        walk.desk.locator(f'input[name="{name}"][value=authorized] + label').click()
    walk.follows(walk.desk, "#family-form > button")


def stand_at(family: Household) -> set[tuple[str, str]]:
    return {story.stands_at for story in family}


def test_a_child_and_a_spouse_of_another_nationality(walk: Walk, definitions) -> None:
    family = Household(definitions["notice"])
    mother, father, child = family
    walk.knows(*family)
    father.notes("2022-11-11", DECIDER, vetting_passed=False)
    # Nobody goes ahead alone.
    desk = walk.officer("2022-11-12", DECIDER, mother.case)
    walk.unfolds(desk, ".not-now")
    walk.reads(desk, WORDS[Reason.GOES_TOGETHER])
    decides_for_all(walk, family)
    walk.reads(desk, WORDS[Reason.CONDITIONS_OPEN])
    walk.sees(desk, "family-one-not-ready", at=".family-part:has(.usa-alert)")
    assert stand_at(family) == {("travel_decision", "open")}
    father.notes("2022-11-13", DECIDER, vetting_passed=True)
    walk.officer("2022-11-14", DECIDER, mother.case)
    decides_for_all(walk, family)
    assert stand_at(family) == {("booking", "open")}
    phone = walk.party("2022-11-16", mother.person, mother.case)
    walk.reads(phone, "Who travels together")
    phone.goto(f"/{walk.language}/my/{mother.case.receipt_number}/answers/")
    walk.reads(phone, "Your family takes this step together")
    walk.sees(phone, "family-books", at="#steps")
    sends(walk)
    assert stand_at(family) == {("boarding", "open")}
    family.act("2022-11-20", CARRIER, "boarded")
    # At the airport each is inspected and let in by themselves.
    arrived = "2022-11-20T22:00:00+00:00"
    walk.officer(arrived, PORT, mother.case)
    walk.decides("passed")
    walk.decides("granted")
    for story in (father, child):
        story.does(arrived, PORT, "passed")
        story.does(arrived, PORT, "granted")
    phone = walk.party("2022-11-21", mother.person, mother.case)
    walk.sees(phone, "family-arrived", at="h2:has(+ p + ul a[href*='/my/'])")
    assert stand_at(family) == {("health_after_arrival", "open")}
