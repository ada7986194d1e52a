"""The readable programme: as of a day, in a variant, in a language; and what it refuses."""

from __future__ import annotations

import re
from datetime import date

import pytest

from safeconduct import programme
from safeconduct.web import wording
from safeconduct.web.control import reading

pytestmark = pytest.mark.database

PAGE = "/en/programmes/us-mx-ve-2022/"
EVERY = [
    (name, variant) for name in programme.available() for variant in programme.variants_of(name)
]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("name", "variant"), EVERY)
def test_every_programme_can_be_read_in_every_variant(visitor, name, variant, language) -> None:
    asked = f"?variant={variant}" if variant else ""
    answer = visitor.get(f"/{language}/programmes/{name}/{asked}")
    assert answer.status_code == 200
    text = answer.content.decode()
    definition = programme.load(name, variant)
    assert definition.programme.name[language] in text.replace("&#x27;", "'")
    if variant:
        assert f"<strong>{definition.variant_name[language]}</strong>" in text


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2022-10-17", "after 12 October 2022"),
        ("2022-11-23", "after 19 October 2022"),
        ("2023-02-01", "after 9 January 2023"),
    ],
)
def test_rules_are_shown_as_of_the_day(visitor, day: str, told: str) -> None:
    shown = [
        rule.condition.text["en"]
        for limb in reading.limbs(programme.load("us-mx-ve-2022"), date.fromisoformat(day))
        for group in limb.groups
        for rule in group.rules
    ]
    assert any(told in text for text in shown)
    answer = visitor.get(f"{PAGE}?on={day}")
    assert f'value="{day}"' in answer.content.decode()


def test_before_its_start_nothing_is_in_force(visitor) -> None:
    answer = visitor.get(f"{PAGE}?on=2020-01-01")
    assert answer.status_code == 200
    assert "On 1 January 2020 no rule is in force." in answer.content.decode()


def test_a_rule_shows_its_exceptions_versions_and_disputes() -> None:
    definition = programme.load("us-mx-ve-2022", "article")
    limb = reading.limbs(definition, date(2022, 11, 23))[0]
    rules = {rule.condition.id: rule for group in limb.groups for rule in group.rules}
    bar = rules["irregular_entry_us"]
    assert "returned_to_mexico_us" in {each.id for each in bar.unless}
    assert [version.from_ for version in bar.versions] == sorted(
        version.from_ for version in bar.versions
    )
    assert len(bar.versions) == 3
    assert bar.condition in limb.disputed[0].conditions
    assert bar.condition in rules["returned_to_mexico_us"].lifts


def test_where_sources_were_checked_differently_each_says_how_far(visitor) -> None:
    text = " ".join(re.sub(r"<[^>]+>", " ", visitor.get(PAGE).content.decode()).split())
    cap = text[text.index("24,000 in all.") :]
    assert re.search(
        r"summary , 9 January 2023 \. We read the source itself\. "
        r"DHS announcement .{20,90}12 October 2022 \. We read about it in a report, .{10,40} "
        r"For this statement: we read the source itself\.",
        cap,
    )


@pytest.mark.parametrize(
    ("language", "held", "told"),
    [
        ("en", "in force", "according to the United States"),
        ("es", "vigente", "según los Estados Unidos"),
    ],
)
def test_a_state_is_named_as_in_a_sentence(visitor, language, held, told) -> None:
    text = visitor.get(f"/{language}/programmes/us-mx-ve-2022/").content.decode()
    assert f">{held}</span> {told}" in text


def test_what_is_against_the_person_is_said_in_words_too(visitor) -> None:
    text = visitor.get(PAGE).content.decode()
    assert "red and bold, an outcome against the person" in text
    assert '<span class="mark">against the person</span>' in text


def test_variants_are_compared(visitor) -> None:
    text = visitor.get(f"{PAGE}?variant=article").content.decode()
    assert "“As described in November 2022” compared with “As published”" in text


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("us-mx-ve-2022/?on=2022-02-31", 400),
        ("us-mx-ve-2022/?on=yesterday", 400),
        ("us-mx-ve-2022/?on=0001-01-01", 400),
        ("us-mx-ve-2022/?variant=no-such", 404),
        ("no-such-programme/", 404),
    ],
)
def test_what_does_not_exist_gives_a_clear_page(visitor, language, asked: str, status: int) -> None:
    answer = visitor.get(f"/{language}/programmes/{asked}")
    assert answer.status_code == status
    text = answer.content.decode()
    assert "<h1>" in text and "Traceback" not in text
    assert {"en": "Possible here:", "es": "Aquí es posible:"}[language] in text


def test_every_officers_role_has_words() -> None:
    roles = {
        stage.actor.partition(".")[2]
        for name, variant in EVERY
        for track in programme.load(name, variant).tracks.values()
        for stage in track.stages
        if stage.actor.startswith("officer.")
    }
    assert roles - set(wording.OFFICER_ROLES) == set()
