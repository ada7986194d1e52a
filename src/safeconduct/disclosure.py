"""Small numbers stay hidden: what of counted things may be told, so that no table gives one away.

Counters only ever grow, and of each only full packets are told: with packets of five, 0, 5, 10, and so on.
What fills no packet yet is carried over to the next telling. Every total, subtotal and difference is worked
out from what was told, never from what was counted. And what is told is itself a history that could have
been: where cases leave a stage only after they came to it, no more is told to have left than to have come.

Why nobody can work a hidden number out, by whatever reasoning over all that was ever told: the history in
which there is nothing but what was told is one that would have been told in these very words, and so is the
same history with one case more, whatever that case went through. So of every counter in every month there
are at least two numbers that fit. docs/decisions/0017 has the argument in full.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from safeconduct.errors import InputError

#: Fewer than this in a packet and a number would point at people.
SMALLEST_PACKET = 3

_ENDLESS = 2**62
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Limit(Generic[K]):
    """What left cannot be more than what came: the counters of `left` and those of `came`.

    A counter of both leads back to where it began.
    """

    left: frozenset[K]
    came: frozenset[K]


def tell(
    counted: Mapping[K, int],
    told: Mapping[K, int],
    limits: Sequence[Limit[K]] = (),
    *,
    packet: int,
) -> dict[K, int]:
    """What may be told anew of each counter: whole packets, and only counters that have any.

    `counted` is how much each counter has come to, in the order in which they are served where a limit
    leaves too little for all; `told` is what was told of each before. InputError for a packet too small
    to hide anyone.
    """
    _check(packet)
    now = {key: told.get(key, 0) for key in [*counted, *told]}
    bound = {key: [limit for limit in limits if key in limit.left] for key in counted}
    is_growing = True
    while is_growing:
        is_growing = False
        for key, number in counted.items():
            room = [number - now[key], *(_room(limit, key, now) for limit in bound[key])]
            step = min(room) // packet * packet
            if step > 0:
                now[key] += step
                is_growing = True
    return {key: now[key] - told.get(key, 0) for key in now if now[key] != told.get(key, 0)}


def too_many_told(counted: Mapping[K, int], told: Mapping[K, int], *, packet: int) -> dict[K, int]:
    """What has to be taken back, in whole packets, of counters of which more was told than there is."""
    _check(packet)
    over = {key: number - counted.get(key, 0) for key, number in told.items()}
    return {key: -(-more // packet) * packet for key, more in over.items() if more > 0}


def _room(limit: Limit[K], key: K, now: Mapping[K, int]) -> int:
    """How much more of the counter there may be: as many as are there; of what leads back, any number."""
    there = sum(now.get(each, 0) for each in limit.came) - sum(
        now.get(each, 0) for each in limit.left
    )
    return _ENDLESS if key in limit.came and there > 0 else max(0, there)


def _check(packet: int) -> None:
    if packet < SMALLEST_PACKET:
        raise InputError(
            "So small a packet would hide nobody.",
            given=packet,
            accepted=f"{SMALLEST_PACKET} or more",
        )
