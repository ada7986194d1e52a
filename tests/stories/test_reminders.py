"""120, 60 and 30 days before the end of the leave: each once, and after a time of silence the one that helps."""

from __future__ import annotations

import pytest

from safeconduct.cases import letters, selectors, services
from safeconduct.cases.deadlines import pass_deadlines
from safeconduct.cases.reminders import send_due
from safeconduct.programme import Definition
from tests.stories.people import CARRIER, DECIDER, PORT, SUPERVISOR
from tests.stories.telling import Story, on
from tests.stories.ways import waits_for_the_decision

pytestmark = pytest.mark.database


def stays(definition: Definition) -> Story:
    """Leave to stay for two years from 1 December 2022; all of the rest is done by 10 January."""
    maria = waits_for_the_decision(definition, "2022-11")
    maria.does("2022-11-14", DECIDER, "authorized")
    maria.does("2022-11-26", maria.person, "booked")
    maria.does("2022-12-01", CARRIER, "boarded")
    maria.does("2022-12-01", PORT, "passed")
    maria.does("2022-12-01", PORT, "granted")
    maria.does("2022-12-20", maria.person, "confirmed")
    maria.does("2023-01-10", maria.person, "asked")
    assert maria.stands_at == ("stay", "open")
    return maria


def sent(story: Story) -> list[tuple[str, str]]:
    return [
        (event.refs["days"], event.at.date().isoformat())
        for event in selectors.events_of(story.case)
        if event.kind == "ReminderSent"
    ]


def send(day: str) -> int:
    with on(day):
        return send_due()


def test_each_reminder_comes_once_counted_from_the_day_the_leave_was_given(definitions) -> None:
    maria = stays(definitions["notice"])
    (due,) = maria.due()
    # The last day is 1 December 2024, two years after the leave, whenever the stay was reached.
    assert due[2].isoformat() == "2024-12-02"
    assert send("2024-08-02") == 0
    assert [send("2024-08-03"), send("2024-08-03"), send("2024-09-01")] == [1, 0, 0]
    assert [send("2024-10-02"), send("2024-11-01"), send("2024-11-20")] == [1, 1, 0]
    assert sent(maria) == [
        ("120", "2024-08-03"),
        ("60", "2024-10-02"),
        ("30", "2024-11-01"),
    ]
    letter = letters.letters_of(maria.case, language="es")[-1]
    assert letter.kind == "reminder"
    assert "termina el 1 de diciembre de 2024" in letter.paragraphs[0]
    assert "otra base para quedarse" in letter.paragraphs[1]
    assert maria.case.reminders.filter(settled_at__isnull=True).count() == 0
    assert maria.is_sound()


def test_after_a_time_of_silence_the_one_that_still_helps_is_sent_alone(definitions) -> None:
    maria = stays(definitions["notice"])
    assert [send("2024-10-20"), send("2024-10-21")] == [1, 0]
    assert sent(maria) == [("60", "2024-10-20")]
    assert send("2024-11-25") == 1
    assert [days for days, _ in sent(maria)] == ["60", "30"]


def test_nobody_is_reminded_of_what_is_over(definitions) -> None:
    maria, silent = stays(definitions["notice"]), stays(definitions["notice"])
    maria.does("2024-07-01", maria.person, "other_basis")
    with on("2024-12-03"):
        assert send_due() == 0
        assert pass_deadlines() == 1
        assert send_due() == 0
    assert sent(maria) == sent(silent) == []
    assert silent.stands_at == ("stay", "expired")


def test_a_paused_stay_is_reminded_later(definitions) -> None:
    maria = stays(definitions["notice"])
    maria.asks("2023-02-01", services.pause, SUPERVISOR, reasons="A court stays all ends of leave.")
    maria.asks("2023-02-11", services.resume, SUPERVISOR)
    assert [send("2024-08-12"), send("2024-08-13")] == [0, 1]


def test_nobody_is_told_of_a_last_day_while_the_time_stands_still(definitions) -> None:
    maria = stays(definitions["notice"])
    maria.asks("2024-07-30", services.pause, SUPERVISOR, reasons="A court stays all ends of leave.")
    assert [send("2024-08-03"), send("2024-08-20")] == [0, 0]
    maria.asks("2024-08-20", services.resume, SUPERVISOR)
    # 120 days before a last day that came 21 days later.
    assert [send("2024-08-23"), send("2024-08-24")] == [0, 1]
    assert sent(maria) == [("120", "2024-08-24")]
    assert maria.is_sound()
