"""`safeconduct seal`: check a sealed text, and hand out the certificate with which others can."""

from __future__ import annotations

import json
from pathlib import Path
from typing import BinaryIO

import click
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from safeconduct.cases import sealing
from safeconduct.cli import arguments
from safeconduct.errors import InputError
from safeconduct.issuing import Verdict, Verification, verify
from safeconduct.issuing.seals import LONGEST

EXIT_NOT_VALID = 1
_SENTENCES = {
    Verdict.VALID: "Valid: the seal is one that you trust, and it is in time.",
    Verdict.EXPIRED: "Expired: the seal holds, but the time is over.",
    Verdict.NOT_YET_VALID: "Not valid yet: the seal holds, but the time has not begun.",
    Verdict.DEMONSTRATION: "Demonstration: the seal holds, but no verifier trusts the key that made it.",
    Verdict.NOT_OURS: "Not ours: sealed by someone whom you do not trust.",
    Verdict.CHANGED: "Changed: the seal does not belong to this content.",
    Verdict.UNREADABLE: "This is no seal of a travel authorization.",
}


@click.group("seal")
def command() -> None:
    """Check seals, and print the certificate with which others check ours."""


@command.command("verify")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--trust",
    "trusted",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A certificate (PEM) to trust, beside this installation's own; may be given again.",
)
@arguments.as_of
@arguments.as_json
def verify_seal(file: BinaryIO, trusted: tuple[Path, ...], as_of: str | None, as_json: bool) -> int:
    """Check the scanned text in FILE, or on standard input for `-`.

    Whether the paper was used or cancelled since, only its issuer knows. Exit code 0: valid; 1: not.
    """
    text = file.read(LONGEST + 1).decode("utf-8", "replace")
    certificates = [*sealing.trusted(), *map(_certificate, trusted)]
    found = verify(text.strip(), trusted=certificates, day=arguments.day(as_of))
    click.echo(json.dumps(_as_data(found), ensure_ascii=False) if as_json else _told(found))
    return 0 if found.verdict is Verdict.VALID else EXIT_NOT_VALID


@command.command("certificate")
def certificate() -> None:
    """Print this installation's certificate (PEM); a demonstration's is for nobody to trust."""
    held = x509.load_der_x509_certificate(sealing.signer().certificate)
    click.echo(held.public_bytes(Encoding.PEM).decode(), nl=False)


def _certificate(path: Path) -> bytes:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
    except ValueError as error:
        raise InputError(
            f"{path} holds no certificate.", given=str(path), accepted="a certificate in PEM"
        ) from error


def _as_data(found: Verification) -> dict[str, object]:
    return {
        "verdict": found.verdict.value,
        "demonstration": found.is_demonstration,
        "message": dict(found.message),
    }


def _told(found: Verification) -> str:
    lines = [_SENTENCES[found.verdict]]
    if found.message:
        message = found.message
        lines.append(f"{message.get('utai', '?')}, from {message['vf']} to {message['vu']}")
    if found.is_demonstration:
        lines.append("This comes from a demonstration, not from a government service.")
        lines.append("Esto viene de una demostración, no de un servicio de gobierno.")
    return "\n".join(lines)
