"""A report as one HTML page that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from safeconduct.impact.report.charts import with_own_names
from safeconduct.impact.report.document import (
    Block,
    Document,
    Paragraph,
    Picture,
    Points,
    Section,
    Table,
)
from safeconduct.impact.report.words import say

_STYLE = """
:root { color-scheme: light; }
body { font: 17px/1.55 Georgia, "Libertinus Serif", serif; color: #1b1b1b; background: #fff;
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 46rem; }
h1, h2, figcaption, caption, th, summary, nav, .demo { font-family: system-ui, sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; color: #1a4480; margin: .5rem 0 .25rem; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.5rem 0 .5rem; }
.day { color: #565c65; margin: 0; }
.answer { font-size: 1.2rem; border-left: 4px solid #1a4480; padding: .25rem 0 .25rem 1rem;
  margin: 1.5rem 0; }
.demo { background: #faf3d1; border-left: 4px solid #936f38; padding: .75rem 1rem; font-size: .95rem; }
.demo p { margin: .25rem 0; }
li { margin: .35rem 0; overflow-wrap: anywhere; }
p { overflow-wrap: anywhere; }
figure { margin: 1.25rem 0; }
figure svg { width: 100%; min-width: 34rem; height: auto; display: block; }
figcaption { font-size: .875rem; color: #3d4551; margin: .5rem 0; }
.scroll { overflow-x: auto; margin: 1rem 0; }
.scroll:focus-visible, a:focus-visible, summary:focus-visible { outline: 3px solid #2491ff;
  outline-offset: 2px; }
table { border-collapse: collapse; font-size: .82rem; line-height: 1.35;
  min-width: max(100%, 34rem); }
caption { text-align: left; font-weight: 600; font-size: .95rem; padding: .5rem 0; }
th, td { border-bottom: 1px solid #c9c9c9; padding: .35rem .5rem; text-align: left; vertical-align: top; }
th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; }
td.n { white-space: nowrap; }
td:last-child:not(.n) { min-width: 15rem; }
tbody th { min-width: 8rem; }
summary { cursor: pointer; padding: .4rem 0; color: #005ea2; }
a { color: #005ea2; }
@media print { figure svg { min-width: 0; } details > * { display: block; } body { max-width: none; } }
"""


def html(document: Document, other: str, other_language: str) -> str:
    """The page; `other` is the file of the same report in the other language."""
    language = document.language
    lines = [
        "<!doctype html>",
        f'<html lang="{language}">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(document.title)}</title>",
        f"<style>{_STYLE}</style></head>",
        "<body>",
        *_demonstration(document),
        f'<nav><a href="{escape(other)}" hreflang="{other_language}" lang="{other_language}">'
        f"{escape(say('other_language', language))}</a></nav>",
        "<main>",
        f"<h1>{escape(document.title)}</h1>",
        f'<p class="day">{escape(document.subtitle)}</p>',
        f'<p class="answer">{escape(document.answer)}</p>',
        *(line for section in document.sections for line in _section(section)),
        "</main>",
        "</body></html>",
    ]
    return "\n".join(lines) + "\n"


def _demonstration(document: Document) -> Iterator[str]:
    if document.demonstration:
        yield '<header class="demo">'
        for language, text in document.demonstration:
            yield f'<p lang="{language}">{escape(text)}</p>'
        yield "</header>"


def _section(section: Section) -> Iterator[str]:
    yield "<section>"
    yield f'<h2 id="{section.name}">{escape(section.heading)}</h2>'
    for number, block in enumerate(section.blocks):
        yield from _block(block, f"{section.name}-{number}")
    yield "</section>"


def _block(block: Block, name: str) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield f"<p>{escape(block.text)}</p>"
    elif isinstance(block, Points):
        yield "<ul>"
        yield from (f"<li>{escape(point)}</li>" for point in block.points)
        yield "</ul>"
    elif isinstance(block, Picture):
        # On a telephone a chart keeps its size and scrolls by itself, so that its words stay readable.
        yield f'<figure><div class="scroll" tabindex="0" role="group" aria-label="{escape(block.caption)}">'
        yield with_own_names(block.svg, name) + "</div>"
        yield f"<figcaption>{escape(block.caption)}</figcaption>"
        yield "</figure>"
        if block.table:
            yield from _table(block.table)
    else:
        yield from _table(block)


def _table(given: Table) -> Iterator[str]:
    if given.is_long:
        yield f"<details><summary>{escape(given.caption)}</summary>"
    # A wide table scrolls by itself, by keyboard too; the page does not.
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(given.caption)}">'
    yield f"<table><caption>{escape(given.caption)}</caption><thead><tr>"
    for place, column in enumerate(given.columns):
        yield f'<th scope="col"{_side(given, place)}>{escape(column)}</th>'
    yield "</tr></thead><tbody>"
    for row in given.rows:
        cells = [f'<th scope="row">{escape(row[0])}</th>']
        cells += [
            f"<td{_side(given, place)}>{escape(cell)}</td>" for place, cell in enumerate(row[1:], 1)
        ]
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"
    if given.is_long:
        yield "</details>"


def _side(given: Table, place: int) -> str:
    return ' class="n"' if place in given.numbers else ""
