"""The README's tour: its commands run as they stand there, and its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from safeconduct.cli.main import call
from safeconduct.demo.accounts import DESKS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"^safeconduct (.+)$", re.M)
DESK = re.compile(r"^\| ([A-ZÁÉÍÓÚ]\w+ [A-ZÁÉÍÓÚ]\w+)(?:,[^|]*)? \|", re.M)
LINK = re.compile(r"\]\(([^)#]+)\)")


def test_the_tour_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    said = {}
    for words in COMMAND.findall(README):
        code = call(shlex.split(words))
        printed = capsys.readouterr()
        assert code == 0, (words, printed.err)
        said[words.split()[0] + words.split()[1]] = printed.out
    assert "Sound:" in said["checkus-mx-ve-2022"]
    assert "BARRED" not in said["screenus-mx-ve-2022"]
    assert "EXCLUIDO" in said["screenus-mx-ve-2022:notice"]
    assert "17,919" in said["diffus-mx-ve-2022:article"]
    assert "2022-10 [2]  21,845" in said["impactshow"]
    assert "fell by more than 80 percent" in said["impactclaims"]
    assert "cannot be told from these figures" in said["impacteffect"]
    assert "is new" in said["diffus-mx-ve-2022:notice@2023-01-08"]


def test_whoever_the_tour_names_has_a_desk_in_the_demonstration() -> None:
    named = DESK.findall(README)
    assert len(named) > 5
    known = {desk.label["en"].partition(",")[0] for desk in DESKS}
    assert set(named) <= known


@pytest.mark.parametrize(
    "page", sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")]), ids=lambda p: p.name
)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"
