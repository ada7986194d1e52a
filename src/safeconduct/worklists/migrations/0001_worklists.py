"""Rows that the lists of work read."""

import datetime

from django.db import migrations, models

from safeconduct.database.grants import grant


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="WorkItem",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("desk", models.CharField(max_length=60)),
                ("post", models.CharField(blank=True, default="", max_length=100)),
                ("stage", models.CharField(max_length=100)),
                ("status", models.CharField(max_length=40)),
                ("proposed_by", models.CharField(blank=True, default="", max_length=100)),
                (
                    "due_at",
                    models.DateTimeField(
                        default=datetime.datetime(2999, 12, 31, 0, 0, tzinfo=datetime.UTC)
                    ),
                ),
                ("due_date", models.DateField(null=True)),
                ("care", models.PositiveSmallIntegerField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["desk", "due_at", "care", "since", "case_id"], name="work_by_desk"
                    ),
                    models.Index(
                        fields=["desk", "status", "due_at", "care", "since", "case_id"],
                        name="work_by_desk_status",
                    ),
                    models.Index(
                        condition=models.Q(("post", ""), _negated=True),
                        fields=["desk", "post", "due_at", "care", "since", "case_id"],
                        name="work_by_post",
                    ),
                    models.Index(
                        fields=["stage", "due_at", "care", "since", "case_id"], name="work_by_stage"
                    ),
                    models.Index(
                        fields=["status", "due_at", "care", "since", "case_id"],
                        name="work_by_status",
                    ),
                    models.Index(fields=["stage", "since"], name="work_oldest"),
                    models.Index(
                        fields=["due_at", "care", "since", "case_id"], name="work_in_order"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("desk", ""), _negated=True),
                            models.Q(("status", ""), _negated=True),
                        ),
                        name="work_has_a_desk",
                    )
                ],
            },
        ),
        # No policy on rows: it holds no personal value, and the planner would take every list for empty.
        grant("worklists_workitem", "SELECT", "INSERT", "UPDATE", "DELETE"),
    ]
