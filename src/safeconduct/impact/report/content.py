"""What stands in a report, in one language: the verdict first, then everything that it rests on."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

from safeconduct import __version__
from safeconduct.impact import saying, sentences
from safeconduct.impact.analysis import Analysis, OfWindow, Standing, Tried
from safeconduct.impact.beside import Beside
from safeconduct.impact.claims import Counted, Recount, Recounted
from safeconduct.impact.displacement import Average, Displacement
from safeconduct.impact.effect import Estimate
from safeconduct.impact.months import first_day
from safeconduct.impact.promise import MonthOfPromise, Promise
from safeconduct.impact.report.charts import WIDTH, alt, effect_chart, series_charts
from safeconduct.impact.report.document import (
    Block,
    Document,
    Paragraph,
    Picture,
    Points,
    Section,
    Table,
    table,
)
from safeconduct.impact.report.words import say
from safeconduct.impact.shipped import Provenance
from safeconduct.impact.verdict import Part, Verdict
from safeconduct.issuing.words import day_in_words
from safeconduct.programme import Definition
from safeconduct.programme.schema.common import in_language

LANGUAGES = ("en", "es")
_USED = ("numpy", "scipy", "polars", "vl-convert-python", "typst")


@dataclass(frozen=True, slots=True)
class Source:
    """A file of figures and its digest."""

    name: str
    sha256: str

    def as_data(self) -> dict[str, object]:
        return {"name": self.name, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Results:
    """All that a report tells."""

    analysis: Analysis
    verdict: Verdict
    beside: Beside
    displacement: Displacement
    claims: tuple[Recounted, ...]
    promises: tuple[Promise, ...]
    sources: tuple[Source, ...]
    #: Of the programme's own figures; none where others were read.
    provenance: Provenance | None
    command: str
    is_demonstration: bool


def document(found: Results, language: str, font: str, width: int = WIDTH) -> Document:
    """The report in one language; `font` and `width` are those of its charts."""
    study = found.analysis.study
    programme = study.programme.programme
    sections = [
        *(_of_part(part, language) for part in found.verdict.parts),
        _series(found, language, font, width),
        _estimates(found, language, font, width),
        _moved(found, language),
        *([_claims(found, language)] if found.claims else []),
        *([_promise(found, language)] if found.promises else []),
        _how(found, language),
        *(_where_from(found.provenance, language) if found.provenance else []),
        Section("beside", say("beside", language), (Paragraph(say("beside_files", language)),)),
    ]
    return Document(
        language,
        f"{in_language(programme.name, language)}: {say('title', language)}",
        day_in_words(study.plan.registered, language),
        saying.told(found.verdict.answer, language),
        tuple(sections),
        tuple((each, say("demonstration", each)) for each in LANGUAGES)
        if found.is_demonstration
        else (),
    )


def _of_part(part: Part, language: str) -> Section:
    points = tuple(saying.told(sentence, language) for sentence in part.sentences)
    return Section(part.name, saying.told(part.heading, language), (Points(points),))


def _series(found: Results, language: str, font: str, width: int) -> Section:
    shown = found.beside
    columns = [say("month", language)]
    columns += [column.measure.name[language] for column in shown.columns]
    rows = [
        [month, *(_count(column.values[place], language) for column in shown.columns)]
        for place, month in enumerate(shown.months)
    ]
    numbers = table(say("series_table", language), columns, rows, is_long=True)
    drawn = series_charts(shown, language, font, width)
    pictures = [
        Picture(
            svg,
            words,
            say("series_caption", language),
            numbers if place == len(drawn) - 1 else None,
        )
        for place, (svg, words) in enumerate(drawn)
    ]
    happened = [
        [str(number), saying.day(event.on, language), in_language(event.title, language)]
        for number, events in enumerate(shown.events.values(), 1)
        for event in events
    ]
    heads = [say(key, language) for key in ("number", "day", "event")]
    events = table(say("events_table", language), heads, happened, texts=(1, 2), is_long=True)
    return Section("series", say("series", language), (*pictures, events))


def _estimates(found: Results, language: str, font: str, width: int) -> Section:
    analysis = found.analysis
    headline = analysis.of(analysis.study.plan.headline)
    blocks: list[Block] = [Paragraph(say("estimates_about", language))]
    blocks += [_window(window, language) for window in analysis.windows]
    checks = [
        [
            tried.way,
            saying.told(check.text, language),
            say("held" if check.passed else "not_held", language),
        ]
        for tried in analysis.leading
        if tried.estimate
        for check in tried.estimate.checks
    ]
    if checks:
        heads = [say(key, language) for key in ("method", "check", "result")]
        caption = f"{say('checks', language)} ({headline.window.name[language]})"
        blocks.append(table(caption, heads, checks, texts=(1, 2)))
    for tried in analysis.leading:
        if tried.estimate is not None:
            blocks += _leading(tried, tried.estimate, headline, analysis, language, font, width)
    return Section("estimates", say("estimates", language), tuple(blocks))


def _window(window: OfWindow, language: str) -> Table:
    heads = [say(key, language) for key in ("method", "effect", "interval", "coverage", "standing")]
    rows = [_estimate(tried, language) for tried in window.tried]
    months = saying.months(window.window.first, window.window.last, language)
    caption = f"{window.window.name[language]} ({months})"
    return table(caption[0].upper() + caption[1:], heads, rows, texts=(4,))


def _estimate(tried: Tried, language: str) -> list[str]:
    name = f"{tried.way} *" if tried.may_lead else tried.way
    standing = say(tried.standing.value, language)
    estimate = tried.estimate
    if estimate is None:
        against = " ".join(saying.told(text, language) for text in tried.against)
        return [name, "–", "–", "–", f"{standing}: {against}"]
    failed = ", ".join(say(f"check.{check.name}", language) for check in estimate.failed)
    told = f"{standing}: {failed}" if failed else standing
    span, calibration = estimate.span, estimate.calibration
    signed = partial(sentences.signed, span.scale, language=language)
    coverage = "–"
    if calibration:
        coverage = f"{calibration.before:.0%} → {calibration.after:.0%}"
    return [name, signed(span.effect), f"{signed(span.low)} … {signed(span.high)}", coverage, told]


def _leading(
    tried: Tried,
    estimate: Estimate,
    window: OfWindow,
    analysis: Analysis,
    language: str,
    font: str,
    width: int,
) -> Iterator[Block]:
    """The chart of an estimate that may lead, with its title saying what became of it."""
    key = {Standing.FAILED: "failed_chart", Standing.UNMEASURED: "open_chart"}.get(tried.standing)
    key = key or ("leading_chart" if estimate is analysis.headline else "beside_chart")
    method = f"{saying.told(sentences.METHODS[tried.method], language)} ({tried.way})"
    title = say(key, language, method=method)
    heads = [
        say(each, language) for each in ("month", "observed", "expected", "effect", "interval")
    ]
    rows = [
        [each.month, _count(each.observed, language), _count(each.expected, language), "–", "–"]
        for each in estimate.before
    ]
    for month in estimate.months:
        signed = partial(sentences.signed, month.span.scale, language=language)
        rows.append(
            [
                month.month,
                _count(month.observed, language),
                _count(month.expected, language),
                signed(month.span.effect),
                f"{signed(month.span.low)} … {signed(month.span.high)}",
            ]
        )
    months = [row[0] for row in rows]
    yield Picture(
        effect_chart(estimate, title, language, font, width),
        alt(title, months, language),
        say("chart_caption", language, window=window.window.name[language]),
        table(f"{title}: {say('series_table', language).lower()}", heads, rows, is_long=True),
    )
    if estimate.weights:
        names = {donor.id: donor.name[language] for donor in analysis.study.donors}
        weights = "; ".join(
            f"{names.get(each.name, each.name)} {saying.percent(each.weight, language)}"
            for each in estimate.weights
        )
        yield Paragraph(say("weights", language, weights=weights))


def _moved(found: Results, language: str) -> Section:
    windows = found.analysis.study.plan.windows
    facts = found.displacement.facts
    first = facts[0].before
    heads = [
        say("measure", language),
        saying.months(first.first, first.last, language),
        *(saying.months(window.first, window.last, language) for window in windows),
    ]
    rows = [
        [
            fact.measure.name[language],
            _average(fact.before, language),
            *(_average(during, language) for _, during in fact.windows),
        ]
        for fact in facts
    ]
    noted: dict[str, list[str]] = {}
    for fact in facts:
        if fact.measure.beware:
            noted.setdefault(fact.measure.beware[language], []).append(fact.measure.name[language])
    blocks: list[Block] = [
        Paragraph(say("moved_about", language)),
        table(say("moved", language), heads, rows),
        Points(tuple(f"{'; '.join(names)}: {note}" for note, names in noted.items())),
    ]
    return Section("moved", say("moved", language), tuple(blocks))


def _average(given: Average, language: str) -> str:
    if given.per_month is None:
        return say("not_published", language)
    count = saying.number(given.per_month, language)
    return count if given.is_whole else f"{count} ({given.published}/{given.of})"


def _claims(found: Results, language: str) -> Section:
    """What came of each claim at a glance, then each with its source and how it was counted."""
    heads = [say(key, language) for key in ("claim", "said", "on_today")]
    came = [
        [
            _claim_name(number, one, language),
            one.claim.words[language],
            say(f"came.{one.today.standing.value}", language),
        ]
        for number, one in enumerate(found.claims, 1)
    ]
    blocks: list[Block] = [table(say("claims_table", language), heads, came, texts=(1, 2))]
    sources = found.analysis.study.sources
    for number, one in enumerate(found.claims, 1):
        cited = "; ".join(sources[name.partition("#")[0]].citation for name in one.claim.source)
        claim = sentences.claim_says(one.claim, language)
        blocks.append(Paragraph(f"{number}. {claim} [{one.claim.mark}] {cited}."))
        standings = (("that_day", one.then), ("today", one.today))
        points = [_standing(recount, on, language) for on, recount in standings]
        points += [one.claim.about[language]] if one.claim.about else []
        blocks.append(Points(tuple(points)))
        blocks += _counted(number, one, language)
    return Section("claims", say("claims", language), tuple(blocks))


def _claim_name(number: int, one: Recounted, language: str) -> str:
    """A number of its own, since two claims may be of one office and day."""
    return f"{number}. {one.claim.by[language]}, {saying.day(one.claim.said_on, language)}"


def _counted(number: int, one: Recounted, language: str) -> Iterator[Table]:
    rows = [*_ways(one.then, "that_day", language), *_ways(one.today, "today", language)]
    if rows:
        heads = [say(key, language) for key in ("taken_as", "before", "after", "change", "fits")]
        caption = say("counted_as", language, claim=_claim_name(number, one, language))
        yield table(caption, heads, rows, texts=(3, 4), is_long=True)


def _standing(recount: Recount, on: str, language: str) -> str:
    standing = saying.told(sentences.standing_says(recount.standing), language)
    when = say(on, language)
    return f"{when[0].upper()}{when[1:]}: {sentences.lower(standing)}"


def _ways(recount: Recount, on: str, language: str) -> Iterator[list[str]]:
    for one in recount.counted:
        yield _way(one, on, language)


def _way(one: Counted, on: str, language: str) -> list[str]:
    unsaid = "other_months" if one.comparison.reading == "beside" else "no_number"
    fits = {True: "yes", False: "no", None: unsaid}[one.fits]
    reading = say(f"reads_{one.comparison.reading}", language)
    return [
        f"{one.comparison.words[language]} ({reading}, {say(on, language)})",
        saying.number(one.before, language),
        saying.number(one.after, language),
        saying.change(one.before, one.after, language, closely=True),
        say(fits, language),
    ]


def _promise(found: Results, language: str) -> Section:
    said = found.analysis.study.promise
    assert said is not None
    blocks: list[Block] = [Paragraph(said.of_those_returned[language])]
    rules: dict[str, int] = {}
    for one in found.promises:
        named = one.programme.variant_name or one.programme.programme.name
        keys = ("month", *one.months[0].numbers, "barred_by")
        heads = [say(key, language) for key in keys]
        rows = [_month(month, one.programme, rules, language) for month in one.months]
        caption = say("promise_of", language, name=in_language(named, language))
        blocks.append(table(caption, heads, rows, texts=(len(heads) - 1,)))
    means = [f"{say(step.step.value, language)}: {step.means[language]}." for step in said.monthly]
    means += [f"[{number}] {words}" for words, number in rules.items()]
    blocks.append(Points(tuple(means)))
    return Section("promise", say("promise", language), tuple(blocks))


def _month(
    month: MonthOfPromise, definition: Definition, rules: dict[str, int], language: str
) -> list[str]:
    """A line of the table; `rules` are numbered as they come, and quoted below it."""
    numbers = [
        say("not_published", language)
        if number.count is None
        else saying.number(number.count, language)
        for number in month.numbers.values()
    ]

    def numbered(name: str) -> str:
        words = _rule(definition, name, month.month, language)
        return f"[{rules.setdefault(words, len(rules) + 1)}]"

    barred = [numbered(name) for name in month.barred_by]
    barred += [say("from_some_day", language, rule=numbered(name)) for name in month.partly]
    return [month.month, *numbers, ", ".join(barred) or "–"]


def _rule(definition: Definition, name: str, month: str, language: str) -> str:
    """What a rule said at the end of a month to those whom it bars, and its name in the programme's files."""
    first = first_day(month)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    versions = [each for each in definition.conditions if each.id == name and each.from_ <= last]
    rule = max(versions, key=lambda each: each.from_)
    return f"“{rule.text[language]}” ({name})"


