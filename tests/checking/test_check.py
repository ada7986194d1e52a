"""`check` names every kind of mistake with file and line; each test spoils one thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.checking import check
from safeconduct.programme import load
from tests import small_programme

RULES, FACTS, TRACK = "rules/all.yaml", "facts.yaml", "tracks/return.yaml"
VE = 'when: nationality = "VE"'


def messages(tmp_path: Path, *changes: tuple[str, str, str], **more: str) -> list[str]:
    return [str(p) for p in check(str(small_programme.write(tmp_path, *changes, **more))).problems]


def test_the_small_programme_is_sound(tmp_path: Path) -> None:
    report = check(str(small_programme.write(tmp_path)))
    assert [str(p) for p in report.problems] == []
    assert (report.conditions, report.examples, report.variants) == (4, 1, ("plain",))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ((RULES, VE, 'when: nationalty = "VE"'), "small/rules/all.yaml:9:11: national: in `nationalty = \"VE\"`, column 1:"),
        ((RULES, VE, 'when: nationalty = "VE"'), "nationalty"),
        ((RULES, VE, "when: nationality = 5"), "national: in `nationality = 5`"),
        ((RULES, VE, 'when: nationality = "VEN"'), "VEN"),
        ((RULES, VE, "when: nationality"), "national: in `nationality`"),
        ((RULES, VE, "when: nationality ="), "national: in `nationality =`, column"),
        ((RULES, VE, 'when: nationality = "VE" or nationality = "CU"'), "write it in YAML as `any:`"),
        ((RULES, VE, 'when: not(nationality = "VE")'), "write it in YAML as `not:`"),
        ((RULES, "when: order_date >= decision_date", "when: 1 / 2 = order_date"), "ivi"),
        ((RULES, "    source: law#one\n", ""), "its basis is recorded, but it names no `source`"),
        ((RULES, "source: law#one", "source: lore#one"), "source `lore` is not in programme.yaml; known: law"),
        ((RULES, "    mark: V\n", ""), "it names a source but no `mark`"),
        ((RULES, "    to: ordered_removed\n", ""), "the exception names no bar"),
        ((RULES, "to: ordered_removed", "to: national"), "`national`, which is no bar"),
        ((RULES, "    from: 2023-01-09", "    from: 2021-01-09\n    until: 2021-02-01"), "never in force while"),
        ((RULES, "text: {en: You are Venezuelan., es: Usted es venezolano.}", "text: {en: You.}"), "no text in `es`"),
        ((FACTS, "question: {en: What is it?, es: ¿Cuál es?}", "help: {en: a, es: a}"), "has no `question`"),
        ((FACTS, "    none_label: {en: Never, es: Nunca}\n", ""), "has no `none_label`"),
        ((FACTS, "label: {en: Country, es: País}", "label: {en: Country}"), "no text in `es`"),
        ((TRACK, ", clears: [G1]", ""), "meeting [safe] → flight"),
        ((TRACK, "answers: [G1]", "answers: [G1, G9]"), "`G9` is no gate of this programme"),
        ((TRACK, "answers: [G1]", "answers: [G1]\n    needs: [love]"), "`love` is no condition"),
        ((TRACK, "answers: [G1]", "answers: [G1]\n    takes: [all]"), "`all` is no cap"),
        (("examples.yaml", "result: eligible", "result: barred"), "expected barred, found eligible"),
        (("examples.yaml", "national: met", "national: unknown"), "was expected unknown, found met"),
        (("examples.yaml", "by: []", "by: [entered_mexico]"), "expected in the way: entered_mexico"),
        (("examples.yaml", "like: ana", "like: eva"), "who is none of `people`"),
        (("examples.yaml", "like: ana", "like: ana\n    variant: fancy"), "`fancy` is no variant; known: plain"),
        (("examples.yaml", "like: ana", "like: ana\n    without: [shoes]"), "without `shoes`, which is no fact"),
        (("examples.yaml", "nationality: VE", "nationality: Narnia"), "`nationality` is 'Narnia'; accepted: a two-l"),
        (("programme.yaml", "summary: {en: A small programme, es: Un programa pequeño}", "summary: {en: S}"), "`es`"),
        (("programme.yaml", "sources:", "result_words: {admission: {barred: {en: Stop}}}\nsources:"),
         "`result_words.admission.barred` has no text in `es`"),
        (("programme.yaml", "sources:", "result_words: {entry: {barred: {en: Stop, es: Alto}}}\nsources:"),
         "`entry`, which is no track; known: admission, return"),
        (("programme.yaml", "sources:", "result_words: {admission: {bared: {en: Stop, es: Alto}}}\nsources:"),
         "`result_words.admission.bared` is the word for no result; known: eligible, barred, open"),
        (("variants/plain.yaml", "name: {en: Plain, es: Simple}", "name: {en: Plain}"),
         "small/variants/plain.yaml:1: `name` has no text in `es`"),
        (("programme.yaml", "sources:", "retention: {personal_values: P5Y, source: lore}\nsources:"),
         "small/programme.yaml:1: retention: source `lore` is not in programme.yaml; known: law"),
        (("programme.yaml", "date: 2022-01-01, mark", "mark"), "a source has one of `date`"),
        (("programme.yaml", "[US, MX]", "[US, ZZ]"), "`states` names `ZZ`, which is no country; accepted:"),
        (("programme.yaml", "default_variant: plain", "default_variant: fancy"), "`fancy` has no file"),
        (("programme.yaml", "id: small", "id: [small]"), "`id` is ['small']"),
        (("variants/plain.yaml", "extends: small", "extends: large"), "its own programme `small`, not 'large'"),
        (("variants/plain.yaml", "extends: small", "remove: {rules: [[x]]}\nextends: small"), "is not there to be"),
        (("variants/plain.yaml", "extends: small", "change: {tracks: {return: 5}}\nextends: small"), "plain.yaml:1:19:"),
        (("safeguards.yaml", "gates:\n", "gates:\n  - {id: G1, name: {en: a, es: a}}\n"), "`G1` stands already at small/"),
        ((FACTS, "  - id: order_date", "  - id: nationality"), "`nationality` stands already at small/facts.yaml:2:5"),
        ((FACTS, "id: entry_date, type", "id: country, type"), "`fields` has `country` twice"),
        ((FACTS, "id: entry_date, type", "id: row, type"), "`row` means something else already"),
        ((FACTS, "  - id: order_date", "  - id: decision_date"), "`decision_date` means something else"),
        ((RULES, "  - id: national", "  - id: result"), "`result` is the name of another column"),
        ((RULES, "  - id: early_order", "  - id: ordered_removed"), "overlaps the one of 2022-01-01 to open"),
        ((RULES, "text: {en: You are Venezuelan., es: Usted es venezolano.}",
          "text: {en: a, es: a}\n    disputed: [{says: {en: a, es: a}, source: lore, mark: S}]"), "source `lore`"),
        ((TRACK, "id: afraid", "id: safe"), "`outcomes` has `safe` twice"),
        ((TRACK, "start: meeting\nstages:", "start: meeting\nstages: []\nold:"), "`stages` is empty; at least one is needed"),
    ],
)  # fmt: skip
def test_each_mistake_is_found(tmp_path: Path, change: tuple[str, str, str], expected: str) -> None:
    found = messages(tmp_path, change)
    assert any(expected in message for message in found), found
    assert all(message.startswith("small/") and ".yaml:" in message for message in found), found


@pytest.mark.parametrize(
    ("change", "only"),
    [
        ((FACTS, "type: country", "type: colour"), "small/facts.yaml:3:5: nationality: `type` is 'colour'"),
        ((FACTS, "type: country", "type: ["), "small/facts.yaml:"),
        ((RULES, "kind: bar", "kind: wall"), "small/rules/all.yaml:"),
        ((RULES, "kind: bar", "kind: [bar"), "small/rules/all.yaml:"),
        (("safeguards.yaml", "basis: required", "basis: wished"), "small/safeguards.yaml:6:5: G1: `basis`"),
        ((TRACK, "basis: required", "basis: wished"), "small/tracks/return.yaml:"),
        ((TRACK, "start: meeting", "start: ["), "small/tracks/return.yaml:"),
    ],
)  # fmt: skip
def test_what_names_an_entry_that_cannot_be_read_is_no_problem_of_its_own(
    tmp_path: Path, change: tuple[str, str, str], only: str
) -> None:
    plain = "extends: small\nid: plain\nchange:\n  tracks: {return: {stages: [{id: meeting, needs: [national]}]}}\n"
    (found,) = messages(tmp_path, change, variants__plain=plain)
    assert found.startswith(only)


def test_a_gap_and_an_overlap_of_dates_are_found(tmp_path: Path) -> None:
    version = """\
