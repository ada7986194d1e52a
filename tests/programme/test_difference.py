"""What differs, in words: new, gone, changed, key by key, in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from safeconduct.programme import load
from safeconduct.programme.difference import Change, difference
from tests import small_programme

DAY = date(2022, 11, 23)
OTHER = """\
extends: small
id: other
change:
  rules:
    - id: national
      text: {en: You are from there., es: Usted es de ahí.}
    - id: more
      kind: bar
      track: admission
      basis: required
      from: 2022-01-01
      when: nationality = "XX"
      text: {en: More., es: Más.}
  tracks:
    return:
      stages:
        - id: meeting
          outcomes:
            - {id: safe, name: {en: Safe, es: Seguro}, next: flight, clears: [G1]}
            - {id: gone, name: {en: Gone, es: Se fue}, end: withdrawn}
remove:
  rules: [entered_mexico]
"""


def changes(tmp_path: Path) -> dict[str, Change]:
    folder = small_programme.write(tmp_path, variants__other=OTHER)
    plain, other = load(f"{folder}:plain"), load(f"{folder}:other")
    return {c.id: c for c in difference(plain, other, old_day=DAY, new_day=DAY)}


def test_each_kind_of_change_is_told(tmp_path: Path) -> None:
    found = changes(tmp_path)
    assert {name: c.kind for name, c in found.items()} == {
        "national": "changed",
        "entered_mexico": "removed",
        "more": "added",
        "meeting": "changed",
    }
    assert found["national"].sentence("en").splitlines() == [
        "Rule national changed",
        "    text",
        "      − “You are Venezuelan.”",
        "      + “You are from there.”",
    ]
    assert found["more"].sentence("es") == "Regla more se añade: Más."
    assert (
        found["entered_mexico"].sentence("es")
        == "Regla entered_mexico ya no se aplica: Usted entró en México."
    )


def test_parts_with_ids_are_compared_one_by_one(tmp_path: Path) -> None:
    names = [name for name, _, _ in changes(tmp_path)["meeting"].fields]
    assert names == ["outcomes afraid", "outcomes gone"]


def test_nothing_differs_from_itself(tmp_path: Path) -> None:
    plain = load(str(small_programme.write(tmp_path)))
    assert difference(plain, plain, old_day=DAY, new_day=DAY) == ()
