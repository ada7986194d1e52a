"""The sentences of a verdict: each takes results and a language, and stands on its own numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from safeconduct.impact import saying
from safeconduct.impact.analysis import Again, Tried
from safeconduct.impact.claims import Counted, Standing
from safeconduct.impact.displacement import Average, Fact
from safeconduct.impact.effect import Calibration, Estimate, Scale, Text
from safeconduct.impact.numerals import NO_MORE_READ
from safeconduct.impact.study.schema import Claim, Donor, Window

Say = Callable[[str], str]

#: Each method, as a sentence calls it.
METHODS: Mapping[str, Text] = {
    "difference": Text("Difference in differences", "Diferencia en diferencias"),
    "interrupted": Text("Interrupted time series", "Serie temporal interrumpida"),
    "synthetic": Text("Synthetic control", "Control sintético"),
}
CANNOT_BE_TOLD = Text(
    "How much of that the measure did cannot be told from these figures.",
    "Cuánto de eso hizo la medida no puede saberse con estas cifras.",
)
MONTHS_NOT_CAUSES = Text(
    "Months are compared here, not causes: whatever else began in the same month is in the same "
    "number.",
    "Aquí se comparan meses y no causas: todo lo demás que empezó en el mismo mes está en el mismo "
    "número.",
)
HANGS_ON_THE_MONTHS = Text(
    "Whether there were fewer or more hangs on the months with which one compares.",
    "Si hubo menos o más depende de los meses con los que se compara.",
)
_STANDINGS: Mapping[Standing, Text] = {
    Standing.REPRODUCED: Text(
        "The number comes out again on these figures.", "El número vuelve a salir con estas cifras."
    ),
    Standing.ONLY_IN_WINDOW: Text(
        "The number comes out again only for some of the months and measures that the words allow.",
        "El número solo vuelve a salir con algunos de los meses y medidas que permiten las palabras.",
    ),
    Standing.NOT_REPRODUCIBLE: Text(
        "The number does not come out again on these figures.",
        "El número no vuelve a salir con estas cifras.",
    ),
    Standing.NOT_PRECISE: Text(
        "This is not stated precisely enough to be counted again.",
        "Esto no está dicho con la precisión necesaria para volver a contarlo.",
    ),
    Standing.NOT_HELD: Text(
        "These figures do not hold what its words need to be counted again.",
        "Estas cifras no contienen lo que sus palabras necesitan para volver a contarse.",
    ),
    Standing.NO_FIGURES: Text(
        "No figures of that day are kept here.", "Aquí no se guardan cifras de ese día."
    ),
}


def standing_says(standing: Standing) -> Text:
    """What came of a recount."""
    return _STANDINGS[standing]


def both(say: Say) -> Text:
    """One sentence in both languages."""
    return Text(say("en"), say("es"))


def words(given: Mapping[str, str]) -> Text:
    """A programme's own words as a sentence."""
    return Text(given["en"], given["es"])


def answer(
    outcome: Fact,
    window: Window,
    shares: tuple[float, ...],
    estimate: Estimate | None,
    language: str,
) -> str:
    """The whole verdict in two sentences; `shares`: by how much it changed against each set of months."""
    last = estimate_says(estimate, language) if estimate else saying.told(CANNOT_BE_TOLD, language)
    if not shares:
        during = outcome.during(window.id)
        return f"{name(outcome, language)}: {not_published(during, language)} {last}"
    now = saying.during(window.first, window.last, language)
    seen = _more_or_fewer(min(shares), max(shares), now, language)
    return f"{name(outcome, language)}: {seen} {last}"


def _more_or_fewer(low: float, high: float, now: str, language: str) -> str:
    """The span of several comparisons: on one side of nothing, or on both."""
    by = {
        "en": "by the months with which one compares",
        "es": "según los meses con los que se compara",
    }[language]
    least, most = saying.change(1, 1 + low, language), saying.change(1, 1 + high, language)
    if low < 0 < high:
        return {
            "en": f"from {least} to {most} a month {now} than before, {by}.",
            "es": f"de {least} a {most} al mes {now} que antes, {by}.",
        }[language]
    if low == high:
        return {
            "en": f"{least} a month {now} than before.",
            "es": f"{least} al mes {now} que antes.",
        }[language]
    near, far = sorted((abs(low), abs(high)))
    more = {"en": ("fewer", "more"), "es": ("menos", "más")}[language][low >= 0]
    first, second = (saying.percent(each, language) for each in (near, far))
    return {
        "en": f"between {first} and {second} {more} a month {now} than before, {by}.",
        "es": f"entre {first} y {second} {more} al mes {now} que antes, {by}.",
    }[language]


