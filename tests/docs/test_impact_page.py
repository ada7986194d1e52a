"""docs/impact.md shows what the command prints, and a study that can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from safeconduct.cli.main import call
from safeconduct.impact.study.schema import StudyFile

PAGE = (Path(__file__).parents[2] / "docs" / "impact.md").read_text(encoding="utf-8")


def test_the_verdict_on_the_page_is_what_the_command_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No check of coverage changes a sentence here: what may lead fails others."""
    assert call(["impact", "effect", "us-mx-ve-2022", "--no-calibration"]) == 0
    said = capsys.readouterr().out.partition("\nPlan of ")[0].strip()
    [shown] = re.findall(r"<!-- verdict -->\n\n```text\n(.*?)\n```\n\n<!-- end -->", PAGE, re.S)
    assert shown == said


def test_the_study_on_the_page_fits_its_schema() -> None:
    [text] = re.findall(r"<!-- study.yaml -->\n```yaml\n(.*?)```", PAGE, re.S)
    study = StudyFile.model_validate(yaml.safe_load(text))
    assert study.plan.outcome == "between_ports" and study.donors[1].treated_from == "2023-01"


def test_every_command_on_the_page_is_one() -> None:
    from safeconduct.cli.impact import command  # noqa: PLC0415

    named = set(re.findall(r"safeconduct impact ([a-z]+)", PAGE))
    assert named >= {"show", "claims", "promise", "effect", "report"}
    for name in named:
        assert name in command.list_commands(None)  # type: ignore[arg-type]
