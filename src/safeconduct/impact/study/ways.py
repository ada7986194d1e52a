"""The methods that a plan may name, and the ways to run each: one estimate each, exactly said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Name = Literal["difference", "interrupted", "synthetic"]
Way = Literal[
    "difference-log",
    "difference-level",
    "interrupted-log-hac",
    "interrupted-log-ar",
    "interrupted-poisson-hac",
    "interrupted-quasi-poisson",
    "interrupted-poisson",
    "synthetic-index",
    "synthetic-level",
    "synthetic-log",
]
#: What a plan may write: the exact way, or the method.
Named = Literal[Way, Name]
#: All are shown, so that it is seen how much hangs on the choice. The first of each is meant where a
#: plan names no way but only the method.
WAYS: Mapping[str, tuple[str, ...]] = {
    name: tuple(way for way in get_args(Way) if way.partition("-")[0] == name)
    for name in get_args(Name)
}


def way_of(named: str) -> str:
    """The exact way that a plan means by a way or a method."""
    return WAYS[named][0] if named in WAYS else named


def method_of(way: str) -> str:
    """The method that a way is one of."""
    return way.partition("-")[0]
