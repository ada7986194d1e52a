"""Writing mail, and sending it.

Mail is a row and a job of the transaction that it tells of: if that is undone, nothing is sent; once it
is done, the mail goes out however often a worker dies.
"""

from __future__ import annotations

import smtplib
import ssl
import uuid
from collections.abc import Collection
from datetime import timedelta
from email.message import EmailMessage

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from safeconduct import clock, settings
from safeconduct.accounts.models import Account
from safeconduct.errors import InputError, SafeconductError
from safeconduct.messages import selectors, server
from safeconduct.messages.models import Mail, Opened

#: What mail may be for. Lists of unsent mail say this of it, and no more.
KINDS = ("news", "invitation", "code", "password", "first_sign_in", "other")


class NotSent(SafeconductError):
    """The mail server did not take a mail; it is tried again."""

    code = "not_sent"


@transaction.atomic
def put_mail(
    *,
    to: str,
    subject: str,
    body: str,
    kind: str = "other",
    receipt_number: str = "",
    account: str = "",
) -> Mail:
    """Put a mail into the outbox; it leaves when the caller's transaction is done."""
    if kind not in KINDS:
        raise InputError(f"{kind!r} is no kind of mail.", given=kind, accepted=", ".join(KINDS))
    mail = Mail.objects.create(
        to=to,
        subject=subject[:200],
        body=body,
        kind=kind,
        receipt_number=receipt_number,
        account=account,
        made_at=clock.now(),
    )
    if server.configured() is not None:
        _queue(mail.id)
    return mail


def _queue(mail_id: uuid.UUID) -> None:
    # The task imports this module.
    from safeconduct.messages.tasks import send  # noqa: PLC0415

    send.defer(mail_id=str(mail_id))


def tell_of_news(*, account: str, receipt_number: str) -> Mail | None:
    """Tell whoever holds an account, in their language, that there is news; None without an address.

    Neither subject nor body says of what kind: others may see the screen.
    """
    holder = Account.objects.filter(name=account, is_active=True).exclude(email="").first()
    if holder is None:
        return None
    with translation.override(holder.language):
        return put_mail(
            to=holder.email,
            subject=_("You have a new message"),
            body=_(
                "There is something new for you under the number %(number)s.\n\n"
                "Sign in to read it. This message is free, and nobody may ask you for money. If someone "
                "does, say so on the page “Someone asks you for money”: it needs no account.\n"
            )
            % {"number": receipt_number},
            kind="news",
            receipt_number=receipt_number,
            account=account,
        )


def tell_first_link(*, account: Account, address: str) -> Mail | None:
    """Send an officer, in their language, the address of their first sign-in.

    None where no mail goes out: without an address of theirs, or without a mail server.
    """
    if not account.email or server.configured() is None:
        return None
    with translation.override(account.language):
        return put_mail(
            to=account.email,
            subject=_("Your account as an officer"),
            body=_(
                "An account was made for you. Its name is %(name)s.\n\n"
                "Set your password and a second factor here, within 72 hours:\n%(address)s\n\n"
                "The page opens once. If you did not expect this, tell your manager, and do nothing.\n"
            )
            % {"name": account.name, "address": address},
            kind="first_sign_in",
            account=account.name,
        )


def tell_of_end(*, account: str, receipt_number: str) -> Mail | None:
    """Tell whoever holds an account that their part under a number is over; None without an address.

    They can look it up nowhere any more, and so it stands in the mail; of what kind, it does not say.
    """
    holder = Account.objects.filter(name=account, is_active=True).exclude(email="").first()
    if holder is None:
        return None
    with translation.override(holder.language):
        return put_mail(
            to=holder.email,
            subject=_("Your part has ended"),
            body=_(
                "Your part under the number %(number)s has ended. You can see nothing more there, and"
                " nothing more is asked of you.\n\n"
                "What you said and sent stays on record as yours. If this is a mistake, talk to the"
                " person with whom you took part: they can name you again. This message is free, and"
                " nobody may ask you for money.\n"
            )
            % {"number": receipt_number},
        )


def note_opened(*, account: str, what: uuid.UUID) -> None:
    """An account has opened something that was written to it; a second time changes nothing."""
    row = Opened(account=account, what=what, at=clock.now())
    Opened.objects.bulk_create([row], ignore_conflicts=True)


def send_mail(*, mail_id: uuid.UUID, is_last_try: bool = False) -> bool:
    """Hand a mail to the mail server; false if it had left before, or is gone. NotSent if refused.

    What is refused at the last try has failed for good: it stays, and lists show it.
    """
    with transaction.atomic():
        mail = Mail.objects.select_for_update().filter(id=mail_id, sent_at__isnull=True).first()
        where = server.configured()
        if mail is None or where is None:
            return False
        failure = _hand_over(mail, where)
        if failure is None:
            mail.sent_at, mail.failed_at = clock.now(), None
        else:
            mail.failures += 1
            mail.last_failure = failure[:200]
            mail.failed_at = clock.now() if is_last_try else None
        mail.save(update_fields=["sent_at", "failures", "last_failure", "failed_at"])
    if failure is not None:
        raise NotSent(f"The mail server did not take the mail: {failure}.")
    return True


@transaction.atomic
def try_again(*, mail_ids: Collection[uuid.UUID] | None = None) -> int:
    """Try once more what failed for good or waits without a job, all of it or some; gives how many.

    What is being tried already is left alone. InputError without a mail server.
    """
    if server.configured() is None:
        raise InputError("There is no mail server.", accepted="SAFECONDUCT_MAIL_URL set")
    waiting = selectors.stuck_mail()
    if mail_ids is not None:
        waiting = waiting.filter(id__in=mail_ids)
    locked = list(waiting.select_for_update().values_list("id", flat=True))
    Mail.objects.filter(id__in=locked).update(failed_at=None)
    for mail_id in locked:
        _queue(mail_id)
    return len(locked)


def forget_sent_mail() -> int:
    """Remove mail whose time after sending is over (SAFECONDUCT_MAIL_DAYS); gives how many.

    What was not sent stays, however old it is.
    """
    kept = timedelta(days=settings.mail_days())
    removed, _by_model = Mail.objects.filter(sent_at__lt=clock.now() - kept).delete()
    return removed


def forget_mail_of(*, accounts: Collection[str], receipt_numbers: Collection[str]) -> int:
    """Remove all mail to accounts, and what went in cases to people without one; gives how many.

    For people who were erased. What is being handed over at this moment goes out.
    """
    theirs = Q(account__in=accounts) | Q(account="", receipt_number__in=receipt_numbers)
    removed, _by_model = Mail.objects.exclude(account="", receipt_number="").filter(theirs).delete()
    return removed


def _hand_over(mail: Mail, where: server.MailServer) -> str | None:
    """Why the mail server did not take it; None if it did. Never the address: this goes into logs."""
    message = EmailMessage()
    message["From"], message["To"] = settings.read("SAFECONDUCT_MAIL_FROM"), mail.to
    message["Subject"] = mail.subject
    message["Message-ID"] = f"<{mail.id}@safeconduct>"
    message.set_content(mail.body)
    try:
        with smtplib.SMTP(where.host, where.port, timeout=30) as smtp:
            if where.is_encrypted:
                smtp.starttls(context=ssl.create_default_context())
            if where.user:
                smtp.login(where.user, where.password)
            smtp.send_message(message)
    except smtplib.SMTPResponseException as refused:
        return f"answer {refused.smtp_code}"
    except (OSError, smtplib.SMTPException) as error:
        return type(error).__name__
    return None
