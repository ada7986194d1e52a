"""Seals after ICAO's VDS-NC: a message in JSON, signed, with the signer's certificate, small enough for a QR.

    {"data": {"hdr": {"is": …, "t": …, "v": 1}, "msg": {…}}, "sig": {"alg": …, "cer": …, "sigvl": …}}

The signature is ECDSA on P-256 over the canonical JSON of `data`, so that one changed byte is found. The
type `x.safeconduct.ta` is our own: ICAO lists none for this paper. A demonstration's signer says in its
certificate that it is one, seals in the name of Utopia (UTO, the issuer of ICAO's specimens), and stands on
nobody's list of trusted signers.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import segno
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.x509.oid import NameOID

from safeconduct.errors import InputError

TYPE = "x.safeconduct.ta"
VERSION = 1
ALGORITHM = "ES256"
SPECIMEN_ISSUER = "UTO"
DEMONSTRATION = "DEMONSTRATION, not a government service"
#: A QR code of the largest size holds less; whatever is longer was never scanned from one.
LONGEST = 4_000
_COORDINATE = 32


class Verdict(StrEnum):
    """What a check of a sealed text finds; only `VALID` lets anyone travel."""

    VALID = "valid"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    #: Sound and in time, but sealed by a demonstration's key.
    DEMONSTRATION = "demonstration"
    #: Sealed by someone who is not on the list of trusted signers.
    NOT_OURS = "not_ours"
    #: The seal does not belong to this content.
    CHANGED = "changed"
    #: No seal of this kind.
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict and, where the seal holds, what it covers."""

    verdict: Verdict
    message: Mapping[str, Any]
    is_demonstration: bool = False


@dataclass(frozen=True)
class Signer:
    """Someone who seals: a private key and the certificate that goes with it."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes

    @classmethod
    def new(cls, *, issuer: str, at: datetime, is_demonstration: bool) -> Signer:
        """A new signer with a certificate that it signs itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        unit = DEMONSTRATION if is_demonstration else "Seals"
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer),
                x509.NameAttribute(NameOID.COMMON_NAME, unit),
            ]
        )
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(at)
            .not_valid_after(datetime(9999, 12, 31, tzinfo=UTC))
            .sign(key, hashes.SHA256())
        )
        return cls(key, made.public_bytes(serialization.Encoding.DER))

    @classmethod
    def from_pem(cls, text: bytes) -> Signer:
        """A signer as `as_pem` wrote it. ValueError for anything else."""
        key = serialization.load_pem_private_key(text, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("the key is none on an elliptic curve")
        certificate = x509.load_pem_x509_certificate(text)
        return cls(key, certificate.public_bytes(serialization.Encoding.DER))

    def as_pem(self) -> bytes:
        """Key and certificate as one text, to be kept where nobody else reads it."""
        key = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        certificate = x509.load_der_x509_certificate(self.certificate)
        return key + certificate.public_bytes(serialization.Encoding.PEM)

    def seal(self, message: Mapping[str, Any], *, issuer: str) -> str:
        """The message with its seal, as one text for a QR code. The same message gives the same text."""
        data = {"hdr": {"is": issuer, "t": TYPE, "v": VERSION}, "msg": dict(message)}
        algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        r, s = decode_dss_signature(self.key.sign(canonical(data), algorithm))
        value = r.to_bytes(_COORDINATE, "big") + s.to_bytes(_COORDINATE, "big")
        sealed = {
            "data": data,
            "sig": {"alg": ALGORITHM, "cer": _text(self.certificate), "sigvl": _text(value)},
        }
        return canonical(sealed).decode()


def canonical(data: Any) -> bytes:
    """JSON in one way only, after RFC 8785 for what stands in a seal: keys sorted, no blanks, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def verify(sealed: str, *, trusted: Collection[bytes], day: date) -> Verification:
    """Check a sealed text against the certificates (DER) that one trusts, as of a day. Never raises."""
    try:
        parts = _parts(sealed)
    except InputError:
        return Verification(Verdict.UNREADABLE, {})
    if not _is_signed(parts.key, parts.signature, canonical(parts.data)):
        return Verification(Verdict.CHANGED, {})
    message = parts.data["msg"]
    if parts.certificate in trusted:
        return Verification(_in_time(message, day), message)
    if parts.signer != DEMONSTRATION:
        return Verification(Verdict.NOT_OURS, message)
    found = _in_time(message, day)
    verdict = Verdict.DEMONSTRATION if found is Verdict.VALID else found
    return Verification(verdict, message, is_demonstration=True)


def qr_svg(text: str) -> str:
    """A text as a QR code in SVG, drawn the same way every time."""
    out = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(
        out,
        kind="svg",
        border=4,
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        light="#fff",
        omitsize=True,
    )
    return out.getvalue().decode()


@dataclass(frozen=True, slots=True)
class _Parts:
    certificate: bytes
    key: ec.EllipticCurvePublicKey
    signer: str
    signature: bytes
    data: dict[str, Any]


def _parts(sealed: str) -> _Parts:
    """What a sealed text is made of. InputError if it is no seal of ours.

    The text has to be the canonical one: what could be written in two ways could be read in two.
    """
    try:
        if len(sealed) > LONGEST:
            raise ValueError
        held = json.loads(sealed)
        data, seal = held["data"], held["sig"]
        header, message = data["hdr"], data["msg"]
        is_ours = (header["t"], header["v"], seal["alg"]) == (TYPE, VERSION, ALGORITHM)
        if not is_ours or canonical(held).decode() != sealed.strip():
            raise ValueError
        for day in ("vf", "vu"):
            date.fromisoformat(message[day])
        certificate, signature = _bytes(seal["cer"]), _bytes(seal["sigvl"])
        loaded = x509.load_der_x509_certificate(certificate)
        key, names = loaded.public_key(), loaded.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        if not isinstance(key, ec.EllipticCurvePublicKey) or len(signature) != 2 * _COORDINATE:
            raise ValueError
        signer = " ".join(str(name.value) for name in names)
        return _Parts(certificate, key, signer, signature, data)
    except (ValueError, KeyError, TypeError, RecursionError, UnsupportedAlgorithm) as error:
        raise InputError("This is no seal of a travel authorization.") from error


def _is_signed(key: ec.EllipticCurvePublicKey, signature: bytes, content: bytes) -> bool:
    r = int.from_bytes(signature[:_COORDINATE], "big")
    s = int.from_bytes(signature[_COORDINATE:], "big")
    try:
        key.verify(encode_dss_signature(r, s), content, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _in_time(message: Mapping[str, Any], day: date) -> Verdict:
    if day < date.fromisoformat(message["vf"]):
        return Verdict.NOT_YET_VALID
    return Verdict.VALID if day <= date.fromisoformat(message["vu"]) else Verdict.EXPIRED


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(raw) != text:
        raise ValueError("this is no base64url in its one form")
    return raw
