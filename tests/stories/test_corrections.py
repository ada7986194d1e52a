"""Someone corrects an answer after the security check: that alone is looked at again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from safeconduct.cases import holds, letters, looking, selectors, services, vetting
from safeconduct.cases.errors import Conflict
from safeconduct.cases.worklists import work_for
from tests.stories.people import (
    ATTESTED,
    CONSUL,
    DECIDER,
    JOSE,
    REVIEWER,
    SECOND,
    SUPERVISOR,
    SUPPORTER,
    SUPPORTER_REVIEWED,
    VETTED,
    VETTER,
)
from tests.stories.telling import Story, on
from tests.stories.ways import waits_for_the_decision

pytestmark = pytest.mark.database


@pytest.fixture
def maria(definitions) -> Story:
    return waits_for_the_decision(definitions["notice"], "2022-11")


def changes(story: Story) -> list[tuple[object, object]]:
    found = looking.to_look_at(selectors.events_of(story.case), selectors.state_of_case(story.case))
    return [(change.before, change.after) for change in found]


def looks(story: Story, day: str = "2022-11-14", **more: object) -> services.Done:
    return story.asks(day, services.look_again, VETTER, stage="vetting", **more)


def test_a_correction_goes_to_the_vetting_officer_with_both_values_and_back(maria: Story) -> None:
    maria.notes("2022-11-12", maria.person, birth_date="1991-06-15")
    assert maria.stands_at == ("travel_decision", "changed")
    assert changes(maria) == [("1990-06-15", "1991-06-15")]
    with on("2022-11-12"):
        assert [line.case for line in work_for(VETTER)[0]] == [maria.case]
        assert work_for(DECIDER)[0] == []
    maria.cannot("2022-11-13", DECIDER, "authorized", "changed_since")
    looks(maria, note="The passport says 1991.")
    assert maria.stands_at == ("travel_decision", "open")
    assert changes(maria) == []
    maria.does("2022-11-15", DECIDER, "authorized")
    assert maria.stands_at == ("booking", "open")
    assert maria.is_sound()


def test_the_person_is_told_at_once_and_again_when_it_was_looked_at(maria: Story) -> None:
    maria.notes("2022-11-12", maria.person, birth_date="1991-06-15", other_nationality="CO")
    with on("2022-11-12"):
        told = [letter.kind for letter in letters.letters_of(maria.case)]
    assert told[-1] == "changed_since_the_check" and told.count("changed_since_the_check") == 1
    maria.notes("2022-11-13", maria.person, birth_date="1992-06-15")
    looks(maria)
    told = [letter.kind for letter in letters.letters_of(maria.case)]
    assert told.count("changed_since_the_check") == 1
    assert told[-1] == "looked_at_the_correction"
    spanish = letters.letters_of(maria.case, language="es")[-1]
    assert "Su caso sigue" in (spanish.title or "")


def test_what_is_found_now_counts_and_refusing_still_takes_two(maria: Story) -> None:
    maria.notes("2022-11-12", maria.person, other_nationality="CO")
    looks(maria, facts={"vetting_passed": False})
    known = selectors.known_facts(maria.case, selectors.events_of(maria.case))
    assert known["vetting_passed"].value is False
    maria.cannot("2022-11-15", DECIDER, "authorized", "conditions_open")
    maria.does("2022-11-15", DECIDER, "refused", because="The vetting found an order.")
    maria.is_confirmed("2022-11-16", SECOND)
    assert maria.stands_at == ("travel_decision", "denied")


def test_who_decides_cannot_change_a_fact_and_decide_on_it_in_one_go(maria: Story) -> None:
    maria.cannot("2022-11-12", DECIDER, "authorized", "changed_since", nationality="CO")
    assert maria.stands_at == ("travel_decision", "open")


def test_nobody_looks_at_less_than_there_is(maria: Story) -> None:
    maria.notes("2022-11-12", maria.person, birth_date="1991-06-15")
    seen = maria.number
    maria.notes("2022-11-13", maria.person, birth_date="1992-06-15")
    with on("2022-11-14"), pytest.raises(Conflict) as both:
        services.look_again(
            case_id=maria.case.id, actor=VETTER, expected_number=seen, stage="vetting"
        )
    assert both.value.both["birth_date"].theirs == "1992-06-15"
    assert maria.stands_at == ("travel_decision", "changed")


def test_what_was_erased_is_not_shown_as_it_was(maria: Story) -> None:
    before = selectors.known_facts(maria.case, selectors.events_of(maria.case))["birth_date"]
    maria.notes("2022-11-12", maria.person, birth_date="1991-06-15")
    maria.asks("2022-11-12", services.erase_value, SUPERVISOR, value_id=before.value_id)
    ((change),) = looking.to_look_at(
        selectors.events_of(maria.case), selectors.state_of_case(maria.case)
    )
    assert (change.was_known, change.before, change.after) == (False, None, "1991-06-15")


def test_whoever_is_to_be_seen_at_a_consulate_is_not_sent_back(definitions) -> None:
    """Under the article a consulate comes between: the appointment stays, and is not held on old facts."""
    jose = Story.begins(
        "2022-11-03", definitions["article"], by="person", start="returned_person_starts", **JOSE
    )
    jose.does("2022-11-03", jose.person, "has_supporter", supporter_named=True)
    jose.does("2022-11-05", jose.supporter, "filed", **SUPPORTER)
    jose.does("2022-11-09", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    jose.does("2022-11-10", jose.person, "confirmed")
    jose.does("2022-11-10", jose.person, "made", attestations_made=True, **ATTESTED)
    jose.does("2022-11-11", jose.person, "sent", lawful_stay_until_date="2022-12-05")
    jose.does("2022-11-11", VETTER, "appointment_due", **VETTED)
    jose.notes("2022-11-12", jose.person, passport_country="CO")
    assert jose.stands_at == ("consular_appointment", "changed")
    jose.cannot("2022-11-12", CONSUL, "kept", "changed_since")
    looks(jose)
    assert jose.stands_at == ("consular_appointment", "open")


def test_a_held_stage_stands_still_and_the_look_waits_with_it(maria, definitions) -> None:
    maria.notes("2022-11-12", maria.person, birth_date="1991-06-15")
    with on("2022-11-13"):
        (hold,) = holds.hold_stages(
            definition=definitions["notice"],
            track="admission",
            stages=["travel_decision"],
            actor=SUPERVISOR,
            reasons="A court order.",
            words={"en": "Held.", "es": "Detenido."},
        )
        assert holds.spread() == 1
    assert maria.stands_at == ("travel_decision", "paused")
    with on("2022-11-20"):
        holds.end_hold(hold_id=hold.id, actor=SUPERVISOR, reasons="The order fell.")
        assert holds.spread() == 1
    assert maria.stands_at == ("travel_decision", "changed")


def test_an_authoritys_system_is_asked_again_about_this_alone(maria, tmp_path: Path) -> None:
    system = vetting.Folder(tmp_path)
    maria.notes("2022-11-12", maria.person, birth_date="1991-06-15")
    with on("2022-11-13"):
        assert vetting.ask_about_waiting(system) == 1
        (asked,) = (tmp_path / "asked").glob("*.json")
        told = json.loads(asked.read_text())
        assert told["asked"] == ["vetting_passed"]
        assert told["known"]["birth_date"] == "1991-06-15"
        answer = vetting.Answer("NV-7", maria.case.receipt_number, {"vetting_passed": True})
        vetting.note_answer(system=system, answer=answer)
        # The same finding once more is on record, with its reference; nobody is asked again.
        assert selectors.events_of(maria.case)[-1].refs["reference"] == "NV-7"
        assert vetting.ask_about_waiting(system) == 0
    assert maria.stands_at == ("travel_decision", "changed")
    looks(maria)
    assert maria.stands_at == ("travel_decision", "open")
