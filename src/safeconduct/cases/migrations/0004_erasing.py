"""Erasing a person by two officers; the protection room follows."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from safeconduct.cases import protected_erasing
from safeconduct.database.grants import append_only, filled_once, grant, grant_to_web
from safeconduct.database.roles import PROTECTION


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_history"),
        ("people", "0001_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("why", models.CharField(max_length=20)),
                ("reference", models.CharField(blank=True, default="", max_length=60)),
                ("kept_until", models.DateField(null=True)),
                ("noted_at", models.DateTimeField()),
                ("proposed_at", models.DateTimeField(null=True)),
                ("proposed_by", models.CharField(blank=True, default="", max_length=100)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, default="", max_length=100)),
                ("outcome", models.CharField(blank=True, default="", max_length=20)),
                ("kept_for", models.CharField(blank=True, default="", max_length=20)),
                ("erased", models.PositiveIntegerField(null=True)),
                ("room_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="delegation",
            index=models.Index(fields=["account"], name="delegation_by_account"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("account", ""), _negated=True),
                fields=["account"],
                name="party_by_account",
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="erasures",
                to="people.person",
            ),
        ),
        migrations.AddIndex(
            model_name="erasure",
            index=models.Index(fields=["-ended_at"], name="erasure_latest"),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("person",),
                name="erasure_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(("why__in", ["time_over", "asked", "ordered"])),
                name="erasure_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by", ""), ("outcome", "")),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("outcome", "kept"),
                        models.Q(("ended_by", ""), _negated=True),
                        models.Q(("kept_for", ""), _negated=True),
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("outcome", "erased"),
                        ("proposed_at__isnull", False),
                        models.Q(("ended_by", ""), _negated=True),
                        models.Q(("proposed_by", ""), _negated=True),
                        models.Q(("proposed_by", models.F("ended_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="erasure_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("room_at__isnull", True), ("outcome", "erased"), _connector="OR"
                ),
                name="erasure_room_follows",
            ),
        ),
        migrations.RunSQL(protected_erasing.SIGHT + protected_erasing.DOOR, protected_erasing.GONE),
        append_only("protection.erasing"),
        filled_once(
            "cases_erasure",
            "proposed_at",
            "proposed_by",
            "reference",
            "ended_at",
            "ended_by",
            "outcome",
            "kept_for",
            "erased",
            "room_at",
        ),
        grant("cases_erasure", "SELECT", "INSERT"),
        grant_to_web(
            "cases_erasure",
            "UPDATE (proposed_at, proposed_by, reference, ended_at, ended_by, outcome, kept_for, erased)",
        ),
        grant("cases_erasure", "SELECT", to=(PROTECTION,)),
    ]
