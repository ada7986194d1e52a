"""What every method is to the rest: something that fits many series at once and can be moved back in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from safeconduct.impact.effect.given import Array
from safeconduct.impact.effect.results import Scale


@dataclass(frozen=True, slots=True)
class Fit:
    """What a method makes of S series: effect and half-width on its scale, and what was expected."""

    centre: Array
    half: Array
    #: Expected counts without the measure, every month: (S, T).
    expected: Array
    #: Effect and half-width of each month under the measure: (S, T - start).
    month_centre: Array
    month_half: Array
    #: Pre-period residuals that the method treats as independent of one another.
    innovations: Array
    #: How far the pre-period strays from the fit, as a share of what was expected: (S,).
    stray: Array
    #: How many numbers were estimated from the months before.
    used: int


class Model(Protocol):
    """A method, told everything but the figures of the treated unit."""

    @property
    def method(self) -> str: ...
    @property
    def scale(self) -> Scale: ...
    @property
    def start(self) -> int: ...
    @property
    def length(self) -> int: ...
    @property
    def left_out(self) -> int: ...

    def fit(self, figures: Array) -> Fit:
        """Estimates for series in rows."""
        ...

    def strays(self) -> Array | None:
        """How placebos stray after the start, a row each, in multiples of their misfit before."""
        ...

    def moved(self, start: int) -> Model | None:
        """The same on the months before the start only, as if the measure had begun at `start`."""
        ...

    def identity(self) -> dict[str, object]:
        """All that decides its numbers, for the key of its calibration."""
        ...
