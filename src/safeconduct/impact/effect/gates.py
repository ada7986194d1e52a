"""The conditions an estimate has to meet, each with its limit and what it says in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safeconduct.impact.effect.given import Array, Donors, Series
from safeconduct.impact.effect.regression import first_autocorrelation, ljung_box
from safeconduct.impact.effect.results import Check, LeftOut, Scale, Span
from safeconduct.impact.numerals import effect, p_value, percentage, short, written
from safeconduct.impact.text import Text


@dataclass(frozen=True, slots=True)
class Limits:
    """Where each check draws its line. They are part of the plan, chosen before the outcome is seen."""

    #: Months before the start, and for each thing estimated from them.
    months_before: int = 24
    months_for_each: int = 4
    #: How far the months before may stray from the fit, as a share of what was expected.
    fit_before: float = 0.5
    #: The same for a synthetic control, which is fitted to nothing else.
    fit_of_mixture: float = 0.15
    #: How far beyond anything seen before the expected course may go.
    within_what_was_seen: float = 1.5
    #: The p value below which months are taken to remember, or to have moved apart.
    p_value: float = 0.05
    #: The autocorrelation up to which robust errors are taken to cope.
    memory: float = 0.6
    #: Part of the effect that may hang on one donor.
    one_donor: float = 0.5
    donors: int = 5


#: What is asked when a plan says nothing else.
USUAL = Limits()


def enough_before(series: Series, estimated: int, limits: Limits) -> Check:
    """Whether the months before can carry the model."""
    needed = max(limits.months_before, limits.months_for_each * estimated)
    return _check(
        "months-before",
        series.start >= needed,
        series.start,
        needed,
        f"{series.start} months before the start; this model needs {needed}.",
        f"{series.start} meses antes del inicio; este modelo necesita {needed}.",
    )


def close_before(stray: float, limit: float) -> Check:
    """Whether the comparison follows the months before."""
    return _check(
        "fit-before",
        stray <= limit,
        stray,
        limit,
        f"Before the start the comparison misses the figures by {percentage(stray, 'en')} "
        f"a month (at most {percentage(limit, 'en')}).",
        f"Antes del inicio la comparación se aparta de las cifras un "
        f"{percentage(stray, 'es')} al mes (como máximo un {percentage(limit, 'es')}).",
    )


def not_far_beyond(series: Series, expected: Array, limits: Limits) -> Check:
    """Whether a trend was drawn on to levels that were never seen."""
    most = float(np.max(series.before))
    beyond = float(np.max(expected[series.start :])) / most if most > 0 else np.inf
    return _check(
        "within-what-was-seen",
        beyond <= limits.within_what_was_seen,
        beyond,
        limits.within_what_was_seen,
        f"What is expected without the measure rises to {short(beyond, 'en')} times the highest "
        f"month before (at most {short(limits.within_what_was_seen, 'en')}).",
        f"Lo esperado sin la medida llega a {short(beyond, 'es')} veces el mes más alto anterior "
        f"(como máximo {short(limits.within_what_was_seen, 'es')}).",
    )


def memory(innovations: Array, is_modelled: bool, limits: Limits) -> Check:
    """Whether what is left of one month still tells the next.

    A model of the memory has to leave none. Robust errors and calibration live with some, not with
    any amount of it.
    """
    p = ljung_box(innovations)
    share = first_autocorrelation(innovations)
    if is_modelled or p >= limits.p_value:
        return _check(
            "memory",
            p >= limits.p_value,
            p,
            limits.p_value,
            f"Memory left between months (Ljung-Box): {p_value(p, 'en')} "
            f"(at least {short(limits.p_value, 'en')}).",
            f"Memoria que queda entre meses (Ljung-Box): {p_value(p, 'es')} "
            f"(al menos {short(limits.p_value, 'es')}).",
        )
    return _check(
        "memory",
        abs(share) <= limits.memory,
        share,
        limits.memory,
        f"Months remember the one before (Ljung-Box {p_value(p, 'en')}) with autocorrelation "
        f"{short(share, 'en')}; the errors allow for up to {short(limits.memory, 'en')}.",
        f"Cada mes se parece al anterior (Ljung-Box {p_value(p, 'es')}), con autocorrelación "
        f"{short(share, 'es')}; los errores admiten hasta {short(limits.memory, 'es')}.",
    )


def nothing_earlier(placebo: Span | None) -> Check:
    """Whether an earlier start, when nothing happened, shows nothing."""
    if placebo is None:
        return _check(
            "placebo-in-time",
            False,
            float("nan"),
            float("nan"),
            "Too few months to try an earlier start at which nothing happened.",
            "Hay muy pocos meses para probar un inicio anterior en el que no pasó nada.",
        )
    limit = placebo.factor * placebo.half
    return _check(
        "placebo-in-time",
        not placebo.leaves_out_zero,
        abs(placebo.centre),
        limit,
        f"At an earlier start, when nothing happened, the same method finds "
        f"{_signed(placebo, 'en')}.",
        f"En un inicio anterior, cuando no pasó nada, el mismo método encuentra "
        f"{_signed(placebo, 'es')}.",
    )


def none_treated(donors: Sequence[str]) -> Check:
    """Donors that were treated in the window are refused before; this says that it was looked at."""
    return _check(
        "no-donor-treated",
        True,
        0,
        0,
        f"None of the {len(donors)} donors is known to have been treated in the window.",
        f"No consta que ninguno de los {len(donors)} donantes recibiera la medida en la ventana.",
    )


def enough_donors(count: int, limits: Limits) -> Check:
    """Whether there is something to compare with."""
    return _check(
        "donors",
        count >= limits.donors,
        count,
        limits.donors,
        f"{count} donors (at least {limits.donors}).",
        f"{count} donantes (al menos {limits.donors}).",
    )


def not_one_donor(span: Span, left_out: Sequence[LeftOut], donors: Donors, limits: Limits) -> Check:
    """Whether the effect stays when any one donor is left out."""
    allowed = max(limits.one_donor * abs(span.centre), span.factor * span.half)
    worst = max(left_out, key=lambda each: abs(each.span.centre - span.centre))
    change = abs(worst.span.centre - span.centre)
    name = donors.called(worst.name)
    turned = [e for e in left_out if e.span.centre * span.centre < 0 and span.leaves_out_zero]
    return _check(
        "one-donor",
        change <= allowed and not turned,
        change,
        allowed,
        f"Without {name.en}, the donor that matters most, the effect is {_signed(worst.span, 'en')}.",
        f"Sin {name.es}, el donante que más pesa, el efecto es {_signed(worst.span, 'es')}.",
    )


def parallel_before(p: float, limits: Limits) -> Check:
    """Whether treated unit and donors moved alike before."""
    return _check(
        "parallel-before",
        p >= limits.p_value,
        p,
        limits.p_value,
        f"Before the start both moved alike: {p_value(p, 'en')} "
        f"(at least {short(limits.p_value, 'en')}).",
        f"Antes del inicio ambos se movían igual: {p_value(p, 'es')} "
        f"(al menos {short(limits.p_value, 'es')}).",
    )


def covers(after: float, error: float) -> Check:
    """Whether the widened interval holds the truth as often as it says."""
    return _check(
        "coverage",
        after >= 0.93,
        after,
        0.93,
        f"On simulated series of this shape the interval held the truth in "
        f"{percentage(after, 'en')} of cases (give or take {percentage(error, 'en')}; 95% is stated).",
        f"En series simuladas de esta forma el intervalo contuvo la verdad en el "
        f"{percentage(after, 'es')} de los casos (más o menos {percentage(error, 'es')}; se declara el 95%).",
    )


def _check(name: str, passed: bool, value: float, limit: float, en: str, es: str) -> Check:
    return Check(name, bool(passed), float(value), float(limit), Text(en, es))


def _signed(span: Span, language: str) -> str:
    """An effect with its interval: a share, or so many a month."""
    shown = [
        written(f"{each:+,.0f}", language) if span.scale is Scale.COUNT else effect(each, language)
        for each in (span.effect, span.low, span.high)
    ]
    return "{} ({} … {})".format(*shown)
