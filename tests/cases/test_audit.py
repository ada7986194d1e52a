"""Signed checkpoints: a cut-off end, an exchanged event and a removed case are found (I5)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from safeconduct import settings
from safeconduct.cases import audit, proof
from safeconduct.cli.main import call
from safeconduct.errors import InputError
from tests.cases.conftest import SECOND

pytestmark = pytest.mark.database


@pytest.fixture
def kept(small, filed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Two cases, a checkpoint over them, and an export that came later."""
    definition = small()
    first, second = filed(definition), filed(definition)
    monkeypatch.setattr(settings, "home", lambda: tmp_path)
    checkpoint, _ = audit.make_checkpoint()
    first.act("authorized")
    return checkpoint, list(audit.export_lines()), second


def faults(lines: list[str], *checkpoints: proof.Checkpoint, key: str | None = None) -> str:
    found = proof.verify(lines, checkpoints, key).faults
    return "; ".join(f"{fault.about} {fault.message}" for fault in found)


def changed(line: str, change) -> str:
    data = json.loads(line)
    change(data)
    return json.dumps(data)


def test_an_export_holds_against_an_earlier_checkpoint(kept) -> None:
    checkpoint, lines, _ = kept
    found = proof.verify(lines, [checkpoint], checkpoint.key)
    assert found.holds
    assert (found.cases, found.checkpoints) == (2, 1)
    assert "VE" not in "".join(lines)
    assert checkpoint.is_signed


def test_a_cut_off_end_shows_against_the_checkpoint_alone(kept) -> None:
    checkpoint, lines, _ = kept
    cut = [lines[0], lines[1], changed(lines[2], lambda data: data["events"].pop())]
    assert faults(cut) == ""
    assert "ends at event" in faults(cut, checkpoint)


def test_a_removed_case_shows(kept) -> None:
    checkpoint, lines, second = kept
    assert "has 1" in faults(lines[:2])
    without = [changed(lines[0], lambda data: data.update(cases=1)), lines[1]]
    assert faults(without) == ""
    assert f"{second.case.id} is missing" in faults(without, checkpoint)


def test_an_exchanged_event_shows_even_where_the_chain_was_made_anew(kept) -> None:
    checkpoint, lines, _ = kept
    told = changed(lines[1], lambda data: data["events"][1].update(account="someone-else"))
    assert "is not what was written" in faults([lines[0], told, lines[2]])

    def forge(data: dict) -> None:
        data["events"][1]["account"] = "someone-else"
        before = data["events"][0]["hash"]
        for event in data["events"][1:]:
            event["previous_hash"] = before
            before = event["hash"] = proof._link(event).hash()

    forged = [lines[0], changed(lines[1], forge), lines[2]]
    assert faults(forged) == ""
    assert "another history" in faults(forged, checkpoint)


def test_a_checkpoint_cannot_be_made_up_changed_or_left_out_unseen(kept) -> None:
    checkpoint, lines, _ = kept
    data = checkpoint.as_data()
    data["heads"] = data["heads"][:1]
    shorter = proof.Checkpoint.from_data(data)
    assert "not signed" in faults(lines, shorter)
    assert "another key" in faults(lines, checkpoint, key="00" * 32)
    later, _ = audit.make_checkpoint()
    assert faults(lines, later, checkpoint) == ""
    assert later.previous == checkpoint.digest()
    other = proof.Checkpoint.from_data(checkpoint.as_data() | {"signature": "00"})
    assert "does not follow" in faults(lines, later, other)


def test_the_key_is_for_nobody_else_and_stays_the_same(kept, tmp_path: Path) -> None:
    checkpoint, _, _ = kept
    assert (tmp_path / "audit" / "signing-key").stat().st_mode & 0o777 == 0o600
    assert audit.make_checkpoint()[0].key == checkpoint.key
    assert [held.number for held in audit.kept_checkpoints()] == [1, 2]


def test_the_command_proves_an_export_without_a_database(
    kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint, lines, _ = kept
    file, held = tmp_path / "export.jsonl", tmp_path / "kept.json"
    file.write_text("\n".join(lines) + "\n")
    held.write_text(json.dumps(checkpoint.as_data()))
    assert call(["audit", "verify", str(file), "--checkpoint", str(held)]) == 0
    assert "hold against 1 checkpoints" in capsys.readouterr().out
    file.write_text("\n".join(lines[:-1]) + "\n")
    words = ["audit", "verify", str(file), "--checkpoint", str(held), "--json"]
    assert call(words) == 1
    assert not json.loads(capsys.readouterr().out)["holds"]
    held.write_text("{}")
    assert call(words) == InputError.exit_code
    file.write_text("no export\n")
    assert call(["audit", "verify", str(file)]) == InputError.exit_code


def test_the_commands_write_and_prove_a_live_installation(
    kept, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    out = tmp_path / "live.jsonl"
    assert call(["audit", "checkpoint", "--json"]) == 0
    file = json.loads(capsys.readouterr().out)["file"]
    assert call(["audit", "export", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cases"] == 2
    assert call(["audit", "verify", str(out), "--checkpoint", file]) == 0
    assert SECOND.account not in out.read_text()
