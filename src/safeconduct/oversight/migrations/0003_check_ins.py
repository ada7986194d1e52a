"""Who is asked after arrival whether the support is there, and what came of it."""

import uuid

from django.db import migrations, models

from safeconduct.database.grants import filled_once, grant, row_security


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0002_money_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("entry", models.CharField(max_length=100)),
                ("role", models.CharField(max_length=20)),
                ("account", models.CharField(blank=True, default="", max_length=100)),
                ("days", models.PositiveIntegerField()),
                ("due_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("needs_help", models.BooleanField(null=True)),
                ("words", models.UUIDField(null=True)),
                ("office", models.CharField(max_length=60)),
                ("handled_by", models.CharField(blank=True, default="", max_length=100)),
                ("handled_at", models.DateTimeField(null=True)),
                ("handling", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=["due_at"],
                        name="check_in_due",
                    ),
                    models.Index(
                        condition=models.Q(("handled_at__isnull", True), ("needs_help", True)),
                        fields=["office", "answered_at"],
                        name="check_in_help",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case_id", "entry", "role", "days"), name="check_in_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("needs_help__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("needs_help__isnull", False)),
                            _connector="OR",
                        ),
                        name="check_in_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handled_at__isnull", True), ("handled_by", "")),
                            models.Q(
                                ("handled_at__gte", models.F("answered_at")),
                                models.Q(("handled_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="check_in_handled_after",
                    ),
                ],
            },
        ),
        grant("oversight_checkin", "SELECT", "INSERT", "UPDATE"),
        row_security("oversight_checkin"),
        filled_once(
            "oversight_checkin",
            "settled_at",
            "answered_at",
            "needs_help",
            "words",
            "handled_by",
            "handled_at",
            "handling",
        ),
    ]
