"""Reading a programme's folder: what is right comes out frozen, what is wrong comes out with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from safeconduct.errors import NotFound, ProgrammeError
from safeconduct.programme import Edition, load, read
from tests import small_programme


def messages(folder: Path, variant: str | None = None) -> list[str]:
    return [str(problem) for problem in read(folder, variant).problems]


def test_a_sound_folder_is_read_whole_and_frozen(tmp_path: Path) -> None:
    definition = load(str(small_programme.write(tmp_path)))
    assert [c.id for c in definition.conditions] == [
        "national",
        "ordered_removed",
        "entered_mexico",
        "early_order",
    ]
    assert definition.variant == "plain"
    assert len(definition.digest) == 64
    with pytest.raises(ValidationError):
        definition.conditions[0].id = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        definition.facts["new"] = definition.facts["entries"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "rules/all.yaml",
            "mark: V",
            "mark: X",
            "rules/all.yaml:7:5: national: `mark` is 'X'; accepted:",
        ),
        ("rules/all.yaml", "    mark: V\n", "    mark: V\n    marc: V\n", "did you mean `mark`?"),
        (
            "rules/all.yaml",
            "    basis: recorded\n",
            "",
            "rules/all.yaml:2:5: national: `basis` is missing",
        ),
        (
            "rules/all.yaml",
            "from: 2022-01-01",
            "from: 2022-02-30",
            "rules/all.yaml:8:5: national: `from` is '2022-02-30'; accepted: a date such as 2022-10-19",
        ),
        (
            "rules/all.yaml",
            'when: nationality = "VE"',
            "when: {nor: [a]}",
            "or one of `is`, `all`, `any`",
        ),
        ("rules/all.yaml", "kind: bar", "kind: wall", "`kind` is 'wall'; accepted:"),
        (
            "rules/all.yaml",
            "  - id: national",
            "  - id: national\n    id: other",
            "`id` stands here twice",
        ),
        ("rules/all.yaml", "rules:", "rulez:", "`rulez` is unknown here; known: rules"),
        ("programme.yaml", "id: small", "id: [", "this is not valid YAML"),
        ("facts.yaml", "type: country", "type: colour", "`type` is 'colour'; accepted:"),
        (
            "facts.yaml",
            "type: country",
            "type: choice",
            "`options` belong to a fact of type choice",
        ),
        ("tracks/return.yaml", "id: return", "id: other", "stands in a file called return.yaml"),
        (
            "tracks/return.yaml",
            "actor: officer.escort",
            "actor: nobody",
            "`actor` is 'nobody'; accepted:",
        ),
        ("variants/plain.yaml", "id: plain", "id: plain\nchanges: {}", "`changes` is unknown here"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    folder = small_programme.write(tmp_path, (file, old, new))
    found = messages(folder)
    assert any(expected in message for message in found), found
    assert all(message.startswith("small/") for message in found)
    with pytest.raises(ProgrammeError):
        load(str(folder))


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    folder = small_programme.write(
        tmp_path,
        ("rules/all.yaml", "mark: V", "mark: X"),
        ("facts.yaml", "type: country", "type: colour"),
        ("tracks/return.yaml", "basis: required", "basis: wished"),
    )
    assert len(messages(folder)) == 3


def test_a_strange_file_and_a_missing_one_are_named(tmp_path: Path) -> None:
    folder = small_programme.write(tmp_path, rulez="rules: []\n")
    assert any("no file of this name belongs to a programme" in m for m in messages(folder))
    (folder / "programme.yaml").unlink()
    assert any("programme.yaml: the file is missing" in m for m in messages(folder))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    folder = small_programme.write(tmp_path)
    (folder / "posts.yaml").write_bytes(b"\x89PNG\r\n\x00")
    assert any("posts.yaml" in m and "UTF-8" in m for m in messages(folder))


def test_unknown_names_are_refused_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Did you mean us-mx-ve-2022"):
        load("us-mx-ve-2023")
    with pytest.raises(NotFound, match="no variant 'fancy'"):
        load(f"{small_programme.write(tmp_path)}:fancy")


def test_a_change_of_the_folder_is_seen_at_the_next_load(tmp_path: Path) -> None:
    folder = small_programme.write(tmp_path)
    before = load(str(folder))
    assert load(str(folder)) is before
    (folder / "rules" / "more.yaml").write_text("rules: []\n")
    assert load(str(folder)).digest != before.digest


OVERLAY = """\
extends: small
id: kinder
name: {en: Kinder, es: Más amable}
summary: {en: Kinder, es: Más amable}
change:
  rules:
    - id: ordered_removed
      when: order_date >= decision_date - duration("P1Y")
    - id: late
      kind: bar
      track: admission
      basis: reported
      source: law
      mark: S
      from: 2022-06-01
      when: nationality = "XX"
      text: {en: Late, es: Tarde}
  tracks:
    return:
      stages:
        - id: flight
          actor: officer.pilot
