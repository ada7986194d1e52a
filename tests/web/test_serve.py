"""The server warms itself: what the first estimate needs is loaded a while after the app answers, and only then."""

from __future__ import annotations

import subprocess
import sys

from safeconduct.web import serve


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


LOADED = "print([m in sys.modules for m in ('scipy', 'vl_convert')])"


def test_what_is_slow_is_loaded_after_a_while_and_not_before() -> None:
    code = (
        "import sys; from safeconduct.web import serve;"
        f"timer = serve.warm_later(0.2); {LOADED}; timer.join(); {LOADED}"
    )
    assert run(code).splitlines() == ["[False, False]", "[True, True]"]


def test_a_server_that_ends_meanwhile_waits_for_nothing() -> None:
    assert run("from safeconduct.web import serve; print(serve.warm_later(600).daemon)") == "True"


def test_the_server_begins_it_where_the_worker_begins(monkeypatch) -> None:
    begun: list[bool] = []
    monkeypatch.setattr(serve, "warm_later", lambda: begun.append(True))
    serve.App("127.0.0.1", 0).cfg.settings["post_worker_init"].get()(None)
    assert begun == [True]


def test_the_drawing_of_charts_is_started_too(monkeypatch) -> None:
    drawn: list[object] = []

    def draw(spec: object, **more: object) -> str:
        drawn.append(spec)
        return "<svg></svg>"

    monkeypatch.setattr("vl_convert.vegalite_to_svg", draw)
    serve.warm()
    assert len(drawn) == 1
