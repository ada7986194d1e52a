"""The shape of a programme folder: one frozen model per kind of entry.

Every entry that a person could dispute is *dated* (`from`, and `until` as its last day) and *sourced*
(`basis`, `source`, `mark`). What a person reads is a `Words`: one text per language.
"""

from safeconduct.programme.schema.agreements import (
    Agreement,
    AgreementStatus,
    CourtStatus,
    StatusEntry,
    Term,
)
from safeconduct.programme.schema.arrangements import Cap, Gate, Post, Selection
from safeconduct.programme.schema.common import (
    Basis,
    Country,
    Dated,
    Entry,
    Identifier,
    Identifiers,
    Mark,
    Model,
    Sourced,
    SourceReferences,
    Words,
    in_language,
)
from safeconduct.programme.schema.examples import (
    Assumption,
    Example,
    ExamplePerson,
    Examples,
    Expectation,
)
from safeconduct.programme.schema.facts import Fact, FactKind, Option
from safeconduct.programme.schema.files import (
    AgreementsFile,
    AssumptionsFile,
    FactsFile,
    LettersFile,
    LimitsFile,
    OverlayFile,
    OverlayHead,
    PostsFile,
    RulesFile,
    SafeguardsFile,
)
from safeconduct.programme.schema.head import (
    Dependency,
    Event,
    Programme,
    Retention,
    Source,
    VariantName,
)
from safeconduct.programme.schema.letters import LetterTemplate, Paragraph, Passage
from safeconduct.programme.schema.partial import PartialDate
from safeconduct.programme.schema.rules import All, AnyOf, Condition, Disputed, Leaf, Logic, Not
from safeconduct.programme.schema.tracks import EndKind, Outcome, Review, Stage, TimeLimit, Track

__all__ = [
    "Agreement",
    "AgreementStatus",
    "AgreementsFile",
    "All",
    "AnyOf",
    "Assumption",
    "AssumptionsFile",
    "Basis",
    "Cap",
    "Condition",
    "Country",
    "CourtStatus",
    "Dated",
    "Dependency",
    "Disputed",
    "EndKind",
    "Entry",
    "Event",
    "Example",
    "ExamplePerson",
    "Examples",
    "Expectation",
    "Fact",
    "FactKind",
    "FactsFile",
    "Gate",
    "Identifier",
    "Identifiers",
    "Leaf",
    "LetterTemplate",
    "LettersFile",
    "LimitsFile",
    "Logic",
    "Mark",
    "Model",
    "Not",
    "Option",
    "Outcome",
    "OverlayFile",
    "OverlayHead",
    "Paragraph",
    "PartialDate",
    "Passage",
    "Post",
    "PostsFile",
    "Programme",
    "Retention",
    "Review",
    "RulesFile",
    "SafeguardsFile",
    "Selection",
    "Source",
    "SourceReferences",
    "Sourced",
    "Stage",
    "StatusEntry",
    "Term",
    "TimeLimit",
    "Track",
    "VariantName",
    "Words",
    "in_language",
]
