"""What is handed out, from plain data: letters, travel authorizations, and the seals on them. Pure."""

from safeconduct.issuing.authorizations import Authorization
from safeconduct.issuing.documents import authorization_pdf, letter_pdf
from safeconduct.issuing.letters import Letter, Part, Reason, Told, write_letter
from safeconduct.issuing.seals import Signer, Verdict, Verification, verify

__all__ = [
    "Authorization",
    "Letter",
    "Part",
    "Reason",
    "Signer",
    "Told",
    "Verdict",
    "Verification",
    "authorization_pdf",
    "letter_pdf",
    "verify",
    "write_letter",
]
