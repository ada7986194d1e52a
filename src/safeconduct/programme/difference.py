"""What differs between two definitions, or one definition on two days, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from safeconduct.programme.edition import in_force
from safeconduct.programme.load import Definition
from safeconduct.programme.schema import Dated, Entry, Leaf, Model, Words, in_language

_SECTIONS: Mapping[str, Words] = {
    "rules": {"en": "Rule", "es": "Regla"},
    "stages": {"en": "Stage", "es": "Etapa"},
    "caps": {"en": "Cap", "es": "Cupo"},
    "selections": {"en": "Order of selection", "es": "Orden de selección"},
    "posts": {"en": "Post", "es": "Sede"},
    "agreements": {"en": "Agreement", "es": "Acuerdo"},
    "gates": {"en": "Safeguard", "es": "Salvaguardia"},
    "facts": {"en": "Fact", "es": "Dato"},
    "letters": {"en": "Letter", "es": "Carta"},
    "passages": {"en": "Passage of letters", "es": "Pasaje de cartas"},
    "repeats": {"en": "What is compared between cases", "es": "Lo que se compara entre casos"},
    "check_ins": {"en": "Check-in after arrival", "es": "Consulta después de la llegada"},
    "second_looks": {"en": "Second look at a sample", "es": "Segunda revisión de una muestra"},
    "reviews": {"en": "Right to a review", "es": "Derecho a una revisión"},
    "party_changes": {"en": "Change of a party", "es": "Cambio de una parte"},
}
_VERBS: Mapping[str, Words] = {
    "added": {"en": "is new", "es": "se añade"},
    "removed": {"en": "no longer applies", "es": "ya no se aplica"},
    "changed": {"en": "changed", "es": "cambió"},
}
_FIELDS: Mapping[str, Words] = {
    "when": {"en": "statement", "es": "enunciado"},
    "text": {"en": "text", "es": "texto"},
    "unknown": {"en": "text while unknown", "es": "texto mientras se desconoce"},
    "remedy": {"en": "what would have to be different", "es": "lo que tendría que ser distinto"},
    "from": {"en": "in force from", "es": "en vigor desde"},
    "until": {"en": "in force until", "es": "en vigor hasta"},
    "source": {"en": "source", "es": "fuente"},
    "basis": {"en": "basis", "es": "base"},
    "mark": {"en": "verification mark", "es": "marca de verificación"},
    "note": {"en": "note", "es": "nota"},
    "disputed": {"en": "disputed by", "es": "en disputa según"},
    "to": {"en": "lifts", "es": "levanta"},
    "outcomes": {"en": "outcome", "es": "resultado"},
    "needs": {"en": "needs", "es": "necesita"},
    "size": {"en": "size", "es": "tamaño"},
    "period": {"en": "period", "es": "período"},
    "name": {"en": "name", "es": "nombre"},
    "title": {"en": "title", "es": "título"},
    "heading": {"en": "heading", "es": "encabezado"},
    "paragraphs": {"en": "paragraphs", "es": "párrafos"},
    "for": {"en": "sent on", "es": "se envía por"},
    "within": {"en": "time", "es": "plazo"},
    "terms": {"en": "term", "es": "término"},
    "history": {"en": "history", "es": "historia"},
}
_NOTHING: Words = {"en": "nothing", "es": "nada"}
#: Where an entry stands in a file or how it is spelled is no change of law.
_IGNORED = {"place", "leaf_places", "id"}


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that is new, gone or different; `fields` has the old and new value by key."""

    section: str
    id: str
    kind: str
    title: Words
    fields: tuple[tuple[str, Any, Any], ...] = ()

    def sentence(self, language: str) -> str:
        """The change in words: one line, and below it per key what was and what is now."""
        what = _SECTIONS[self.section].get(language, self.section)
        title = in_language(self.title, language)
        head = f"{what} {self.id} {_VERBS[self.kind].get(language, self.kind)}"
        lines = [f"{head}: {title}" if title and self.kind != "changed" else head]
        for name, old, new in self.fields:
            lines.append(f"    {_field(name, language)}")
            lines.append(f"      − {_told(old, language)}")
            lines.append(f"      + {_told(new, language)}")
        return "\n".join(lines)

    def as_data(self, language: str) -> dict[str, Any]:
        """The change as plain data."""
        return {
            "section": self.section,
            "id": self.id,
            "kind": self.kind,
            "title": self.title.get(language),
            "fields": [
                {"field": name, "old": _told(old, language), "new": _told(new, language)}
                for name, old, new in self.fields
            ],
        }


