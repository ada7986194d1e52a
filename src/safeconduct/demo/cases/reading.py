"""Reading the lives of the demonstration. Pure: no case is touched here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from safeconduct.demo.day import STANDS_AT
from safeconduct.errors import InputError
from safeconduct.programme.schema.common import Model

FOLDER = Path(__file__).parent
#: Pure Python reads the lives in a second, C in a moment; not every build of the library has it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PERSON, SUPPORTER, REPRESENTATIVE = "person", "supporter", "representative"


class Human(Model):
    """Someone in a life. `says` names what a person says of themselves; `account` is for a desk's."""

    name: str
    born: date | None = None
    says: tuple[str, ...] = ("never_on_the_way",)
    account: str = ""
    organisation: bool = False


class Deed(Model):
    """What somebody does: a deed of `playing.DEEDS`, else an outcome of the present stage."""

    who: str
    does: str
    says: tuple[str, ...] = ()
    because: str | None = None
    what: str | None = None
    until: date | None = None
    at: str | None = None
    time: str | None = None
    outcome: str | None = None
    scope: str = "all"
    kind: str | None = None
    start: str | None = None


class StepOfWay(Deed):
    """A deed so many days after the beginning."""

    day: int


class Step(Deed):
    """A deed on a day."""

    day: date


class Walk(Model):
    """A way that is walked from a day on until the case stands at a stage."""

    way: str
    from_: date
    up_to: str

    model_config = Model.model_config | {
        "alias_generator": lambda name: "from" if name == "from_" else name
    }


class Life(Model):
    """A household and what becomes of it: one case for the person, or one for each of a family."""

    id: str
    title: str
    variant: Literal["article", "notice"]
    person: Human | None = None
    family: tuple[Human, ...] = ()
    supporter: Human | None = None
    co_supporter: Human | None = None
    representative: Human | None = None
    walks: Walk
    steps: tuple[Step, ...] = ()

    @property
    def people(self) -> tuple[Human, ...]:
        """Those for whom it is, the principal first."""
        return self.family or ((self.person,) if self.person else ())

    def account(self, role: str) -> str:
        """With which account somebody acts; a family shares one. It tells nothing of their name."""
        human = self.people[0] if role == PERSON else getattr(self, role)
        return human.account or f"{self.id}-{role.replace('_', '-')}"


class PostHours(Model):
    """How many people a post sees, as the demonstration assumes."""

    post: str
    from_: date
    hours: str
    places_a_day: int

    model_config = Walk.model_config


class Book(Model):
    """Everything that the demonstration's people live."""

    sayings: dict[str, dict[str, Any]]
    ways: dict[str, tuple[StepOfWay, ...]]
    posts: tuple[PostHours, ...]
    lives: tuple[Life, ...]

    def way(self, life: Life) -> Iterator[Step]:
        """The steps of the way that a life walks, on its days."""
        for step in self.ways[life.walks.way]:
            day = life.walks.from_ + timedelta(days=step.day)
            yield Step(**step.model_dump() | {"day": day})

    def facts(self, names: tuple[str, ...]) -> dict[str, Any]:
        """What is said under some names, the later ones having the last word."""
        return {fact: value for name in names for fact, value in self.sayings[name].items()}


@cache
def read_book() -> Book:
    """The lives that ship with the software, those that begin first being first.

    InputError names the file and what is wrong in it.
    """
    read: dict[str, Any] = {"lives": []}
    for file in sorted([*FOLDER.glob("*.yaml"), *FOLDER.glob("lives/*.yaml")]):
        said = yaml.load(file.read_text("utf-8"), _LOADER)
        read["lives"] += said.pop("lives", [])
        read |= said
    try:
        book = Book.model_validate(read)
    except ValidationError as error:
        raise InputError(f"The demonstration's cases cannot be read: {error}") from error
    last = max(step.day for life in book.lives for step in life.steps)
    if last > STANDS_AT.date():
        raise InputError(f"Somebody does something on {last}, after the demonstration's day.")
    lives = sorted(book.lives, key=lambda life: (life.walks.from_, life.id))
    return book.model_copy(update={"lives": tuple(lives)})