def _how(found: Results, language: str) -> Section:
    analysis = found.analysis
    study, plan = analysis.study, analysis.study.plan
    headline = analysis.of(plan.headline).window
    windows = "; ".join(
        f"{each.name[language]} ({saying.months(each.first, each.last, language)})"
        for each in plan.windows
    )
    left_out = saying.listed([saying.month(each, language) for each in plan.left_out], language)
    methods = ", ".join(
        f"{saying.told(sentences.METHODS[tried.method], language)} ({tried.way})"
        for tried in analysis.leading
    )
    used = ", ".join([f"Safeconduct {__version__}", *(f"{name} {version(name)}" for name in _USED)])
    lines = [
        say(
            "registered", language, day=day_in_words(plan.registered, language), digest=study.digest
        ),
        say(
            "compared",
            language,
            outcome=study.measures[plan.outcome].name[language],
            before=saying.months(plan.before_from, plan.before_until, language),
            left_out=left_out or say("none", language),
        ),
        say("windows", language, windows=windows),
        say("leads", language, window=headline.name[language], methods=methods),
        *(
            say("figures", language, name=source.name, digest=source.sha256)
            for source in found.sources
        ),
        say("versions", language, versions=used),
        say("again", language, command=found.command),
    ]
    if not _is_measured(analysis):
        lines.insert(0, say("no_coverage", language))
    return Section("how", say("how", language), (Points(tuple(lines)),))


def _is_measured(analysis: Analysis) -> bool:
    made = [t.estimate for window in analysis.windows for t in window.tried if t.estimate]
    return any(estimate.calibration for estimate in made)


def _where_from(provenance: Provenance, language: str) -> Iterator[Section]:
    files = [
        say(
            "file",
            language,
            publisher=file.publisher,
            title=file.title,
            name=file.name,
            digest=file.sha256,
            repository=file.repository,
            commit=file.commit,
        )
        for file in provenance.files.values()
    ]
    yield Section("sources", say("sources", language), (Points(tuple(files)),))
    traps = tuple(getattr(trap, language) for trap in provenance.traps)
    if traps:
        yield Section("traps", say("traps", language), (Points(traps),))


def _count(value: float | None, language: str) -> str:
    return "–" if value is None else saying.number(value, language)
