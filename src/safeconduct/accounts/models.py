"""Accounts and offices. State and constraints only; `services` writes."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by the name it signs in with."""

    def get_by_natural_key(self, name: str | None) -> Account:
        return self.get(name=name)


class Account(AbstractBaseUser):
    """Someone who signs in. `name` is what events keep of them: never an address, never a person's name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100, unique=True)
    email = models.EmailField(blank=True, default="")
    #: How colleagues and letters call an officer; empty for others.
    shown_name = models.CharField(max_length=100, blank=True, default="")
    language = models.CharField(max_length=10, default="en")
    #: The record of the person whose account it is, for people who apply. No foreign key: an account
    #: may be closed and forgotten without the person's cases.
    person_id = models.UUIDField(null=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="account_named"),
            models.UniqueConstraint(
                fields=["email"], condition=~Q(email=""), name="account_by_email"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A role that an account holds, from an instant until it is taken away."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="offices")
    #: `officer.ROLE`, as stages name their actors.
    role = models.CharField(max_length=60)
    #: The post at which it is held, for those who sit at one.
    post = models.CharField(max_length=100, blank=True, default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role"],
                condition=Q(until__isnull=True),
                name="office_held_once",
            ),
            models.CheckConstraint(
                condition=Q(role__regex=r"^officer\.[a-z_]+$"), name="office_role_shape"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="office_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} as {self.role}"


class Pin(models.Model):
    """The secret with which someone without an e-mail address signs in beside a case number."""

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="pin")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"PIN of {self.account_id}"


class WrongTries(models.Model):
    """How often somebody tried in vain, by a digest of what they tried or from where."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.count} wrong tries"


class FirstLink(models.Model):
    """A link by which an officer signs in for the first time: good once, until an instant."""

    account = models.OneToOneField(
        Account, models.PROTECT, primary_key=True, related_name="first_link"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("made_at")), name="first_link_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"first link of {self.account_id}"


class OfficerAct(models.Model):
    """One thing that was done to an officer's account, by whom. Append-only."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="acts")
    at = models.DateTimeField()
    #: The account that did it; `command:NAME` for a command on the machine, empty for a set-up.
    by = models.CharField(max_length=110, blank=True, default="")
    what = models.CharField(max_length=20)
    role = models.CharField(max_length=60, blank=True, default="")
    post = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    what__in=["made", "given", "ended", "closed", "linked", "entered", "reset"]
                ),
                name="officer_act_known",
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="officer_act_latest")]

    def __str__(self) -> str:
        return f"{self.what} {self.account_id} by {self.by}"
