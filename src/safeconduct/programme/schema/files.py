"""Whole files and overlays, for reading and for the published JSON Schemas."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from safeconduct.programme.schema.agreements import Agreement
from safeconduct.programme.schema.arrangements import Cap, Gate, Post, Selection
from safeconduct.programme.schema.common import Identifier, Identifiers, Model, Words
from safeconduct.programme.schema.examples import Assumption
from safeconduct.programme.schema.facts import Fact
from safeconduct.programme.schema.letters import LetterTemplate, Passage
from safeconduct.programme.schema.rules import Condition


class FactsFile(Model):
    """facts.yaml"""

    facts: tuple[Fact, ...]


class RulesFile(Model):
    """rules/*.yaml"""

    rules: tuple[Condition, ...]


class AgreementsFile(Model):
    """agreements.yaml"""

    agreements: tuple[Agreement, ...]


class PostsFile(Model):
    """posts.yaml"""

    posts: tuple[Post, ...]


class LimitsFile(Model):
    """limits.yaml"""

    caps: tuple[Cap, ...] = ()
    selections: tuple[Selection, ...] = ()


class SafeguardsFile(Model):
    """safeguards.yaml"""

    gates: tuple[Gate, ...]


class LettersFile(Model):
    """letters/*.yaml"""

    letters: tuple[LetterTemplate, ...] = ()
    passages: tuple[Passage, ...] = ()


class AssumptionsFile(Model):
    """assumptions.yaml"""

    assumptions: tuple[Assumption, ...]


class OverlayHead(Model):
    """The first lines of variants/ID.yaml or of a trial change."""

    extends: str
    id: Identifier
    name: Words | None = None
    summary: Words | None = None
    runs_casework: bool = True
    breaks: Identifiers = Field(
        default=(),
        description="Gates that this variant is known to get around; it cannot run casework.",
    )

    @field_validator("extends")
    @classmethod
    def _not_empty(cls, given: str) -> str:
        if not given.strip():
            raise ValueError("`extends` names a programme, or PROGRAMME:VARIANT")
        return given


class OverlayFile(OverlayHead):
    """variants/ID.yaml, or a trial change: what differs from what it extends."""

    change: dict[str, Any] = Field(
        default_factory=dict,
        description="Section -> entries; one with the id (and `from`) of a held entry replaces its keys.",
    )
    remove: dict[str, Any] = Field(default_factory=dict, description="Section -> ids.")
