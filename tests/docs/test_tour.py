"""docs/tour.md shows what is there: every picture, and a part for every story that is walked."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
STORIES = ROOT / "tests" / "pages" / "stories"
PICTURE = re.compile(r"!\[.+?\]\((images/[\w/-]+\.png)\)")
WALKED = re.compile(r"^Walked by `(tests/pages/stories/test_\w+\.py)::(test_\w+)`\.$", re.MULTILINE)


def page() -> str:
    return (DOCS / "tour.md").read_text(encoding="utf-8")


def test_every_picture_that_is_named_is_there() -> None:
    named = PICTURE.findall(page())
    assert [name for name in named if not (DOCS / name).is_file()] == []


def test_every_picture_of_a_story_is_shown_in_both_languages() -> None:
    kept = {f"images/stories/{file.name}" for file in (DOCS / "images" / "stories").glob("*.png")}
    assert kept == {name for name in PICTURE.findall(page()) if "/stories/" in name}
    assert all(name.replace("-en.png", "-es.png") in kept for name in kept)


def test_every_story_has_its_part_and_every_part_its_story() -> None:
    walked = {
        (f"tests/pages/stories/{file.name}", name)
        for file in STORIES.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    parts = page().partition("## 7. The stories")[2].split("\n### ")[1:]
    told = [WALKED.findall(part) for part in parts]
    assert all(
        len(found) == 1 and "| In English | En español |" in part
        for found, part in zip(told, parts, strict=True)
    )
    assert {found[0] for found in told} == walked
    assert len(parts) == len(walked) == 12
