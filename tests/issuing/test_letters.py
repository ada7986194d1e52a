"""Letters word for word, and as PDF that a screen reader can read."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from safeconduct.issuing import Letter, Told, authorization_pdf, letter_pdf, write_letter
from safeconduct.issuing.words import day_in_words, demonstration_lines
from safeconduct.programme import Definition, Edition, available, load, variants_of
from safeconduct.programme.schema import LetterTemplate
from tests.issuing.papers import AT, DAY, authorization, refusal

LANGUAGES = ("en", "es")


@pytest.fixture(scope="module")
def definition() -> Definition:
    return load("us-mx-ve-2022:article")


def refused(definition: Definition, language: str, **changes) -> Letter:
    edition = Edition(definition, DAY)
    [template] = edition.letters_for("admission", "travel_decision.refused")
    return write_letter(edition, template, refusal(definition, **changes), language)


def pdf(raw: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(raw))


def text_of(raw: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf(raw).pages))


def tags(node) -> Iterator[str]:
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"]
        if "/K" in node:
            yield from tags(node["/K"])


def test_a_refusal_says_all_that_it_has_to(definition: Definition) -> None:
    letter = refused(definition, "en")
    assert letter.title == "Travel is not authorized"
    said = " ".join(letter.paragraphs)
    assert "On 23 November 2022 officers decided" in said
    assert "ask for a review until 21 February 2023" in said
    assert "does not end your right to ask for asylum" in said
    assert "Nobody may ask you for money" in said
    assert "help.unhcr.org" in said
    crossing, means = letter.reasons
    assert "without permission" in crossing.text and crossing.sources
    assert "20 October 2022" in crossing.facts[0][1]
    assert means.text.startswith("Not met: ")
    assert letter.variant == "As described in November 2022"


def test_each_reads_only_their_own_facts(definition: Definition) -> None:
    edition = Edition(definition, DAY)
    templates = edition.letters_for("admission", "supporter_review.not_confirmed")
    told = refusal(definition)
    by_reader = {t.to: write_letter(edition, t, told, "en") for t in templates}
    person, supporter = by_reader["person"], by_reader["supporter"]
    assert [bool(reason.facts) for reason in person.reasons] == [True, False]
    assert [bool(reason.facts) for reason in supporter.reasons] == [False, True]


def test_what_an_officer_wrote_stays_as_it_is(definition: Definition) -> None:
    letter = refused(definition, "es")
    assert letter.written == refusal(definition).written
    assert "{day} #strong[not markup]" in text_of(letter_pdf(letter, at=AT))


def test_a_letter_survives_being_kept(definition: Definition) -> None:
    for language in LANGUAGES:
        letter = refused(definition, language, is_demonstration=True)
        assert Letter.from_data(json.loads(json.dumps(letter.as_data()))) == letter


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_tagged_titled_and_in_its_language(
    definition: Definition, language: str
) -> None:
    letter = refused(definition, language, is_demonstration=True)
    raw = letter_pdf(letter, at=AT)
    root = pdf(raw).trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert pdf(raw).metadata.title == letter.title
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    found = list(tags(root["/StructTreeRoot"]))
    assert found.count("/H1") == 1 and found.count("/H2") >= 5 and "/L" in found
    said = text_of(raw)
    for paragraph in letter.paragraphs:
        assert re.sub(r"\s+", " ", paragraph) in said


def test_every_page_of_a_demonstration_says_so_in_both_languages(definition: Definition) -> None:
    long = refused(definition, "en", is_demonstration=True, written="Because. " * 900)
    pages = pdf(letter_pdf(long, at=AT)).pages
    assert len(pages) > 2
    for page in pages:
        said = re.sub(r"\s+", " ", page.extract_text())
        assert "This is a demonstration, not a government service" in said
        assert "Esto es una demostración, no un servicio de gobierno" in said
        assert "ended on 25 March 2025" in said and "terminó el 25 de marzo de 2025" in said


def test_the_same_letter_gives_the_same_bytes(definition: Definition) -> None:
    letter = refused(definition, "en")
    assert letter_pdf(letter, at=AT) == letter_pdf(letter, at=AT)
    other = replace(letter, title="Something else")
    assert letter_pdf(other, at=AT) != letter_pdf(letter, at=AT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_authorization_is_one_tagged_page_with_its_code(
    definition: Definition, language: str
) -> None:
    raw = authorization_pdf(
        authorization(), language, programme="P", paper="us-letter",
        demonstration=demonstration_lines(definition.programme.ends), at=AT,
    )  # fmt: skip
    assert len(pdf(raw).pages) == 1
    root = pdf(raw).trailer["/Root"]
    assert root["/Lang"] == language and "/Figure" in list(tags(root["/StructTreeRoot"]))
    said = text_of(raw)
    assert "K7PM3XQ2RT" in said and "SFC2200000007-1" in said and "Inés Ejemplo" in said
    assert day_in_words(date(2023, 2, 21), language) in said
    assert "demonstration" in said and "demostración" in said


def every_letter() -> Iterator[tuple[str, LetterTemplate]]:
    for name in available():
        for variant in variants_of(name):
            label = f"{name}:{variant}" if variant else name
            definition = load(label)
            if definition.runs_casework:
                yield from ((label, letter) for letter in definition.letters)


@pytest.mark.parametrize(
    ("label", "template"),
    [pytest.param(label, letter, id=f"{label} {letter.id}") for label, letter in every_letter()],
)
def test_every_letter_can_be_written_with_no_gap(label: str, template: LetterTemplate) -> None:
    definition = load(label)
    words = {"en": "A name", "es": "Un nombre"}
    told = Told(
        "SFC2200000001",
        template.from_,
        template.track,
        words,
        words,
        (),
        DAY,
        DAY,
        words,
        "Text",
        pause=words,
        options=words,
        order=words,
    )
    for language in definition.programme.languages:
        letter = write_letter(Edition(definition, template.from_), template, told, language)
        whole = " ".join([letter.title, *letter.paragraphs])
        assert "{" not in whole and "–" not in whole and "  " not in whole
        assert len(letter.parts) == len(template.paragraphs)


def test_whoever_is_decided_against_gets_reasons_and_a_day_for_review() -> None:
    seen = 0
    for label in dict.fromkeys(label for label, _ in every_letter()):
        definition = load(label)
        for track in definition.tracks.values():
            for stage in track.stages:
                edition = Edition(definition, stage.from_)
                for outcome in stage.outcomes:
                    if not outcome.against_the_person:
                        continue
                    told = edition.letters_for(track.id, f"{stage.id}.{outcome.id}")
                    [letter] = [one for one in told if one.to == "person"]
                    texts = [part.text for part in edition.paragraphs(letter)]
                    for language in definition.programme.languages:
                        said = " ".join(text[language] for text in texts)
                        assert "{reasons}" in said and "{review_until}" in said
                        asylum = {"en": "right to ask for asylum", "es": "derecho a pedir asilo"}
                        assert asylum[language] in said
                        assert "help.unhcr.org" in said
                    seen += 1
    assert seen > 30
