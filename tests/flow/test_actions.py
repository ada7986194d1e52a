"""The table of what each status allows, and its words."""

from __future__ import annotations

from safeconduct.flow import (
    EVENT_OF,
    Act,
    Actor,
    EventKind,
    Reason,
    Status,
    allowed,
    choices,
    refused,
)
from safeconduct.flow.actions import TABLE
from safeconduct.flow.reasons import WORDS
from tests.flow.living import (
    CLOCK,
    PERSON,
    SUPPORTER,
    at_supporter_review,
    at_travel_decision,
    authorized,
    officer,
    opened,
)


def test_every_reason_has_its_words_in_every_language() -> None:
    assert set(WORDS) == set(Reason)
    for words in WORDS.values():
        assert set(words) == {"en", "es"}
        assert words["en"] != words["es"]
        assert all(text.endswith(".") for text in words.values())


def test_a_reason_never_says_which_safeguard_is_open() -> None:
    assert WORDS[Reason.GATE_OPEN] == {"en": "Not ready.", "es": "Todavía no está listo."}


def test_the_table_speaks_of_every_status_and_every_act() -> None:
    assert set(TABLE) == set(Status)
    assert {act for row in TABLE.values() for act in row} == set(Act)
    assert set(EVENT_OF) == set(Act)
    assert set(EVENT_OF.values()) == set(EventKind)


def test_in_every_status_but_the_end_the_person_may_step_in() -> None:
    for status, row in TABLE.items():
        under_way = status not in (Status.NOT_OPENED, Status.ENDED)
        for act in (Act.STOP, Act.WITHDRAW, Act.GIVE_EVIDENCE):
            assert (act in row) is under_way, (status, act)


def test_what_an_officer_may_do_and_what_it_asks_for() -> None:
    case = at_travel_decision()
    found = {
        action.outcome: action
        for action in allowed(case.course, case.state, officer("travel"), case.at)
        if action.outcome
    }
    assert set(found) == {"authorized", "refused", "withdrawn"}
    authorized_, refused_ = found["authorized"], found["refused"]
    assert (authorized_.act, authorized_.places) == (Act.COMPLETE_STAGE, ("venezuela_total",))
    assert "passport_valid" in authorized_.conditions
    assert (refused_.act, refused_.needs_reasons, refused_.needs_second_officer) == (
        Act.PROPOSE_OUTCOME, True, True,
    )  # fmt: skip
    assert refused_.places == refused_.conditions == found["withdrawn"].conditions == ()


def test_unmet_conditions_stand_against_what_leads_on_and_not_against_a_refusal() -> None:
    case = at_travel_decision()
    unmet = frozenset({"passport_valid"})
    tom = officer("travel")
    left = {a.outcome for a in allowed(case.course, case.state, tom, case.at, unmet=unmet)}
    assert "refused" in left
    (why,) = [
        choice.refusal
        for choice in refused(case.course, case.state, tom, case.at, unmet=unmet)
        if choice.action.outcome == "authorized"
    ]
    assert why is not None
    assert (why.reason, why.about) == (Reason.CONDITIONS_OPEN, ("passport_valid",))


def test_what_may_not_be_done_says_why() -> None:
    case = at_supporter_review()
    why = {
        (choice.action.act, choice.action.outcome): choice.refusal.reason
        for choice in refused(case.course, case.state, PERSON, case.at)
        if choice.refusal
    }
    assert why[Act.COMPLETE_STAGE, "confirmed"] is Reason.NOT_YOUR_ROLE
    assert why[Act.REQUEST_REVIEW, None] is Reason.NOTHING_TO_DO
    assert (Act.WITHDRAW, None) not in why


def test_allowed_and_refused_are_all_choices_between_them() -> None:
    case = authorized()
    for actor in (PERSON, SUPPORTER, CLOCK, officer("port"), Actor("nobody")):
        every = choices(case.course, case.state, actor, case.at)
        may = allowed(case.course, case.state, actor, case.at)
        may_not = refused(case.course, case.state, actor, case.at)
        assert {c.action for c in every} == {*may, *(c.action for c in may_not)}
        assert len(every) == len(may) + len(may_not)


def test_an_unopened_case_can_only_be_opened() -> None:
    case = opened()
    case.events.clear()
    assert [a.act for a in allowed(case.course, case.state, PERSON, case.at)] == [Act.OPEN_CASE]
    assert allowed(case.course, case.state, Actor("nobody"), case.at) == ()
