"""Draws: which filings are taken next, so that anyone can check afterwards that it was fair.

Chance comes from SHA-256 over a seed, the pool's digest and each filing's id, not from a generator of
random numbers: an outsider with the proof alone gets the same result in any language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from safeconduct.errors import InputError
from safeconduct.programme.schema import Selection

Method = Literal["oldest_first", "random", "split"]


@dataclass(frozen=True, slots=True)
class Filing:
    """One filing in the pool: an id without personal data, and when it was filed (aware)."""

    id: str
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """A draw and all that it takes to make it again.

    `seed_digest` is the seed's SHA-256, to be published before the pool is closed: whoever draws can
    then not try seeds until one suits. `at_random` and `by_age` are ids in the order taken.
    """

    method: Method
    random_share_percent: int
    places: int
    pool_size: int
    pool_digest: str
    seed: str
    seed_digest: str
    at_random: tuple[str, ...]
    by_age: tuple[str, ...]

    @property
    def taken(self) -> tuple[str, ...]:
        """All ids that were taken: those drawn first, then the oldest of the others."""
        return self.at_random + self.by_age

    def as_data(self) -> dict[str, object]:
        """The proof as plain data, for a file that is published."""
        return {
            "method": self.method,
            "random_share_percent": self.random_share_percent,
            "places": self.places,
            "pool_size": self.pool_size,
            "pool_digest": self.pool_digest,
            "seed": self.seed,
            "seed_digest": self.seed_digest,
            "at_random": list(self.at_random),
            "by_age": list(self.by_age),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Proof:
        """A proof out of its published data; InputError names what cannot be read."""
        if not isinstance(data, Mapping):
            raise InputError("A proof is an object with named fields.", given=type(data).__name__)
        try:
            proof = cls(
                method=_method(data["method"]),
                random_share_percent=_whole(data, "random_share_percent"),
                places=_whole(data, "places"),
                pool_size=_whole(data, "pool_size"),
                pool_digest=str(data["pool_digest"]),
                seed=str(data["seed"]),
                seed_digest=str(data["seed_digest"]),
                at_random=_ids(data, "at_random"),
                by_age=_ids(data, "by_age"),
            )
        except KeyError as error:
            raise InputError(f"The proof lacks {error.args[0]!r}.") from error
        return proof


def _method(value: object) -> Method:
    for method in get_args(Method):
        if value == method:
            return method
    raise InputError(
        f"There is no method {value!r}.", given=value, accepted=", ".join(get_args(Method))
    )


def _whole(data: Mapping[str, object], key: str) -> int:
    value = data[key]
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputError(f"`{key}` is no whole number.", given=value)
    return value


def _ids(data: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = data[key]
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise InputError(f"`{key}` is no list of ids.", given=value)
    return tuple(value)


def seed_digest(seed: str) -> str:
    """What to publish of a seed before the pool is closed."""
    return hashlib.sha256(seed.encode()).hexdigest()


def pool_digest(pool: Iterable[Filing]) -> str:
    """SHA-256 over the pool: one line `INSTANT ID` for each filing, in UTC, the oldest first."""
    lines = (f"{_instant(filing)} {filing.id}\n" for filing in _by_age(pool))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def draw(pool: Iterable[Filing], places: int, selection: Selection, seed: str = "") -> Proof:
    """Take as many filings as there are places, or all.

    In a `split` the random share is drawn from the whole pool, whatever the filings' age, and the rest
    goes to the oldest of the others; half a place goes to chance. Filings of the same instant go by
    id. InputError for a negative number of places, an id that stands twice or is blank, an instant
    without time zone, or a draw by chance without a seed.
    """
    return _draw(pool, places, selection.method, selection.random_share_percent, seed)


def _draw(
    pool: Iterable[Filing], places: int, method: Method, share: int | None, seed: str
) -> Proof:
    percent = {"oldest_first": 0, "random": 100}.get(method, share)
    filings = _sound(pool)
    if percent is None or not 0 <= percent <= 100:
        raise InputError("A split needs the share that is drawn.", given=share, accepted="0 to 100")
    if places < 0:
        raise InputError("There are no fewer than no places.", given=places)
    if percent and not seed:
        raise InputError("A draw by chance needs a seed.", given=seed)
    digest = pool_digest(filings)
    taken = min(places, len(filings))
    by_chance = (taken * percent + 50) // 100
    lots = sorted(filings, key=lambda filing: (_lot(seed, digest, filing.id), filing.id))
    drawn = tuple(filing.id for filing in lots[:by_chance])
    chosen = set(drawn)
    others = [filing.id for filing in filings if filing.id not in chosen]
    return Proof(
        method=method,
        random_share_percent=percent,
        places=places,
        pool_size=len(filings),
        pool_digest=digest,
        seed=seed,
        seed_digest=seed_digest(seed),
        at_random=drawn,
        by_age=tuple(others[: taken - by_chance]),
    )


def verify(
    proof: Proof, pool: Iterable[Filing], announced_digest: str | None = None
) -> tuple[str, ...]:
    """What is wrong with a draw, in sentences; empty if making it again gives the very same.

    `announced_digest` is what was published of the seed beforehand.
    """
    filings = tuple(pool)
    if pool_digest(filings) != proof.pool_digest:
        return ("The pool is not the one that was drawn from.",)
    try:
        again = _draw(filings, proof.places, proof.method, proof.random_share_percent, proof.seed)
    except InputError as error:
        return (error.message,)
    wrong = []
    if announced_digest is not None and announced_digest != seed_digest(proof.seed):
        wrong.append("The seed is not the one that was announced.")
    if again.at_random != proof.at_random:
        wrong.append("The filings drawn by chance are not those which the seed gives.")
    if again.by_age != proof.by_age:
        wrong.append("The filings taken by age are not the oldest of the others.")
    if again != proof and not wrong:
        wrong.append("The proof's own figures do not agree with its pool and seed.")
    return tuple(wrong)


def _sound(pool: Iterable[Filing]) -> list[Filing]:
    filings = _by_age(pool)
    seen: set[str] = set()
    for filing in filings:
        if not filing.id or filing.id in seen or "\n" in filing.id:
            raise InputError(f"The pool has the id {filing.id!r} twice or badly.", given=filing.id)
        seen.add(filing.id)
    return filings


def _by_age(pool: Iterable[Filing]) -> list[Filing]:
    return sorted(pool, key=lambda filing: (_instant(filing), filing.id))


def _instant(filing: Filing) -> str:
    if filing.filed_at.tzinfo is None:
        raise InputError(
            f"Filing {filing.id} has a time without a time zone.",
            given=filing.filed_at,
            accepted="an aware instant",
        )
    return filing.filed_at.astimezone(UTC).isoformat(timespec="microseconds")


def _lot(seed: str, digest: str, filing_id: str) -> str:
    return hashlib.sha256(f"{seed}\n{digest}\n{filing_id}".encode()).hexdigest()
