"""First links of officers, and what was done to their accounts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from safeconduct.database.grants import append_only, grant_to_web, row_security
from safeconduct.database.roles import WEB


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_signing_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="FirstLink",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="first_link",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("made_at"))),
                        name="first_link_expires_later",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficerAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(blank=True, default="", max_length=110)),
                ("what", models.CharField(max_length=20)),
                ("role", models.CharField(blank=True, default="", max_length=60)),
                ("post", models.CharField(blank=True, default="", max_length=100)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-at"], name="officer_act_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                ["made", "given", "ended", "closed", "linked", "entered", "reset"],
                            )
                        ),
                        name="officer_act_known",
                    )
                ],
            },
        ),
        *(row_security(f"accounts_{name}", seen_by=(WEB,)) for name in ("firstlink", "officeract")),
        grant_to_web("accounts_firstlink", "SELECT", "INSERT", "UPDATE", "DELETE"),
        grant_to_web("accounts_officeract", "SELECT", "INSERT"),
        append_only("accounts_officeract"),
    ]
