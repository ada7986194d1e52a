"""What the page on complaints claims is there: every test that it names."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "complaints.md"
ROW = re.compile(r"^\| (F\d+) \| (.+?) \| (.+?) \|(.*)\|$")
NAMED = re.compile(r"`((?:[a-z_]+/)+test_[a-z0-9_]+\.py)?(?:…)?(?:::(test_[a-z0-9_]+))?`")


def rows() -> dict[str, tuple[str, str]]:
    found = (ROW.match(line) for line in PAGE.read_text(encoding="utf-8").splitlines())
    return {row[1]: (row[3], row[4]) for row in found if row}


def test_every_complaint_has_an_honest_word() -> None:
    assert list(rows()) == [f"F{n}" for n in range(1, 27)]
    assert {state for state, _shown in rows().values()} == {"done", "partly", "not yet"}


def test_every_test_that_is_named_is_there() -> None:
    for number, (state, shown) in rows().items():
        file, count = "", 0
        for path, name in NAMED.findall(shown):
            file = path or file
            if not path and not name:
                continue
            text = (ROOT / "tests" / file).read_text(encoding="utf-8")
            assert not name or f"def {name}(" in text, (number, name)
            count += 1
        assert count or state != "done", number
