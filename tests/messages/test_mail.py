"""Mail leaves with the transaction that it tells of, once, and tells nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.core import mail as django_mail
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from safeconduct import clock
from safeconduct.accounts.services import add_account
from safeconduct.database import roles
from safeconduct.errors import InputError
from safeconduct.messages import selectors, server, services, tasks
from safeconduct.messages.models import Mail
from tests.databases import Databases
from tests.desks import connect, embedded_of
from tests.messages.mail_server import MailServer, mail_server

pytestmark = pytest.mark.database


@pytest.fixture
def post_office(fresh_database, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server that this installation uses."""
    with mail_server() as started:
        monkeypatch.setenv("SAFECONDUCT_MAIL_URL", started.url)
        yield started


def work_once(databases: Databases) -> None:
    """Let a worker, in its own role of the database, do all jobs that wait."""
    with (
        databases.in_role(roles.WORKER),
        app.replace_connector(app.connector.get_worker_connector()) as working,
    ):
        working.run_worker(
            wait=False, queues=["mail"], listen_notify=False, install_signal_handlers=False
        )


def test_mail_leaves_by_a_worker_and_once(post_office: MailServer, test_databases) -> None:
    account = add_account(name="ana", email="ana@example.org", language="es")
    services.tell_of_news(account=account.name, receipt_number="SFC2200000007")
    work_once(test_databases)
    (taken,) = post_office.taken
    assert "To: ana@example.org" in taken
    assert "Subject: Tiene un mensaje nuevo" in taken
    mail = Mail.objects.get()
    assert mail.sent_at is not None
    with test_databases.in_role(roles.WORKER):
        assert services.send_mail(mail_id=mail.id) is False
    assert len(post_office.taken) == 1


def test_what_is_undone_is_told_to_nobody(post_office: MailServer, test_databases) -> None:
    add_account(name="ana", email="ana@example.org")
    with pytest.raises(RuntimeError), transaction.atomic():
        services.tell_of_news(account="ana", receipt_number="SFC2200000007")
        raise RuntimeError
    assert not ProcrastinateJob.objects.exists()
    work_once(test_databases)
    assert post_office.taken == []


def test_a_refused_mail_is_tried_again_and_says_why(post_office, test_databases) -> None:
    post_office.refuses = True
    services.put_mail(to="ana@example.org", subject="news", body="news")
    work_once(test_databases)
    mail = Mail.objects.get()
    assert (mail.sent_at, mail.failures, mail.last_failure) == (None, 1, "SMTPRecipientsRefused")
    assert ProcrastinateJob.objects.get(queue_name="mail").status == "todo"
    post_office.refuses = False
    with test_databases.in_role(roles.WORKER):
        assert services.send_mail(mail_id=mail.id) is True


def test_without_a_mail_server_mail_waits_and_no_job_does(fresh_database) -> None:
    services.put_mail(to="ana@example.org", subject="news", body="news")
    assert Mail.objects.count() == 1
    assert not ProcrastinateJob.objects.exists()


def test_without_an_address_nobody_is_told(fresh_database) -> None:
    add_account(name="ana")
    assert services.tell_of_news(account="ana", receipt_number="SFC2200000007") is None
    assert services.tell_of_news(account="nobody", receipt_number="SFC2200000007") is None


def test_mail_of_django_itself_goes_the_same_way(fresh_database, settings_of_django) -> None:
    django_mail.send_mail("Your code", "ABC-123", None, ["ana@example.org"])
    assert [mail.to for mail in Mail.objects.all()] == ["ana@example.org"]


@pytest.fixture
def settings_of_django() -> None:
    from django.conf import settings  # noqa: PLC0415 (needs the run's settings)

    assert settings.EMAIL_BACKEND == "safeconduct.messages.backend.Outbox"


def test_mail_that_left_is_not_kept_for_long(post_office, test_databases) -> None:
    services.put_mail(to="ana@example.org", subject="news", body="news")
    services.put_mail(to="berta@example.org", subject="news", body="news")
    with test_databases.in_role(roles.WORKER):
        services.send_mail(mail_id=Mail.objects.get(to="ana@example.org").id)
        with clock.at(clock.now() + timedelta(days=8)):
            assert services.forget_sent_mail() == 1
    assert [mail.to for mail in Mail.objects.all()] == ["berta@example.org"]


