"""Why an account was left as it was."""

from __future__ import annotations

from collections.abc import Collection

from safeconduct.errors import InputError


class AccountRefused(InputError):
    """An account or office that cannot be so; nothing was changed.

    `why` says in one word what is wrong, for pages that say it in the reader's language.
    """

    def __init__(
        self,
        why: str,
        message: str,
        *,
        given: object = None,
        accepted: str | None = None,
        others: Collection[str] = (),
    ) -> None:
        super().__init__(message, given=given, accepted=accepted)
        self.why = why
        #: The offices with which it does not go together.
        self.others = tuple(others)
