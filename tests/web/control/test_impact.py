"""Whether a programme works: the public page, its files, and the control room's estimates."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from html import unescape

import pytest

from safeconduct import programme, settings
from safeconduct.accounts import offices
from safeconduct.errors import ProgrammeError
from safeconduct.impact import keeping
from safeconduct.impact.study import load_study
from safeconduct.impact.study.ways import WAYS
from safeconduct.web.control import studied, trying
from tests.signing_in import signed_in

pytestmark = pytest.mark.database

NAME = "uniting-for-ukraine"
PAGE = f"/en/impact/{NAME}/"
ROOM = f"{PAGE}try/"


@pytest.fixture(scope="module")
def kept() -> None:
    keeping.keep(programme.load(NAME), settings.home())


@pytest.fixture
def manager(database):
    return signed_in("impact-manager", offices.MANAGER)


def told(answer) -> str:
    text = unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(text.split())


# --- the public page -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_verdict_stands_first_and_all_it_rests_on_below(visitor, kept, language: str) -> None:
    answer = visitor.get(f"/{language}/impact/{NAME}/")
    assert answer.status_code == 200
    text = told(answer)
    place = studied.answer(programme.load(NAME))
    found = keeping.page(place, language)
    assert found["answer"] in text
    places = [text.index(section["heading"]) for section in found["sections"].values()
              if section["heading"] in text]  # fmt: skip
    assert text.index(found["answer"]) < min(places)
    order = [
        f'id="{name}"'
        for name in ("seen", "series", "effect", "moved", "untold", "how", "downloads")
    ]
    page = answer.content.decode()
    assert [page.index(name) for name in order] == sorted(page.index(name) for name in order)


def test_the_plan_stands_with_its_day_and_digest(visitor, kept) -> None:
    study = load_study(programme.load(NAME))
    text = told(visitor.get(PAGE))
    assert study.digest in text
    assert "The plan was registered on 26 November 2026" in text


def test_it_says_that_coverage_was_not_measured_here(visitor, kept) -> None:
    text = told(visitor.get(PAGE))
    assert "Not measured on this installation yet" in text
    assert f"safeconduct impact prepare {NAME}" in text


@pytest.mark.parametrize("name", keeping.DOWNLOADS)
def test_every_file_comes_as_a_file(visitor, kept, name: str) -> None:
    answer = visitor.get(f"{PAGE}{name}")
    assert answer.status_code == 200
    assert f'filename="{NAME}-{name}"' in answer.headers["Content-Disposition"]
    body = b"".join(answer.streaming_content)
    assert len(body) > 1000
    if name.endswith(".json"):
        json.loads(body)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("no-such-programme/", 404),
        (f"{NAME}/secret.txt", 404),
        (f"{NAME}/page.en.json", 404),
        (f"{NAME}/..%2F..%2Fpage.en.json", 404),
        ("eu-georgia-readmission/series.csv", 404),
    ],
)
def test_what_is_not_there_is_a_clear_page(visitor, kept, address: str, status: int) -> None:
    answer = visitor.get(f"/es/impact/{address}")
    assert answer.status_code == status
    assert "Traceback" not in answer.content.decode()


def test_a_programme_without_a_study_says_so(visitor) -> None:
    answer = visitor.get("/en/impact/eu-georgia-readmission/")
    assert answer.status_code == 200
    assert "it has no study of its effect" in told(answer)
    rules = told(visitor.get("/en/programmes/eu-georgia-readmission/"))
    assert "Whether it works has not been studied here." in rules


def test_home_and_the_programme_lead_there(visitor) -> None:
    home = visitor.get("/en/").content.decode()
    assert '"/en/impact/us-mx-ve-2022/"' in home and f'"{PAGE}"' in home
    assert "/en/impact/eu-georgia-readmission/" not in home
    assert f'"{PAGE}"' in visitor.get(f"/en/programmes/{NAME}/").content.decode()


def test_who_comes_too_early_is_told_and_the_work_is_done_once(visitor, kept, monkeypatch) -> None:
    made = []

    def slow(definition, home):
        made.append(definition)
        time.sleep(0.4)
        return keeping.place_of(definition, home)

    monkeypatch.setattr(studied, "PATIENCE", 0.05)
    monkeypatch.setattr(keeping, "is_kept", lambda place: False)
    monkeypatch.setattr(keeping, "keep", slow)
    answers = [visitor.get(PAGE) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202] * 3
    assert answers[0].headers["Retry-After"]
    assert "being worked out" in told(answers[0])
    assert len(made) == 1
    monkeypatch.setattr(studied, "PATIENCE", 5)
    assert visitor.get(PAGE).status_code == 200
    assert len(made) == 1


def test_what_cannot_be_made_fails_for_this_reader_and_is_tried_again(kept, monkeypatch) -> None:
    def broken(definition, home):
        raise ProgrammeError("the study is broken.")

    monkeypatch.setattr(keeping, "is_kept", lambda place: False)
    monkeypatch.setattr(keeping, "keep", broken)
    for _ in range(2):
        with pytest.raises(ProgrammeError, match="broken"):
            studied.answer(programme.load(NAME))


def test_the_app_starts_and_shows_a_kept_answer_without_what_estimates_need(kept) -> None:
    code = (
        "import sys, django; django.setup(); from django.urls import get_resolver;"
        "get_resolver().reverse_dict;"
        "from django.test import Client;"
        f"assert Client(headers={{'host': 'localhost'}}).get({PAGE!r}).status_code == 200;"
        "print([m for m in ('scipy', 'statsmodels', 'vl_convert', 'altair') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_each_night_a_job_prepares_every_study(database, monkeypatch) -> None:
    from safeconduct.statistics import tasks  # noqa: PLC0415 (needs Django)

    prepared = []
    monkeypatch.setattr(
        keeping, "prepare", lambda definition, home: prepared.append((definition.folder.name, home))
    )
    tasks.prepare_studies(0)
    assert prepared == [(name, settings.home()) for name in keeping.studied()]
    assert NAME in keeping.studied()


# --- the control room ------------------------------------------------------------------------------


def test_the_plan_itself_may_lead_and_shows_every_check(manager) -> None:
    text = told(manager.get(ROOM))
    assert "the plan lets it lead" in text and "not the plan" not in text
    assert "checks passed." in text
    assert "Coverage is measured with safeconduct impact prepare" in text


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "asked",
    [
        "window=own&first=2022-06&last=2022-08",
        "window=own&first=2022-05&last=2022-07",
        "measure=other",
    ],
)
def test_what_differs_from_the_plan_is_marked_and_never_leads(manager, language, asked) -> None:
    study = load_study(programme.load(NAME))
    if asked == "measure=other":
        other = next(name for name in study.measures if name != study.plan.outcome)
        asked = f"measure={other}"
    text = told(manager.get(f"/{language}/impact/{NAME}/try/?{asked}"))
    said = {
        "en": ("not the plan", "the plan lets it lead"),
        "es": ("no es el plan", "la deja encabezar"),
    }
    assert said[language][0] in text
    assert said[language][1] not in text


def test_no_other_choice_may_lead() -> None:
    held = trying.held(programme.load(NAME), settings.home())
    plan = held.study.plan
    assert plan.leading == ("synthetic-index", "interrupted-log-hac")
    leading = []
    for window in plan.windows:
        for method, ways in WAYS.items():
            for way in ways:
                choice = trying.Choice(
                    plan.outcome, window.id, window.first, window.last, method, way
                )
                shown = trying.shown(held, choice, "en")
                if shown.may_lead:
                    leading.append((window.id, way))
    assert {window for window, _way in leading} <= {plan.headline}
    assert {way for _window, way in leading} <= set(plan.leading)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "asked",
    [
        "measure=no-such",
        "window=no-such",
        "way=no-such",
        "window=own",
        "window=own&first=2022-13&last=2022-12",
        "window=own&first=%D9%A2022-06&last=2022-08",
        "window=own&first=2022-08&last=2022-06",
        "window=own&first=2001-01&last=2022-06",
        "measure=" + "x" * 3000,
    ],
)
def test_wrong_input_is_an_error_at_the_field(manager, language: str, asked: str) -> None:
    answer = manager.get(f"/{language}/impact/{NAME}/try/?{asked}")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'class="usa-error-message"' in page and 'aria-invalid="true"' in page
    assert 'class="estimate"' not in page


@pytest.mark.parametrize(
    ("asked", "english", "spanish"),
    [
        (
            "measure=no-such",
            "“no-such” is none of these",
            "“no-such” no es ninguna de estas opciones",
        ),
        ("way=", "“” is none of these", "“” no es ninguna de estas opciones"),
        (
            "window=own&first=2022-1&last=2022-12",
            "“2022-1” is no month: give one such as 2022-11",
            "“2022-1” no es un mes: indique uno",
        ),
        (
            "window=own&first=2022-08&last=2022-06",
            "2022-06 lies before the first month, 2022-08",
            "2022-06 es anterior al primer mes, 2022-08",
        ),
        (
            "window=own&first=2001-01&last=2022-06",
            "2001-01 is not after the measure began: give a month later than 2022-04",
            "2001-01 no es posterior al inicio de la medida: indique un mes posterior a 2022-04",
        ),
    ],
)
def test_the_summary_says_what_was_given_and_what_is_accepted(
    manager, asked: str, english: str, spanish: str
) -> None:
    for language, said in (("en", english), ("es", spanish)):
        answer = manager.get(f"/{language}/impact/{NAME}/try/?way=interrupted-log-ar&{asked}")
        page = answer.content.decode()
        summary = page[page.index('id="problems"') : page.index("<form class=")]
        assert said in unescape(summary)
        # It leads to the field, and what else was chosen stays chosen.
        (field,) = re.findall(r'href="#(\w+)"', summary)
        assert f'id="{field}"' in page
        if "way" not in asked:
            assert '<option value="interrupted-log-ar" selected>' in page
        for key in ("first", "last"):
            if given := re.search(rf"{key}=([0-9-]+)", asked):
                assert f'name="{key}" value="{given.group(1)}"' in page


def test_an_address_that_cannot_be_read_says_so(manager) -> None:
    answer = manager.get(f"/es/impact/{NAME}/try/?%00=1")
    assert answer.status_code == 400
    assert "contiene caracteres que no pueden leerse" in told(answer)


def test_comparisons_left_out_for_one_reason_share_a_line(manager) -> None:
    page = unescape(manager.get(f"{ROOM}?window=own&first=2035-01&last=2035-03").content.decode())
    line = re.search(r"<li><strong>([^<]+)</strong>: 3 of its months are not published", page)
    assert line and "," in line.group(1)
    assert page.count("months are not published") == 1


def test_months_that_are_not_published_are_refused_with_the_reason(manager) -> None:
    answer = manager.get(f"{ROOM}?window=own&first=2035-01&last=2035-03")
    assert answer.status_code == 200
    assert "No estimate was made." in told(answer)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("window=own&first=2035-01&last=2035-03", "faltan 2035-01, 2035-02 y 2035-03"),
        ("measure=by_air", "esta cuenta incluye a personas que llegaron por aire"),
    ],
)
def test_a_refusal_is_said_in_the_pages_language(manager, asked: str, expected: str) -> None:
    page = told(manager.get(f"/es/impact/{NAME}/try/?{asked}"))
    _, _, after = page.partition("No se hizo ninguna estimación.")
    assert expected in after
    english = r"\b(the|are|is|missing|Accepted|people|encounters)\b"
    assert not re.search(english, after[:400]), after[:400]


def test_a_second_look_costs_no_estimate(manager) -> None:
    manager.get(ROOM)
    before = trying._tried.cache_info().hits
    manager.get(ROOM)
    assert trying._tried.cache_info().hits == before + 1


@pytest.mark.parametrize("role", [offices.MANAGER, offices.AUDITOR])
def test_managers_and_auditors_may_look(database, role: str) -> None:
    assert signed_in(f"looks-{role}", role).get(ROOM).status_code == 200


@pytest.mark.parametrize("role", [offices.CONSULAR, offices.SUPERVISOR])
def test_others_find_nothing_there(database, role: str) -> None:
    assert signed_in(f"not-{role}", role).get(ROOM).status_code == 404


def test_a_programme_without_a_study_has_nothing_to_estimate(manager) -> None:
    assert manager.get("/en/impact/eu-georgia-readmission/try/").status_code == 404
