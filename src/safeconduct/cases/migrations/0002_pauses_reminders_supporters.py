"""Holds of whole stages, what the programme depends on, reminders, co-supporters and organisations."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from safeconduct.database.grants import append_only, grant, row_security


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_cases"),
        ("people", "0001_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="DependencyCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("programme", models.CharField(max_length=100)),
                ("dependency", models.CharField(max_length=100)),
                ("stands", models.BooleanField()),
                ("checked_at", models.DateTimeField()),
                ("source", models.TextField()),
                ("role", models.CharField(max_length=60)),
                ("account", models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stage", models.CharField(max_length=100)),
                ("days", models.PositiveIntegerField()),
                ("last_day", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="StageHold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme", models.CharField(max_length=100)),
                ("variant", models.CharField(max_length=100, null=True)),
                ("track", models.CharField(max_length=100)),
                ("stage", models.CharField(max_length=100)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("words", models.JSONField()),
                ("reasons", models.TextField()),
                ("role", models.CharField(max_length=60)),
                ("account", models.CharField(max_length=100)),
                ("dependency", models.CharField(blank=True, default="", max_length=100)),
                ("ended_by", models.CharField(blank=True, default="", max_length=100)),
                ("ended_reasons", models.TextField(blank=True, default="")),
                ("settled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="delegation",
            name="delegation_role",
        ),
        migrations.RemoveConstraint(
            model_name="party",
            name="party_role",
        ),
        migrations.AddField(
            model_name="casestanding",
            name="hold",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="party",
            name="is_organisation",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__in", ["applicant", "beneficiary", "supporter", "co_supporter"])
                ),
                name="delegation_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__in", ["applicant", "beneficiary", "supporter", "co_supporter"])
                ),
                name="party_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_organisation", False),
                    ("role__in", ["supporter", "co_supporter"]),
                    _connector="OR",
                ),
                name="party_organisation_supports",
            ),
        ),
        migrations.AddIndex(
            model_name="dependencycheck",
            index=models.Index(
                fields=["programme", "dependency", "-checked_at"], name="check_latest"
            ),
        ),
        migrations.AddConstraint(
            model_name="dependencycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", ""), _negated=True),
                    models.Q(("account", ""), _negated=True),
                ),
                name="check_by_someone",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="cases.case",
            ),
        ),
        migrations.AddIndex(
            model_name="stagehold",
            index=models.Index(
                condition=models.Q(("until__isnull", True)),
                fields=["programme", "track", "stage"],
                name="hold_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagehold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reasons", ""), _negated=True),
                    models.Q(("account", ""), _negated=True),
                ),
                name="hold_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagehold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_by", ""), ("until__isnull", True)),
                    models.Q(
                        ("until__gte", models.F("since")), models.Q(("ended_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="hold_ended_by_someone",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)),
                fields=["due_at"],
                name="reminder_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at__isnull", True)),
                fields=("case", "stage", "days", "last_day"),
                name="reminder_once",
            ),
        ),
        append_only("cases_dependencycheck"),
        *(row_security(f"cases_{name}") for name in ("reminder", "stagehold", "dependencycheck")),
        grant("cases_dependencycheck", "SELECT", "INSERT"),
        grant("cases_reminder", "SELECT", "INSERT", "UPDATE (settled_at)"),
        grant(
            "cases_stagehold",
            "SELECT",
            "INSERT",
            'UPDATE ("until", ended_by, ended_reasons, settled_at)',
        ),
        grant("cases_casestanding", "UPDATE (hold)"),
    ]
