"""Two texts that say the same have one digest, however they were typed; others have not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.people.matching import match_of, normalised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+1 (512) 555-0142", "512.555.0142"),
        ("001 512 555 0142", "5125550142"),
        ("12 Olmo St., Austin, TX", "12 OLMO ST AUSTIN TX"),
        ("Calle Núñez 5, Bogotá", "calle nunez 5 bogota"),
    ],
)
def test_the_same_is_found_however_it_was_typed(one: str, other: str) -> None:
    assert match_of("x", one) == match_of("x", other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("512 555 0142", "512 555 0143"), ("12 Olmo St, Austin", "121 Olmo St, Austin")],
)
def test_what_differs_is_not(one: str, other: str) -> None:
    assert match_of("x", one) != match_of("x", other)


def test_another_fact_with_the_same_text_is_another_thing() -> None:
    assert match_of("telephone", "5125550142") != match_of("address", "5125550142")


@pytest.mark.parametrize("value", ["", "n/a", "12345", None, 7, ["512 555 0142"]])
def test_what_tells_nobody_apart_is_not_compared(value: object) -> None:
    assert match_of("x", value) == ""


@given(st.text(max_size=60), st.sampled_from(" .-,()/"))
def test_blanks_and_marks_never_matter_and_the_text_is_nowhere(text: str, mark: str) -> None:
    spread = mark.join(text)
    assert normalised(spread) == normalised(text)
    if found := match_of("x", text):
        assert len(found) == 64 and (normalised(text) not in found or normalised(text).isdecimal())
