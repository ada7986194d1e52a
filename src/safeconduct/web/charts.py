"""Charts as pictures: Vega-Lite rendered to SVG on the server, so that a page needs no script.

A chart never stands alone: the page has a table with the same numbers.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import formats
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_BAR_HEIGHT = 13
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label and the size of each part, in the order of the chart's parts."""

    label: str
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the labels stand and how much room there is, in pixels and letters."""

    plot_width: int
    row_height: int
    ticks: int
    label_letters: int
    label_width: int = 0

    def labels(self) -> dict[str, Any]:
        """How the axis sets the labels: beside the bars, or above them if they have no width."""
        if self.label_width:
            return {"minExtent": self.label_width, "labelPadding": 8}
        above = self.row_height // 2 - 2
        return {"labelAlign": "left", "labelPadding": 0, "labelOffset": -above, "zindex": 1}


#: For a desk: labels beside the bars.
WIDE = Layout(plot_width=640, row_height=19, ticks=5, label_letters=62, label_width=450)
#: For a phone: labels above the bars, so that both fit on the screen.
NARROW = Layout(plot_width=300, row_height=36, ticks=3, label_letters=44)


@lru_cache(maxsize=64)
def stacked_bars(
    bars: tuple[Bar, ...],
    parts: tuple[tuple[str, str], ...],
    title: str,
    unit: str,
    layout: Layout = WIDE,
) -> SafeString:
    """Horizontal bars, each cut into parts; `parts` are (name, colour). The title names the picture.

    The legend is the page's: how wide a word gets is known only to the reader's own fonts.
    """
    # Slow to import, and most pages have no chart.
    import altair as alt  # noqa: PLC0415
    import vl_convert  # noqa: PLC0415

    names, colours = [name for name, _ in parts], [colour for _, colour in parts]
    chart = (
        alt.Chart(alt.Data(values=_rows(bars, names, layout.label_letters)))
        .mark_bar(height=_BAR_HEIGHT)
        .encode(
            x=alt.X("size:Q", title=unit, axis=alt.Axis(format=",d", tickCount=layout.ticks)),
            y=alt.Y(
                "bar:N",
                sort=None,
                title=None,
                axis=alt.Axis(labelLimit=0, ticks=False, **layout.labels()),
            ),
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=names, range=colours),
                legend=None,
            ),
            order=alt.Order("order:Q"),
        )
        .properties(width=layout.plot_width, height=alt.Step(layout.row_height))
        .configure(aria=False, font="sans-serif", view=alt.ViewConfig(stroke=None))
        .configure_axis(labelFontSize=12, titleFontSize=12, gridColor="#e6e6e6")
    )
    svg = vl_convert.vegalite_to_svg(chart.to_json(), format_locale=_numbers())
    return _as_picture(svg, title)


def _numbers() -> dict[str, object]:
    """How the page's language writes numbers, as Vega wants to know it."""
    return {
        "decimal": str(formats.get_format("DECIMAL_SEPARATOR")),
        "thousands": str(formats.get_format("THOUSAND_SEPARATOR")),
        "grouping": [3],
        "currency": ["", ""],
    }


def _rows(bars: Sequence[Bar], names: Sequence[str], letters: int) -> list[Mapping[str, object]]:
    # Bars are told apart by their label: a repeated one gets an invisible mark.
    seen: dict[str, int] = {}
    rows: list[Mapping[str, object]] = []
    for bar in bars:
        short = textwrap.shorten(bar.label, letters, placeholder=" …")
        seen[short] = seen.get(short, 0) + 1
        label = short + "\u200b" * (seen[short] - 1)
        for order, (name, size) in enumerate(zip(names, bar.sizes, strict=True)):
            rows.append({"bar": label, "part": name, "size": size, "order": order})
    return rows


def _as_picture(svg: str, title: str) -> SafeString:
    named = f'<svg role="img" aria-label="{escape(title)}" '
    # vl-convert wrote it from our own numbers and words, which it escapes itself.
    return mark_safe(_ROLES.sub("", svg).replace("<svg ", named, 1))
