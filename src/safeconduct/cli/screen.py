"""`safeconduct screen`: one case with its reasons, or a table of people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from safeconduct.cli import arguments
from safeconduct.cli.progress import progress_bar
from safeconduct.cli.words import say
from safeconduct.eligibility import Effect, FactsError, Screening, compile_track, screen
from safeconduct.eligibility.files import Summary, bad_rows_beside, screen_table
from safeconduct.eligibility.findings import Finding, fact_named, result_text
from safeconduct.eligibility.tables import missing_columns
from safeconduct.programme import Definition, load
from safeconduct.programme.schema import in_language

_SIGNS = {
    Effect.FINE: "✓",
    Effect.IN_THE_WAY: "✗",
    Effect.UNDECIDED: "?",
    Effect.DOUBTFUL: "?",
    Effect.LIFTED: "✓",
    Effect.LIFTS: "✓",
    Effect.IDLE: "·",
}
#: What a reader needs first comes first.
_GROUPS = (
    ("stands_in_the_way", (Effect.IN_THE_WAY,)),
    ("not_decided", (Effect.UNDECIDED, Effect.DOUBTFUL)),
    ("settled", (Effect.FINE, Effect.LIFTED, Effect.LIFTS, Effect.IDLE)),
)


@click.command("screen")
@click.argument("programme")
@click.option(
    "--facts", type=click.Path(path_type=Path), help="YAML or JSON file with one case's facts."
)
@click.option(
    "--table", type=click.Path(path_type=Path), help="Parquet or CSV file with many people."
)
@click.option("--out", type=click.Path(path_type=Path), help="Where to write a table's findings.")
@arguments.missing_unknown
@click.option("--keep-good", is_flag=True, help="Leave out bad rows and list them beside --out.")
@click.option("--track", help="The track to screen for; the programme's first if left out.")
@arguments.variant
@arguments.as_of
@arguments.language
@arguments.as_json
def command(
    programme: str,
    facts: Path | None,
    table: Path | None,
    out: Path | None,
    missing_unknown: bool,
    keep_good: bool,
    track: str | None,
    variant: str | None,
    as_of: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Screen a case (--facts) or a table of people (--table) under PROGRAMME.

    A case's answer is eligible, barred or open, with every condition's finding, the facts it used and
    the source it cites. An absent fact is unknown; null (in a CSV: none) says that there is none.
    """
    if (facts is None) == (table is None):
        raise click.UsageError("Give either --facts FILE for one case or --table FILE for many.")
    if facts is not None and (out is not None or keep_good or missing_unknown):
        raise click.UsageError("--out, --keep-good and --missing-unknown go with --table FILE.")
    if keep_good and out is None:
        raise click.UsageError(
            "--keep-good goes with --out FILE, beside which bad rows are listed."
        )
    definition = load(programme, variant)
    day = arguments.day(as_of, definition)
    chosen = arguments.track_of(definition, track)
    if facts is not None:
        case = arguments.read_facts(facts)
        try:
            answer = screen(definition, chosen, day, case.facts)
        except FactsError as error:
            raise case.placed(error) from error
        if as_json:
            click.echo(json.dumps(answer.as_data(language), ensure_ascii=False, indent=2))
        else:
            click.echo("\n".join(told(answer, language)))
        return
    assert table is not None
    needed = compile_track(definition, chosen, day).facts
    opened = arguments.table_with(table, [definition], needed, missing_unknown=missing_unknown)
    with progress_bar(say("screening", language), opened.rows) as progress:
        summary = screen_table(
            definition, chosen, day, opened, out, keep_good=keep_good, progress=progress
        )
    missing = missing_columns(opened, needed)
    if as_json:
        click.echo(json.dumps(_summary_data(definition, summary, missing, out), ensure_ascii=False))
    else:
        click.echo("\n".join(_summary_told(definition, summary, missing, out, language)))


