"""Documents of invented people: pictures that say what they are and that they are none."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

_SIZE = (640, 420)
_PAPER, _INK, _WARNING = "#f4f1e8", "#1b1b1b", "#b50909"


def drawn_document(kind: str, name: str) -> bytes:
    """A small JPEG that says DEMO, of a document that nobody issued."""
    picture = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((12, 12, _SIZE[0] - 13, _SIZE[1] - 13), outline=_INK, width=2)
    small, large = ImageFont.load_default(26), ImageFont.load_default(120)
    draw.text((40, 40), kind.replace("_", " ").upper(), _INK, font=small)
    draw.text((40, 90), name, _INK, font=small)
    draw.text((140, 150), "DEMO", _WARNING, font=large)
    draw.text((40, 340), "Invented. Inventado.", _INK, font=small)
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=80)
    return held.getvalue()
