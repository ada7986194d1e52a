"""Errors in one sentence, exit codes that mean something, help that comes at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from safeconduct.cli import main as cli
from safeconduct.cli.registry import COMMANDS
from safeconduct.errors import InputError, MissingPiece, Place

CODE = "import sys; from safeconduct.cli.main import call; code = call(sys.argv[1:]); "


def run(
    *arguments: str, code: str = f"{CODE} sys.exit(code)", **settings: str
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **settings}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment
    )


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch):
    """A command `fail` that raises what it is given."""

    def make(error: BaseException) -> None:
        @click.command()
        @click.option("--json", "as_json", is_flag=True)
        def fail(as_json: bool) -> None:
            raise error

        monkeypatch.setattr(cli.LazyCommands, "get_command", lambda self, ctx, name: fail)

    return make


def test_help_names_every_command_and_loads_neither_django_nor_polars() -> None:
    heavy = "print(sorted({'django', 'polars', 'psycopg', 'rich'} & set(sys.modules)), code)"
    done = run("--help", code=CODE + heavy)
    assert all(
        f"  {name} " in done.stdout and about.split()[0] in done.stdout
        for name, (_, about) in COMMANDS.items()
    )
    assert done.stdout.endswith("[] 0\n")
    assert done.stderr == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_loaded_and_explains_itself(name: str, capsys) -> None:
    assert cli.call([name, "--help"]) == 0
    assert f"safeconduct {name}" in capsys.readouterr().out


def test_an_error_is_one_sentence_with_its_place(failing, capsys) -> None:
    failing(InputError("Nothing known.", given="x", accepted="y", place=Place("a.yaml", 3, 4)))
    assert cli.call(["fail"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "a.yaml:3:4: Nothing known. Accepted: y.\n")
    failing(MissingPiece("Gone."))
    assert cli.call(["fail"]) == 3


def test_an_error_is_data_when_asked_for(failing, capsys) -> None:
    failing(InputError("Nothing known.", given="x", accepted="y"))
    assert cli.call(["fail", "--json"]) == 2
    assert json.loads(capsys.readouterr().err) == {
        "error": "input",
        "message": "Nothing known.",
        "given": "x",
        "accepted": "y",
    }


@pytest.mark.parametrize("as_json", [False, True])
def test_our_mistake_is_one_line_and_a_log(
    failing, capsys, monkeypatch, tmp_path: Path, as_json: bool
) -> None:
    monkeypatch.setenv("SAFECONDUCT_HOME", str(tmp_path))
    failing(ZeroDivisionError("division"))
    assert cli.call(["fail", *(["--json"] if as_json else [])]) == 70
    said = capsys.readouterr().err
    log = tmp_path / "logs" / "safeconduct.log"
    assert said.count("\n") == 1
    assert str(log) in (json.loads(said)["message"] if as_json else said)
    assert "ZeroDivisionError" in log.read_text()


def test_our_mistake_without_a_place_for_the_log_is_still_one_line(
    failing, capsys, monkeypatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SAFECONDUCT_HOME", str(tmp_path / "file"))
    failing(RuntimeError())
    assert cli.call(["fail"]) == 70
    assert capsys.readouterr().err.count("\n") == 1


def test_ctrl_c_has_its_own_code_and_no_traceback(failing, capsys) -> None:
    failing(KeyboardInterrupt())
    assert cli.call(["fail"]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "No such command"),
        (["run", "--nothing"], "No such option"),
        (["run", "nothing"], "unexpected extra argument"),
    ],
)
def test_wrong_use_is_one_sentence(arguments: list[str], said: str, capsys) -> None:
    assert cli.call(arguments) == 2
    written = capsys.readouterr().err
    assert said in written
    assert written.count("\n") == 1
    assert cli.call([*arguments, "--json"]) == 2
    assert said in json.loads(capsys.readouterr().err)["message"]


def test_a_reader_that_has_gone_is_no_mistake() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", f"{CODE} sys.exit(code)", "--help"],
        stdout=write,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    os.close(write)
    assert done.stderr == b""
    assert done.returncode == 141


@pytest.mark.parametrize(
    ("command", "name", "value"),
    [
        ("run", "SAFECONDUCT_PORT", "http"),
        ("run", "SAFECONDUCT_PORT", "70000"),
        ("migrate", "SAFECONDUCT_DATABASE_URL", "postgresql://["),
    ],
)
def test_settings_that_cannot_be_read_are_named(command: str, name: str, value: str) -> None:
    done = run(command, **{name: value})
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert name in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_server_that_does_not_answer_is_named() -> None:
    done = run("migrate", SAFECONDUCT_DATABASE_URL="postgresql://web:word@127.0.0.1:1/none")
    assert done.returncode == 3
    assert "127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_an_output_that_takes_nothing_is_said() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-c", f"{CODE} sys.exit(code)", "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("The output cannot be used: No space left on device.")


def test_without_any_output_a_command_still_works() -> None:
    code = f"import os; os.close(1); import sys; sys.stdout = None; {CODE} sys.exit(code)"
    done = run("schema", code=code)
    assert (done.returncode, done.stderr) == (0, "")


def test_asked_to_end_a_command_removes_what_it_began(tmp_path: Path) -> None:
    begin = (
        "import os, signal, sys, tempfile; from safeconduct.cli import main as cli; import click\n"
        "@click.command()\n"
        "def fail():\n"
        "    with tempfile.TemporaryDirectory(dir=sys.argv[2]):\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "cli.LazyCommands.get_command = lambda self, ctx, name: fail\n"
        "cli.main(['fail'])"
    )
    done = run("fail", str(tmp_path), code=begin)
    assert (done.returncode, done.stderr) == (143, "")
    assert list(tmp_path.iterdir()) == []
