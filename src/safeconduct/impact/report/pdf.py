"""A report as a tagged PDF (PDF/UA-1): the same bytes for the same results."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from safeconduct.impact.report.document import Block, Document, Paragraph, Picture, Points, Table
from safeconduct.impact.report.words import say

#: The font of charts: one that the compiler brings along.
FONT = "Libertinus Serif"
_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def pdf(document: Document, *, paper: str, at: datetime) -> bytes:
    """The PDF; `at` is written into it, so it is the plan's day and not the moment of printing."""
    data = {
        "language": document.language,
        "title": document.title,
        "subtitle": document.subtitle,
        "answer": document.answer,
        "paper": paper,
        "page_words": say("page", document.language),
        "demonstration": [list(line) for line in document.demonstration],
        "sections": [
            {"heading": section.heading, "blocks": [_block(block) for block in section.blocks]}
            for section in document.sections
        ],
    }
    made = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=at,
    )
    assert isinstance(made, bytes)
    return made


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text}
    if isinstance(block, Points):
        return {"kind": "points", "points": list(block.points)}
    if isinstance(block, Picture):
        return {
            "kind": "picture",
            "svg": block.svg,
            "alt": block.alt,
            "caption": block.caption,
            "table": _table(block.table) if block.table else None,
        }
    return _table(block)


def _table(given: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": given.caption,
        "columns": list(given.columns),
        "rows": [list(row) for row in given.rows],
        "numbers": [place in given.numbers for place in range(len(given.columns))],
        "widths": [_width(given, place) for place in range(len(given.columns))],
    }


def _width(given: Table, place: int) -> int:
    """How many shares of the page a column takes; 0: as much as it needs."""
    if place in given.numbers:
        return 0 if len(given.columns[place]) <= 20 else 1
    longest = max((len(row[place]) for row in given.rows), default=0)
    return 0 if longest <= 28 else 2
