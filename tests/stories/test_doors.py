"""By which door someone comes makes no difference: at a counter, by a helper, or online."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.cases import queues, selectors, services
from safeconduct.cases.access import own_case
from safeconduct.cases.errors import Conflict, NotAllowed
from safeconduct.errors import NotFound
from safeconduct.flow import Actor
from safeconduct.flow.selection import draw
from safeconduct.programme.schema import Selection
from tests.stories.people import (
    ATTESTED,
    DECIDER,
    MARIA,
    REVIEWER,
    SECOND,
    SUPPORTER,
    SUPPORTER_REVIEWED,
)
from tests.stories.telling import Story, on
from tests.stories.ways import waits_for_the_decision

pytestmark = pytest.mark.database
CLERK = Actor("officer.clerk", "clerk-1", acting_for="supporter")
OLDEST_FIRST = Selection.model_construct(method="oldest_first", random_share_percent=None)


def test_who_comes_in_person_has_the_same_place_in_the_queue(definitions) -> None:
    stories = [
        Story.begins(
            f"2022-11-0{5 - n}", definitions["notice"], by="supporter", supporter_named=True
        )
        for n in range(3)
    ]  # fmt: skip
    online, counter, late = stories
    # The one that was opened last files first; the second files at a counter.
    online.does("2022-11-08T15:00:00+00:00", online.supporter, "filed", **SUPPORTER)
    counter.does("2022-11-08T15:00:01+00:00", CLERK, "filed", **SUPPORTER)
    late.does("2022-11-08T15:00:02+00:00", late.supporter, "filed", **SUPPORTER)
    queue = queues.waiting(queues.Line("us-mx-ve-2022", "admission", "supporter_review"))
    drawn = draw(queue, 3, OLDEST_FIRST).taken
    assert drawn == tuple(str(story.case.id) for story in stories)
    filed = selectors.events_of(counter.case)[-2:]
    assert {(e.actor.account, e.actor.acting_for) for e in filed if e.outcome == "filed"} == {
        ("clerk-1", "supporter")
    }
    # Who wrote down what a party says decides nothing in that case.
    reviewer = Actor("officer.supporter_review", "clerk-1")
    counter.cannot("2022-11-09", reviewer, "confirmed", "on_both_sides", **SUPPORTER_REVIEWED)
    assert counter.is_sound()


def test_a_helper_acts_within_their_leave_and_every_step_is_on_record(definitions) -> None:
    maria = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    maria.does("2022-11-02", maria.supporter, "filed", **SUPPORTER)
    maria.does("2022-11-06", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    helper = Actor("representative", "ngo-1", acting_for="beneficiary")
    number = maria.case.receipt_number
    maria.cannot("2022-11-07", helper, "confirmed", "no_delegation", **MARIA)
    maria.asks(
        "2022-11-07", services.grant_delegation, maria.person,
        account="ngo-1", scope=("complete_stage", "record_fact"), until=date(2022, 11, 20),
    )  # fmt: skip
    with on("2022-11-08"):
        assert own_case(name=number, account="ngo-1") == (maria.case, helper)
    maria.does("2022-11-08", helper, "confirmed", **MARIA)
    done = selectors.events_of(maria.case)[-1]
    assert (done.actor.account, done.actor.acting_for) == ("ngo-1", "beneficiary")
    # Not beyond what was given, not after its last day, and not once it was taken back.
    with pytest.raises(NotAllowed):
        maria.asks("2022-11-09", services.withdraw, helper)
    maria.cannot("2022-11-21", helper, "made", "no_delegation", **ATTESTED)
    with on("2022-11-22"), pytest.raises(NotFound):
        own_case(name=number, account="ngo-1")
    given = maria.case.delegations.get()
    maria.asks("2022-11-22", services.end_delegation, maria.person, delegation_id=given.id)
    assert [e.kind for e in selectors.events_of(maria.case)][-1] == "DelegationEnded"
    assert maria.is_sound()


def test_of_two_officers_at_once_the_second_sees_both_values(definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    seen = maria.number
    maria.notes("2022-11-12", DECIDER, parole_reason="significant_public_benefit")
    with on("2022-11-12"), pytest.raises(Conflict) as both:
        services.record_facts(
            case_id=maria.case.id, actor=SECOND, expected_number=seen,
            facts={"parole_reason": None},
        )  # fmt: skip
    held = both.value.both["parole_reason"]
    assert (held.yours, held.theirs, held.by) == (None, "significant_public_benefit", "travel-2")
    # And of two who decide at once, the second is shown what the first did.
    seen = maria.number
    maria.does("2022-11-14", DECIDER, "authorized")
    with on("2022-11-14"), pytest.raises(Conflict) as decided:
        services.act(
            case_id=maria.case.id, actor=SECOND, expected_number=seen, outcome="refused",
            reasons="No urgent reason was shown.",
        )  # fmt: skip
    held = decided.value.both["travel_decision"]
    assert (held.yours, held.theirs, held.by) == ("refused", "authorized", "travel-2")
    assert maria.is_sound()


def test_someone_takes_back_what_they_filed_at_any_time(definitions) -> None:
    early, late = (waits_for_the_decision(definitions["notice"], "2022-11") for _ in range(2))
    # A refusal that was proposed is overtaken by the person's own word.
    early.does("2022-11-12", DECIDER, "refused", because="No urgent reason was shown.")
    early.asks("2022-11-12", services.withdraw, early.person)
    assert early.stands_at == ("travel_decision", "withdrawn")
    with pytest.raises((NotAllowed, Conflict)):
        early.is_confirmed("2022-11-13", SECOND)
    # The supporter may not take back what is the person's by now; the person may.
    with pytest.raises(NotAllowed):
        late.asks("2022-11-12", services.withdraw, late.supporter)
    late.does("2022-11-13", DECIDER, "authorized")
    late.asks("2022-11-14", services.withdraw, late.person)
    assert late.stands_at == ("booking", "withdrawn")
    assert early.is_sound() and late.is_sound()
