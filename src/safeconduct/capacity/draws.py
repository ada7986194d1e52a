"""Draws: announced by the digest of their seed before the pool is closed, made once, kept with their proof.

Whoever has the proof and the pool makes the draw again and sees that nobody chose (`flow.selection`).
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from safeconduct import clock
from safeconduct.capacity.models import Draw, Turn
from safeconduct.errors import InputError, NotFound
from safeconduct.flow.selection import Filing, Proof, draw, seed_digest
from safeconduct.programme.schema import Selection

SEED_BYTES = 24


def announce(*, line: str, by: str) -> Draw:
    """Make a draw's seed and fix it: its digest is to be published now, itself with the proof."""
    seed = secrets.token_hex(SEED_BYTES)
    return Draw.objects.create(
        line=line,
        seed=seed,
        seed_digest=seed_digest(seed),
        announced_at=clock.now(),
        announced_by=by,
    )


@transaction.atomic
def make(
    *,
    draw_id: uuid.UUID,
    pool: Collection[Filing],
    places: int,
    selection: Selection,
    by: str,
) -> Draw:
    """Draw from the pool. NotFound without an announcement; InputError if it was made before.

    Whoever filed after the announcement is in the pool like everyone else.
    """
    row = Draw.objects.select_for_update().filter(id=draw_id).first()
    if row is None:
        raise NotFound("No such draw was announced.", given=draw_id)
    if row.made_at is not None:
        raise InputError(
            f"This draw was made at {row.made_at:%Y-%m-%d %H:%M} UTC.",
            given=draw_id,
            accepted="a draw that was announced and not made",
        )
    proof = draw(pool, places, selection, row.seed)
    row.made_at, row.made_by = clock.now(), by
    row.proof = proof.as_data()
    row.pool = [[each.id, each.filed_at.isoformat()] for each in pool]
    row.save(update_fields=["made_at", "made_by", "proof", "pool"])
    Turn.objects.bulk_create(
        Turn(draw=row, holder=uuid.UUID(holder), position=position)
        for position, holder in enumerate(proof.taken, start=1)
    )
    return row


def proof_of(draw_id: uuid.UUID) -> tuple[Proof, tuple[Filing, ...], str]:
    """A made draw: its proof, its pool, and the digest that was announced. NotFound otherwise."""
    row = Draw.objects.filter(id=draw_id, made_at__isnull=False).first()
    if row is None or row.proof is None or row.pool is None:
        raise NotFound("No such draw was made.", given=draw_id)
    pool = tuple(Filing(held, datetime.fromisoformat(filed)) for held, filed in row.pool)
    return Proof.from_data(row.proof), pool, row.seed_digest


def published(draw_id: uuid.UUID) -> dict[str, Any]:
    """A made draw as it is published: all by which anyone makes it again. NotFound otherwise."""
    proof, pool, announced = proof_of(draw_id)
    waited = [{"id": each.id, "filed_at": each.filed_at.isoformat()} for each in pool]
    return {"announced_seed_digest": announced, "proof": proof.as_data(), "pool": waited}
