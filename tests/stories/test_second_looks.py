"""A share of decisions, for and against, is looked at a second time: by lot, blind, and without effect."""

from __future__ import annotations

import pytest

from safeconduct.capacity import draws
from safeconduct.capacity.models import Draw
from safeconduct.cases import second_looks, selectors
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.second_looks import AGAINST, FOR, Sampled
from safeconduct.cases.telling import reasons_told
from safeconduct.errors import InputError, NotFound
from safeconduct.flow.selection import verify
from safeconduct.oversight.models import SecondLook
from tests.stories.people import DECIDER, SECOND, SUPERVISOR, THIRD, VETTER
from tests.stories.telling import Story, on
from tests.stories.ways import waits_for_the_decision

pytestmark = pytest.mark.database
DAY = "2022-11-20"


@pytest.fixture
def what(definitions) -> Sampled:
    with on(DAY):
        (found,) = second_looks.sampled(definitions["notice"])
    return found


@pytest.fixture
def decided(definitions) -> list[Story]:
    """Two who may travel and one who was refused."""
    stories = [waits_for_the_decision(definitions["notice"], "2022-11") for _ in range(3)]
    for story in stories[:2]:
        story.does("2022-11-12", DECIDER, "authorized")
    stories[2].does("2022-11-12", DECIDER, "refused", because="No urgent reason.")
    stories[2].is_confirmed("2022-11-13", SECOND)
    return stories


def drawn(what: Sampled) -> dict[str, SecondLook]:
    with on(DAY):
        second_looks.announce(what=what, by="chief-1")
        second_looks.make(what=what, by="chief-1")
    return {row.side: row for row in SecondLook.objects.all()}


def gives(row: SecondLook, actor, outcome: str, day: str = "2022-11-21") -> None:
    with on(day):
        second_looks.give(look_id=row.id, actor=actor, outcome=outcome, reasons="As I see it.")


def test_of_few_one_is_drawn_on_each_side_and_anyone_can_draw_again(what, decided) -> None:
    rows = drawn(what)
    assert {side: row.outcome for side, row in rows.items()} == {
        FOR: "authorized",
        AGAINST: "refused",
    }
    for row in Draw.objects.all():
        proof, pool, digest = draws.proof_of(row.id)
        assert verify(proof, pool, digest) == ()
    assert rows[AGAINST].case_id == decided[2].case.id


@pytest.mark.parametrize(
    ("number", "percent", "expected"),
    [(0, 10, 0), (1, 10, 1), (10, 10, 1), (11, 10, 2), (3, 100, 3)],
)
def test_a_share_is_rounded_up(number: int, percent: int, expected: int) -> None:
    assert second_looks.share_of(number, percent) == expected


def test_what_was_in_one_draw_is_in_no_other(what, decided) -> None:
    first = drawn(what)
    with on("2022-11-22"):
        second_looks.announce(what=what, by="chief-1")
        assert second_looks.make(what=what, by="chief-1") == 0
        with pytest.raises(InputError):
            second_looks.make(what=what, by="chief-1")
    assert SecondLook.objects.count() == len(first)


def test_nobody_looks_at_what_they_decided(what, decided) -> None:
    rows = drawn(what)
    with on("2022-11-21"):
        for actor in (DECIDER, SECOND):
            with pytest.raises(NotFound):
                second_looks.look_for(rows[AGAINST].id, actor)
        assert [row.id for row, _ in second_looks.waiting_for(SECOND)] == [rows[FOR].id]
        assert {row.id for row, _ in second_looks.waiting_for(THIRD)} == {
            rows[FOR].id,
            rows[AGAINST].id,
        }
        assert second_looks.waiting_for(VETTER) == []
        assert second_looks.blind_in(decided[2].case, THIRD) is not None
        assert second_looks.blind_in(decided[2].case, SECOND) is None


def test_a_look_changes_no_decision_and_stands_in_the_cases_history(what, decided) -> None:
    refused = decided[2]
    row = drawn(what)[AGAINST]
    before = refused.stands_at
    gives(row, THIRD, "authorized")
    assert refused.stands_at == before
    event = selectors.events_of(refused.case)[-1]
    assert (event.kind, event.refs["agrees"], event.refs["given"]) == (
        "SecondLookGiven",
        "no",
        "authorized",
    )
    assert refused.is_sound()
    with on("2022-11-21"), pytest.raises(NotAllowed):
        second_looks.give(look_id=row.id, actor=THIRD, outcome="refused", reasons="Once more.")


def test_what_the_person_is_told_of_the_decision_stays_the_first_officers(what, decided) -> None:
    row = drawn(what)[AGAINST]
    gives(row, THIRD, "refused")
    told = reasons_told(decided[2].case, "en")
    assert told is not None and told.written == "No urgent reason."


def test_a_difference_is_the_supervisors_until_they_say_what_was_done(what, decided) -> None:
    row = drawn(what)[AGAINST]
    gives(row, THIRD, "authorized")
    assert [one.id for one in second_looks.differing("us-mx-ve-2022")] == [row.id]
    with on("2022-11-22"):
        with pytest.raises(NotAllowed):
            second_looks.close(look_id=row.id, actor=THIRD, note="Nothing.")
        with pytest.raises(NotAllowed):
            second_looks.close(look_id=row.id, actor=SUPERVISOR, note=" ")
        second_looks.close(look_id=row.id, actor=SUPERVISOR, note="Sent to the review office.")
        with pytest.raises(NotFound):
            second_looks.close(look_id=row.id, actor=SUPERVISOR, note="Again.")
    assert list(second_looks.differing("us-mx-ve-2022")) == []


def test_who_agrees_is_counted_and_few_are_not_shown(what, decided) -> None:
    rows = drawn(what)
    gives(rows[FOR], THIRD, "authorized")
    (few,) = second_looks.agreement(what)
    assert (few.outcome, few.ground) == ("authorized", "urgent_humanitarian")
    assert (few.looked_at, few.agreed) == (None, None)
    row = rows[FOR]
    for number in range(second_looks.LEAST_SHOWN - 1):
        SecondLook.objects.create(
            programme=row.programme,
            look=row.look,
            case_id=row.case_id,
            about=row.about + 1000 + number,
            role=row.role,
            side=FOR,
            outcome="authorized",
            draw_id=row.draw_id,
            drawn_at=row.drawn_at,
            answered_by="x",
            answered_at=row.drawn_at,
            given="refused",
        )
    (shown,) = second_looks.agreement(what)
    assert (shown.looked_at, shown.agreed) == (second_looks.LEAST_SHOWN, 1)


def test_an_outcome_that_the_stage_lacked_is_refused(what, decided) -> None:
    row = drawn(what)[FOR]
    with on("2022-11-21"), pytest.raises(InputError):
        second_looks.give(look_id=row.id, actor=THIRD, outcome="withdrawn", reasons="x")
