"""From a method's numbers to an estimate that carries its checks, the placebo in time among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from safeconduct.impact.effect import gates
from safeconduct.impact.effect.given import FEWEST_BEFORE, Array, Series
from safeconduct.impact.effect.models import Fit, Model
from safeconduct.impact.effect.results import Check, Estimate, Month, Seen, Span


def estimate_of(
    series: Series,
    model: Model,
    fit: Fit,
    found: Sequence[Check],
    options: Sequence[tuple[str, object]],
    **parts: Any,
) -> Estimate:
    """The estimate of one series."""
    span = span_of(model, fit)
    placebo = placebo_in_time(series.before, model)
    return Estimate(
        model.method,
        series.window,
        span,
        months_of(series, model, fit),
        (*found, gates.nothing_earlier(placebo)),
        tuple(options),
        placebo,
        before=tuple(
            Seen(series.month(i), float(figure), float(fit.expected[0, i]))
            for i, figure in enumerate(series.before)
        ),
        made_by=model,
        figures=series.figures,
        **parts,
    )


def span_of(model: Model, fit: Fit) -> Span:
    """Effect and half-width of the first series that was fitted."""
    return Span(model.scale, float(fit.centre[0]), float(fit.half[0]))


def months_of(series: Series, model: Model, fit: Fit) -> tuple[Month, ...]:
    """Each month under the measure."""
    return tuple(
        Month(
            series.month(series.start + i),
            float(series.figures[series.start + i]),
            float(fit.expected[0, series.start + i]),
            Span(model.scale, float(fit.month_centre[0, i]), float(fit.month_half[0, i])),
        )
        for i in range(series.length - series.start)
    )


def placebo_in_time(before: Array, model: Model) -> Span | None:
    """The effect of a measure that never was, at an earlier start; none if too few months are left."""
    after = min(model.length - model.start, len(before) // 3)
    start = len(before) - after
    if start < FEWEST_BEFORE or after < 2:
        return None
    earlier = model.moved(start)
    if earlier is None:
        return None
    fit = earlier.fit(np.asarray(before)[None])
    if not (np.isfinite(fit.centre[0]) and np.isfinite(fit.half[0])):
        return None
    return span_of(earlier, fit)
