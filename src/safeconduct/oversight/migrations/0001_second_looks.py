"""Decisions that are looked at a second time, and what came of it."""

import uuid

from django.db import migrations, models

from safeconduct.database.grants import filled_once, grant_to_web, row_security
from safeconduct.database.roles import WEB


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme", models.CharField(max_length=100)),
                ("look", models.CharField(max_length=100)),
                ("case_id", models.UUIDField()),
                ("about", models.PositiveIntegerField()),
                ("role", models.CharField(max_length=60)),
                ("side", models.CharField(max_length=7)),
                ("outcome", models.CharField(max_length=100)),
                ("draw_id", models.UUIDField()),
                ("drawn_at", models.DateTimeField()),
                ("answered_by", models.CharField(blank=True, default="", max_length=100)),
                ("answered_at", models.DateTimeField(null=True)),
                ("given", models.CharField(blank=True, default="", max_length=100)),
                ("reasons", models.UUIDField(null=True)),
                ("closed_by", models.CharField(blank=True, default="", max_length=100)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closing", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=["role", "drawn_at"],
                        name="second_look_waiting",
                    ),
                    models.Index(fields=["programme", "look"], name="second_look_counted"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case_id", "about", "look"), name="second_look_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["for", "against"])),
                        name="second_look_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", True), ("answered_by", ""), ("given", "")
                            ),
                            models.Q(
                                ("answered_at__gte", models.F("drawn_at")),
                                models.Q(("answered_by", ""), _negated=True),
                                models.Q(("given", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="second_look_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by", "")),
                            models.Q(
                                ("closed_at__gte", models.F("answered_at")),
                                models.Q(("closed_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="second_look_closed_after",
                    ),
                ],
            },
        ),
        grant_to_web("oversight_secondlook", "SELECT", "INSERT", "UPDATE"),
        row_security("oversight_secondlook", seen_by=(WEB,)),
        filled_once(
            "oversight_secondlook",
            "answered_by",
            "answered_at",
            "given",
            "reasons",
            "closed_by",
            "closed_at",
            "closing",
        ),
    ]
