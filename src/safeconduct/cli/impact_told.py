"""What `safeconduct impact` prints about a programme, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from rich.bar import Bar
from rich.console import Console

from safeconduct.impact import saying, sentences
from safeconduct.impact.analysis import Analysis, OfWindow, Standing, Tried
from safeconduct.impact.beside import Beside
from safeconduct.impact.claims import Recount, Recounted
from safeconduct.impact.effect import Text
from safeconduct.impact.promise import MonthOfPromise, Number, Promise
from safeconduct.impact.report.words import say as report_says
from safeconduct.impact.study import Study
from safeconduct.impact.study.schema import Published
from safeconduct.impact.verdict import Part
from safeconduct.programme.schema.common import in_language

_WORDS = {
    "month": Text("month", "mes"),
    "not_published": Text("not published", "no publicado"),
    "events": Text(
        "> marks what happened in a month, [1] its number in the chart.",
        "> señala lo que ocurrió en un mes; [1], su número en el gráfico.",
    ),
    "chart": Text(
        "{measure}, month by month; [1] numbers the events below.",
        "{measure}, mes a mes; [1] numera los hechos de abajo.",
    ),
    "source": Text("Source", "Fuente"),
    "no_claims": Text(
        "No claims about {programme} are listed.", "No hay afirmaciones sobre {programme}."
    ),
    "then": Text("On the figures of that day", "Con las cifras de ese día"),
    "today": Text("On today's figures", "Con las cifras de hoy"),
    "missing": Text("not published for these months", "no publicado para estos meses"),
    "not_kept": Text(
        "what was published by then is not kept here",
        "lo que estaba publicado entonces no se guarda aquí",
    ),
    "returned": Text("returned", "retornadas"),
    "barred": Text("barred for certain", "impedidas con certeza"),
    "could_apply": Text("could apply", "podían solicitar"),
    "applied": Text("applied", "solicitaron"),
    "approved": Text("approved", "aprobadas"),
    "arrived": Text("arrived", "llegaron"),
    "by": Text("by", "por"),
    "later_in_month": Text("from some day of the month on", "desde algún día del mes"),
    "also_published": Text("Also published:", "También se publicó:"),
    "at_least": Text("more than", "más de"),
    "about": Text("about", "unas"),
    "plan": Text("Plan of {day}, sha256 {digest}", "Plan del {day}, sha256 {digest}"),
    "event": Text("Effect of: {event}", "Efecto de: {event}"),
    "before": Text("{n} months before, {gap} left out", "{n} meses antes; meses sin contar: {gap}"),
    "effect": Text("effect", "efecto"),
    "interval": Text("95% interval", "intervalo 95 %"),
    "coverage": Text("coverage", "cobertura"),
    "standing": Text("standing", "resultado"),
    "leads": Text("* may lead, by the plan", "* puede encabezar, según el plan"),
    "not_measured": Text("not measured", "no medida"),
    Standing.PASSED: Text("passed its checks", "supera sus comprobaciones"),
    Standing.FAILED: Text("failed", "no supera"),
    Standing.REFUSED: Text("refused", "rechazada"),
    Standing.UNMEASURED: Text("coverage not measured", "cobertura no medida"),
}


def _say(key: str, language: str, **given: object) -> str:
    text = saying.told(_WORDS[key], language)
    for name, value in given.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def parts_told(parts: Sequence[Part], language: str) -> Iterator[str]:
    """A verdict's parts: a heading and its sentences."""
    for number, part in enumerate(parts):
        if number:
            yield ""
        yield saying.told(part.heading, language)
        for sentence in part.sentences:
            yield f"  - {saying.told(sentence, language)}"


