"""`safeconduct run`: database, tables, demonstration, app; then keep both up until told to stop."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from safeconduct import settings
from safeconduct.cli.app_server import AppServer, wait_for_port
from safeconduct.cli.child import Child
from safeconduct.database import address
from safeconduct.database.embedded import EmbeddedDatabase

if TYPE_CHECKING:
    from safeconduct.demo.prepare import Prepared

WATCH_SECONDS = 0.5
WORKER = "safeconduct.cli.worker_process"


class _StopAsked(BaseException):
    """A signal asked us to stop."""


@click.command()
@click.option("--installed-bytes", type=int, default=0, hidden=True)
@click.option("--json", "as_json", is_flag=True, help="Say where it runs as one line of JSON.")
def command(installed_bytes: int, as_json: bool) -> int:
    """Set up the database, load the demonstration, and start the app.

    Runs until Ctrl-C. Settings: SAFECONDUCT_HOME, SAFECONDUCT_PORT and the others of
    docs/settings.md.
    """
    console = Console(quiet=as_json)
    host, port = settings.read("SAFECONDUCT_HOST"), settings.port()
    try:
        with _signals_stop(), ExitStack() as held:
            database, demo = _prepare(console, host, port, held)
            server = AppServer(host, port, settings.home() / "logs" / "app.log")
            held.callback(server.stop)
            with console.status("Starting the app"):
                server.start()
                worker = Child(WORKER, role="worker", log=settings.home() / "logs" / "worker.log")
                held.callback(worker.stop)
                worker.start()
            if demo is not None:
                console.print(f"  The app answers at {server.url}", highlight=False)
                demo += _live_cases(console)
            state_bytes = _size_of(settings.home())
            if as_json:
                _print_json(server.url, demo, state_bytes)
            else:
                _print_summary(console, server.url, demo, (installed_bytes, state_bytes))
            _watch(server, worker, database)
    except _StopAsked:
        console.print("Stopped.")
    return 0


def _prepare(
    console: Console, host: str, port: int, held: ExitStack
) -> tuple[EmbeddedDatabase | None, Prepared | None]:
    with _progress(console) as progress:
        wait_for_port(host, port)
        database = None if address.is_outside() else address.embedded()
        with _step(progress, "Database"):
            if database:
                held.callback(database.give_back)
                database.take_share()
        with _step(progress, "Tables"):
            os.environ["SAFECONDUCT_DATABASE_ROLE"] = "owner"
            os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.web.settings"
            # Slow to import, and only needed once the database stands.
            from safeconduct.database import migrate  # noqa: PLC0415

            migrate.apply()
        with _step(progress, "Demonstration") as advance:
            demo = _prepare_demo(advance)
    return database, demo


def _prepare_demo(advance: Callable[[str, int, int], None]) -> Prepared | None:
    if settings.read("SAFECONDUCT_DEMO") != "1":
        return None
    from safeconduct.demo.prepare import prepare  # noqa: PLC0415 (imports the engine)

    return prepare(advance)


def _live_cases(console: Console) -> Prepared:
    """What takes a while at the first start is prepared while the app is up already: cases, studies."""
    from safeconduct.demo.prepare import prepare_answers, prepare_cases  # noqa: PLC0415 (as above)

    with _progress(console) as progress:
        with _step(progress, "Cases") as advance:
            found = prepare_cases(advance)
        with _step(progress, "Studies") as advance:
            return found + prepare_answers(advance)


def _progress(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )


@contextmanager
def _step(progress: Progress, text: str) -> Iterator[Callable[[str, int, int], None]]:
    if progress.disable:
        # Nobody watches a bar in a log.
        progress.console.print(f"  {text}", highlight=False)
    task = progress.add_task(text, total=None)

    def advance(what: str, done: int, total: int) -> None:
        progress.update(task, description=f"{text}: {what}", completed=done, total=total)

    yield advance
    progress.update(task, description=text, completed=1, total=1)


def _print_summary(
    console: Console, url: str, demo: Prepared | None, sizes: tuple[int, int]
) -> None:
    console.print()
    console.print(f"Safeconduct is running at {url}", style="bold", highlight=False)
    for line in _demo_lines(demo, url) if demo else ():
        console.print(line, highlight=False, soft_wrap=True)
    installed_bytes, state_bytes = sizes
    told = [f"{state_bytes / 1e6:.0f} MB of state in {settings.home()}"]
    if installed_bytes:
        told.insert(0, f"{installed_bytes / 1e6:.0f} MB of programs in .venv")
    console.print(f"Size: {', '.join(told)}", highlight=False, soft_wrap=True)
    console.print("Ctrl-C stops it.", highlight=False)


def _demo_lines(demo: Prepared, url: str) -> list[str]:
    """What there is, and how to sign in: by one click, or as two people do who have no e-mail address."""
    if not demo.sign_ins:
        return list(demo.lines)
    by_code = [one for one in demo.sign_ins if one.case]
    return [
        *demo.lines,
        f"Sign-ins, with one click on {url}en/sign-in/ (no password is needed):",
        *(f"  {one.label}" for one in demo.sign_ins),
        f"Sign-ins with a case number and a PIN, on {url}en/sign-in/case/:",
        *(f"  {one.label}: {one.case}, PIN {one.pin}" for one in by_code),
    ]


def _print_json(url: str, demo: Prepared | None, state_bytes: int) -> None:
    told = {
        "url": url,
        "demo": dataclasses.asdict(demo) if demo else None,
        "state_bytes": state_bytes,
    }
    print(json.dumps(told, ensure_ascii=False), flush=True)


def _size_of(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_blocks * 512
            except FileNotFoundError:
                continue
    return total


def _watch(server: AppServer, worker: Child, database: EmbeddedDatabase | None) -> None:
    """Start again whatever dies, until a signal comes."""
    while True:
        time.sleep(WATCH_SECONDS)
        if database:
            database.heal()
        server.heal()
        worker.heal()


@contextmanager
def _signals_stop() -> Iterator[None]:
    """Turn the first Ctrl-C, TERM or HUP into `_StopAsked`, and let nothing disturb the clean-up."""
    watched = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for each in watched:
            signal.signal(each, signal.SIG_IGN)
        raise _StopAsked

    before = {number: signal.signal(number, stop) for number in watched}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
