"""The proof over stage graphs: a path that avoids a safeguard is found and shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from safeconduct.flow import prove
from safeconduct.programme import read
from tests import small_programme


def breaches(tmp_path: Path, *changes: tuple[str, str, str]) -> list[str]:
    definition = read(small_programme.write(tmp_path, *changes)).definition
    assert definition is not None
    return [str(breach) for breach in prove(definition.tracks["return"], definition.gates)]


def test_the_sound_graph_is_accepted(tmp_path: Path) -> None:
    assert breaches(tmp_path) == []


TRACK = "tracks/return.yaml"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([(TRACK, ", clears: [G1]", "")], "without G1 (Non-refoulement): meeting [safe] → flight"),
        ([(TRACK, "start: meeting", "start: flight")], "no path leads to `meeting`"),
        ([(TRACK, "start: meeting", "start: nowhere")], "the start `nowhere` is no stage in force"),
        ([(TRACK, "next: flight", "next: moon")], "to `moon`, which is no stage in force"),
        ([(TRACK, "end: halted", "next: flight")], "meeting [afraid] → flight"),
        (
            [(TRACK, "actor: officer.protection", "actor: clock")],
            "only a named officer clears a gate",
        ),
        ([(TRACK, "    answers: [G1]\n", "")], "clears G1 by `safe` without answering it"),
        (
            [(TRACK, "end: returned", "next: flight"), (TRACK, "end: halted", "next: meeting")],
            "no path leads from `meeting` to an end",
        ),
        (
            [
                ("safeguards.yaml", "when: before_departure", "when: during"),
                (TRACK, ", clears: [G1]", ""),
            ],
            "a path reaches the handover without G1",
        ),
    ],
)
def test_a_graph_that_is_not_safe_is_refused_with_the_path(
    tmp_path: Path, changes: list[tuple[str, str, str]], expected: str
) -> None:
    found = breaches(tmp_path, *changes)
    assert any(expected in message for message in found), found


def test_a_screening_that_is_left_out_is_named_with_the_path_around_it(tmp_path: Path) -> None:
    found = breaches(tmp_path, (TRACK, "start: meeting", "start: flight"))
    assert len(found) == 2, found
    assert found[0].endswith("no path leads to `meeting`")
    assert "a path reaches departure without G1 (Non-refoulement): flight" in found[1]


def test_fear_that_is_voiced_later_reopens_the_gate(tmp_path: Path) -> None:
    wait = """
  - id: waiting
    name: {en: Waiting, es: Espera}
    text: {en: We wait., es: Esperamos.}
    actor: applicant
    basis: required
    from: 2022-01-01
    outcomes:
      - {id: goes_on, name: {en: Goes on, es: Sigue}, next: flight}
      - {id: afraid, name: {en: Afraid, es: Con temor}, next: RETURNS_TO, reopens: [G1]}
"""
    for target, safe in (("meeting", True), ("flight", False)):
        stage = wait.replace("RETURNS_TO", target)
        folder = small_programme.write(tmp_path / target, (TRACK, "next: flight", "next: waiting"))
        path = folder / TRACK
        path.write_text(path.read_text() + stage.lstrip("\n"))
        definition = read(folder).definition
        assert definition is not None
        assert (prove(definition.tracks["return"], definition.gates) == ()) is safe


def test_a_later_version_of_the_graph_is_proved_too(tmp_path: Path) -> None:
    folder = small_programme.write(tmp_path)
    path = folder / TRACK
    text = path.read_text()
    meeting = text[text.index("  - id: meeting") : text.index("  - id: flight")]
    closed = text.replace(
        meeting, meeting.replace("from: 2022-01-01", "from: 2022-01-01\n    until: 2022-12-31")
    )
    later = meeting.replace("2022-01-01", "2023-01-01").replace(", clears: [G1]", "")
    path.write_text(closed + later)
    definition = read(folder).definition
    assert definition is not None
    (breach,) = prove(definition.tracks["return"], definition.gates)
    assert (breach.gate, breach.day) == ("G1", date(2023, 1, 1))
