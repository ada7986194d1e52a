"""Times: warm, several rounds, peers in turn, so that a machine that slows down slows all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of each round on the clock, and of the processor over all cores."""

    rounds: tuple[float, ...]
    processor: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.rounds)

    def shown(self, unit: str, times: int = 1) -> str:
        """Median, and least and most in brackets, in `ms` or `s`, of as many `times` the work."""
        factor = times * (1000 if unit == "ms" else 1)
        parts = (self.median, min(self.rounds), max(self.rounds))
        middle, least, most = (in_digits(part * factor) for part in parts)
        return f"{middle} {unit} ({least} to {most})"

    def times(self, other: Timing) -> float:
        """How many times as long as the other took, by the clock."""
        return self.median / other.median

    def processor_times(self, other: Timing) -> float:
        """How many times the other's work, by the processor's time over all cores."""
        return median(self.processor) / median(other.processor)


def in_digits(number: float) -> str:
    """Three digits that count."""
    return f"{number:,.0f}" if number >= 100 else f"{number:#.3g}"


def in_turn(
    peers: Mapping[str, Callable[[], object]], rounds: int, warm_up: int = 2
) -> dict[str, Timing]:
    """Time each peer `rounds` times, one after the other in every round."""
    for ask in peers.values():
        for _ in range(warm_up):
            ask()
    clock: dict[str, list[float]] = {name: [] for name in peers}
    processor: dict[str, list[float]] = {name: [] for name in peers}
    gc.collect()
    for _ in range(rounds):
        for name, ask in peers.items():
            start, begin = time.perf_counter(), time.process_time()
            ask()
            clock[name].append(time.perf_counter() - start)
            processor[name].append(time.process_time() - begin)
    return {name: Timing(tuple(clock[name]), tuple(processor[name])) for name in peers}