rules:
  - {id: national, kind: requirement, track: admission, basis: required, from: FROM,
     when: nationality = "VE", text: {en: a, es: a}}
"""
    ending = (RULES, "from: 2022-01-01\n", "from: 2022-01-01\n    until: 2022-06-30\n")
    after = {
        day: version.replace("FROM", day) for day in ("2022-07-01", "2022-07-02", "2022-06-30")
    }
    assert messages(tmp_path / "a", ending, rules__more=after["2022-07-01"]) == []
    gap = messages(tmp_path / "b", ending, rules__more=after["2022-07-02"])
    assert any("nothing is in force between 2022-06-30 and 2022-07-02" in m for m in gap)
    overlap = messages(tmp_path / "c", ending, rules__more=after["2022-06-30"])
    assert any("overlaps the one of 2022-01-01 to 2022-06-30" in m for m in overlap)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("country: MX", "country: ZZ", "small/posts.yaml:2:5: office: `ZZ`, which is no country"),
        ("holidays: [MX]", "holidays: [MEX]", "small/posts.yaml:2:5: office: `MEX`, which is no"),
        ("Tijuana}", "Tijuna}", "office: `America/Tijuna` is no time zone; accepted:"),
        ("America/Tijuana}", "../Tijuana}", "office: `../Tijuana` is no time zone; accepted:"),
    ],
)
def test_a_post_stands_in_a_country_and_a_time_zone(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    posts = (
        "posts:\n  - {id: office, basis: required, from: 2022-01-01, name: {en: a, es: a}, "
        "kind: consulate, country: MX, holidays: [MX], time_zone: America/Tijuana}\n"
    )
    assert messages(tmp_path / "sound", posts=posts) == []
    (found,) = messages(tmp_path, posts=posts.replace(old, new))
    assert expected in found


@pytest.mark.parametrize("name", ["America/Tijuna", "../Paris", "", "America"])
def test_a_programme_counts_in_a_time_zone_that_there_is(tmp_path: Path, name: str) -> None:
    starts = "starts: 2022-01-01"
    zone = ("programme.yaml", starts, f"{starts}\ntime_zone: '{name}'")
    (found,) = messages(tmp_path, zone)
    assert found.startswith("small/programme.yaml:") and f"`{name}` is no time zone" in found


def test_an_assumption_cites_a_source_that_there_is(tmp_path: Path) -> None:
    assumptions = (
        "assumptions:\n  - {id: days, text: {en: a, es: a}, value: 5, source: lore, mark: S}\n"
    )
    (found,) = messages(tmp_path, assumptions=assumptions)
    assert found.startswith("small/assumptions.yaml:2:5: days: source `lore` is not in programme")


def test_files_that_are_not_read_are_named(tmp_path: Path) -> None:
    folder = small_programme.write(tmp_path)
    (folder / "rules" / "more.yml").write_text("rules: []\n")
    (folder / "letters").mkdir()
    (folder / "letters" / "barred.en.md").write_text("Dear")
    found = [str(p) for p in check(str(folder)).problems]
    assert found == [
        "small/letters/barred.en.md:1: no letter is read from here; write it in a .yaml",
        "small/rules/more.yml:1: no file is read whose name ends in .yml; name it .yaml",
    ]


def test_an_event_is_named_with_its_line(tmp_path: Path) -> None:
    event = (
        "events:\n  - {id: start, basis: required, on: 2022-01-01, title: {en: Start}}\nsources:"
    )
    found = messages(tmp_path, ("programme.yaml", "sources:", event))
    assert found == ["small/programme.yaml:11:5: start: `title` has no text in `es`"]


BREAKS = """\
extends: small
id: bare
name: {en: Bare, es: Desnudo}
summary: {en: Bare, es: Desnudo}
runs_casework: false
breaks: [G1]
change:
  tracks: {return: {start: flight}}
remove:
  tracks: {return: {stages: [meeting]}}
"""


def test_a_variant_may_break_exactly_the_safeguards_that_it_names(tmp_path: Path) -> None:
    assert messages(tmp_path / "a", variants__bare=BREAKS) == []
    silent = messages(tmp_path / "b", variants__bare=BREAKS.replace("breaks: [G1]\n", ""))
    assert any("without G1" in m for m in silent)
    idle = messages(tmp_path / "c", variants__bare=BREAKS[: BREAKS.index("change:")])
    assert any("says that it breaks G1, but no path does" in m for m in idle)
    trial = tmp_path / "trial.yaml"
    trial.write_text(f"extends: {tmp_path / 'a' / 'small'}:bare\nid: trial\n")
    assert check(str(trial)).is_sound
    assert not load(str(trial)).runs_casework
    running = messages(
        tmp_path / "d", variants__bare=BREAKS.replace("runs_casework: false", "runs_casework: true")
    )
    assert any("cannot run casework" in m for m in running)
