"""A whole stage stands still: the pause of August 2024, and what the programme depends on failing."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.cases import dependencies, holding, holds, selectors, services
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import StageHold
from safeconduct.errors import InputError
from safeconduct.flow import Actor
from tests.stories.people import (
    CARRIER,
    DECIDER,
    SUPERVISOR,
    VETTED,
    VETTER,
    WEIGHED,
)
from tests.stories.telling import Story, on
from tests.stories.ways import waits_for_the_decision, waits_for_the_vetting

pytestmark = pytest.mark.database
MANAGER = Actor("officer.manager", "manager-1")
PAUSE = {
    "reasons": "Supporters' forms show repeated addresses and the numbers of people who died.",
    "words": {
        "en": "Nothing is issued for now while supporters are looked at again. Nothing is cancelled.",
        "es": "Por ahora no se emite nada mientras se revisan los apoyos. Nada se cancela.",
    },
}


def pause(day: str, definition, **more) -> StageHold:
    """Issuing is held, and the hold carried out."""
    with on(day):
        (hold,) = holds.hold_stages(
            definition=definition, track="admission", stages=["travel_decision"],
            actor=SUPERVISOR, **PAUSE | more,
        )  # fmt: skip
        holds.spread()
    return hold


def goes_on(day: str, hold: StageHold) -> None:
    with on(day):
        holds.end_hold(hold_id=hold.id, actor=SUPERVISOR, reasons="Fingerprints are taken now.")
        holds.spread()


def last(story: Story):
    """What happened last, the letters apart that tell of it."""
    events = selectors.events_of(story.case)
    return next(event for event in reversed(events) if event.kind != "LetterIssued")


def test_the_pause_of_august_2024(definitions) -> None:
    notice = definitions["notice"]
    waiting = waits_for_the_decision(notice, "2024-07")
    holder = waits_for_the_decision(notice, "2024-06")
    holder.does("2024-06-14", DECIDER, "authorized")
    on_the_way = waits_for_the_vetting(notice, "2024-07")
    waiting.asks(
        "2024-07-15", services.request_evidence, DECIDER,
        what="A clearer copy.", until=date(2024, 8, 1),
    )  # fmt: skip
    hold = pause("2024-07-18", notice)
    # Who waits is paused by an event that names the hold, and reads why.
    assert waiting.stands_at == ("travel_decision", "paused")
    assert last(waiting).refs == {"hold": str(hold.id)}
    waiting.case.refresh_from_db()
    told = holding.held_words(waiting.case, "es")
    assert told.words == PAUSE["words"]["es"]
    waiting.cannot("2024-07-20", DECIDER, "authorized", "paused")
    # Nobody is let through by themselves.
    with pytest.raises(NotAllowed) as refused:
        waiting.asks("2024-07-20", services.resume, SUPERVISOR)
    assert refused.value.refusal.reason == "stage_held"
    # Who comes to the stage later is paused on arrival.
    on_the_way.does("2024-07-22", VETTER, "vetted", **VETTED)
    assert on_the_way.stands_at == ("travel_decision", "paused")
    # Who holds an authorization may use it, as before.
    assert holder.due() == [("booking", "expired", date(2024, 9, 13))]
    holder.does("2024-07-25", holder.person, "booked")
    holder.does("2024-08-01", CARRIER, "boarded")
    # 42 days later it goes on, with the same trail, and 42 days more for the evidence.
    goes_on("2024-08-29", hold)
    assert waiting.stands_at == ("travel_decision", "waiting_for_evidence")
    assert last(waiting).refs == {"hold": str(hold.id)}
    assert waiting.due() == [("travel_decision", "", date(2024, 9, 13))]
    waiting.case.refresh_from_db()
    assert holding.held_words(waiting.case, "es") is None
    on_the_way.does("2024-08-30", DECIDER, "authorized", **WEIGHED)
    hold.refresh_from_db()
    assert (hold.ended_by, hold.settled_at is not None) == ("chief-1", True)
    assert all(story.is_sound() for story in (waiting, holder, on_the_way))


def test_whoever_dies_in_between_left_some_and_the_next_run_does_the_rest(definitions) -> None:
    waiting = [waits_for_the_decision(definitions["notice"], "2022-11") for _ in range(3)]
    with on("2022-11-20"):
        (hold,) = holds.hold_stages(
            definition=definitions["notice"], track="admission", stages=["travel_decision"],
            actor=SUPERVISOR, **PAUSE,
        )  # fmt: skip
        assert holds.spread(most=2) == 2
        assert sorted(story.stands_at[1] for story in waiting) == ["open", "paused", "paused"]
        # The one that was left is refused at the door already.
        with pytest.raises(NotAllowed):
            left = next(story for story in waiting if story.stands_at[1] == "open")
            left.does("2022-11-20", DECIDER, "authorized")
        assert holds.spread() == 1
        assert holds.spread() == 0
        holds.end_hold(hold_id=hold.id, actor=SUPERVISOR, reasons="Done.")
        assert [holds.spread(most=2), holds.spread(most=2)] == [2, 1]
    assert {story.stands_at for story in waiting} == {("travel_decision", "open")}
    assert all(story.is_sound() for story in waiting)


def test_what_a_supervisor_paused_alone_stays_paused_after_the_hold(definitions) -> None:
    alone, other = (waits_for_the_decision(definitions["notice"], "2022-11") for _ in range(2))
    alone.asks("2022-11-15", services.pause, SUPERVISOR, reasons="A name has to be cleared up.")
    hold = pause("2022-11-20", definitions["notice"])
    # Let go by the supervisor, it is stopped by the hold like all others.
    alone.asks("2022-11-21", services.resume, SUPERVISOR)
    assert last(alone).refs == {"hold": str(hold.id)}
    # It holds this variant alone.
    described = waits_for_the_decision(definitions["article"], "2022-11", start="opened")
    assert described.stands_at == ("travel_decision", "open")
    goes_on("2022-11-30", hold)
    assert {story.stands_at for story in (alone, other)} == {("travel_decision", "open")}


def test_a_hold_needs_a_supervisor_reasons_and_words_in_every_language(definitions) -> None:
    given = {"definition": definitions["notice"], "track": "admission", "actor": SUPERVISOR}
    with pytest.raises(NotAllowed):
        holds.hold_stages(**given | {"actor": DECIDER}, stages=["travel_decision"], **PAUSE)
    with pytest.raises(InputError):
        holds.hold_stages(
            **given, stages=["travel_decision"], reasons="R", words={"en": "Only English."}
        )
    with pytest.raises(InputError):
        holds.hold_stages(**given, stages=["nowhere"], **PAUSE)
    assert StageHold.objects.count() == 0


def test_what_the_programme_depends_on_fails_and_stands_again(definitions) -> None:
    """Mexico no longer takes people back: issuing stops first; who holds an authorization keeps it."""
    article, dependency = definitions["article"], "mexico_accepts_venezuelans_2022"
    holder = waits_for_the_decision(article, "2022-11", start="opened")
    holder.does("2022-11-14", DECIDER, "authorized")
    waiting = waits_for_the_decision(definitions["notice"], "2022-11")
    with on("2022-11-23"):
        (before,) = dependencies.standing_of(article)
        assert (before.stands, before.checked_on) == (True, date(2023, 1, 9))
        with pytest.raises(NotAllowed):
            dependencies.record_check(
                definition=article, dependency=dependency, stands=False, source="Press.",
                actor=DECIDER,
            )  # fmt: skip
        dependencies.record_check(
            definition=article, dependency=dependency, stands=False,
            source="Note of the foreign ministry, 22 November 2022.", actor=MANAGER,
        )  # fmt: skip
        holds.spread()
        (found,) = dependencies.standing_of(article)
    assert (found.stands, found.checked_on, found.checked_by) == (
        False, date(2022, 11, 23), "manager-1",
    )  # fmt: skip
    assert waiting.stands_at == ("travel_decision", "paused")
    waiting.case.refresh_from_db()
    assert "keeps it" in holding.held_words(waiting.case, "en").words
    assert holder.stands_at == ("booking", "open")
    holder.does("2022-11-25", holder.person, "booked")
    with on("2022-12-01"):
        dependencies.record_check(
            definition=article, dependency=dependency, stands=True,
            source="Note of 30 November 2022.", actor=MANAGER,
        )  # fmt: skip
        holds.spread()
    waiting.does("2022-12-02", DECIDER, "authorized")
    assert all(story.is_sound() for story in (holder, waiting))
