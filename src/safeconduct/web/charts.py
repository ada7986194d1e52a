"""Charts as pictures: Vega-Lite rendered to SVG on the server, so that a page needs no script.

A chart never stands alone: the page has a table with the same numbers.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_LABEL_WIDTH, _LABEL_LETTERS, _PLOT_WIDTH, _ROW_HEIGHT = 340, 44, 560, 19
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label and the size of each part, in the order of the chart's parts."""

    label: str
    sizes: tuple[int, ...]


@lru_cache(maxsize=64)
def stacked_bars(
    bars: tuple[Bar, ...], parts: tuple[tuple[str, str], ...], title: str, unit: str
) -> SafeString:
    """Horizontal bars, each cut into parts; `parts` are (name, colour). The title names the picture.

    The legend is the page's: how wide a word gets is known only to the reader's own fonts.
    """
    # Slow to import, and most pages have no chart.
    import altair as alt  # noqa: PLC0415
    import vl_convert  # noqa: PLC0415

    names, colours = [name for name, _ in parts], [colour for _, colour in parts]
    chart = (
        alt.Chart(alt.Data(values=_rows(bars, names)))
        .mark_bar(height=_ROW_HEIGHT - 6)
        .encode(
            x=alt.X("size:Q", title=unit, axis=alt.Axis(format="d", tickCount=5)),
            y=alt.Y(
                "bar:N",
                sort=None,
                title=None,
                axis=alt.Axis(minExtent=_LABEL_WIDTH, labelLimit=0, ticks=False, labelPadding=8),
            ),
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=names, range=colours),
                legend=None,
            ),
            order=alt.Order("order:Q"),
        )
        .properties(width=_PLOT_WIDTH, height=alt.Step(_ROW_HEIGHT))
        .configure(aria=False, font="sans-serif", view=alt.ViewConfig(stroke=None))
        .configure_axis(labelFontSize=12, titleFontSize=12, gridColor="#e6e6e6")
    )
    return _as_picture(vl_convert.vegalite_to_svg(chart.to_json()), title)


def _rows(bars: Sequence[Bar], names: Sequence[str]) -> list[Mapping[str, object]]:
    # Bars are told apart by their label: a repeated one gets an invisible mark.
    seen: dict[str, int] = {}
    rows: list[Mapping[str, object]] = []
    for bar in bars:
        short = textwrap.shorten(bar.label, _LABEL_LETTERS, placeholder=" …")
        seen[short] = seen.get(short, 0) + 1
        label = short + "\u200b" * (seen[short] - 1)
        for order, (name, size) in enumerate(zip(names, bar.sizes, strict=True)):
            rows.append({"bar": label, "part": name, "size": size, "order": order})
    return rows


def _as_picture(svg: str, title: str) -> SafeString:
    named = f'<svg role="img" aria-label="{escape(title)}" '
    # vl-convert wrote it from our own numbers and words, which it escapes itself.
    return mark_safe(_ROLES.sub("", svg).replace("<svg ", named, 1))
