"""Charts as pictures without script: Vega-Lite rendered to SVG. Each stands above a table of its numbers.

Nothing is told by colour alone: lines differ in stroke and mark, events are numbered.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import vl_convert

from safeconduct.impact.beside import Beside, Column
from safeconduct.impact.effect import Estimate, Month, Scale, Text
from safeconduct.impact.numerals import MARKS
from safeconduct.impact.study.schema import Role

WIDTH, TALL, SMALL = 640, 190, 86
#: The width for a phone, and how wide a letter of a title is at most.
NARROW, _LETTER = 270, 7
#: In so many rows stand the numbers of events.
_ROWS = 3
INK, QUIET, LINE, OTHER = "#1b1b1b", "#8d9297", "#1a4480", "#a23b00"
#: How far above what was seen an axis goes before it is cut.
_ROOM = 1.6
#: So many panels fit on a page together.
_ON_A_PAGE = 5
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
#: Ticks of the axis that carry no label.
_EMPTY = re.compile(r"<text [^>]*/>")
_THOUSANDTHS = re.compile(r"(\d\.\d\d)\d+(?=[^<>]*>)")
_ALT = Text(
    "Chart: {what}, month by month from {first} to {last}. Its numbers are in the table below.",
    "Gráfico: {what}, mes a mes de {first} a {last}. Sus números están en la tabla de abajo.",
)
_OBSERVED, _EXPECTED = Text("observed", "observado"), Text("expected", "esperado")


def series_charts(
    found: Beside, language: str, font: str = "sans-serif", width: int = WIDTH
) -> list[tuple[str, str]]:
    """The measures in pictures that fit on a page each, with what each shows in words."""
    groups = [
        found.columns[at : at + _ON_A_PAGE] for at in range(0, len(found.columns), _ON_A_PAGE)
    ]
    return [
        (
            series_chart(replace(found, columns=group), language, font, width),
            alt(_named(group, language), found.months, language),
        )
        for group in groups
    ]


def _named(columns: Sequence[Column], language: str) -> str:
    return "; ".join(column.measure.name[language] for column in columns)


def series_chart(found: Beside, language: str, font: str = "sans-serif", width: int = WIDTH) -> str:
    """The measures one below the other over the same months, with the numbered months of events."""
    panels = [
        _panel(
            found,
            column,
            language,
            TALL if column.measure.role is Role.OUTCOME else SMALL,
            is_first=place == 0,
            width=width,
        )
        for place, column in enumerate(found.columns)
    ]
    what = _named(found.columns, language)
    return _drawn(
        {"vconcat": panels, "spacing": 14}, alt(what, found.months, language), font, language
    )


def alt(what: str, months: Sequence[str], language: str) -> str:
    """What a chart shows, for whoever does not see it."""
    text = _ALT.as_data()[language]
    for name, value in (("what", what), ("first", months[0]), ("last", months[-1])):
        text = text.replace(f"{{{name}}}", value)
    return text


def _panel(
    found: Beside, column: Column, language: str, height: int, *, is_first: bool, width: int
) -> dict[str, Any]:
    values = [
        {"month": month, "count": value}
        for month, value in zip(found.months, column.values, strict=True)
    ]
    own = found.study.event.isoformat()[:7]
    marks = [
        {"month": month, "number": str(number)} for number, month in enumerate(found.events, 1)
    ]
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": marks},
            "mark": {"type": "rule", "color": "#dfe1e2"},
            "encoding": {"x": _x(found.months, width)},
        },
        {
            "data": {"values": [{"month": own}]},
            "mark": {"type": "rule", "color": INK, "strokeDash": [5, 3], "strokeWidth": 1.4},
            "encoding": {"x": _x(found.months, width)},
        },
        {
            "data": {"values": values},
            "mark": {
                "type": "line",
                "color": LINE,
                "strokeWidth": 1.6,
                "invalid": "break-paths-show-path-domains",
                "point": {"color": LINE, "size": 16, "filled": True},
            },
            "encoding": {"x": _x(found.months, width), "y": _y("count")},
        },
    ]
    if is_first:
        # Neighbouring months' numbers stand in rows of their own, so that none covers another.
        layers += [
            {
                "data": {"values": marks[row::_ROWS]},
                "mark": {"type": "text", "fontSize": 10, "color": INK},
                "encoding": {
                    "x": _x(found.months, width),
                    "y": {"value": -7 - 10 * row},
                    "text": {"field": "number"},
                },
            }
            for row in range(min(_ROWS, len(marks)))
        ]
    title = {
        "text": _lines(column.measure.name[language], width),
        "anchor": "start",
        "fontSize": 12,
        "fontWeight": "bold" if is_first else "normal",
        "offset": 6 if is_first else 3,
    }
    return {"width": width, "height": height, "title": title, "layer": layers}


def effect_chart(
    estimate: Estimate, title: str, language: str, font: str = "sans-serif", width: int = WIDTH
) -> str:
    """What was observed and what was expected without the measure, with its interval after the start."""
    names = {"observed": _OBSERVED.as_data()[language], "expected": _EXPECTED.as_data()[language]}
    points = [(each.month, each.observed, each.expected) for each in estimate.before]
    points += [(each.month, each.observed, each.expected) for each in estimate.months]
    months = [month for month, _, _ in points]
    most = _ROOM * max(max(seen, expected) for _, seen, expected in points)
    values = [
        {"month": month, "kind": names[kind], "count": min(value, most)}
        for month, seen, expected in points
        for kind, value in (("observed", seen), ("expected", expected))
    ]
    bands = [
        {"month": each.month, "low": low, "high": high}
        for each in estimate.months
        for low, high in (_band(each, most),)
    ]
    kinds = {"domain": list(names.values())}
    encoding = {
        "x": _x(months, width),
        "y": _y("count", most),
        "color": _by_kind(kinds, [LINE, OTHER]),
        "strokeDash": _by_kind(kinds, [[1, 0], [5, 3]]),
        "shape": _by_kind(kinds, ["circle", "square"]),
    }
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": bands},
            "mark": {"type": "rule", "color": OTHER, "strokeWidth": 5, "opacity": 0.28},
            "encoding": {
                "x": _x(months, width),
                "y": {"field": "low", "type": "quantitative"},
                "y2": {"field": "high"},
            },
        },
        {
            "data": {"values": [{"month": estimate.window.start}]},
            "mark": {"type": "rule", "color": INK, "strokeDash": [2, 2]},
            "encoding": {"x": _x(months, width)},
        },
        {
            "data": {"values": values},
            "mark": {"type": "line", "strokeWidth": 1.6},
            "encoding": {key: encoding[key] for key in ("x", "y", "color", "strokeDash")},
        },
        {
            "data": {"values": values},
            "mark": {"type": "point", "size": 26, "filled": True, "opacity": 1},
            "encoding": {key: encoding[key] for key in ("x", "y", "color", "shape")},
        },
    ]
    heading = {"text": _lines(title, width), "anchor": "start", "fontSize": 12, "offset": 6}
    spec = {"width": width, "height": TALL, "title": heading, "layer": layers}
    return _drawn(spec, alt(title, months, language), font, language)


def _by_kind(scale: Mapping[str, object], values: Sequence[object]) -> dict[str, Any]:
    legend = {"title": None, "orient": "top", "direction": "horizontal", "symbolSize": 60}
    return {
        "field": "kind",
        "type": "nominal",
        "scale": {**scale, "range": list(values)},
        "legend": legend,
    }


def _band(month: Month, most: float) -> tuple[float, float]:
    """What was expected, from the least to the most that the interval of the effect leaves open."""
    width = month.span.factor * month.span.half
    if month.span.scale is Scale.COUNT:
        low, high = month.expected - width, month.expected + width
    else:
        low = month.expected * math.exp(-min(width, 50.0))
        high = month.expected * math.exp(min(width, 50.0))
    return max(low, 0.0), min(high, most)


def _lines(title: str, width: int) -> list[str]:
    """A title in lines that fit above a picture of that width."""
    return textwrap.wrap(title, width // _LETTER)


def _x(months: Sequence[str], width: int) -> dict[str, Any]:
    # On a phone only years fit below the axis.
    shown = "['01','07']" if width >= WIDTH else "['01']"
    name = "datum.value" if width >= WIDTH else "slice(datum.value, 0, 4)"
    return {
        "field": "month",
        "type": "ordinal",
        "scale": {"domain": list(months)},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "labelOverlap": False,
            "labelExpr": f"indexof({shown}, slice(datum.value, 5)) < 0 ? '' : {name}",
            "ticks": False,
            "grid": False,
        },
    }


def _y(field: str, most: float | None = None) -> dict[str, Any]:
    scale = {"zero": True} if most is None else {"domain": [0, most], "clamp": True}
    axis = {"title": None, "format": ",d", "tickCount": 4, "minExtent": 52}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}


def warm() -> None:
    """Draw a point on nothing: the first picture of a process starts the drawing engine."""
    spec = {"mark": "point", "data": {"values": [{"month": "2022-10"}]}, "encoding": {}}
    _drawn(spec, "", "sans-serif", "en")


def _drawn(spec: dict[str, Any], title: str, font: str, language: str) -> str:
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": {
            "aria": False,
            "font": font,
            "view": {"stroke": None},
            "axis": {"labelFontSize": 11, "gridColor": "#ededed", "domainColor": QUIET},
            "legend": {"labelFontSize": 12},
        },
        "background": "white",
        **spec,
    }
    groups, decimals = MARKS[language]
    numbers = {"thousands": groups, "decimal": decimals, "grouping": [3], "currency": ["", ""]}
    svg = _lighter(vl_convert.vegalite_to_svg(spec, format_locale=numbers))
    return _ROLES.sub("", svg).replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1)


def _lighter(svg: str) -> str:
    """The same picture in fewer letters: no labels without words, no thousandths of a pixel."""
    svg = _EMPTY.sub("", svg).replace(' opacity="1"', "")
    return _THOUSANDTHS.sub(r"\1", svg)


def with_own_names(svg: str, prefix: str) -> str:
    """The picture with names of its own inside, so that several can stand on one page."""
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)
