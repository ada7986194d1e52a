"""The report's own words in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from safeconduct.impact.effect import Text

WORDS: Mapping[str, Text] = {
    "title": Text("Is it true that it works?", "¿Es verdad que funciona?"),
    "answer": Text("The answer", "La respuesta"),
    "other_language": Text("Español", "English"),
    "series": Text("The published figures month by month", "Las cifras publicadas mes a mes"),
    "series_caption": Text(
        "Published figures. The broken line marks the month in which the measure began, the numbers at "
        "the top the months of the events listed below.",
        "Cifras publicadas. La línea discontinua señala el mes en que empezó la medida; los números de "
        "arriba, los meses de los hechos que se enumeran abajo.",
    ),
    "series_table": Text("The numbers of the chart", "Los números del gráfico"),
    "events": Text("What happened when", "Qué ocurrió y cuándo"),
    "events_table": Text(
        "The events, by the numbers of the chart",
        "Los hechos, según los números del gráfico",
    ),
    "number": Text("Number", "Número"),
    "month": Text("Month", "Mes"),
    "day": Text("Day", "Día"),
    "event": Text("Event", "Hecho"),
    "estimates": Text(
        "Every estimate, also the failed ones",
        "Todas las estimaciones, también las fallidas",
    ),
    "estimates_about": Text(
        "Each method of the plan on each window. An estimate that fails a check of its own is no "
        "result; it stands here so that nobody can say it was hidden. Only those marked * may lead. Every "
        "check with its value and limit stands in results.json. "
        "Coverage: how often intervals of the method held the truth on simulated series of the same "
        "shape, as it is and as it was widened; 95% is stated.",
        "Cada método del plan en cada ventana. Una estimación que no supera una comprobación propia no "
        "es un resultado; está aquí para que nadie diga que se ocultó. Solo las marcadas con * pueden "
        "encabezar. Cada comprobación con su valor y su límite está en results.json. Cobertura: con qué "
        "frecuencia los intervalos del método contuvieron la verdad en "
        "series simuladas de la misma forma, tal como son y tal como se ensancharon; se declara el 95 %.",
    ),
    "method": Text("Method", "Método"),
    "effect": Text("Effect", "Efecto"),
    "interval": Text("95% interval", "Intervalo del 95 %"),
    "coverage": Text("Coverage", "Cobertura"),
    "standing": Text("What became of it", "Qué resultó"),
    "checks": Text(
        "The checks of the estimates that may lead",
        "Las comprobaciones de las que pueden encabezar",
    ),
    "check": Text("Check", "Comprobación"),
    "result": Text("Result", "Resultado"),
    "held": Text("passed", "superada"),
    "not_held": Text("FAILED", "NO SUPERADA"),
    "failed_chart": Text(
        "{method}: failed its checks, no finding",
        "{method}: no supera sus comprobaciones, no es un hallazgo",
    ),
    "leading_chart": Text("{method}: the headline", "{method}: el titular"),
    "beside_chart": Text(
        "{method}: passed its checks, beside the headline",
        "{method}: supera sus comprobaciones, junto al titular",
    ),
    "open_chart": Text(
        "{method}: coverage not measured, no finding",
        "{method}: cobertura no medida, no es un hallazgo",
    ),
    "chart_caption": Text(
        "Observed, and expected without the measure ({window}). Bars: the interval of what was expected; "
        "cut off above the axis.",
        "Observado, y esperado sin la medida ({window}). Barras: el intervalo de lo esperado; cortadas "
        "por encima del eje.",
    ),
    "observed": Text("Observed", "Observado"),
    "expected": Text("Expected", "Esperado"),
    "weights": Text(
        "Weights of the comparison: {weights}.",
        "Pesos de la comparación: {weights}.",
    ),
    "moved": Text(
        "All measures, before and in each window",
        "Todas las medidas, antes y en cada ventana",
    ),
    "moved_about": Text(
        "Monthly averages, side by side and never added up. In brackets: of how many months figures are "
        "published, where it is not all.",
        "Promedios mensuales, uno al lado del otro y nunca sumados. Entre paréntesis: de cuántos meses "
        "hay cifras, cuando no es de todos.",
    ),
    "measure": Text("Measure", "Medida"),
    "claims": Text("Every claim, counted again", "Cada afirmación, contada otra vez"),
    "claim": Text("Claim", "Afirmación"),
    "claims_table": Text("What came of each claim", "Qué resultó de cada afirmación"),
    "said": Text("What was said, in our words", "Qué se dijo, en nuestras palabras"),
    "on_today": Text("On today's figures", "Con las cifras de hoy"),
    "came.reproduced": Text("comes out as said", "sale como se dijo"),
    "came.only_in_window": Text(
        "only for some of the months or measures that the words allow",
        "solo con algunos de los meses o medidas que permiten las palabras",
    ),
    "came.not_reproducible": Text("does not come out", "no sale"),
    "came.not_precise": Text(
        "not stated precisely enough to be counted", "no es lo bastante precisa para contarla"
    ),
    "came.no_figures": Text("no figures", "sin cifras"),
    "counted_as": Text("{claim}: how it was counted", "{claim}: cómo se contó"),
    "taken_as": Text("Taken as", "Tomado como"),
    "before": Text("Before", "Antes"),
    "after": Text("After", "Después"),
    "change": Text("Change", "Cambio"),
    "fits": Text("As claimed?", "¿Como se afirmó?"),
    "yes": Text("yes", "sí"),
    "no": Text("no", "no"),
    "no_number": Text("no number was claimed", "no se afirmó ninguna cifra"),
    "other_months": Text("it speaks of other days", "habla de otros días"),
    "that_day": Text("figures of that day", "cifras de ese día"),
    "today": Text("today's figures", "cifras de hoy"),
    "reads_fixed": Text("fixed comparison", "comparación fija"),
    "reads_own_words": Text("its own words", "sus propias palabras"),
    "reads_beside": Text("full months beside it", "meses completos al lado"),
    "promise": Text(
        "Of those who were returned, how many had a way in",
        "De quienes fueron retornados, cuántos tenían una vía de entrada",
    ),
    "promise_of": Text("{name}: by month", "{name}: por mes"),
    "returned": Text("Returned", "Retornadas"),
    "barred": Text("Barred for certain", "Impedidas con certeza"),
    "could_apply": Text("Could apply", "Podían solicitar"),
    "applied": Text("Applied", "Solicitaron"),
    "approved": Text("Approved", "Aprobadas"),
    "arrived": Text("Arrived", "Llegaron"),
    "barred_by": Text("Barred by", "Impedidas por"),
    "not_published": Text("not published", "no publicado"),
    "from_some_day": Text(
        "{rule}, from some day of the month on",
        "{rule}, desde algún día del mes",
    ),
    "how": Text("How this was made", "Cómo se hizo"),
    "registered": Text(
        "The plan was registered on {day}; the SHA-256 of the study is {digest}.",
        "El plan se registró el {day}; el SHA-256 del estudio es {digest}.",
    ),
    "compared": Text(
        "Measure: {outcome}. Months before: {before}. Left out, since the measure began in them: "
        "{left_out}.",
        "Medida: {outcome}. Meses anteriores: {before}. Omitidos, porque la medida empezó en ellos: "
        "{left_out}.",
    ),
    "windows": Text("Windows: {windows}.", "Ventanas: {windows}."),
    "leads": Text(
        "The headline is the first of these whose own checks pass, in the window {window}: {methods}. If "
        "none does, the answer is that it cannot be told.",
        "El titular es la primera de estas cuyas comprobaciones se superan, en la ventana {window}: "
        "{methods}. Si ninguna lo logra, la respuesta es que no puede saberse.",
    ),
    "no_coverage": Text(
        "This is a quick look: coverage was not measured, and so nothing may be the headline.",
        "Es una mirada rápida: no se midió la cobertura, y por eso nada puede encabezar.",
    ),
    "figures": Text("Figures: {name}, SHA-256 {digest}.", "Cifras: {name}, SHA-256 {digest}."),
    "file": Text(
        "{publisher}: {title}. {name}, SHA-256 {digest}, taken from {repository}, commit {commit}.",
        "{publisher}: {title}. {name}, SHA-256 {digest}, tomado de {repository}, commit {commit}.",
    ),
    "versions": Text("Made with {versions}.", "Hecho con {versions}."),
    "again": Text("Make it again: {command}", "Para volver a hacerlo: {command}"),
    "sources": Text("Where the figures come from", "De dónde vienen las cifras"),
    "traps": Text("What to know when reading the figures", "Qué saber al leer las cifras"),
    "beside": Text("The data beside this report", "Los datos junto a este informe"),
    "beside_files": Text(
        "Every series of the study as a table: series.csv and series.parquet. All results with every "
        "check: results.json.",
        "Cada serie del estudio como tabla: series.csv y series.parquet. Todos los resultados con cada "
        "comprobación: results.json.",
    ),
    "demonstration": Text(
        "Made by a demonstration, not by a government service. The figures are those that the named "
        "authorities published.",
        "Hecho por una demostración, no por un servicio de gobierno. Las cifras son las que publicaron "
        "las autoridades nombradas.",
    ),
    "page": Text("Page {page} of {pages}", "Página {page} de {pages}"),
    "passed": Text("passed", "superada"),
    "failed": Text("failed", "no superada"),
    "refused": Text("refused", "rechazada"),
    "unmeasured": Text("coverage not measured", "cobertura no medida"),
    "check.months-before": Text("too few months before", "muy pocos meses antes"),
    "check.fit-before": Text("does not follow the months before", "no sigue los meses anteriores"),
    "check.within-what-was-seen": Text("goes beyond what was seen", "va más allá de lo visto"),
    "check.memory": Text("months remember one another", "los meses dependen unos de otros"),
    "check.placebo-in-time": Text(
        "finds something when nothing happened", "encuentra algo cuando no pasó nada"
    ),
    "check.no-donor-treated": Text("a donor was treated", "un donante recibió la medida"),
    "check.donors": Text("too few donors", "muy pocos donantes"),
    "check.one-donor": Text("hangs on one donor", "depende de un solo donante"),
    "check.parallel-before": Text("did not move alike before", "antes no se movían igual"),
    "check.coverage": Text("interval too narrow", "intervalo demasiado estrecho"),
    "none": Text("none", "ninguno"),
}


def say(key: str, language: str, **given: str) -> str:
    """A word of the report with its gaps filled."""
    text = WORDS[key].as_data()[language]
    for name, value in given.items():
        text = text.replace(f"{{{name}}}", value)
    return text
