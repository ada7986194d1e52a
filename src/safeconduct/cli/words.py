"""The command line's own words, in the languages it speaks."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    "as_of": ("as of", "al día"),
    "result": ("Result", "Resultado"),
    "eligible": ("eligible", "cumple"),
    "barred": ("barred", "excluido"),
    "open": ("open", "abierto"),
    "ask_next": ("What could still change the answer, in the order in which to ask:",
                 "Lo que aún puede cambiar la respuesta, en el orden en que se pregunta:"),
    "stands_in_the_way": ("In the way", "Lo que impide"),
    "not_decided": ("Not decided yet", "Aún sin decidir"),
    "settled": ("Settled", "Resuelto"),
    "not_so": ("Not so", "No es así"),
    "met": ("met", "se cumple"),
    "not_met": ("not met", "no se cumple"),
    "unknown": ("unknown", "se desconoce"),
    "requirement": ("requirement", "requisito"),
    "bar": ("bar", "impedimento"),
    "exception": ("exception", "excepción"),
    "in_the_way": ("in the way", "impide"),
    "lifted": ("lifted by an exception", "levantado por una excepción"),
    "doubtful": ("turns on an unverified source, which decides nothing",
                 "depende de una fuente sin verificar, que no decide nada"),
    "recorded": ("recorded", "consta en un instrumento"),
    "reported": ("reported", "según informes"),
    "required": ("required by this project", "exigido por este proyecto"),
    "from_applicant": ("from the applicant", "de la persona solicitante"),
    "from_supporter": ("from the supporter", "del patrocinador"),
    "from_officer": ("from an officer", "de un oficial"),
    "from_partner": ("from the partner state", "del Estado socio"),
    "from_system": ("from the records", "de los registros"),
    "screening": ("Screening", "Evaluando"),
    "cases": ("cases", "casos"),
    "set_aside": ("rows were set aside because of bad values", "filas apartadas por valores inválidos"),
    "condition": ("condition", "condición"),
    "unknown_for_all": ("No column, so unknown for everyone", "Sin columna: se desconoce para todos"),
    "written_to": ("Findings written to", "Constataciones escritas en"),
    "changes": ("What changed", "Qué cambió"),
    "no_changes": ("Nothing differs.", "No hay diferencias."),
    "people": ("Who is affected", "A quién afecta"),
    "lose": ("lose the way in", "pierden la vía de entrada"),
    "gain": ("gain the way in", "ganan la vía de entrada"),
    "barred_before": ("barred before", "excluidos antes"),
    "barred_after": ("barred after", "excluidos después"),
    "by_condition": ("Barred only after the change, by condition (one person may be barred by several):",
                     "Excluidos solo tras el cambio, por condición (una persona puede tener varias):"),
    "alone": ("by this one alone", "solo por esta"),
    "no_longer_by": ("No longer barred, by condition:", "Ya no excluidos, por condición:"),
    "now_in_the_way": ("Newly in the way, whatever else bars them:",
                       "Impide ahora, aunque haya otros impedimentos:"),
    "no_longer_in_the_way": ("No longer in the way, whatever else bars them:",
                             "Ya no impide, aunque haya otros impedimentos:"),
    "result_moves": ("Result before → after", "Resultado antes → después"),
}  # fmt: skip


def say(word: str, language: str) -> str:
    """A word of the command line in a language."""
    english, spanish = _WORDS[word]
    return spanish if language == "es" else english
