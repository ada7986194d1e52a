"""Writing mail, and sending it.

Mail is a row and a job of the transaction that it tells of: if that is undone, nothing is sent; once it
is done, the mail goes out however often a worker dies.
"""

from __future__ import annotations

import smtplib
import ssl
import uuid
from datetime import timedelta
from email.message import EmailMessage

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from safeconduct import clock, settings
from safeconduct.accounts.models import Account
from safeconduct.errors import SafeconductError
from safeconduct.messages import server
from safeconduct.messages.models import Mail, Opened

#: What was sent is not kept: the address is a personal value.
KEPT_AFTER_SENDING = timedelta(days=7)


class NotSent(SafeconductError):
    """The mail server did not take a mail; it is tried again."""

    code = "not_sent"


@transaction.atomic
def put_mail(*, to: str, subject: str, body: str) -> Mail:
    """Put a mail into the outbox; it leaves when the caller's transaction is done."""
    # The task imports this module.
    from safeconduct.messages.tasks import send  # noqa: PLC0415

    mail = Mail.objects.create(to=to, subject=subject[:200], body=body, made_at=clock.now())
    if server.configured() is not None:
        send.defer(mail_id=str(mail.id))
    return mail


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
                "Sign in to read it. This message is free, and nobody may ask you for money.\n"
            )
            % {"number": receipt_number},
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


def send_mail(*, mail_id: uuid.UUID) -> bool:
    """Hand a mail to the mail server; false if it had left before, or is gone. NotSent if refused."""
    with transaction.atomic():
        mail = Mail.objects.select_for_update().filter(id=mail_id, sent_at__isnull=True).first()
        where = server.configured()
        if mail is None or where is None:
            return False
        failure = _hand_over(mail, where)
        if failure is None:
            mail.sent_at = clock.now()
        else:
            mail.failures += 1
            mail.last_failure = failure[:200]
        mail.save(update_fields=["sent_at", "failures", "last_failure"])
    if failure is not None:
        raise NotSent(f"The mail server did not take the mail: {failure}.")
    return True


def forget_sent_mail() -> int:
    """Remove mail that was sent some days ago; gives how many."""
    removed, _by_model = Mail.objects.filter(sent_at__lt=clock.now() - KEPT_AFTER_SENDING).delete()
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