def compared(
    outcome: Fact, before: Average, during: Average, called: Mapping[str, str], language: str
) -> str:
    """A measure in two spans of months, and by how much it differs."""
    assert before.per_month is not None and during.per_month is not None
    then = saying.number(before.per_month, language)
    now = saying.number(during.per_month, language)
    change = saying.change(before.per_month, during.per_month, language)
    when = saying.during(before.first, before.last, language)
    later = saying.during(during.first, during.last, language)
    per = {"en": "a month", "es": "al mes"}[language]
    return (
        f"{name(outcome, language)}: {then} {per} {when} ({called[language]}), {now} {per} {later}: "
        f"{change}."
    )


def between(low: float, high: float, language: str) -> str:
    """From the least to the most of several changes on one side."""
    least, most = sorted((abs(low), abs(high)))
    if language == "en":
        more = "fewer" if high <= 0 else "more"
        return (
            f"So there were between {saying.percent(least, 'en')} and {saying.percent(most, 'en')} "
            f"{more}, by the months with which one compares."
        )
    more = "menos" if high <= 0 else "más"
    return (
        f"Es decir, hubo entre {saying.percent(least, 'es')} y {saying.percent(most, 'es')} {more}, "
        "según los meses con los que se compara."
    )


@dataclass(frozen=True, slots=True)
class Run:
    """The months after, each against the level of the months before."""

    outcome: Fact
    level: float
    before: tuple[str, str]
    first: str
    last: str
    below: bool
    #: The last month of the first unbroken run; None if the first month is not on that side at all.
    until: str | None
    #: The month that ends the run, with its count; None if it goes on to the end.
    ended: tuple[str, float] | None
    on_this_side: int
    months: int

    def side(self, language: str) -> str:
        return {"en": ("below", "above"), "es": ("por debajo", "por encima")}[language][
            not self.below
        ]


def run_says(run: Run, language: str) -> str:
    """Until when the count stayed on the side to which it went."""
    level, side = saying.number(run.level, language), run.side(language)
    then, called = saying.months(*run.before, language), name(run.outcome, language)
    first = saying.month(run.first, language)
    count = saying.number(run.ended[1], language) if run.ended else ""
    if run.until is None:
        return {
            "en": f"{called}: already in {first} the count ({count}) was not {side} the average of "
            f"{then} ({level}).",
            "es": f"{called}: ya en {first} la cuenta ({count}) no estaba {side} del promedio de "
            f"{then} ({level}).",
        }[language]
    many, until = saying.apart(run.first, run.until) + 1, saying.month(run.until, language)
    text = {
        "en": f"{called}: from {first} on the count stayed {side} the average of {then} ({level}) for {many} "
        f"month{'s' if many > 1 else ''}, until {until}",
        "es": f"{called}: desde {first} la cuenta quedó {side} del promedio de {then} ({level}) durante "
        f"{many} mes{'es' if many > 1 else ''}, hasta {until}",
    }[language]
    if run.ended is None:
        end = {"en": "the last month that is looked at", "es": "el último mes que se examina"}
        return f"{text}, {end[language]}."
    month = saying.month(run.ended[0], language)
    return (
        text + {"en": f"; in {month} it was {count}.", "es": f"; en {month} fue {count}."}[language]
    )


def side_says(run: Run, language: str) -> str:
    """In how many months of all it was on that side."""
    whole, side = saying.months(run.first, run.last, language), run.side(language)
    called, then = name(run.outcome, language), saying.months(*run.before, language)
    return {
        "en": f"{called}: {side} the average of {then} in {run.on_this_side} of the {run.months} months "
        f"of {whole}.",
        "es": f"{called}: {side} del promedio de {then} en {run.on_this_side} de los {run.months} meses "
        f"de {whole}.",
    }[language]


