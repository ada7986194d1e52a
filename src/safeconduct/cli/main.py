"""The command `safeconduct`: finds the subcommand, and says errors in one sentence.

Exit codes: 0 done, 2 bad input, 3 something is missing, 70 our mistake, 130 interrupted, 143 asked to
end; a command may add its own, which its --help then names.
"""

from __future__ import annotations

import errno
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise
from types import FrameType

import click

from safeconduct import __version__, clock, settings
from safeconduct.cli.registry import COMMANDS
from safeconduct.errors import InputError, NotFound, SafeconductError, shown

EXIT_OUR_MISTAKE = 70
EXIT_INTERRUPTED = 130
EXIT_READER_GONE = 141
EXIT_TERMINATED = 143
#: What a file or disk that the user named can do to us, wherever we first touch it.
_OF_THE_MACHINE = frozenset(
    (
        errno.EACCES,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EIO,
        errno.EISDIR,
        errno.ELOOP,
        errno.ENAMETOOLONG,
        errno.ENOSPC,
        errno.ENOTDIR,
        errno.EPERM,
        errno.EROFS,
    )
)


class Terminated(BaseException):
    """The process was asked to end."""


class LazyCommands(click.Group):
    """Subcommands that are imported when called; their one-line help stands in the registry."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(
    cls=LazyCommands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`safeconduct COMMAND --help` explains a command.",
)
@click.version_option(__version__, prog_name="safeconduct")
def group() -> None:
    """Safeconduct runs the arrangements which states make about safe passage."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    # Asked to end, a command still removes what it has begun to write.
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(call(list(sys.argv[1:] if arguments is None else arguments)))


def call(arguments: list[str]) -> int:
    """Run the command line; gives the exit code and never raises."""
    as_json = "--json" in arguments
    try:
        with group.make_context("safeconduct", list(arguments)) as context:
            result = group.invoke(context)
        if sys.stdout:
            sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except SafeconductError as error:
        _say(error, as_json=as_json, language=_language(arguments))
        return error.exit_code
    except click.NoSuchOption as error:
        return _usage(error, "an option that `--help` lists", as_json=as_json)
    except click.UsageError as error:
        return _usage(error, None, as_json=as_json)
    except (KeyboardInterrupt, click.Abort):
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return EXIT_READER_GONE
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            return _our_mistake(error, as_json=as_json)
        _say(_file_error(error), as_json=as_json)
        _forget_output()
        return InputError.exit_code
    except Terminated:
        return EXIT_TERMINATED
    except Exception as error:
        return _our_mistake(error, as_json=as_json)


def _terminated(number: int, frame: FrameType | None) -> None:
    raise Terminated


def _forget_output() -> None:
    """Where the output cannot be written, Python would complain once more while closing it."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, ValueError, OSError):
        return


def _file_error(error: OSError) -> InputError:
    what = shown(str(error.filename)) if error.filename else "The output"
    return InputError(
        f"{what} cannot be used: {error.strerror}.",
        given=error.filename,
        accepted="a file or folder that can be read, or written where it is an output",
    )


def _usage(error: click.UsageError, accepted: str | None, *, as_json: bool) -> int:
    kind = NotFound if "No such command" in error.format_message() else InputError
    if kind is NotFound:
        group_of = error.ctx.command if error.ctx else group
        assert isinstance(group_of, click.Group) and error.ctx
        accepted = ", ".join(group_of.list_commands(error.ctx))
    _say(kind(error.format_message(), accepted=accepted), as_json=as_json)
    return kind.exit_code


def _language(arguments: list[str]) -> str:
    """The language that was asked for with `--lang es` or `--lang=es`."""
    asked = "--lang=es" in arguments or ("--lang", "es") in pairwise(arguments)
    return "es" if asked else "en"


def _say(error: SafeconductError, *, as_json: bool, language: str = "en") -> None:
    text = json.dumps(error.as_data(), ensure_ascii=False) if as_json else error.said(language)
    print(text, file=sys.stderr)


def _our_mistake(error: Exception, *, as_json: bool) -> int:
    log = settings.home() / "logs" / "safeconduct.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{clock.now().isoformat()} safeconduct {__version__}\n")
            file.writelines(traceback.format_exception(error))
        where = f"the details are in {log}"
    except OSError as unwritable:
        where = f"the details could not be written to {log} ({unwritable.strerror})"
    message = f"Safeconduct made a mistake ({type(error).__name__}): {where}."
    data = {"error": "our_mistake", "message": message}
    print(json.dumps(data) if as_json else message, file=sys.stderr)
    return EXIT_OUR_MISTAKE
