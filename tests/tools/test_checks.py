"""`make test` without a browser: loud, and failing unless that was asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """tools/checks.py, with every check passing unseen."""
    monkeypatch.syspath_prepend(str(TOOLS))
    import checks as module  # noqa: PLC0415 (a script, found by the path above)

    monkeypatch.setattr(module, "passes", lambda check, added: True)
    monkeypatch.delenv("BROWSER", raising=False)
    yield module
    for name in ("checks", "chromium", "environment"):
        sys.modules.pop(name, None)


def test_with_a_browser_everything_passes(checks: ModuleType, monkeypatch, capsys) -> None:
    monkeypatch.setattr(checks.chromium, "find_or_install", lambda log: {"CHROMIUM": "/there"})
    assert checks.main("all") == 0
    assert "browser tests" in capsys.readouterr().out


def test_without_one_it_fails_loudly_in_one_line(checks: ModuleType, monkeypatch, capsys) -> None:
    monkeypatch.setattr(checks.chromium, "find_or_install", lambda log: None)
    assert checks.main("all") == 1
    said = capsys.readouterr().out
    assert said.count("NO BROWSER") == 1
    assert "make test BROWSER=0" in said


def test_unless_that_was_asked_for(checks: ModuleType, monkeypatch, capsys) -> None:
    monkeypatch.setenv("BROWSER", "0")
    assert checks.main("all") == 0
    assert "NO BROWSER: the browser tests were not run" in capsys.readouterr().out


def test_a_check_that_fails_is_named(checks: ModuleType, monkeypatch, capsys) -> None:
    monkeypatch.setattr(checks, "passes", lambda check, added: check.name != "types")
    assert checks.main("quick") == 1
    assert "Failed: types." in capsys.readouterr().out


def test_nothing_to_be_had_is_no_browser(checks: ModuleType, monkeypatch, tmp_path: Path) -> None:
    chromium = checks.chromium
    monkeypatch.setenv("PATH", str(tmp_path))
    tried: list[list[str]] = []
    monkeypatch.setattr(chromium, "_call", lambda command, *rest: bool(tried.append(command)))
    assert chromium.find_or_install(tmp_path / "log") is None
    assert tried[-1][-3:] == ["playwright", "install", "chromium"]
    (tmp_path / "chromium").touch(mode=0o755)
    assert chromium.find_or_install(tmp_path / "log") == {"CHROMIUM": str(tmp_path / "chromium")}
