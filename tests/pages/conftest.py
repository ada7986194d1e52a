"""A real browser on the real app: for tests marked `browser`."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django
import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from playwright.sync_api import Browser, Error, Page, sync_playwright

django.setup()
# Playwright keeps an event loop in this thread, where Django then fears for its connections.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out Spanish on a wide screen, unless `EVERY_SCREEN` is set.

    Long words break a page where it is narrow, and a wide page breaks in any language: each width and
    each language is looked at all the same, and the fourth way costs a quarter of the time.
    """
    if os.environ.get("EVERY_SCREEN"):
        return
    left_out = [item for item in items if _screen_of(item) == ("es", 1280)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _screen_of(item: pytest.Item) -> tuple[object, object]:
    given = item.callspec.params if hasattr(item, "callspec") else {}
    return given.get("language"), given.get("width")


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(scope="session")
def site(database: str) -> Iterator[str]:
    """The address of the app, served over this worker's database; without a slash at its end."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Silent)
    server.set_app(WSGIHandler())
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one that CHROMIUM names, else the one found, else Playwright's own."""
    # Playwright keeps a loop running in this thread, by which Django takes the tests that follow in
    # the same process for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    named = [os.environ.get("CHROMIUM"), *map(shutil.which, CHROMIUM_NAMES)]
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=next(filter(None, named), None), args=flags
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page_at(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a new page: `page_at(375)`, `page_at(1280, javascript=False)`.

    Addresses are relative to the site. An error on the page's console and a request that fails
    also fail the test.
    """
    opened = []
    problems: list[str] = []

    def open_page(width: int, *, javascript: bool = True, language: str = "en") -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale=language,
        )
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and problems.append(said.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "requestfailed",
            # What the browser drops because the page is left, or saves as a file, did not fail.
            lambda request: (
                request.failure != "net::ERR_ABORTED" and problems.append(f"failed: {request.url}")
            ),
        )
        return page

    yield open_page
    for context in opened:
        context.close()
    assert not problems, problems


@contextmanager
def without_our_scripts(page: Page) -> Iterator[None]:
    """Block the site's own scripts, so that axe can look at what remains without them.

    The failed requests that this makes are wanted: open the page from a context of the `browser`
    fixture, since `page_at` would count them as problems.
    """
    page.route("**/static/**/*.js", lambda route: route.abort())
    yield
    page.unroute("**/static/**/*.js")


def _look_through(page: Page, options: dict[str, object]) -> AxeResults:
    """What axe finds on the page that stays: a click's answer may replace the one axe began on."""
    page.wait_for_load_state()
    try:
        return Axe().run(page, options=options)
    except Error:
        page.wait_for_load_state()
        return Axe().run(page, options=options)


def assert_accessible(page: Page, *, contrast: bool | None = None) -> None:
    """Fail with axe's findings, if it has any; and if the page scrolls sideways.

    Contrast is nine tenths of axe's time on a long page, and colours are the same in every language:
    unless told otherwise it is looked at in English.
    """
    if contrast is None:
        contrast = page.locator("html").get_attribute("lang") == "en"
    rules = {"color-contrast": {"enabled": contrast}}
    # Without this axe writes down every element that a rule passes: twice the time.
    found = _look_through(page, {"rules": rules, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    wide, visible = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= visible, f"the page is {wide} pixels wide on a screen of {visible}"
