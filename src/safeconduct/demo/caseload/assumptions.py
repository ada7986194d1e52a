"""The declared assumptions of the caseload, and chance: both by name, so that each stands alone."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

Whole = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

#: Answers that are no value, in arrays of codes and of days alike; far below any code or day.
NONE, UNKNOWN = -1_000_000, -1_000_001
_NO_VALUE = {"none": NONE, "unknown": UNKNOWN}
_EPOCH = date(1970, 1, 1)


@cache
def declared() -> dict[str, Any]:
    """assumptions.yaml as it stands, with the source of each number."""
    return _packaged("assumptions.yaml")


def assumed(name: str) -> Any:
    """The value of one assumption."""
    return declared()[name]["value"]


def answers(group: str, name: str) -> Mapping[str, float]:
    """The weights of the answers to one question."""
    weights: Mapping[str, float] = declared()["answers"][group][name]
    return weights


@cache
def invented_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given names and family names, all of them visibly invented."""
    names = _packaged("names.yaml")
    return tuple(names["given"]), tuple(names["family"])


def _packaged(name: str) -> dict[str, Any]:
    text = (files("safeconduct.demo.caseload") / name).read_text("utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def day_number(day: date) -> int:
    """Days since 1970-01-01, which is how arrays and Polars hold a date."""
    return (day - _EPOCH).days


class Chance:
    """Seeded chance. Each topic has a stream of its own: a new topic leaves the others as they were.

    Only uniform numbers are asked of NumPy, as its other distributions may change between versions.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def uniform(self, topic: str, size: int) -> npt.NDArray[np.float64]:
        """Numbers from 0 up to, and without, 1."""
        entropy = [self._seed, zlib.crc32(topic.encode())]
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy))).random(size)

    def happens(self, topic: str, share: float, size: int) -> Mask:
        """True for about this share."""
        return np.asarray(self.uniform(topic, size) < share)

    def order(self, topic: str, size: int) -> npt.NDArray[np.intp]:
        """A random order of positions."""
        return np.argsort(self.uniform(topic, size), kind="stable")

    def whole(self, topic: str, least: int | Whole, most: int | Whole, size: int) -> Whole:
        """Whole numbers from `least` to `most`, both included, each as likely."""
        width = np.asarray(most) - np.asarray(least) + 1
        drawn = np.asarray(least) + np.floor(self.uniform(topic, size) * width)
        return drawn.astype(np.int32)

    def among(self, topic: str, name: str, size: int) -> Whole:
        """Whole numbers in the assumed span `name` (`least` to `most`)."""
        span = assumed(name)
        return self.whole(topic, span["least"], span["most"], size)

    def position(self, topic: str, weights: Sequence[float], size: int) -> npt.NDArray[np.intp]:
        """Positions in `weights`, in proportion to them."""
        return positions_at(self.uniform(topic, size), weights)

    def answer(
        self, topic: str, weights: Mapping[str, float], options: Sequence[str], size: int
    ) -> Whole:
        """Codes: the answer's position in `options`, or NONE, or UNKNOWN."""
        codes = [_NO_VALUE.get(word, -1) for word in weights]
        codes = [
            code if code != -1 else options.index(word)
            for word, code in zip(weights, codes, strict=True)
        ]
        positions = self.position(topic, tuple(weights.values()), size)
        return np.array(codes, dtype=np.int32)[positions]


def positions_at(
    uniform: npt.NDArray[np.float64], weights: Sequence[float]
) -> npt.NDArray[np.intp]:
    """The positions in `weights` at which uniform numbers fall."""
    limits = np.cumsum(np.asarray(weights, dtype=np.float64))
    # The last limit is left out: rounding must not lead beyond the last position.
    return np.searchsorted(limits[:-1] / limits[-1], uniform, side="right")
