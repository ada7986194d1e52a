"""The verdict in plain words, built from results: what is seen, what it may mean, and what cannot be said.

Each sentence can be quoted alone. None says more than the design carries: a comparison of months is
called one, and an estimate that failed its checks is never a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import polars as pl

from safeconduct.impact import sentences
from safeconduct.impact.analysis import Again, Analysis, OfWindow, Standing
from safeconduct.impact.claims import Recount, Recounted
from safeconduct.impact.displacement import (
    Average,
    Displacement,
    Fact,
    average,
    months_before,
    shifted,
)
from safeconduct.impact.effect import Estimate, Scale, Text
from safeconduct.impact.months import month_of
from safeconduct.impact.sentences import Run, both, words
from safeconduct.impact.series import Series
from safeconduct.impact.study import Study, counted
from safeconduct.impact.study.schema import Role, Window

_HEADINGS = {
    "seen": Text("What the figures show", "Qué muestran las cifras"),
    "how_long": Text("For how long", "Por cuánto tiempo"),
    "others": Text("What happened to others", "Qué pasó con otros grupos"),
    "effect": Text("How much of it did the measure do?", "¿Cuánto de eso hizo la medida?"),
    "else": Text("What else moved", "Qué más se movió"),
    "untold": Text("What these figures cannot say", "Qué no pueden decir estas cifras"),
    "claim": Text("What was claimed", "Qué se afirmó"),
}
#: The three sets of months before with which a window is compared, so that nobody picks one of them.
_LAST = Text("the last months before", "los últimos meses anteriores")
_YEAR = Text("the same months a year earlier", "los mismos meses un año antes")
_WHOLE = Text("all months before that the plan names", "todos los meses anteriores del plan")
_THEN = Text("On the figures of that day", "Con las cifras de ese día")
_TODAY = Text("On today's figures", "Con las cifras de hoy")


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences that answer one question."""

    name: str
    heading: Text
    sentences: tuple[Text, ...]

    def as_data(self) -> dict[str, object]:
        return {
            "part": self.name,
            "heading": self.heading.as_data(),
            "sentences": [sentence.as_data() for sentence in self.sentences],
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer in two sentences, and what it rests on."""

    answer: Text
    parts: tuple[Part, ...]

    def as_data(self) -> dict[str, object]:
        return {
            "answer": self.answer.as_data(),
            "parts": [part.as_data() for part in self.parts],
        }


def verdict(
    analysis: Analysis, moved: Displacement, claims: tuple[Recounted, ...], table: pl.DataFrame
) -> Verdict:
    """What can be said of a programme, from its results on one set of figures.

    The claim that it answers is the first of the programme's claims.
    """
    study = analysis.study
    tried = analysis.of(study.plan.headline)
    outcome = moved.of(study.plan.outcome)
    figures = counted(table, outcome.measure)
    first = [each for each in claims if each.claim.id == study.claims[0].id]
    found = {
        "seen": _seen(study, outcome, figures, tried.window),
        "how_long": _how_long(study, outcome, figures, analysis.headline),
        "others": _others(study, tried, table),
        "effect": _effect(analysis, tried),
        "else": _elsewhere(moved, tried.window),
        "untold": _untold(study, tried.window),
        "claim": _claim(first[0]) if first else iter(()),
    }
    shares = _shares(
        outcome.during(tried.window.id), _befores(study, outcome, figures, tried.window)
    )
    answer = both(partial(sentences.answer, outcome, tried.window, shares, analysis.headline))
    return Verdict(answer, _parts(found))


def observed(study: Study, moved: Displacement, table: pl.DataFrame) -> tuple[Part, ...]:
    """What can be said before anything is estimated."""
    outcome = moved.of(study.plan.outcome)
    window = next(each for each in study.plan.windows if each.id == study.plan.headline)
    figures = counted(table, outcome.measure)
    return _parts(
        {
            "seen": _seen(study, outcome, figures, window),
            "how_long": _how_long(study, outcome, figures, None),
            "else": _elsewhere(moved, window),
            "untold": _untold(study, window),
        }
    )


def _parts(found: Mapping[str, Iterator[Text]]) -> tuple[Part, ...]:
    """The parts that have something to say."""
    parts = (Part(name, _HEADINGS[name], tuple(said)) for name, said in found.items())
    return tuple(part for part in parts if part.sentences)


def _seen(study: Study, outcome: Fact, figures: Series, window: Window) -> Iterator[Text]:
    during = outcome.during(window.id)
    befores = _befores(study, outcome, figures, window)
    shares = _shares(during, befores)
    if during.per_month is None or not befores:
        yield both(
            lambda language: (
                f"{sentences.name(outcome, language)}: {sentences.not_published(during, language)}"
            )
        )
        return
    for before, called in befores:
        yield both(partial(sentences.compared, outcome, before, during, called.as_data()))
    if len(shares) > 1:
        low, high = min(shares), max(shares)
        hangs = low < 0 < high
        yield (
            sentences.HANGS_ON_THE_MONTHS if hangs else both(partial(sentences.between, low, high))
        )
    if outcome.measure.beware:
        yield words(outcome.measure.beware)


def _befores(
    study: Study, outcome: Fact, figures: Series, window: Window
) -> list[tuple[Average, Text]]:
    """The sets of months before that are published in full and lie before the measure."""
    plan = study.plan
    year = average(figures, shifted(window.first, -12), shifted(window.last, -12))
    whole = average(figures, plan.before_from, plan.before_until)
    against = [(outcome.before, _LAST), (year, _YEAR), (whole, _WHOLE)]
    return [
        (before, called)
        for before, called in against
        if before.is_whole and before.last <= plan.before_until
    ]


def _shares(during: Average, befores: list[tuple[Average, Text]]) -> tuple[float, ...]:
    """By how much a window differs from each set of months before."""
    if during.per_month is None:
        return ()
    return tuple(
        during.per_month / before.per_month - 1 for before, _ in befores if before.per_month
    )


def run_of(study: Study, outcome: Fact, figures: Series) -> Run | None:
    """How long the outcome stayed on the side to which it went in the headline's window."""
    plan = study.plan
    during, level = outcome.during(plan.headline).per_month, outcome.before.per_month
    begin = min(window.first for window in plan.windows)
    end = max(window.last for window in plan.windows)
    months = [
        (month_of(month), float(value))
        for month, value in zip(figures.months, figures.values, strict=True)
        if begin <= month_of(month) <= end and value == value
    ]
    if during is None or level is None or not months:
        return None
    below = during < level
    sides = [value < level if below else value > level for _, value in months]
    end_of_run = next((place for place, is_so in enumerate(sides) if not is_so), len(sides))
    return Run(
        outcome,
        level,
        months_before(study),
        months[0][0],
        months[-1][0],
        below,
        months[end_of_run - 1][0] if end_of_run else None,
        months[end_of_run] if end_of_run < len(months) else None,
        sum(sides),
        len(months),
    )


def _how_long(
    study: Study, outcome: Fact, figures: Series, estimate: Estimate | None
) -> Iterator[Text]:
    plan = study.plan
    run = run_of(study, outcome, figures)
    if run is not None:
        yield both(partial(sentences.run_says, run))
        if run.ended and run.on_this_side:
            yield both(partial(sentences.side_says, run))
    for window in plan.windows:
        if window.id != plan.headline:
            yield both(partial(sentences.later_says, outcome, window))
    if estimate is not None:
        yield both(partial(sentences.duration_says, estimate))


def _others(study: Study, tried: OfWindow, table: pl.DataFrame) -> Iterator[Text]:
    """The donors together over the same months, and who is no comparison and why."""
    if tried.donors:
        series = counted(table, [cells for donor in tried.donors for cells in donor.cells])
        before = average(series, *months_before(study))
        after = average(series, tried.window.first, tried.window.last)
        if before.per_month is not None and after.per_month is not None:
            yield both(partial(sentences.together, tried.donors, before, after))
    for because in dict.fromkeys(each.because for each in tried.not_compared):
        donors = tuple(each.donor for each in tried.not_compared if each.because == because)
        yield both(partial(sentences.no_comparison, donors, because))


def _effect(analysis: Analysis, tried: OfWindow) -> Iterator[Text]:
    estimate = analysis.headline
    if estimate is not None and estimate.calibration is not None:
        yield both(partial(sentences.estimate_says, estimate))
        yield both(partial(sentences.coverage_says, estimate.calibration))
        yield from _beside(tried, estimate)
    else:
        passed = sum(each.standing is Standing.PASSED for each in tried.tried)
        counts = len(analysis.leading), len(tried.tried), passed
        yield both(partial(sentences.none_leads, *counts))
        for each in analysis.leading:
            yield both(partial(sentences.why_not, each))
    yield from _again(analysis.again)
    if tried.window.also:
        yield words(tried.window.also)
    yield sentences.MONTHS_NOT_CAUSES


def _again(again: tuple[Again, ...]) -> Iterator[Text]:
    """Whether other months before would have changed it."""
    standing = [each for each in again if each.standing_up]
    for each in standing:
        yield both(partial(sentences.again_some, each))
    failed = tuple(each for each in again if each not in standing)
    if failed:
        yield both(partial(sentences.again_none, failed))


def _beside(tried: OfWindow, leading: Estimate) -> Iterator[Text]:
    others = [
        each.estimate
        for each in tried.tried
        if each.estimate is not None and each.estimate.method != leading.method
    ]
    shares = tuple(each.effect for each in others if each.span.scale is Scale.LOG)
    if shares:
        failed = sum(bool(each.failed) for each in others)
        yield both(partial(sentences.beside_says, shares, failed, len(others)))


def _elsewhere(moved: Displacement, window: Window) -> Iterator[Text]:
    """Each other measure before and in the window; of a part also which share of the whole it is."""
    for fact in moved.facts:
        if fact.measure.role not in (Role.DISPLACEMENT, Role.PROGRAMME):
            continue
        during = fact.during(window.id)
        yield both(partial(sentences.moved_says, fact, during))
        if fact.measure.part_of is not None and during.total is not None:
            whole = moved.of(fact.measure.part_of)
            of = whole.during(window.id)
            if of.total and of.is_whole and during.is_whole:
                yield both(partial(sentences.share_says, fact, whole, window.id))


def _untold(study: Study, window: Window) -> Iterator[Text]:
    for limit in study.limits_of(window.id):
        yield words(limit.text)
    yield words(study.plan.said_honestly)


def _claim(found: Recounted) -> Iterator[Text]:
    claim = found.claim
    yield both(partial(sentences.claim_says, claim))
    if claim.about:
        yield words(claim.about)
    yield sentences.standing_says(found.today.standing)
    changes = tuple(-one.fall for one in found.today.counted if one.fall is not None)
    if len(changes) > 1:
        yield both(partial(sentences.ways_say, changes))
    yield from _ways(found.then, _THEN)
    yield from _ways(found.today, _TODAY)


def _ways(recount: Recount, on: Text) -> Iterator[Text]:
    for one in recount.counted:
        en, es = (sentences.counted_says(one, language) for language in ("en", "es"))
        yield Text(f"{on.en}, {en}", f"{on.es}, {es}")
    if not recount.counted:
        said = sentences.standing_says(recount.standing)
        yield Text(f"{on.en}: {sentences.lower(said.en)}", f"{on.es}: {sentences.lower(said.es)}")
