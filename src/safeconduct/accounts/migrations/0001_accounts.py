"""Accounts, offices, and the sessions of those who are signed in."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from safeconduct.database.grants import grant, grant_to_web, row_security
from safeconduct.database.roles import WEB


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("shown_name", models.CharField(blank=True, default="", max_length=100)),
                ("language", models.CharField(default="en", max_length=10)),
                ("person_id", models.UUIDField(null=True)),
                ("is_active", models.BooleanField(default=True)),
                ("joined_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="account_named"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=("email",),
                        name="account_by_email",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=60)),
                ("post", models.CharField(blank=True, default="", max_length=100)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("account", "role"),
                        name="office_held_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__regex", "^officer\\.[a-z_]+$")),
                        name="office_role_shape",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="office_in_order",
                    ),
                ],
            },
        ),
        row_security("accounts_account"),
        row_security("accounts_office"),
        grant("accounts_account", "SELECT"),
        grant_to_web("accounts_account", "INSERT", "UPDATE"),
        grant("accounts_office", "SELECT"),
        grant_to_web("accounts_office", "INSERT", "UPDATE (until)"),
        row_security("django_session", seen_by=(WEB,)),
        grant_to_web("django_session", "SELECT", "INSERT", "UPDATE", "DELETE"),
        grant("django_content_type", "SELECT"),
    ]
