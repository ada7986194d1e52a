"""FEEL, the expression language of DMN: text to syntax tree to Polars expressions.

Two users of one compiler:

- `evaluate(text, context)` gives one value. What does not fit is None, as the standard says.
- `compile_leaf(text, scope)` compiles a condition of a rule over typed facts. What does not fit is
  a FeelTypeError with line and column. `prepare(leaves).run(population)` or `run_leaves` answers
  it for every case at once: true, false, or null for unknown.

Facts (`types`): NUMBER (whole numbers, money in cents), TEXT, BOOLEAN, DATE, DATETIME, TIME,
YM_DURATION, DT_DURATION, Choice, Record, and ListOf a record or a single value. `polars_type` names
the column type of each. In a `Population`, a fact is a column of the main frame, a field of a
Record fact the column "fact.field", a list fact a child frame with a column a field, or the
column "item" for a list of single values.

Unknown and none: a null is unknown, unless the fact may be none and a column "<fact>.known" says
true beside it. A leaf is unknown where a fact that it uses is unknown; otherwise FEEL decides, and
only true counts. Of a list, `some` is true if a known record satisfies it, otherwise unknown if a
field that it uses of any record is unknown or the list is not complete; `every` likewise the other
way round; `count`, `sum`, `min` and `max` are unknown if any such thing is.
"""

from safeconduct.feel.coerce import coerce
from safeconduct.feel.errors import FeelError, FeelSyntaxError, FeelTypeError, FeelUnsupported
from safeconduct.feel.evaluate import evaluate
from safeconduct.feel.execute import Plan, prepare, run_leaves
from safeconduct.feel.leaf import Leaf, compile_leaf
from safeconduct.feel.parser import parse
from safeconduct.feel.population import Child, Population
from safeconduct.feel.steps import ListStep
from safeconduct.feel.tree import Node, top_level_connective
from safeconduct.feel.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    DT_DURATION,
    NUMBER,
    SCALARS,
    TEXT,
    TIME,
    YM_DURATION,
    Choice,
    FactType,
    ListOf,
    Record,
    Scope,
    Type,
    known_mark,
    polars_type,
)
from safeconduct.feel.values import Duration, Range

__all__ = [
    "BOOLEAN",
    "DATE",
    "DATETIME",
    "DT_DURATION",
    "NUMBER",
    "SCALARS",
    "TEXT",
    "TIME",
    "YM_DURATION",
    "Child",
    "Choice",
    "Duration",
    "FactType",
    "FeelError",
    "FeelSyntaxError",
    "FeelTypeError",
    "FeelUnsupported",
    "Leaf",
    "ListOf",
    "ListStep",
    "Node",
    "Plan",
    "Population",
    "Range",
    "Record",
    "Scope",
    "Type",
    "coerce",
    "compile_leaf",
    "evaluate",
    "known_mark",
    "parse",
    "polars_type",
    "prepare",
    "run_leaves",
    "top_level_connective",
]
