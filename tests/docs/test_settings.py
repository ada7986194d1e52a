"""docs/settings.md lists every setting as the code declares it."""

from __future__ import annotations

import re
from pathlib import Path

from safeconduct.settings import SETTINGS

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"SAFECONDUCT_[A-Z][A-Z_]*[A-Z]")
ROW = re.compile(r"^\| `(SAFECONDUCT_\w+)` \| (?:`(.*?)`)? ?\| (.*) \|$", re.MULTILINE)


def test_the_page_and_the_code_say_the_same() -> None:
    rows = ROW.findall((ROOT / "docs" / "settings.md").read_text())
    assert rows == [(each.name, each.default, each.help) for each in SETTINGS]


def test_no_setting_is_named_anywhere_that_the_page_lacks() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    listed = set(NAME.findall(page))
    for file in [*(ROOT / "src").rglob("*.py"), *(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]:
        named = set(NAME.findall(file.read_text()))
        assert named <= listed, f"{file}: {named - listed}"
