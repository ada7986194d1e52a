"""What is taken over, what is left behind, and what is refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from safeconduct.uploads.taking import LONGEST_SIDE, MOST_BYTES, NotADocument, take_over

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
#: Tags of EXIF: which way up, where, and made with what.
ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def photograph(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "white").save(drawn, kind, **more)
    return drawn.getvalue()


def with_exif(**tags: object) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "SomePhone"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (31.0, 44.0, 0.0)
    return photograph(exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_becomes_a_jpeg(kind: str) -> None:
    taken = take_over(photograph(kind))
    assert taken.media_type == "image/jpeg"
    assert Image.open(io.BytesIO(taken.content)).size == (40, 30)


def test_where_and_with_what_it_was_taken_stays_behind() -> None:
    given = with_exif()
    assert b"SomePhone" in given
    drawn = Image.open(io.BytesIO(take_over(given).content))
    assert dict(drawn.getexif()) == {}
    # It lay on its side; now it stands.
    assert drawn.size == (30, 40)


def test_a_large_photograph_is_made_smaller() -> None:
    drawn = Image.open(io.BytesIO(take_over(photograph(size=(5000, 2500))).content))
    assert drawn.size == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_a_pdf_is_kept_as_it_is() -> None:
    taken = take_over(PDF)
    assert (taken.media_type, taken.content) == ("application/pdf", PDF)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 a program", "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "unknown"),
        (b"<html>%PDF-1.7</html> %%EOF", "unknown"),
        (photograph()[:200], "broken"),
        (PDF[:-7], "broken"),
        (PDF.replace(b"<<>>\n%%EOF", b"<</Encrypt 5 0 R>>\n%%EOF"), "locked"),
        (PDF + b" " * MOST_BYTES, "too_large"),
        (photograph("GIF"), "unknown"),
        (photograph("PNG", (9000, 9000)), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_document_is_refused_by_its_content(content: bytes, reason: str) -> None:
    with pytest.raises(NotADocument) as refused:
        take_over(content)
    assert refused.value.reason == reason
    assert "JPEG" in (refused.value.accepted or "")


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF", b"%PDF-"]),
)
def test_no_bytes_whatever_break_it(rest: bytes, start: bytes) -> None:
    try:
        take_over(start + rest)
    except NotADocument as refused:
        assert refused.reason in {"empty", "too_large", "unknown", "broken", "locked"}
