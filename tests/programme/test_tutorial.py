"""The tutorial's files and commands, taken from its page and run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from safeconduct.cli.main import call

PAGE = Path(__file__).parents[2] / "docs" / "how-to-write-a-programme.md"
FILE = re.compile(r"^`(?P<name>[\w./-]+)`\n\n```(?:yaml|csv)\n(?P<text>.*?)^```$", re.M | re.S)
COMMAND = re.compile(r"^    safeconduct (?P<words>.+)$", re.M)


def test_the_tutorial_ends_with_a_running_programme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    files = {match["name"]: match["text"] for match in FILE.finditer(page)}
    assert len(files) == 7
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    said = []
    for match in COMMAND.finditer(page):
        code = call(shlex.split(match["words"]))
        printed = capsys.readouterr()
        assert code == 0, (match["words"], printed.out, printed.err)
        said.append(printed.out)
    schema, check, barred, eligible, diff = said
    assert "rules.schema.json" in schema
    assert check.startswith("Sound: 4 conditions, 4 worked examples run")
    assert "Result: BARRED" in barred
    assert "Wait until a year has passed." in barred
    assert "Resultado: CUMPLE" in eligible
    assert "1 gain the way in" in diff
