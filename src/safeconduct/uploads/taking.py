"""Taking a file over: what it really is, and without what its owner never meant to send. Pure.

A photograph is drawn anew: place, time and device, which telephones write into it, stay behind, and so
does whatever else hides in a file. What a name says of a file counts for nothing.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from safeconduct.errors import InputError

MOST_BYTES = 10 * 1024 * 1024
#: Large enough to read the small print of a page.
LONGEST_SIDE = 2400
MOST_PIXELS = 60_000_000
QUALITY = 85
PHOTOGRAPHS = ("JPEG", "PNG", "WEBP")
ACCEPTED = "a photograph (JPEG, PNG or WebP) or a PDF file, up to 10 MB"


class NotADocument(InputError):
    """The file cannot be taken over. `reason` is stable: too_large, empty, unknown, broken, locked."""

    code = "not_a_document"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message, accepted=ACCEPTED)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it is kept."""

    media_type: str
    content: bytes


def take_over(content: bytes) -> Taken:
    """A photograph drawn anew as JPEG, or a PDF as it is. NotADocument for anything else."""
    if not content:
        raise NotADocument("empty", "The file is empty.")
    if len(content) > MOST_BYTES:
        raise NotADocument("too_large", f"The file has {len(content) / 1048576:.1f} MB.")
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return _pdf(content)
    return _photograph(content)


def _pdf(content: bytes) -> Taken:
    if b"%%EOF" not in content[-2048:]:
        raise NotADocument("broken", "The PDF file is not complete.")
    if b"/Encrypt" in content:
        raise NotADocument("locked", "The PDF file is locked by a password.")
    return Taken("application/pdf", content)


def _photograph(content: bytes) -> Taken:
    try:
        with Image.open(io.BytesIO(content), formats=PHOTOGRAPHS) as given:
            if given.width * given.height > MOST_PIXELS:
                raise NotADocument("too_large", "The photograph has too many pixels.")
            # As it was held, for the note of how goes too.
            upright = ImageOps.exif_transpose(given).convert("RGB")
    except UnidentifiedImageError as error:
        raise NotADocument("unknown", "The file is neither a photograph nor a PDF.") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotADocument("broken", "The photograph cannot be read to its end.") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = io.BytesIO()
    upright.save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return Taken("image/jpeg", drawn.getvalue())
