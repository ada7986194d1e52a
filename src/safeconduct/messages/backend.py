"""Django's own mail, such as codes for signing in, by the same outbox as everything else."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from safeconduct.messages import services


class Outbox(BaseEmailBackend):
    """EMAIL_BACKEND: puts each mail into the outbox, with the kind and account that a page gave it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for address in message.recipients():
                services.put_mail(
                    to=address,
                    subject=message.subject,
                    body=message.body,
                    kind=getattr(message, "kind", "other"),
                    account=getattr(message, "account", ""),
                )
        return len(email_messages)
