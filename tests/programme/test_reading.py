"""YAML that is broken, endless or odd: one problem with its place, and never an exception."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from safeconduct.programme.reading import DEEPEST, read_yaml

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)
TOO_MUCH = "nested more than 60 deep, refers to itself, or unfolds to more than"


def problems(tmp_path: Path, content: str | bytes) -> list[str]:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [str(problem) for problem in read_yaml(path, "odd.yaml")[1]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a: &a [*a]\n", TOO_MUCH),
        ("x: &x\n  k: *x\n", TOO_MUCH),
        (LAUGHS, TOO_MUCH),
        ("a: " + "[" * (DEEPEST + 1), f"odd.yaml:1:63: this is {TOO_MUCH}"),
        ("a: " + "[" * 100_000 + "]" * 100_000, TOO_MUCH),
        ("base: &b {k: 1}\nc:\n  <<: *b\n", "odd.yaml:3:3: `<<` takes over no keys here"),
        ("!!python/object:os.system {}\n", "odd.yaml:1:1: the tag"),
        ("a: !!set {b}\n", "odd.yaml:1:4: the tag"),
        ("a: " + "9" * 5000, "odd.yaml:1:4: '9999"),
        ("a: 1\nb: \xe9".encode("latin-1"), "odd.yaml:2: the file is no text in UTF-8"),
        ("a: 1\n".encode("utf-16"), "odd.yaml:1: the file is no text in UTF-8"),
        ("a: 1\na: 2\n", "odd.yaml:2:1: `a` stands here twice"),
    ],
)
def test_one_problem_with_its_place(tmp_path: Path, content: str | bytes, expected: str) -> None:
    found = problems(tmp_path, content)
    assert len(found) == 1
    assert expected in found[0]
    assert len(found[0]) < 300


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert [str(p) for p in read_yaml(tmp_path / "pipe.yaml", "pipe.yaml")[1]] == [
        "pipe.yaml: this is no file that can be read"
    ]
    (tmp_path / "gone.yaml").symlink_to("nowhere")
    assert [str(p) for p in read_yaml(tmp_path / "gone.yaml", "gone.yaml")[1]] == [
        "gone.yaml: the file cannot be read: No such file or directory"
    ]


def test_a_day_that_does_not_exist_stays_a_text_for_its_reader_to_refuse(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text("a: 2023-02-29\n")
    located, found = read_yaml(path, "odd.yaml")
    assert located is not None
    assert (located.data, found) == ({"a": "2023-02-29"}, [])