def chart_told(found: Beside, language: str, width: int) -> Iterator[str]:
    """The outcome as bars in lines of that width, with the numbers of the months in which things happened."""
    outcome = found.study.plan.outcome
    (column,) = (each for each in found.columns if each.measure.id == outcome)
    yield _say("chart", language, measure=column.measure.name[language])
    yield ""
    most = max((value for value in column.values if value is not None), default=0) or 1
    counts = [_count(value, language) for value in column.values]
    numbers = _numbers(found)
    before, counted = max(map(len, numbers.values()), default=0), max(map(len, counts))
    room = max(10, width - len(" ".join((found.months[0], " " * before, " " * counted, ""))))
    for month, value, count in zip(found.months, column.values, counts, strict=True):
        head = f"{month} {numbers.get(month, ''):<{before}} {count:>{counted}}"
        yield f"{head} {_bar(value or 0, most, room)}".rstrip()


def _numbers(found: Beside) -> dict[str, str]:
    """The months of events, numbered as in every chart of the study."""
    return {month: f"[{number}]" for number, month in enumerate(found.events, 1)}


def _bar(value: float, most: float, width: int) -> str:
    drawn = Console(width=width, color_system=None).render(Bar(most, 0, value, width=width))
    return "".join(segment.text for segment in drawn).rstrip()


def series_told(found: Beside, language: str) -> Iterator[str]:
    """A table of months and numbered measures; events stand under their month."""
    for number, column in enumerate(found.columns, 1):
        yield f"({number}) {column.measure.name[language]}"
    yield _say("events", language)
    yield ""
    widths = [
        max(5, *(len(_count(value, language)) for value in column.values))
        for column in found.columns
    ]
    heads = [f"({number})" for number in range(1, len(widths) + 1)]
    yield _row(_say("month", language), heads, widths)
    numbers = _numbers(found)
    for place, month in enumerate(found.months):
        cells = [_count(column.values[place], language) for column in found.columns]
        yield _row(month, cells, widths)
        for event in found.events.get(month, ()):
            day = saying.day(event.on, language)
            yield f"  > {numbers[month]} {day}: {in_language(event.title, language)}"
    noted: dict[str, list[str]] = {}
    for head, column in zip(heads, found.columns, strict=True):
        if column.measure.beware:
            noted.setdefault(column.measure.beware[language], []).append(head)
    for note, columns in noted.items():
        yield f"- {' '.join(columns)} {note}"


def _row(head: str, cells: Sequence[str], widths: Sequence[int]) -> str:
    columns = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return f"{head:<8} {'  '.join(columns)}"


def _count(value: float | None, language: str) -> str:
    return "–" if value is None else saying.number(value, language)


def no_claims(study: Study, language: str) -> str:
    """That nobody's words about a programme are listed."""
    return _say("no_claims", language, programme=study.programme.programme.id)


def claims_told(study: Study, found: Sequence[Recounted], language: str) -> Iterator[str]:
    """Each claim with both counts."""
    for number, one in enumerate(found):
        if number:
            yield ""
        yield sentences.claim_says(one.claim, language)
        cited = [
            study.sources[reference.partition("#")[0]].citation for reference in one.claim.source
        ]
        yield f"  {_say('source', language)} [{one.claim.mark}]: {'; '.join(cited)}"
        if one.claim.about:
            yield f"  {one.claim.about[language]}"
        yield from _recount_told(one.then, "then", language)
        yield from _recount_told(one.today, "today", language)


def _recount_told(found: Recount, on: str, language: str) -> Iterator[str]:
    standing = saying.told(sentences.standing_says(found.standing), language)
    yield f"  {_say(on, language)}: {sentences.lower(standing)}"
    for one in found.counted:
        mark = {True: "=", False: "≠", None: "·"}[one.fits]
        yield f"    {mark} {sentences.counted_says(one, language)}"
    if found.counted:
        for comparison in found.left_out:
            why = _say("not_kept" if on == "then" else "missing", language)
            yield f"    – {comparison.words[language]}: {why}"


def promise_told(study: Study, found: Sequence[Promise], language: str) -> Iterator[str]:
    """A table for each variant, and what else is published."""
    said = study.promise
    assert said is not None
    for each in found:
        name = each.programme.variant_name
        yield f"{each.programme.label}{f': {in_language(name, language)}' if name else ''}"
        yield from _months_told(each.months, language)
        yield ""
    for step in said.monthly:
        yield f"- {_say(step.step.value, language)}: {step.means[language]}"
    yield said.of_those_returned[language]
    yield _say("also_published", language)
    for one in said.published:
        yield f"  - {published_told(one, study, language)}"


