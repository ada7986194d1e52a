"""What screening found: per condition and leaf, with facts, sources and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from safeconduct.eligibility.dictionary import Records
from safeconduct.programme.load import Definition
from safeconduct.programme.schema import Condition, Fact, Words, in_language


class Status(StrEnum):
    """The truth of a condition's or a leaf's statement."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, truth: bool | None) -> Status:
        return cls.UNKNOWN if truth is None else cls.MET if truth else cls.NOT_MET


class Effect(StrEnum):
    """What a condition does to the result."""

    FINE = "fine"
    IN_THE_WAY = "in_the_way"
    UNDECIDED = "undecided"
    LIFTED = "lifted"
    DOUBTFUL = "doubtful"
    LIFTS = "lifts"
    IDLE = "idle"


class Result(StrEnum):
    """A track's result for a case."""

    ELIGIBLE = "eligible"
    BARRED = "barred"
    OPEN = "open"

    @classmethod
    def of(cls, truth: bool | None) -> Result:
        return cls.OPEN if truth is None else cls.ELIGIBLE if truth else cls.BARRED


@dataclass(frozen=True, slots=True)
class LeafFinding:
    """One leaf's answer."""

    expression: str
    status: Status
    facts: tuple[str, ...]
    text: Words | None
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition's answer; `facts` has the value of each fact used, absent if unknown."""

    condition: Condition
    status: Status
    effect: Effect
    facts_used: tuple[str, ...]
    facts: Mapping[str, Any]
    lifted_by: tuple[str, ...]
    leaves: tuple[LeafFinding, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """The whole answer for one case on one track.

    `ask` names the facts that could still change an open result, in the order in which to ask them;
    a field of a record stands as `entries[1].manner`.
    """

    definition: Definition
    track: str
    as_of: date
    result: Result
    findings: tuple[Finding, ...]
    ask: tuple[str, ...]

    @property
    def in_the_way(self) -> tuple[Finding, ...]:
        """The conditions that bar the case."""
        return tuple(f for f in self.findings if f.effect is Effect.IN_THE_WAY)

    def finding(self, condition_id: str) -> Finding:
        """The finding of one condition; KeyError if it is not in force."""
        for finding in self.findings:
            if finding.condition.id == condition_id:
                return finding
        raise KeyError(condition_id)

    def as_data(self, language: str) -> dict[str, Any]:
        """The answer as plain data in one language, as `--json` and the API give it."""
        programme = self.definition.programme
        return {
            "programme": programme.id,
            "variant": self.definition.variant,
            "digest": self.definition.digest,
            "track": self.track,
            "as_of": self.as_of.isoformat(),
            "language": language,
            "result": self.result.value,
            "result_text": result_text(self.definition, self.track, self.result, language),
            "in_the_way": [finding.condition.id for finding in self.in_the_way],
            "ask": [self._question(name, language) for name in self.ask],
            "findings": [self._finding(finding, language) for finding in self.findings],
        }

    def _question(self, name: str, language: str) -> dict[str, Any]:
        fact = fact_named(self.definition.facts, name)
        words = fact.question or fact.label
        return {
            "fact": name,
            "question": in_language(words, language),
            "supplied_by": fact.supplied_by,
        }

    def _finding(self, finding: Finding, language: str) -> dict[str, Any]:
        condition = finding.condition
        data: dict[str, Any] = {
            "id": condition.id,
            "kind": condition.kind,
            "status": finding.status.value,
            "effect": finding.effect.value,
            "text": in_language(condition.text, language),
            "basis": condition.basis.value,
            "mark": condition.mark.value if condition.mark else None,
            "sources": [self._source(reference) for reference in condition.source],
            "from": condition.from_.isoformat(),
            "until": condition.until.isoformat() if condition.until else None,
            "facts": {
                name: plain(finding.facts[name]) if name in finding.facts else {"unknown": True}
                for name in finding.facts_used
            },
            "leaves": [
                {
                    "is": leaf.expression,
                    "status": leaf.status.value,
                    "facts": list(leaf.facts),
                    "text": in_language(leaf.text, language) if leaf.text else None,
                    "sources": [self._source(reference) for reference in leaf.source],
                }
                for leaf in finding.leaves
            ],
        }
        if finding.status is Status.UNKNOWN and condition.unknown:
            data["unknown_text"] = in_language(condition.unknown, language)
        if finding.effect is Effect.IN_THE_WAY and condition.remedy:
            data["remedy"] = in_language(condition.remedy, language)
        if finding.lifted_by:
            data["lifted_by"] = list(finding.lifted_by)
        if condition.disputed:
            data["disputed"] = [
                {
                    "says": in_language(claim.says, language),
                    "sources": [self._source(reference) for reference in claim.source],
                    "mark": claim.mark.value,
                }
                for claim in condition.disputed
            ]
        return data

    def _source(self, reference: str) -> dict[str, Any]:
        name, _, heading = reference.partition("#")
        source = self.definition.programme.sources.get(name)
        data = {
            "source": reference,
            "citation": source.citation if source else None,
            "heading": heading or None,
            "date": str(source.date) if source and source.date else None,
        }
        for name in ("not_before", "not_after"):
            if source is not None and getattr(source, name):
                data[name] = getattr(source, name).isoformat()
        return data


def fact_named(facts: Mapping[str, Fact], name: str) -> Fact:
    """The dictionary's entry for a name such as `birth_date` or `entries[1].manner`."""
    outer, _, inner = name.partition(".")
    fact = facts[outer.partition("[")[0]]
    if inner:
        return next(field for field in fact.fields if field.id == inner)
    return fact


def result_text(definition: Definition, track: str, result: Result, language: str) -> str | None:
    """What the result means in plain words, as the programme says it."""
    words = definition.programme.result_words.get(track, {}).get(result.value)
    return in_language(words, language) if words else None


def plain(value: Any) -> Any:
    """A fact's value as JSON can hold it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Records):
        rows = [{key: plain(held) for key, held in row.items()} for row in value.rows]
        return rows if value.complete else {"records": rows, "complete": False}
    return value
