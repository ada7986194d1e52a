"""`safeconduct run`: database, tables, demonstration, app; then keep both up until told to stop."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from safeconduct import settings
from safeconduct.cli.app_server import AppServer, wait_for_port
from safeconduct.database import address
from safeconduct.database.embedded import EmbeddedDatabase

WATCH_SECONDS = 0.5


class _StopAsked(BaseException):
    """A signal asked us to stop."""


@click.command()
@click.option("--installed-bytes", type=int, default=0, hidden=True)
def command(installed_bytes: int) -> int:
    """Set up the database, load the demonstration, and start the app.

    Runs until Ctrl-C. Settings: SAFECONDUCT_HOME, SAFECONDUCT_PORT and the others of
    docs/settings.md.
    """
    console = Console()
    host, port = settings.read("SAFECONDUCT_HOST"), settings.port()
    try:
        with _signals_stop(), ExitStack() as held:
            database, summary = _prepare(console, host, port, held)
            server = AppServer(host, port, settings.home() / "logs" / "app.log")
            held.callback(server.stop)
            with console.status("Starting the app"):
                server.start()
            _print_summary(console, server.url, summary, installed_bytes)
            _watch(server, database)
    except _StopAsked:
        console.print("Stopped.")
    return 0


def _prepare(
    console: Console, host: str, port: int, held: ExitStack
) -> tuple[EmbeddedDatabase | None, list[str]]:
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TimeElapsedColumn(),
        console=console,
        transient=not console.is_terminal,
    ) as progress:
        wait_for_port(host, port)
        database = None if address.is_outside() else address.embedded()
        with _step(progress, "Database"):
            if database:
                database.take_share()
                held.callback(database.give_back)
        with _step(progress, "Tables"):
            os.environ["SAFECONDUCT_DATABASE_ROLE"] = "owner"
            os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.web.settings"
            # Slow to import, and only needed once the database stands.
            from safeconduct.database import migrate  # noqa: PLC0415

            migrate.apply()
        with _step(progress, "Demonstration") as advance:
            summary = _prepare_demo(advance)
    return database, summary


def _prepare_demo(advance: Callable[[str, int, int], None]) -> list[str]:
    if settings.read("SAFECONDUCT_DEMO") != "1":
        return []
    from safeconduct.demo.prepare import prepare  # noqa: PLC0415 (imports the engine)

    prepared = prepare(advance)
    lines = list(prepared.lines)
    if prepared.sign_ins:
        lines.append("Demonstration sign-ins:")
        lines += [f"  {one.desk}: {one.name} / {one.password}" for one in prepared.sign_ins]
    else:
        lines.append("Sign-ins: none needed, every page of the demonstration is open")
    return lines


@contextmanager
def _step(progress: Progress, text: str) -> Iterator[Callable[[str, int, int], None]]:
    task = progress.add_task(text, total=None)

    def advance(what: str, done: int, total: int) -> None:
        progress.update(task, description=f"{text}: {what}", completed=done, total=total)

    yield advance
    progress.update(task, description=text, completed=1, total=1)


def _print_summary(console: Console, url: str, lines: list[str], installed_bytes: int) -> None:
    console.print()
    console.print(f"Safeconduct is running at {url}", style="bold", highlight=False)
    for line in lines:
        console.print(line, highlight=False)
    home = settings.home()
    sizes = [f"{_size_of(home) / 1e6:.0f} MB of state in {home}"]
    if installed_bytes:
        sizes.insert(0, f"{installed_bytes / 1e6:.0f} MB of programs in .venv")
    console.print(f"Size: {', '.join(sizes)}", highlight=False, soft_wrap=True)
    console.print("Ctrl-C stops it.", highlight=False)


def _size_of(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_blocks * 512
            except FileNotFoundError:
                continue
    return total


def _watch(server: AppServer, database: EmbeddedDatabase | None) -> None:
    """Start again whatever dies, until a signal comes."""
    while True:
        time.sleep(WATCH_SECONDS)
        if database:
            database.heal()
        server.heal()


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
