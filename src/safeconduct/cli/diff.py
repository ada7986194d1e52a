"""`safeconduct diff`: what changed, in words, and who of a table is affected."""

from __future__ import annotations

import json
from pathlib import Path

import click

from safeconduct.cli import arguments
from safeconduct.cli.arguments import Wanted
from safeconduct.cli.progress import progress_bar
from safeconduct.cli.words import say
from safeconduct.eligibility import BadCell, compile_track
from safeconduct.eligibility.affected import Affected, affected
from safeconduct.eligibility.tables import SHOWN_CELLS, TableError
from safeconduct.programme.difference import Change, difference


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--table", type=click.Path(path_type=Path), help="Parquet or CSV file with people.")
@click.option("--track", help="The track to screen for; the programme's first if left out.")
@arguments.missing_unknown
@arguments.as_of
@arguments.language
@arguments.as_json
def command(
    old: str,
    new: str,
    table: Path | None,
    track: str | None,
    missing_unknown: bool,
    as_of: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Compare OLD and NEW: programmes, variants, or one programme on two days.

    Each is PROGRAMME[:VARIANT][@DATE], a folder, or an overlay file. With --table: how many of its
    people lose or gain the way in, and by which condition.
    """
    before, after = arguments.wanted(old, as_of), arguments.wanted(new, as_of)
    changes = difference(before.definition, after.definition, old_day=before.day, new_day=after.day)
    people = None
    if table is not None:
        people = _people(
            before, after, table, track, language=language, missing_unknown=missing_unknown
        )
    if as_json:
        data = {
            "old": before.label,
            "new": after.label,
            "changes": [change.as_data(language) for change in changes],
            "affected": people.as_data() if people else None,
        }
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        click.echo("\n".join(_told(before, after, changes, people, language)))


def _people(
    before: Wanted,
    after: Wanted,
    table: Path,
    track: str | None,
    *,
    language: str,
    missing_unknown: bool,
) -> Affected:
    old, new = before.definition, after.definition
    compiled = [
        compile_track(w.definition, arguments.track_of(w.definition, track), w.day)
        for w in (before, after)
    ]
    needed = compiled[0].facts | compiled[1].facts
    opened = arguments.table_with(table, [old, new], needed, missing_unknown=missing_unknown)
    same = dict(old.facts) == dict(new.facts)
    total: Affected | None = None
    bad: list[BadCell] = []
    bad_count = 0
    with progress_bar(say("screening", language), opened.rows) as progress:
        new_pieces = opened.pieces(new.facts) if not same else None
        for piece in opened.pieces(old.facts):
            other = next(new_pieces) if new_pieces else piece
            bad += piece.bad[: SHOWN_CELLS - len(bad)]
            bad_count += len(piece.bad)
            if not bad:
                found = affected(compiled[0], compiled[1], piece.population, other.population)
                total = total.plus(found) if total else found
            progress(piece.first_row - 1 + piece.height)
    if bad:
        raise TableError(table, bad, bad_count)
    return total or Affected(0, {}, {}, {}, {}, {}, {})


def _told(
    before: Wanted,
    after: Wanted,
    changes: tuple[Change, ...],
    people: Affected | None,
    language: str,
) -> list[str]:
    lines = [f"{before.label} → {after.label}", ""]
    if not changes:
        lines.append(say("no_changes", language))
    else:
        lines.append(f"{say('changes', language)} ({len(changes)})")
        lines += [
            f"  {line}" for change in changes for line in change.sentence(language).splitlines()
        ]
    if people is not None:
        lines += ["", *_people_told(people, language)]
    return lines


def _people_told(people: Affected, language: str) -> list[str]:
    lines = [
        f"{say('people', language)}: {people.cases:,} {say('cases', language)}",
        f"  {people.lose_the_way_in:>9,} {say('lose', language)}",
        f"  {people.gain_the_way_in:>9,} {say('gain', language)}",
        f"  {people.barred_before:>9,} {say('barred_before', language)};"
        f" {people.barred_after:,} {say('barred_after', language)}",
        "",
        f"  {say('result_moves', language)}",
    ]
    for (old, new), number in people.moves.items():
        lines.append(f"  {number:>9,} {say(old, language)} → {say(new, language)}")
    if people.now_barred_by:
        lines += ["", f"  {say('by_condition', language)}"]
        for name, number in people.now_barred_by.items():
            alone = people.now_barred_by_alone.get(name, 0)
            lines.append(f"  {number:>9,} {name} ({alone:,} {say('alone', language)})")
    for heading, counted in (
        ("no_longer_by", people.no_longer_barred_by),
        ("now_in_the_way", people.now_in_the_way),
        ("no_longer_in_the_way", people.no_longer_in_the_way),
    ):
        if counted:
            lines += ["", f"  {say(heading, language)}"]
            lines += [f"  {number:>9,} {name}" for name, number in counted.items()]
    return lines
