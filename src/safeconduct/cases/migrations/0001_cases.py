"""Cases and their events, which only ever grow."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from safeconduct.cases import triggers
from safeconduct.database.grants import append_only, grant, row_security
from safeconduct.database.roles import DESKS, PROTECTION

_DESKS_ALONE = (
    "caseevent",
    "casestanding",
    "deadline",
    "delegation",
    "party",
    "refusal",
    "submission",
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("database", "0002_programme_content"),
        ("people", "0001_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("receipt_number", models.CharField(max_length=13, unique=True)),
                ("programme", models.CharField(max_length=100)),
                ("variant", models.CharField(blank=True, default="", max_length=100)),
                ("track", models.CharField(max_length=100)),
                ("opened_at", models.DateTimeField()),
                (
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="database.programmecontent",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="people.group",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("role", models.CharField(max_length=60)),
                ("account", models.CharField(blank=True, default="", max_length=100)),
                ("acting_for", models.CharField(blank=True, default="", max_length=20)),
                ("stage", models.CharField(blank=True, default="", max_length=100)),
                ("outcome", models.CharField(blank=True, default="", max_length=100)),
                ("refs", models.JSONField(default=dict)),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stage", models.CharField(max_length=100)),
                ("outcome", models.CharField(blank=True, default="", max_length=100)),
                ("due_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("account", models.CharField(max_length=100)),
                ("scope", models.CharField(max_length=400)),
                ("granted_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("account", models.CharField(blank=True, default="", max_length=100)),
                ("added_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="cases.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("role", models.CharField(max_length=60)),
                ("account", models.CharField(blank=True, default="", max_length=100)),
                ("acting_for", models.CharField(blank=True, default="", max_length=20)),
                ("stage", models.CharField(blank=True, default="", max_length=100)),
                ("outcome", models.CharField(blank=True, default="", max_length=100)),
                ("reason", models.CharField(max_length=40)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refusals",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("asked", models.CharField(max_length=64)),
                ("number", models.PositiveIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseStanding",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("stage", models.CharField(blank=True, default="", max_length=100)),
                ("actor", models.CharField(blank=True, default="", max_length=60)),
                ("status", models.CharField(max_length=40)),
                ("end", models.CharField(blank=True, default="", max_length=40)),
                ("since", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["status", "actor", "since"], name="standing_for_lists")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("receipt_number__regex", "^[A-Z]{3}[0-9]{10}$")),
                name="case_receipt_number_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.UniqueConstraint(
                fields=("case", "number"), name="case_event_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="case_event_counts_from_1"
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hash__regex", "^[0-9a-f]{64}$"), ("previous_hash__regex", "^[0-9a-f]{64}$")
                ),
                name="case_event_hash_shape",
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)),
                fields=["due_at"],
                name="deadline_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at__isnull", True)),
                fields=("case", "stage", "outcome", "due_at"),
                name="deadline_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("granted_at"))),
                name="delegation_expires_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["applicant", "beneficiary", "supporter"])),
                name="delegation_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                fields=("case", "person", "role"), name="party_once_by_role"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["applicant", "beneficiary", "supporter"])),
                name="party_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(fields=("case", "key"), name="submission_once"),
        ),
        migrations.RunSQL(triggers.CHAIN, triggers.GONE),
        *(append_only(f"cases_{name}") for name in ("case", "caseevent", "refusal")),
        row_security("cases_case", seen_by=(*DESKS, PROTECTION)),
        *(row_security(f"cases_{name}") for name in _DESKS_ALONE),
        *(
            grant(f"cases_{name}", "SELECT", "INSERT")
            for name in ("case", "caseevent", "party", "refusal", "submission")
        ),
        grant("cases_case", "SELECT", to=(PROTECTION,)),
        grant(
            "cases_casestanding",
            "SELECT",
            "INSERT",
            'UPDATE (number, stage, actor, status, "end", since)',
        ),
        grant("cases_deadline", "SELECT", "INSERT", "UPDATE (settled_at, due_at)"),
        grant("cases_delegation", "SELECT", "INSERT", "UPDATE (ended_at)"),
        grant("SEQUENCE cases_receipt_number", "USAGE"),
    ]