def later_says(outcome: Fact, window: Window, language: str) -> str:
    """Another window against the same months before, and what else began in it."""
    during, before = outcome.during(window.id), outcome.before
    called = window.name[language]
    months = saying.months(window.first, window.last, language)
    head = f"{name(outcome, language)}, {called} ({months})"
    if during.per_month is None or before.per_month is None:
        return f"{head}: {not_published(during, language)}"
    count = saying.number(during.per_month, language)
    change = saying.change(before.per_month, during.per_month, language)
    then = saying.during(before.first, before.last, language)
    text = {
        "en": f"{head}: {count} a month, {change} than {then}.",
        "es": f"{head}: {count} al mes, {change} que {then}.",
    }[language]
    if window.also is None:
        return text
    also = {"en": "In these months also:", "es": "En estos meses, además:"}[language]
    return f"{text} {also} {lower(window.also[language])}"


def together(donors: tuple[Donor, ...], then: Average, now: Average, language: str) -> str:
    """The groups that are compared with, added up: they are apart from one another."""
    assert then.per_month is not None and now.per_month is not None
    counts = saying.number(then.per_month, language), saying.number(now.per_month, language)
    change = saying.change(then.per_month, now.per_month, language)
    when = saying.during(then.first, then.last, language)
    later = saying.during(now.first, now.last, language)
    names = saying.listed([donor.name[language] for donor in donors], language)
    return {
        "en": f"The {len(donors)} groups with which the plan compares, together: {counts[0]} a month "
        f"{when}, {counts[1]} a month {later}: {change}. They are: {names}.",
        "es": f"Los {len(donors)} grupos con los que compara el plan, juntos: {counts[0]} al mes "
        f"{when}, {counts[1]} al mes {later}: {change}. Son: {names}.",
    }[language]


def no_comparison(donors: tuple[Donor, ...], because: Text, language: str) -> str:
    """Who is left out as a comparison, and why."""
    names = saying.listed([donor.name[language] for donor in donors], language)
    head = {"en": "No comparison in these months", "es": "Sin comparación en estos meses"}[language]
    return f"{head}: {names}. {saying.told(because, language)}"


def none_leads(leading: int, tried: int, passed: int, language: str) -> str:
    """That there is no headline, and how many estimates were tried for it."""
    return {
        "en": f"It cannot be told from these figures: each of the {leading} estimates that the plan lets "
        f"lead has something against it, and of all {tried} that were tried for these months "
        f"{passed or 'none'} passed its own checks.",
        "es": f"No puede saberse con estas cifras: cada una de las {leading} estimaciones que el plan "
        f"deja encabezar tiene algo en contra, y de las {tried} intentadas para estos meses "
        f"{passed or 'ninguna'} superó sus propias comprobaciones.",
    }[language]


def why_not(tried: Tried, language: str) -> str:
    """What speaks against one estimate."""
    reasons = " ".join(saying.told(text, language) for text in tried.against)
    return f"{saying.told(METHODS[tried.method], language)} ({tried.way}): {reasons}"


def again_none(again: tuple[Again, ...], language: str) -> str:
    """That other months before change nothing of it."""
    tried = sum(len(each.tried) for each in again)
    counted = saying.listed([_counted_from(each, language) for each in again], language)
    return {
        "en": f"With other months before, none of the {tried} estimates passes its own checks either: "
        f"counted {counted}.",
        "es": f"Con otros meses anteriores, tampoco supera sus propias comprobaciones ninguna de las "
        f"{tried} estimaciones: contando {counted}.",
    }[language]