def difference(
    old: Definition, new: Definition, *, old_day: date, new_day: date
) -> tuple[Change, ...]:
    """What changed from one definition on a day to another on a day."""
    changes: list[Change] = []
    for section, before, after in _pairs(old, new, old_day, new_day):
        changes += _compare(section, before, after)
    return tuple(changes)


def _pairs(
    old: Definition, new: Definition, old_day: date, new_day: date
) -> Iterable[tuple[str, dict[str, Any], dict[str, Any]]]:
    def dated(entries: Iterable[Dated], day: date) -> dict[str, Any]:
        return {entry.id: entry for entry in in_force(entries, day)}

    yield "rules", dated(old.conditions, old_day), dated(new.conditions, new_day)
    for track in dict.fromkeys([*old.tracks, *new.tracks]):
        before, after = old.tracks.get(track), new.tracks.get(track)
        yield (
            "stages",
            dated(before.stages if before else (), old_day),
            dated(after.stages if after else (), new_day),
        )
        yield (
            "reviews",
            dated(before.reviews if before else (), old_day),
            dated(after.reviews if after else (), new_day),
        )
        yield (
            "repeats",
            dated(before.repeats if before else (), old_day),
            dated(after.repeats if after else (), new_day),
        )
        yield (
            "check_ins",
            dated(before.check_ins if before else (), old_day),
            dated(after.check_ins if after else (), new_day),
        )
        yield (
            "second_looks",
            dated(before.second_looks if before else (), old_day),
            dated(after.second_looks if after else (), new_day),
        )
        yield (
            "party_changes",
            dated(before.party_changes if before else (), old_day),
            dated(after.party_changes if after else (), new_day),
        )
    yield "caps", dated(old.caps, old_day), dated(new.caps, new_day)
    yield "selections", dated(old.selections, old_day), dated(new.selections, new_day)
    yield "posts", dated(old.posts, old_day), dated(new.posts, new_day)
    yield "agreements", {a.id: a for a in old.agreements}, {a.id: a for a in new.agreements}
    yield "gates", {g.id: g for g in old.gates}, {g.id: g for g in new.gates}
    yield "letters", dated(old.letters, old_day), dated(new.letters, new_day)
    yield "passages", dated(old.passages, old_day), dated(new.passages, new_day)
    yield "facts", dict(old.facts), dict(new.facts)


def _compare(section: str, before: dict[str, Any], after: dict[str, Any]) -> Iterable[Change]:
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            kind = "added" if old is None else "removed"
            yield Change(section, name, kind, _title(new if old is None else old))
            continue
        fields = tuple(_differing(old, new))
        if fields:
            yield Change(section, name, "changed", _title(new), fields)


def _title(entry: Any) -> Words:
    for key in ("text", "name", "label", "title"):
        words = getattr(entry, key, None)
        if isinstance(words, dict):
            return words
    return {}


def _differing(old: Entry, new: Entry) -> Iterable[tuple[str, Any, Any]]:
    for name, field in type(new).model_fields.items():
        before, after = getattr(old, name, None), getattr(new, name, None)
        if name in _IGNORED or before == after:
            continue
        key = field.alias or name
        old_parts, new_parts = _by_id(before), _by_id(after)
        if old_parts is None or new_parts is None:
            yield key, before, after
            continue
        for part in dict.fromkeys([*old_parts, *new_parts]):
            if old_parts.get(part) != new_parts.get(part):
                yield f"{key} {part}", old_parts.get(part), new_parts.get(part)


def _by_id(parts: Any) -> dict[str, Any] | None:
    """Parts with ids, such as outcomes or terms, to be compared one by one; None for anything else."""
    if isinstance(parts, tuple) and all(hasattr(part, "id") for part in parts):
        return {part.id: part for part in parts}
    return None


def _field(name: str, language: str) -> str:
    """A key in words; a part with an id keeps it, as in `outcomes approved`."""
    key, _, part = name.partition(" ")
    words = _FIELDS.get(key, {}).get(language, key)
    return f"{words} {part}" if part else words


def _told(value: Any, language: str) -> str:
    if value is None or value == () or value == {}:
        return _NOTHING[language]
    if isinstance(value, str):
        return value
    if isinstance(value, Leaf):
        return value.is_
    if isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return f"“{in_language(value, language)}”"
    if isinstance(value, tuple):
        return "; ".join(_told(part, language) for part in value)
    if isinstance(value, Model):
        parts = [
            f"{field.alias or name} ({_told(held, language)})"
            for name, field in type(value).model_fields.items()
            if name not in _IGNORED and (held := getattr(value, name)) not in (None, (), {}, False)
        ]
        return ", ".join(parts)
    return str(value)