def test_mail_that_failed_for_good_is_counted_and_can_be_tried_again(
    post_office: MailServer, test_databases, fresh_database: str
) -> None:
    add_account(name="ana", email="ana@example.org")
    post_office.refuses = True
    services.tell_of_news(account="ana", receipt_number="SFC2200000007")
    services.put_mail(to="berta@example.org", subject="code", body="code", kind="code")
    work_once(test_databases)
    # It is tried again by itself: nothing is lost so far.
    assert [(each.kind, each.waiting, each.stuck) for each in selectors.unsent()] == [
        ("code", 1, 0), ("news", 1, 0),
    ]  # fmt: skip
    with connect(embedded_of(), roles.WORKER, fresh_database) as worker:
        worker.execute(
            "UPDATE procrastinate_jobs SET attempts = %s, scheduled_at = NULL"
            " WHERE args->>'mail_id' = %s",
            [tasks.MOST_AGAIN, str(Mail.objects.get(kind="news").id)],
        )
    work_once(test_databases)
    assert [(each.kind, each.waiting, each.stuck) for each in selectors.unsent()] == [
        ("news", 0, 1), ("code", 1, 0),
    ]  # fmt: skip
    (stuck,) = selectors.stuck_mail()
    assert (stuck.kind, stuck.receipt_number, stuck.failures) == ("news", "SFC2200000007", 2)
    assert stuck.failed_at is not None
    # It stays, however long nobody looks.
    with test_databases.in_role(roles.WORKER), clock.at(clock.now() + timedelta(days=400)):
        assert services.forget_sent_mail() == 0
    # The web may have it tried again, and tries nothing twice.
    assert services.try_again() == 1
    assert services.try_again() == 0
    post_office.refuses = False
    work_once(test_databases)
    assert [mail.kind for mail in selectors.stuck_mail()] == []
    stuck.refresh_from_db()
    assert (stuck.sent_at is not None, stuck.failed_at) == (True, None)


def test_mail_of_a_time_without_a_mail_server_is_not_forgotten(
    fresh_database, test_databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.put_mail(to="ana@example.org", subject="news", body="news", kind="news")
    assert [(each.kind, each.stuck) for each in selectors.unsent()] == [("news", 1)]
    with pytest.raises(InputError, match="no mail server"):
        services.try_again()
    with mail_server() as started:
        monkeypatch.setenv("SAFECONDUCT_MAIL_URL", started.url)
        assert services.try_again(mail_ids=[Mail.objects.get().id]) == 1
        work_once(test_databases)
        assert len(started.taken) == 1
    assert selectors.unsent() == ()


def test_how_long_sent_mail_is_kept_is_a_setting(
    post_office, test_databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.put_mail(to="ana@example.org", subject="news", body="news")
    work_once(test_databases)
    monkeypatch.setenv("SAFECONDUCT_MAIL_DAYS", "2")
    with test_databases.in_role(roles.WORKER):
        with clock.at(clock.now() + timedelta(days=1)):
            assert services.forget_sent_mail() == 0
        with clock.at(clock.now() + timedelta(days=3)):
            assert services.forget_sent_mail() == 1
    monkeypatch.setenv("SAFECONDUCT_MAIL_DAYS", "soon")
    with pytest.raises(InputError, match="SAFECONDUCT_MAIL_DAYS is 'soon'"):
        services.forget_sent_mail()


def test_the_daily_job_says_in_the_log_what_did_not_leave(
    fresh_database, test_databases, caplog: pytest.LogCaptureFixture
) -> None:
    services.put_mail(to="ana@example.org", subject="a secret", body="a secret")
    with test_databases.in_role(roles.WORKER):
        tasks.forget(0)
    assert "1 mails were not sent" in caplog.text
    assert "secret" not in caplog.text and "ana@" not in caplog.text


def test_a_kind_that_no_list_knows_is_refused(fresh_database) -> None:
    with pytest.raises(InputError, match="no kind of mail"):
        services.put_mail(to="ana@example.org", subject="news", body="news", kind="spam")


def test_the_web_sends_and_removes_nothing(fresh_database) -> None:
    services.put_mail(to="ana@example.org", subject="news", body="news")
    with connect(embedded_of(), roles.WEB, fresh_database) as web:
        for forbidden in (
            "DELETE FROM messages_mail",
            "UPDATE messages_mail SET sent_at = now()",
            "DELETE FROM procrastinate_jobs",
            "UPDATE procrastinate_jobs SET args = '{}'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(forbidden)


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://h:port"])
def test_an_address_that_cannot_be_read_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("SAFECONDUCT_MAIL_URL", url)
    with pytest.raises(InputError) as refused:
        server.configured()
    assert url not in str(refused.value)