def again_some(again: Again, language: str) -> str:
    """What no check speaks against when the months before are counted from another one."""
    stand, of = len(again.standing_up), len(again.tried)
    shares = [each.effect for each in again.standing_up if each.span.scale is Scale.LOG]
    told = ""
    if shares:
        low, high = (saying.change(1, 1 + each, language) for each in (min(shares), max(shares)))
        one = {"en": f": {low}", "es": f": {low}"}
        more = {"en": f", between {low} and {high}", "es": f", de {low} a {high}"}
        told = (one if low == high else more)[language]
    counted = _counted_from(again, language)
    return {
        "en": f"Counted {counted}, nothing speaks against {stand} of {of} estimates{told}. Their coverage "
        "is not measured, and the plan does not let them lead.",
        "es": f"Contando {counted}, nada habla en contra de {stand} de {of} estimaciones{told}. Su "
        "cobertura no está medida y el plan no las deja encabezar.",
    }[language]


def _counted_from(again: Again, language: str) -> str:
    month = saying.month(again.before_from, language)
    return {
        "en": f"from {month} on ({again.months} months)",
        "es": f"desde {month} ({again.months} meses)",
    }[language]


def estimate_says(estimate: Estimate, language: str) -> str:
    """The effect with its interval, as more or fewer than expected."""
    method = saying.told(METHODS[estimate.method.partition("-")[0]], language)
    span = estimate.span
    when = saying.during(estimate.window.start, estimate.window.last, language)
    if span.scale is Scale.COUNT:
        told = (signed(span.scale, each, language) for each in (span.low, span.high, span.effect))
        low, high, centre = told
        return {
            "en": f"{method}: {centre} a month {when} against what was expected (95 percent "
            f"interval: {low} to {high}).",
            "es": f"{method}: {centre} al mes {when} frente a lo esperado (intervalo del 95 por "
            f"ciento: {low} a {high}).",
        }[language]
    change, low, high = (
        saying.change(1.0, 1 + each, language) for each in (span.effect, span.low, span.high)
    )
    return {
        "en": f"{method}: {change} {when} than was expected (95 percent interval: from {low} to "
        f"{high}).",
        "es": f"{method}: {change} {when} de lo esperado (intervalo del 95 por ciento: de {low} a "
        f"{high}).",
    }[language]


def coverage_says(found: Calibration, language: str) -> str:
    """How often an interval made this way held the truth."""
    share = saying.percent(found.after, language)
    return {
        "en": f"On simulated series of the same shape this interval held the truth in {share} of "
        "cases; 95 percent is stated.",
        "es": f"En series simuladas de la misma forma, este intervalo contuvo la verdad en el {share} "
        "de los casos; se declara el 95 por ciento.",
    }[language]


def beside_says(shares: tuple[float, ...], failed: int, others: int, language: str) -> str:
    """Between what the other estimates lie, so that the choice of one can be judged."""
    low = saying.change(1, 1 + min(shares), language)
    high = saying.change(1, 1 + max(shares), language)
    return {
        "en": f"The other {len(shares)} estimates of a share lie between {low} and {high}; {failed} of "
        f"all {others} others fail checks of their own.",
        "es": f"Las otras {len(shares)} estimaciones de una proporción van de {low} a {high}; {failed} "
        f"de las {others} restantes no superan sus propias comprobaciones.",
    }[language]


def duration_says(estimate: Estimate, language: str) -> str:
    """How long the estimate itself is seen, month by month."""
    lasted = estimate.duration
    if lasted.first is None or lasted.unbroken_until is None:
        return {
            "en": "By the estimate, no single month shows it beyond its own interval.",
            "es": "Según la estimación, ningún mes por sí solo lo muestra más allá de su intervalo.",
        }[language]
    when = saying.during(lasted.first, lasted.unbroken_until, language)
    return {
        "en": f"By the estimate it is seen without a break {when}, and in {lasted.months} of "
        f"{lasted.of} months in all.",
        "es": f"Según la estimación se ve sin interrupción {when}, y en {lasted.months} de "
        f"{lasted.of} meses en total.",
    }[language]