def _months_told(months: Sequence[MonthOfPromise], language: str) -> Iterator[str]:
    heads = [_say(name, language) for name in months[0].numbers]
    rows = [[number_told(each, language) for each in month.numbers.values()] for month in months]
    widths = [
        max(len(head), *(len(row[place]) for row in rows)) for place, head in enumerate(heads)
    ]
    yield _row(_say("month", language), heads, widths)
    for month, row in zip(months, rows, strict=True):
        line = _row(month.month, row, widths)
        if month.barred_by:
            line += f"  {_say('by', language)} {', '.join(month.barred_by)}"
        if month.partly:
            line += (
                f"  {_say('by', language)} {', '.join(month.partly)} "
                f"({_say('later_in_month', language)})"
            )
        yield line


def number_told(given: Number, language: str) -> str:
    """A count, or that it is not published."""
    if given.count is None:
        return _say("not_published", language)
    return saying.number(given.count, language)


def published_told(one: Published, study: Study, language: str) -> str:
    """One published figure with its step, day and source."""
    count = saying.number(one.count, language)
    if one.at_least or one.rounded:
        count = f"{_say('at_least' if one.at_least else 'about', language)} {count}"
    if one.as_of:
        when = saying.day(one.as_of, language)
    else:
        assert one.first and one.last
        when = saying.months(one.first, one.last, language)
    cited = study.sources[one.source[0].partition("#")[0]].citation
    note = f" {one.note[language]}" if one.note else ""
    return f"{_say(one.step.value, language)}, {when}: {count} [{one.mark}] ({cited}).{note}"


def effect_told(analysis: Analysis, language: str) -> Iterator[str]:
    """Every estimate of every window, the failed and refused ones marked as such."""
    study = analysis.study
    registered = study.plan.registered.isoformat()
    yield _say("plan", language, day=registered, digest=study.digest)
    event = next(e for e in study.programme.programme.events if e.id == study.plan.event)
    day = saying.day(event.on, language)
    yield _say("event", language, event=f"{day}: {in_language(event.title, language)}")
    for window in analysis.windows:
        yield ""
        yield from _window_told(window, language)
    yield ""
    yield _say("leads", language)


def _window_told(found: OfWindow, language: str) -> Iterator[str]:
    window = found.window
    months = saying.months(window.first, window.last, language)
    made = next((tried.estimate for tried in found.tried if tried.estimate), None)
    extent = ""
    if made is not None:
        held = made.window
        extent = "; " + _say("before", language, n=held.before, gap=held.left_out)
    yield f"{window.name[language]} ({months}{extent})"
    rows = [
        (
            "",
            *(_say(key, language) for key in ("effect", "interval", "coverage", "standing")),
        ),
        *(_cells(tried, language) for tried in found.tried),
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    for row in rows:
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        yield f"  {cells}  {row[4]}".rstrip()
    for because in dict.fromkeys(each.because for each in found.not_compared):
        donors = tuple(each.donor for each in found.not_compared if each.because == because)
        yield f"  {sentences.no_comparison(donors, because, language)}"


def _cells(tried: Tried, language: str) -> tuple[str, str, str, str, str]:
    name = f"{'*' if tried.may_lead else ' '} {tried.way}"
    standing = _say(tried.standing, language)
    estimate = tried.estimate
    if estimate is None:
        assert tried.refused is not None
        return (name, "", "", "", f"{standing}: {saying.told(tried.refused, language)}")
    span, found = estimate.span, estimate.calibration
    signed = partial(sentences.signed, span.scale, language=language)
    failed = ", ".join(report_says(f"check.{check.name}", language) for check in estimate.failed)
    return (
        name,
        signed(span.effect),
        f"{signed(span.low)} … {signed(span.high)}",
        f"{found.before:.0%} → {found.after:.0%}" if found else _say("not_measured", language),
        f"{standing}: {failed}" if failed else standing,
    )
