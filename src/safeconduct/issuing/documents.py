"""Letters and authorizations as PDF: tagged (PDF/UA-1), in their language, the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from safeconduct.issuing import words
from safeconduct.issuing.authorizations import Authorization
from safeconduct.issuing.countries import names
from safeconduct.issuing.letters import Letter, Reason
from safeconduct.issuing.seals import qr_svg

_TEMPLATES = Path(__file__).parent / "templates"


def letter_pdf(letter: Letter, *, at: datetime) -> bytes:
    """The letter as a PDF, made as of an instant (that of the letter)."""
    say = _sayer(letter.language)
    data = {
        **_frame(letter.language, letter.title, letter.paper, letter.demonstration),
        "subtitle": " · ".join(filter(None, (letter.programme, letter.variant))),
        "rows": [
            [say("receipt_number"), letter.receipt_number],
            [say("day"), words.day_in_words(letter.day, letter.language)],
            [say("to_" + letter.to), letter.addressee or ""],
        ],
        "parts": [
            {
                "heading": part.heading,
                "texts": _lines(part.text),
                "block": part.block,
            }
            for part in letter.parts
        ],
        "written": _lines(letter.written or ""),
        "reasons": [_reason(reason, letter.language) for reason in letter.reasons],
        "stage_sources": list(letter.stage_sources),
        "words": {key: say(key) for key in ("officer_wrote", "stage_source")},
    }
    return _compiled("letter.typ", data, at)


def authorization_pdf(
    authorization: Authorization,
    language: str,
    *,
    programme: str,
    paper: str,
    demonstration: tuple[tuple[str, str], ...],
    at: datetime,
) -> bytes:
    """The authorization as a PDF of one page, with its sealed content as a QR code."""
    say = _sayer(language)

    def day(given: date | None) -> str | None:
        return words.day_in_words(given, language) if given else None

    country = authorization.nationality
    rows = [
        (say("number"), authorization.number),
        (say("holder"), authorization.holder),
        (say("birth_date"), day(authorization.birth_date)),
        (say("nationality"), names(language).get(country, country) if country else None),
        (say("receipt_number"), authorization.receipt_number),
        (say("valid_from"), day(authorization.valid_from)),
    ]
    data = {
        **_frame(language, say("travel_authorization"), paper, demonstration),
        "subtitle": programme,
        "rows": [[label, value] for label, value in rows if value],
        "valid_until": [say("valid_until"), day(authorization.valid_until)],
        "code": [say("check_code"), authorization.code],
        "qr": qr_svg(authorization.seal),
        "words": {
            key: say(key)
            for key in (
                "conditions", "what_it_allows", "how_to_verify", "how_to_verify_text", "key", "qr",
                "valid_until_note",
            )
        },
    }  # fmt: skip
    return _compiled("authorization.typ", data, at)


def _sayer(language: str) -> Any:
    return lambda key: words.word(key, language)


def _frame(
    language: str, title: str, paper: str, demonstration: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    return {
        "language": language,
        "title": title,
        "paper": paper,
        "demonstration": [list(line) for line in demonstration],
        "page_words": words.word("page", language),
    }


def _reason(reason: Reason, language: str) -> Mapping[str, Any]:
    return {
        "text": reason.text,
        "facts_word": words.word("facts", language),
        "facts": [[label, _lines(value)] for label, value in reason.facts],
        "source_word": words.word("source", language),
        "sources": list(reason.sources),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@lru_cache(maxsize=8)
def _template(name: str) -> bytes:
    frame = (_TEMPLATES / "frame.typ").read_bytes()
    return frame + (_TEMPLATES / name).read_bytes()


def _compiled(name: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """A template with its data as a PDF; only fonts that the compiler brings, so that all machines agree."""
    made = typst.compile(
        _template(name),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=at,
    )
    assert isinstance(made, bytes)
    return made