def told(answer: Screening, language: str) -> list[str]:
    """The answer to one case, as lines of text."""
    definition = answer.definition
    lines = [
        f"{in_language(definition.programme.name, language)}"
        + (f" · {definition.variant}" if definition.variant else "")
        + f" · {answer.track} · {say('as_of', language)} {answer.as_of}",
        "",
        f"{say('result', language)}: {say(answer.result, language).upper()}",
    ]
    words = result_text(definition, answer.track, answer.result, language)
    if words:
        lines.append(words)
    if answer.ask:
        lines += ["", say("ask_next", language)]
        lines += [
            f"  {n}. {_question(answer, name, language)}" for n, name in enumerate(answer.ask, 1)
        ]
    for heading, effects in _GROUPS:
        findings = [finding for finding in answer.findings if finding.effect in effects]
        if findings:
            lines += ["", f"{say(heading, language)} ({len(findings)})"]
            lines += [line for finding in findings for line in _finding_told(finding, language)]
    return lines


def _finding_told(finding: Finding, language: str) -> list[str]:
    condition = finding.condition
    text = in_language(condition.text, language)
    if finding.effect in (Effect.FINE, Effect.IDLE) and condition.kind != "requirement":
        text = f"{say('not_so', language)}: {text}"
    detail = f"{say(condition.kind, language)} {condition.id}: {say(finding.status, language)}"
    if finding.effect in (Effect.LIFTED, Effect.DOUBTFUL):
        detail += f" ({say(finding.effect, language)})"
    source = ", ".join(condition.source) or say(condition.basis, language)
    mark = f" [{condition.mark}]" if condition.mark else ""
    lines = [f"  {_SIGNS[finding.effect]} {text}", f"      {detail} · {source}{mark}"]
    if finding.effect is Effect.IN_THE_WAY and condition.remedy:
        lines.append(f"      → {in_language(condition.remedy, language)}")
    for claim in condition.disputed:
        lines.append(f"      ≠ {in_language(claim.says, language)} ({', '.join(claim.source)})")
    return lines


def _question(answer: Screening, name: str, language: str) -> str:
    fact = fact_named(answer.definition.facts, name)
    words = in_language(fact.question or fact.label, language)
    return f"{words} ({name}; {say('from_' + fact.supplied_by, language)})"


def _summary_data(
    definition: Definition, summary: Summary, missing: tuple[str, ...], out: Path | None
) -> dict[str, Any]:
    return {
        "programme": definition.programme.id,
        "variant": definition.variant,
        "rows": summary.rows,
        "set_aside": summary.set_aside,
        "results": summary.results,
        "conditions": summary.conditions.to_dicts() if summary.conditions is not None else [],
        "unknown_for_all": list(missing),
        "out": str(out) if out else None,
        "bad_rows": str(bad_rows_beside(out)) if out and summary.bad else None,
    }


def _summary_told(
    definition: Definition,
    summary: Summary,
    missing: tuple[str, ...],
    out: Path | None,
    language: str,
) -> list[str]:
    results = ", ".join(
        f"{number:,} {say(name, language)}" for name, number in summary.results.items()
    )
    lines = [f"{definition.label}: {summary.rows:,} {say('cases', language)}: {results}"]
    if summary.set_aside:
        where = f": {bad_rows_beside(out)}" if out else ""
        lines.append(f"{summary.set_aside:,} {say('set_aside', language)}{where}")
    if summary.conditions is not None:
        width = max(map(len, summary.conditions["condition"]), default=9)
        head = [say(name, language) for name in ("met", "not_met", "unknown", "in_the_way")]
        lines += [
            "",
            f"{say('condition', language):{width}}  " + "  ".join(f"{h:>14}" for h in head),
        ]
        for row in summary.conditions.rows(named=True):
            numbers = (row["met"], row["not_met"], row["unknown"], row["in_the_way"])
            lines.append(f"{row['condition']:{width}}  " + "  ".join(f"{n:>14,}" for n in numbers))
    if missing:
        lines += ["", f"{say('unknown_for_all', language)}: {', '.join(missing)}"]
    if out is not None:
        lines += ["", f"{say('written_to', language)} {out}"]
    return lines
