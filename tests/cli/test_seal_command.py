"""`safeconduct seal`: what a verifier hears, and a key that nobody else can read."""

from __future__ import annotations

import io
import json
import stat
import sys
from pathlib import Path

import pytest

from safeconduct.cases import sealing
from safeconduct.cli.main import call
from tests.issuing.papers import authorization


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAFECONDUCT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def verdict(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = call(["seal", "verify", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)["verdict"]


def sealed_into(path: Path) -> Path:
    path.write_text(authorization(sealing.signer()).seal + "\n", encoding="utf-8")
    return path


def test_a_demonstrations_seal_is_called_one_in_both_languages(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(sealed_into(tmp_path / "seal.json"))
    assert verdict(capsys, file) == (1, "demonstration")
    assert verdict(capsys, file, "--as-of", "2023-02-22") == (1, "expired")
    call(["seal", "verify", file])
    said = capsys.readouterr().out
    assert "not from a government service" in said and "no de un servicio de gobierno" in said


def test_an_installation_trusts_its_own_key_and_others_its_certificate(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SAFECONDUCT_DEMO", "0")
    file = str(sealed_into(tmp_path / "seal.json"))
    day = ("--as-of", "2022-12-01")
    assert verdict(capsys, file, *day) == (0, "valid")
    assert call(["seal", "certificate"]) == 0
    certificate = tmp_path / "certificate.pem"
    certificate.write_text(capsys.readouterr().out)
    assert "PRIVATE" not in certificate.read_text()
    monkeypatch.setenv("SAFECONDUCT_HOME", str(tmp_path / "elsewhere"))
    assert verdict(capsys, file, *day) == (1, "not_ours")
    assert verdict(capsys, file, *day, "--trust", str(certificate)) == (0, "valid")
    assert not (tmp_path / "elsewhere").exists()


def test_the_key_is_made_once_and_read_by_nobody_else(home: Path) -> None:
    first = sealing.signer()
    [file] = home.iterdir()
    assert file.name == "demonstration.pem"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sealing.signer().certificate == first.certificate


def test_what_comes_in_on_the_line_may_be_anything(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for raw in (b"", b"\xff\x00", b"{" * 100_000):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        assert verdict(capsys, "-") == (1, "unreadable")


def test_no_file_and_no_certificate_are_named(home: Path, tmp_path: Path, capsys) -> None:
    assert call(["seal", "verify", str(tmp_path / "none")]) == 2
    (tmp_path / "no.pem").write_text("hello")
    file = str(sealed_into(tmp_path / "seal.json"))
    assert call(["seal", "verify", file, "--trust", str(tmp_path / "no.pem")]) == 2
    assert "holds no certificate" in capsys.readouterr().err
