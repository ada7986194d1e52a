"""An authority's system is asked and answers; the answer decides nothing and completes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from safeconduct.cases import selectors, vetting
from safeconduct.cases.errors import Conflict
from safeconduct.errors import InputError, NotFound
from tests.stories.people import DECIDER, SECOND, VETTER
from tests.stories.telling import Story, on
from tests.stories.ways import waits_for_the_vetting

pytestmark = pytest.mark.database
DAY = "2022-11-09"


def answer(path: Path, story: Story, reference: str = "NV-1", **facts: object) -> None:
    """The authority puts an answer into the folder."""
    (path / "answers").mkdir(exist_ok=True)
    told = {
        "reference": reference,
        "receipt_number": story.case.receipt_number,
        "facts": facts or {"vetting_passed": True},
    }
    (path / "answers" / f"{reference}.json").write_text(json.dumps(told))


def test_a_question_goes_out_and_an_answer_comes_back_once(definitions, tmp_path: Path) -> None:
    maria, system = waits_for_the_vetting(definitions["notice"]), vetting.Folder(tmp_path)
    with on(DAY):
        assert vetting.ask_about_waiting(system) == vetting.ask_about_waiting(system) == 1
        (asked,) = (tmp_path / "asked").glob("*.json")
        told = json.loads(asked.read_text())
        assert told["asked"] == ["vetting_passed"]
        assert told["known"]["nationality"] == "VE"
        assert "supporter_status" not in told["known"]
        answer(tmp_path, maria)
        assert vetting.take_answers(system).noted == (maria.case.receipt_number,)
        number = maria.number
        assert vetting.take_answers(system).repeated == (maria.case.receipt_number,)
        assert vetting.ask_about_waiting(system) == 0
    assert maria.number == number
    noted = selectors.events_of(maria.case)[-1]
    assert (noted.actor.role, noted.actor.account) == ("system", "folder")
    assert noted.refs["reference"] == "NV-1"
    # A named officer still completes the stage.
    assert maria.stands_at == ("vetting", "open")
    maria.does(DAY, VETTER, "vetted")
    assert maria.stands_at == ("travel_decision", "open")
    assert maria.is_sound()


def test_an_adverse_answer_decides_nothing_by_itself(definitions, tmp_path: Path) -> None:
    maria, system = waits_for_the_vetting(definitions["notice"]), vetting.Folder(tmp_path)
    answer(tmp_path, maria, vetting_passed=False)
    with on(DAY):
        vetting.take_answers(system)
    maria.does(DAY, VETTER, "vetted")
    assert maria.stands_at == ("travel_decision", "open")
    because = "The vetting found a conviction; see page 2."
    maria.does("2022-11-10", DECIDER, "refused", because=because)
    maria.is_confirmed("2022-11-11", SECOND)
    assert maria.stands_at == ("travel_decision", "denied")


def test_what_cannot_be_taken_is_refused_beside_the_rest(definitions, tmp_path: Path) -> None:
    maria, system = waits_for_the_vetting(definitions["notice"]), vetting.Folder(tmp_path)
    unknown = vetting.Answer("NV-9", "SFC9900000001", {"vetting_passed": True})
    with pytest.raises(NotFound):
        vetting.note_answer(system=system, answer=unknown)
    answer(tmp_path, maria, "NV-2", merits_discretion=True)
    answer(tmp_path, maria, "NV-3")
    with on(DAY):
        taken = vetting.take_answers(system)
        assert len(taken.noted) == 1
        ((refused, why),) = taken.refused
        assert refused.reference == "NV-2"
        assert isinstance(why, InputError)
        # The same reference with another content.
        answer(tmp_path, maria, "NV-3", vetting_passed=False)
        assert {type(why) for _, why in vetting.take_answers(system).refused} == {InputError}


def test_an_officers_word_stands_against_a_later_answer(definitions, tmp_path: Path) -> None:
    maria, system = waits_for_the_vetting(definitions["notice"]), vetting.Folder(tmp_path)
    maria.notes(DAY, VETTER, vetting_passed=True)
    answer(tmp_path, maria, vetting_passed=False)
    with on(DAY):
        ((_, why),) = vetting.take_answers(system).refused
    assert isinstance(why, Conflict)
    assert why.both["vetting_passed"].by == "vetting-1"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "bad.json").write_text("{}")
    with pytest.raises(InputError, match=r"bad\.json"):
        vetting.take_answers(vetting.Folder(tmp_path))
    assert list(vetting.Manual().answers()) == []
