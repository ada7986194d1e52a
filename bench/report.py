"""The results as Markdown: printed, and put between two marks of docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from bench import rules
from safeconduct.errors import InputError

DOCUMENT = rules.ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- results: `make bench` writes from here -->", "<!-- results: to here -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table whose columns are as wide as they need, to be read as text too."""
    cells = [list(head), *map(list, rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]

    def line(row: Sequence[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        return "| " + " | ".join(padded) + " |"

    return [line(cells[0]), line(["-" * width for width in widths]), *map(line, cells[1:])]


def write(path: Path, lines: Sequence[str]) -> None:
    """Replace what stands between the marks; InputError when they are not there."""
    text = path.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise InputError(
            f"{path.name} has lost the marks between which results are written.",
            given=str(path),
            accepted=f"the lines {BEGIN} and {END}, once each and in this order",
        )
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    body = "\n".join(lines)
    path.write_text(f"{before}{BEGIN}\n\n{body}\n\n{END}{after}", encoding="utf-8")
