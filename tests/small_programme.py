"""A small sound programme for tests, written into a folder piece by piece so that one can be spoilt."""

from __future__ import annotations

from pathlib import Path

PROGRAMME = """\
id: small
name: {en: Small, es: Pequeño}
summary: {en: A small programme, es: Un programa pequeño}
states: [US, MX]
languages: [en, es]
starts: 2022-01-01
default_variant: plain
variants:
  - {id: plain, name: {en: Plain, es: Simple}, summary: {en: As is, es: Tal cual}}
sources:
  law: {citation: The Law, date: 2022-01-01, mark: V}
"""
FACTS = """\
facts:
  - id: nationality
    type: country
    label: {en: Nationality, es: Nacionalidad}
    question: {en: What is it?, es: ¿Cuál es?}
  - id: order_date
    type: date
    may_be_none: true
    label: {en: Order, es: Orden}
    question: {en: When?, es: ¿Cuándo?}
    none_label: {en: Never, es: Nunca}
  - id: entries
    type: records
    label: {en: Entries, es: Entradas}
    question: {en: Which?, es: ¿Cuáles?}
    fields:
      - {id: country, type: country, label: {en: Country, es: País}, question: {en: Where?, es: ¿Dónde?}}
      - {id: entry_date, type: date, label: {en: Day, es: Día}, question: {en: When?, es: ¿Cuándo?}}
"""
RULES = """\
rules:
  - id: national
    kind: requirement
    track: admission
    basis: recorded
    source: law#one
    mark: V
    from: 2022-01-01
    when: nationality = "VE"
    text: {en: You are Venezuelan., es: Usted es venezolano.}
  - id: ordered_removed
    kind: bar
    track: admission
    basis: recorded
    source: law#two
    mark: V
    from: 2022-01-01
    when: order_date >= decision_date - duration("P5Y")
    text: {en: You were ordered removed., es: Se ordenó su expulsión.}
  - id: entered_mexico
    kind: bar
    track: admission
    basis: recorded
    source: law#three
    mark: V
    from: 2022-01-01
    when: some e in entries satisfies e.country = "MX" and e.entry_date > @"2022-10-19"
    text: {en: You entered Mexico., es: Usted entró en México.}
  - id: early_order
    kind: exception
    track: admission
    to: ordered_removed
    basis: recorded
    source: law#four
    mark: V
    from: 2023-01-09
    when: order_date < @"2020-01-01"
    text: {en: The order is old., es: La orden es antigua.}
"""
SAFEGUARDS = """\
gates:
  - id: G1
    name: {en: Non-refoulement, es: No devolución}
    text: {en: Asked., es: Preguntado.}
    when: before_departure
    basis: required
"""
TRACK = """\
id: return
name: {en: Return, es: Retorno}
summary: {en: A return, es: Un retorno}
start: meeting
stages:
  - id: meeting
    name: {en: Meeting, es: Encuentro}
    text: {en: We meet., es: Nos vemos.}
    actor: officer.protection
    basis: required
    from: 2022-01-01
    answers: [G1]
    outcomes:
      - {id: safe, name: {en: Safe, es: Seguro}, next: flight, clears: [G1]}
      - {id: afraid, name: {en: Afraid, es: Con temor}, end: halted}
  - id: flight
    name: {en: Flight, es: Vuelo}
    text: {en: We fly., es: Volamos.}
    actor: officer.escort
    basis: required
    from: 2022-01-01
    tags: [departure]
    outcomes:
      - {id: landed, name: {en: Landed, es: Llegó}, end: returned}
"""
EXAMPLES = """\
people:
  - id: ana
    facts: {nationality: VE, order_date: null, entries: []}
examples:
  - id: ana_is_eligible
    title: {en: Ana, es: Ana}
    track: admission
    as_of: 2022-11-23
    like: ana
    expect: {result: eligible, by: [], findings: {national: met, ordered_removed: not_met}}
"""
PLAIN = """\
extends: small
id: plain
name: {en: Plain, es: Simple}
summary: {en: As is, es: Tal cual}
"""
FILES = {
    "programme.yaml": PROGRAMME,
    "facts.yaml": FACTS,
    "rules/all.yaml": RULES,
    "safeguards.yaml": SAFEGUARDS,
    "tracks/return.yaml": TRACK,
    "examples.yaml": EXAMPLES,
    "variants/plain.yaml": PLAIN,
}


def write(parent: Path, *changes: tuple[str, str, str], **more: str) -> Path:
    """Write the folder; a change is (file, old text, new text); a change that finds nothing is an error."""
    folder = parent / "small"
    texts = dict(FILES)
    for file, old, new in changes:
        assert old in texts[file], f"{old!r} is not in {file}"
        texts[file] = texts[file].replace(old, new, 1)
    texts.update({name.replace("__", "/") + ".yaml": text for name, text in more.items()})
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
