"""Results stand between two marks; what a person wrote around them stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.timing import Timing, in_turn

from bench import report
from safeconduct.errors import InputError


def test_only_what_stands_between_the_marks_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{report.BEGIN}\n\nold\n\n{report.END}\n\nafter\n")
    report.write(page, ["new", "lines"])
    assert page.read_text() == f"before\n\n{report.BEGIN}\n\nnew\nlines\n\n{report.END}\n\nafter\n"


@pytest.mark.parametrize("text", ["", report.BEGIN, f"{report.END} {report.BEGIN}"])
def test_a_page_without_its_marks_is_left_alone(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(InputError, match=r"page\.md has lost the marks"):
        report.write(page, ["new"])
    assert page.read_text() == text


def test_the_page_of_this_project_has_its_marks() -> None:
    text = report.DOCUMENT.read_text(encoding="utf-8")
    assert text.index(report.BEGIN) < text.index(report.END)


def test_peers_take_turns() -> None:
    asked: list[str] = []
    timings = in_turn(
        {"a": lambda: asked.append("a"), "b": lambda: asked.append("b")}, rounds=3, warm_up=1
    )
    assert asked == ["a", "b", "a", "b", "a", "b", "a", "b"]
    assert {name: len(timing.rounds) for name, timing in timings.items()} == {"a": 3, "b": 3}


def test_a_timing_is_told_by_its_median_and_its_ends() -> None:
    timing = Timing((0.004, 0.002, 0.1234), (0.004, 0.002, 0.008))
    assert timing.shown("ms") == "4.00 ms (2.00 to 123)"
    assert timing.times(Timing((0.001, 0.002, 0.003), (0.001,) * 3)) == 2
