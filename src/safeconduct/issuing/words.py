"""The words that letters and papers bring along themselves, and days and values in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from safeconduct.issuing import countries
from safeconduct.programme.schema import Fact, Source, Words, in_language

_WORDS: Mapping[str, Words] = {
    "and": {"en": "and", "es": "y"},
    "birth_date": {"en": "Date of birth", "es": "Fecha de nacimiento"},
    "check_code": {"en": "Check code", "es": "Código de verificación"},
    "conditions": {"en": "What it allows", "es": "Qué permite"},
    "day": {"en": "Date", "es": "Fecha"},
    "demonstration": {
        "en": "This is a demonstration, not a government service. The people in it are invented.",
        "es": "Esto es una demostración, no un servicio de gobierno. Las personas son inventadas.",
    },
    "ended": {"en": "The programme ended on {day}.", "es": "El programa terminó el {day}."},
    "evidence": {"en": "What we need", "es": "Lo que necesitamos"},
    "facts": {"en": "What we relied on", "es": "En qué nos basamos"},
    "holder": {"en": "Holder", "es": "Titular"},
    "how_to_verify": {"en": "How anyone can verify it", "es": "Cómo puede verificarla cualquiera"},
    "how_to_verify_text": {
        "en": "Scan the code and paste its text into the page “Verify”, or type the number and the"
        " check code there. The page says whether the paper is valid, and nothing else about the"
        " person.",
        "es": "Escanee el código y pegue su texto en la página “Verificar”, o escriba ahí el número"
        " y el código de verificación. La página dice si el documento es válido y nada más sobre la"
        " persona.",
    },
    "key": {
        "en": "The seal is made with a demonstration key, which no verifier trusts.",
        "es": "El sello se hizo con una clave de demostración, en la que nadie confía para verificar.",
    },
    "nationality": {"en": "Nationality", "es": "Nacionalidad"},
    "no": {"en": "no", "es": "no"},
    "none": {"en": "none", "es": "ninguno"},
    "not_after": {"en": "undated, not after {day}", "es": "sin fecha, no después del {day}"},
    "not_before": {"en": "undated, not before {day}", "es": "sin fecha, no antes del {day}"},
    "not_met": {"en": "Not met: {text}", "es": "No se cumple: {text}"},
    "number": {"en": "Number", "es": "Número"},
    "officer_wrote": {
        "en": "In the officer’s words",
        "es": "En palabras de la persona funcionaria",
    },
    "page": {"en": "Page {page} of {pages}", "es": "Página {page} de {pages}"},
    "programme": {"en": "Programme", "es": "Programa"},
    "qr": {
        "en": "Code with the sealed content of this authorization",
        "es": "Código con el contenido sellado de esta autorización",
    },
    "receipt_number": {"en": "Receipt number", "es": "Número de recibo"},
    "rule": {"en": "The rule", "es": "La regla"},
    "source": {"en": "Source", "es": "Fuente"},
    "stage_source": {"en": "This step rests on", "es": "Este paso se basa en"},
    "to_person": {
        "en": "To the person whom the case is about",
        "es": "A la persona de quien trata el caso",
    },
    "to_supporter": {"en": "To the supporter", "es": "A la persona de apoyo"},
    "travel_authorization": {"en": "Travel authorization", "es": "Autorización de viaje"},
    "valid_from": {"en": "Valid from", "es": "Válida desde"},
    "valid_until": {"en": "Valid until", "es": "Válida hasta"},
    "valid_until_note": {"en": "that day still counts", "es": "ese día todavía cuenta"},
    "what_it_allows": {
        "en": "The holder may travel to the port of entry and ask for entry there. Whether they may"
        " enter is decided there, for this person alone.",
        "es": "Permite viajar al puerto de entrada y pedir allí la entrada. Si puede entrar se decide"
        " allí, solo para esta persona.",
    },
    "yes": {"en": "yes", "es": "sí"},
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}


def word(key: str, language: str, **given: str) -> str:
    """A word of our own in a language, or in English where it has none."""
    words = _WORDS[key]
    text = words.get(language) or words["en"]
    for name, value in given.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def day_in_words(day: date, language: str) -> str:
    """A day such as `23 November 2022`; in a language that we do not speak, as ISO 8601 has it."""
    if language not in _MONTHS:
        return day.isoformat()
    month = _MONTHS[language].split()[day.month - 1]
    return (
        f"{day.day} {month} {day.year}"
        if language == "en"
        else f"{day.day} de {month} de {day.year}"
    )


def dated_in_words(source: Source, language: str) -> str:
    """Of when a source is, as far as that is known: a day, a month, a year, or a bound."""
    if source.date is None:
        name = "not_before" if source.not_before else "not_after"
        return word(name, language, day=day_in_words(getattr(source, name), language))
    if source.date.exact:
        return day_in_words(source.date.exact, language)
    if source.date.month is None or language not in _MONTHS:
        return str(source.date)
    month = _MONTHS[language].split()[source.date.month - 1]
    return f"{month} {source.date.year}" if language == "en" else f"{month} de {source.date.year}"


def demonstration_lines(ends: date | None) -> tuple[tuple[str, str], ...]:
    """What every paper of the demonstration says, in each language that we speak: (language, text)."""
    lines = []
    for language in _MONTHS:
        text = word("demonstration", language)
        if ends is not None:
            text += " " + word("ended", language, day=day_in_words(ends, language))
        lines.append((language, text))
    return tuple(lines)


def value_in_words(fact: Fact, value: Any, language: str) -> str:
    """A fact's value as a person reads it; a list of records has a line for each."""
    if value is None:
        return in_language(fact.none_label or {}, language) or word("none", language)
    match fact.type:
        case "boolean":
            return word("yes" if value else "no", language)
        case "date":
            return day_in_words(date.fromisoformat(str(value)), language)
        case "country":
            return countries.names(language).get(str(value), str(value))
        case "choice":
            labels = {option.id: in_language(option.label, language) for option in fact.options}
            return labels.get(str(value), str(value))
        case "money":
            return f"{value} {fact.currency}"
        case "records":
            if isinstance(value, Mapping):
                # A list that was not known to be complete.
                value = value["records"]
            lines = "\n".join(_record(fact, one, language) for one in value)
            return lines or word("none", language)
    return str(value)


def _record(fact: Fact, record: Mapping[str, Any], language: str) -> str:
    """A record in one line: what speaks for itself without its label, and nothing that is not there."""
    said = []
    for field in fact.fields:
        if record.get(field.id) is None:
            continue
        value = value_in_words(field, record[field.id], language)
        speaks = field.type in ("country", "date", "choice", "text")
        said.append(value if speaks else f"{in_language(field.label, language)}: {value}")
    return ", ".join(said)