def moved_says(fact: Fact, during: Average, language: str) -> str:
    """Another measure before and in the window."""
    if during.per_month is None:
        return f"{name(fact, language)}: {not_published(during, language)}"
    before, per = fact.before, {"en": "a month", "es": "al mes"}[language]
    now = f"{saying.number(during.per_month, language)} {per} "
    now += saying.during(during.first, during.last, language) + _partly(during, language)
    if before.per_month is None or not before.is_whole:
        then = saying.months(before.first, before.last, language)
        nothing = {
            "en": f"no figures for {then}",
            "es": f"sin cifras de {then}",
        }[language]
        text = f"{name(fact, language)}: {now}; {nothing}."
    else:
        then = saying.number(before.per_month, language)
        when = saying.during(before.first, before.last, language)
        change = saying.change(before.per_month, during.per_month, language)
        text = f"{name(fact, language)}: {then} {per} {when}, {now}: {change}."
    beware = fact.measure.beware
    return f"{text} {beware[language]}" if beware else text


def share_says(part: Fact, whole: Fact, window: str, language: str) -> str:
    """Which share of a measure a part of it is."""
    these, of = part.during(window), whole.during(window)
    assert these.total is not None and of.total
    share = saying.percent(these.total / of.total, language)
    when = saying.during(these.first, these.last, language)
    a, b = saying.number(these.total, language), saying.number(of.total, language)
    return {
        "en": f"{name(part, 'en')}: {a} of {b} ({name(whole, 'en')}) {when}, {share}.",
        "es": f"{name(part, 'es')}: {a} de {b} ({name(whole, 'es')}) {when}, {share}.",
    }[language]


def claim_says(claim: Claim, language: str) -> str:
    """Who said what and when."""
    ours = {"en": "in our words", "es": "en nuestras palabras"}[language]
    when = saying.day(claim.said_on, language)
    return f"{claim.by[language]}, {when}, {ours}: {claim.words[language]}"


#: How a comparison stands to a claim's words.
_READINGS: Mapping[str, Mapping[str, str]] = {
    "own_words": {"en": "", "es": ""},
    "beside": {"en": "full months beside it: ", "es": "meses completos al lado: "},
    "fixed": {"en": "by the fixed comparison, ", "es": "por la comparación fija, "},
}


def counted_says(one: Counted, language: str) -> str:
    """One way to take a claim, with its numbers."""
    head = _READINGS[one.comparison.reading][language]
    before, after = saying.number(one.before, language), saying.number(one.after, language)
    # A claim of 80 percent is not reproduced by 79.8, and the reader has to see why.
    change = saying.change(one.before, one.after, language, closely=True)
    return {
        "en": f"{head}{one.comparison.words['en']}: {after} a month after {before}, {change}.",
        "es": f"{head}{one.comparison.words['es']}: {after} al mes tras {before}, {change}.",
    }[language]


def ways_say(changes: tuple[float, ...], language: str) -> str:
    """Between what the ways to take a claim lie."""
    low, high = (saying.change(1, 1 + each, language) for each in (min(changes), max(changes)))
    return {
        "en": f"By how the words are taken, the answer goes from {low} to {high}.",
        "es": f"Según cómo se tomen las palabras, la respuesta va de {low} a {high}.",
    }[language]


def name(fact: Fact, language: str) -> str:
    """What a measure counts."""
    return fact.measure.name[language]


def lower(sentence: str) -> str:
    """A sentence as the second half of another; a name or an abbreviation keeps its capital."""
    word = sentence.split(" ", 1)[0]
    return sentence if word[1:] != word[1:].lower() else sentence[0].lower() + sentence[1:]


def not_published(during: Average, language: str) -> str:
    """That these figures hold nothing of a span: not published, or not in the files that were read."""
    when = saying.months(during.first, during.last, language)
    return {"en": f"no figures for {when}.", "es": f"sin cifras de {when}."}[language]


def _partly(during: Average, language: str) -> str:
    if during.is_whole:
        return ""
    return {
        "en": f" (of {during.of} months {during.published} are published)",
        "es": f" (de {during.of} meses se publican {during.published})",
    }[language]


def signed(scale: Scale, value: float, language: str) -> str:
    """An effect with its sign, for a table: a share in percent, or a count a month."""
    sign = "-" if value < 0 else "+"
    if scale is Scale.COUNT:
        return sign + saying.number(abs(value), language)
    if value > NO_MORE_READ:
        return f">+{saying.number(100 * NO_MORE_READ, language)}%"
    return f"{sign}{saying.number(round(abs(value) * 100), language)}%"
