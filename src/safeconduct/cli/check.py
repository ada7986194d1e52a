"""`safeconduct check`: is this programme sound?"""

from __future__ import annotations

import json
from dataclasses import replace

import click

from safeconduct.checking import Report, check
from safeconduct.cli.arguments import as_json
from safeconduct.impact.checking import check_impact
from safeconduct.programme import Problem, find, read, variants_of


@click.command("check")
@click.argument("programme")
@as_json
def command(programme: str, as_json: bool) -> int:
    """Check PROGRAMME: schema, rules, sources, texts, dates, stage graphs, worked examples, study.

    PROGRAMME is an id, PROGRAMME:VARIANT, or the path of a folder. Every problem is named as
    file:line: message. Exit code 0: sound; 1: problems were found; 2: there is no such programme.
    """
    report = check(programme)
    report = replace(report, problems=(*report.problems, *_of_its_study(programme)))
    click.echo(
        json.dumps(_as_data(programme, report), ensure_ascii=False) if as_json else _told(report)
    )
    return 0 if report.is_sound else 1


def _of_its_study(programme: str) -> list[Problem]:
    """Problems of what the folder says for the question whether it works, once for all variants."""
    folder, _, overlay = find(programme)
    definition = read(folder, variants_of(programme)[0], overlay).definition
    return [] if definition is None else check_impact(definition)


def _told(report: Report) -> str:
    lines = [str(problem) for problem in report.problems]
    lines += [f"Note: {note}" for note in report.notes]
    variants = [name for name in report.variants if name]
    extent = f"{report.conditions} conditions, {report.examples} worked examples run"
    if variants:
        extent += f", in the variants {', '.join(variants)}"
    if report.is_sound:
        lines.append(f"Sound: {extent}.")
    else:
        number = len(report.problems)
        lines.append(f"{number} problem{'s' if number > 1 else ''}; {extent}.")
    return "\n".join(lines)


def _as_data(programme: str, report: Report) -> dict[str, object]:
    return {
        "programme": programme,
        "sound": report.is_sound,
        "variants": list(report.variants),
        "conditions": report.conditions,
        "examples": report.examples,
        "problems": [_placed(problem) for problem in report.problems],
        "notes": [_placed(note) for note in report.notes],
    }


def _placed(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": problem.message,
    }
