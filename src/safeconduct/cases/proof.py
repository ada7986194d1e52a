"""What an outsider needs to prove histories: an export, checkpoints, and this file's arithmetic. Pure.

A checkpoint says, signed, how far every case's chain had come. An export that lacks a case which a
checkpoint names, or stops before it, or says otherwise, was tampered with: whoever keeps a checkpoint
can tell.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from safeconduct.cases import chain
from safeconduct.errors import InputError
from safeconduct.people.digests import canonical

FORMAT = 1
_TEXTS = ("kind", "role", "account", "acting_for", "stage", "outcome", "previous_hash")


@dataclass(frozen=True, slots=True)
class Head:
    """How far a case's chain has come: its last event's number and hash."""

    case: str
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All heads at an instant, signed; `previous` is the digest of the checkpoint before it."""

    number: int
    at: str
    heads: tuple[Head, ...]
    previous: str
    #: The public key, and the signature over all the rest, in hexadecimal.
    key: str
    signature: str = ""

    def signed_text(self) -> bytes:
        """What the signature covers."""
        told = self.as_data()
        del told["signature"]
        return canonical(told)

    def digest(self) -> str:
        """SHA-256 of the checkpoint with its signature: what the next one names."""
        return hashlib.sha256(canonical(self.as_data())).hexdigest()

    def as_data(self) -> dict[str, Any]:
        """The checkpoint as plain data, for a file that is handed out."""
        return {
            "number": self.number,
            "at": self.at,
            "heads": [[head.case, head.number, head.hash] for head in self.heads],
            "previous": self.previous,
            "key": self.key,
            "signature": self.signature,
        }

    @classmethod
    def from_data(cls, data: Any) -> Checkpoint:
        """A checkpoint out of its file's data; InputError if it is none."""
        try:
            heads = tuple(Head(str(c), int(n), str(h)) for c, n, h in data["heads"])
            return cls(
                int(data["number"]),
                str(data["at"]),
                heads,
                str(data["previous"]),
                str(data["key"]),
                str(data["signature"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InputError("This is no checkpoint.", given=str(error)) from error

    @property
    def is_signed(self) -> bool:
        """Whether the signature is the named key's over just this."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            key.verify(bytes.fromhex(self.signature), self.signed_text())
        except (ValueError, InvalidSignature):
            return False
        return True


def sign(
    private: Ed25519PrivateKey, heads: Iterable[Head], at: datetime, before: Checkpoint | None
) -> Checkpoint:
    """A new checkpoint, which follows the one before it."""
    key = private.public_key().public_bytes_raw().hex()
    unsigned = Checkpoint(
        number=before.number + 1 if before else 1,
        at=chain.instant(at),
        heads=tuple(sorted(heads, key=lambda head: head.case)),
        previous=before.digest() if before else "",
        key=key,
    )
    signature = private.sign(unsigned.signed_text()).hex()
    return Checkpoint(
        **{f: getattr(unsigned, f) for f in unsigned.__slots__} | {"signature": signature}
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and with which case or checkpoint."""

    about: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an export amounts to, held against checkpoints."""

    cases: int
    events: int
    checkpoints: int
    keys: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def verify(
    lines: Iterable[str], checkpoints: Sequence[Checkpoint] = (), key: str | None = None
) -> Verdict:
    """Work every chain of an export out anew, and hold it against checkpoints.

    `key` is the installation's public key as it was published. InputError if the export cannot be read.
    """
    faults: list[Fault] = []
    hashes: dict[str, list[str]] = {}
    stated, events = None, 0
    for data in _read(lines):
        if "cases" in data:
            stated = data["cases"]
            continue
        case, found, kept = _case(data)
        if case in hashes:
            faults.append(Fault(case, "stands in the export twice"))
        hashes[case], events = kept, events + len(kept)
        faults.extend(Fault(case, f"event {flaw.number} {flaw.message}") for flaw in found)
    if stated is None:
        raise InputError("This is no export.", accepted="a file of `safeconduct audit export`")
    if stated != len(hashes):
        faults.append(Fault("export", f"says that it has {stated} cases, and has {len(hashes)}"))
    ordered = sorted(checkpoints, key=lambda checkpoint: checkpoint.number)
    for checkpoint in ordered:
        faults.extend(_against(checkpoint, hashes, key))
    faults.extend(_in_a_row(ordered))
    keys = tuple(sorted({checkpoint.key for checkpoint in ordered}))
    return Verdict(len(hashes), events, len(ordered), keys, tuple(faults))


def _against(
    checkpoint: Checkpoint, hashes: Mapping[str, Sequence[str]], key: str | None
) -> Iterator[Fault]:
    about = f"checkpoint {checkpoint.number}"
    if not checkpoint.is_signed:
        yield Fault(about, "is not signed by the key that it names")
    if key is not None and checkpoint.key != key:
        yield Fault(about, "is signed by another key")
    for head in checkpoint.heads:
        known = hashes.get(head.case)
        if known is None:
            yield Fault(head.case, f"is missing; {about} names it")
        elif len(known) < head.number:
            yield Fault(head.case, f"ends at event {len(known)}; {about} names {head.number}")
        elif known[head.number - 1] != head.hash:
            yield Fault(head.case, f"has another history than at {about}")


def _in_a_row(checkpoints: Sequence[Checkpoint]) -> Iterator[Fault]:
    for before, after in pairwise(checkpoints):
        if after.number == before.number + 1 and after.previous != before.digest():
            yield Fault(f"checkpoint {after.number}", "does not follow from the one before it")


def _read(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        try:
            data = json.loads(line)
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise InputError(f"Line {number} of the export cannot be read.", given=line[:80])
        yield data


def _case(data: Mapping[str, Any]) -> tuple[str, tuple[chain.Flaw, ...], list[str]]:
    try:
        header = {str(name): str(value) for name, value in data["case"].items()}
        links = [(_link(event), str(event["hash"])) for event in data["events"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError("A case of the export cannot be read.", given=str(error)) from error
    found = chain.flaws(chain.head_hash(header), links)
    return header.get("id", ""), found, [kept for _, kept in links]


def _link(event: Mapping[str, Any]) -> chain.Link:
    texts = {name: str(event[name]) for name in _TEXTS}
    at = datetime.fromisoformat(event["at"])
    return chain.Link(number=int(event["number"]), at=at, refs=dict(event["refs"]), **texts)
