"""What the reading benchmark writes is what CBP's readers take, in the published number of rows."""

from __future__ import annotations

from pathlib import Path

from bench import reading
from safeconduct.impact.readers import read


def test_written_files_have_the_published_size_and_are_recognised(tmp_path: Path) -> None:
    reading.write_files(tmp_path)
    state, southwest = (read(tmp_path / name) for name in (reading.STATE, reading.SOUTHWEST))
    assert (state.format, state.table.height) == ("cbp-nationwide-by-state", reading.STATE_ROWS)
    assert (southwest.format, southwest.table.height) == ("iom-southwest", reading.SOUTHWEST_ROWS)
