"""Exports and signed checkpoints of this installation's histories (I5). `proof` verifies them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from safeconduct import clock, settings
from safeconduct.cases import chain, proof, selectors
from safeconduct.cases.models import Case, CaseEvent
from safeconduct.errors import InputError


def export_lines() -> Iterator[str]:
    """Every case with all its events, one JSON object a line: ids, digests and names, no personal values.

    The first line says how many cases follow. All is read as of one instant.
    """
    with _one_instant():
        told = {
            "safeconduct_export": proof.FORMAT,
            "made_at": chain.instant(clock.now()),
            "cases": Case.objects.count(),
        }
        yield json.dumps(told)
        for case in Case.objects.order_by("receipt_number").iterator(chunk_size=500):
            events = [_event(row) for row in case.events.order_by("number")]
            told = {"case": selectors.header(case), "events": events}
            yield json.dumps(told, ensure_ascii=False)


def _event(row: CaseEvent) -> dict[str, object]:
    return {
        "number": row.number,
        "kind": row.kind,
        "at": chain.instant(row.at),
        "role": row.role,
        "account": row.account,
        "acting_for": row.acting_for,
        "stage": row.stage,
        "outcome": row.outcome,
        "refs": row.refs,
        "previous_hash": row.previous_hash,
        "hash": row.hash,
    }


def make_checkpoint() -> tuple[proof.Checkpoint, Path]:
    """Sign how far every chain has come, and keep it; hand the file to whoever is to hold us to it."""
    folder = _folder()
    before = kept_checkpoints()
    with _one_instant():
        rows = CaseEvent.objects.order_by("case_id", "-number").distinct("case_id")
        heads = [proof.Head(str(r.case_id), r.number, r.hash) for r in rows.iterator()]
    made = proof.sign(_key(), heads, clock.now(), before[-1] if before else None)
    file = folder / f"checkpoint-{made.number:06d}.json"
    unfinished = file.with_suffix(".new")
    unfinished.write_text(json.dumps(made.as_data()) + "\n", encoding="utf-8")
    unfinished.rename(file)
    return made, file


def kept_checkpoints() -> tuple[proof.Checkpoint, ...]:
    """The checkpoints that were made here, the first one first."""
    files = sorted(_folder().glob("checkpoint-*.json"))
    return tuple(proof.Checkpoint.from_data(json.loads(f.read_text())) for f in files)


def _key() -> Ed25519PrivateKey:
    """The signing key of this installation, made when first missing; nobody else can read it."""
    file = _folder() / "signing-key"
    if not file.exists():
        made = Ed25519PrivateKey.generate().private_bytes_raw().hex()
        unfinished = file.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(made)
        unfinished.rename(file)
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text()))
    except ValueError as error:
        raise InputError("The signing key cannot be read.", given=str(file)) from error


def _folder() -> Path:
    folder = settings.home() / "audit"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def _one_instant() -> Iterator[None]:
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