remove:
  rules: [entered_mexico]
"""


def test_an_overlay_states_only_what_differs(tmp_path: Path) -> None:
    folder = small_programme.write(tmp_path, variants__kinder=OVERLAY)
    plain, kinder = load(f"{folder}:plain"), load(f"{folder}:kinder")
    by_id = {c.id: c for c in kinder.conditions}
    assert list(by_id) == ["national", "ordered_removed", "early_order", "late"]
    assert by_id["ordered_removed"].when == 'order_date >= decision_date - duration("P1Y")'
    assert (
        by_id["ordered_removed"].text == {c.id: c for c in plain.conditions}["ordered_removed"].text
    )
    assert [s.actor for s in kinder.tracks["return"].stages] == [
        "officer.protection",
        "officer.pilot",
    ]
    assert [s.actor for s in plain.tracks["return"].stages][1] == "officer.escort"
    assert by_id["late"].place is not None
    assert by_id["late"].place.file == "small/variants/kinder.yaml"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("rules: [entered_mexico]", "rules: [nothing]", "`nothing` is not there to be removed"),
        ("    return:", "    flight:", "there is no track `flight`; known: return"),
        ("  rules:\n    - id: ordered", "  rulez:\n    - id: ordered", "`rulez` is no section"),
    ],
)
def test_a_mistaken_overlay_is_named(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in OVERLAY
    folder = small_programme.write(tmp_path, variants__kinder=OVERLAY.replace(old, new))
    assert any(expected in m for m in messages(folder, "kinder")), messages(folder, "kinder")


def test_an_overlay_that_could_mean_several_versions_has_to_say_which(tmp_path: Path) -> None:
    second = (
        "  - {id: national, kind: requirement, track: admission, basis: required, from: 2024-01-01,"
        ' when: nationality = "VE", text: {en: a, es: a}}\n'
    )
    overlay = (
        "extends: small\nid: kinder\nchange: {rules: [{id: national, note: {en: x, es: x}}]}\n"
    )
    folder = small_programme.write(
        tmp_path, rules__more="rules:\n" + second, variants__kinder=overlay
    )
    assert any("has 2 dated versions; say which by `from`" in m for m in messages(folder, "kinder"))


def test_a_trial_change_is_an_overlay_file_anywhere(tmp_path: Path) -> None:
    folder = small_programme.write(tmp_path)
    trial = tmp_path / "trial.yaml"
    trial.write_text(OVERLAY.replace("extends: small", f"extends: {folder}:plain"))
    assert "late" in {c.id for c in load(str(trial)).conditions}


def test_an_edition_holds_what_is_in_force(tmp_path: Path) -> None:
    definition = load(str(small_programme.write(tmp_path)))

    def on(day: date) -> list[str]:
        return [c.id for c in Edition(definition, day).conditions("admission")]

    assert on(date(2021, 12, 31)) == []
    assert "early_order" not in on(date(2023, 1, 8))
    assert "early_order" in on(date(2023, 1, 9))
