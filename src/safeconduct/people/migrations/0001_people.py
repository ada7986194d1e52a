"""People, groups, links, personal values; and the protection room's own schema."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from safeconduct.database.grants import append_only, grant, row_security
from safeconduct.database.roles import DESKS, PROTECTION
from safeconduct.people import protected


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("family", "family"), ("travel", "travel")], max_length=20
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["family", "travel"])), name="group_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("principal", "principal"), ("derivative", "derivative")],
                        max_length=20,
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="people.group",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["principal", "derivative"])),
                        name="membership_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True),
                            ("left_at__gte", models.F("joined_at")),
                            _connector="OR",
                        ),
                        name="membership_in_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("group", "person"),
                        name="membership_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalValue",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("value", models.JSONField(null=True)),
                ("salt", models.BinaryField(max_length=16)),
                ("recorded_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="personal_value_named"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("evidence_id", models.UUIDField()),
                ("asserted_by", models.CharField(max_length=100)),
                ("asserted_at", models.DateTimeField()),
                ("undone_by", models.CharField(blank=True, default="", max_length=100)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first", models.F("second")), _negated=True),
                        name="record_link_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by", "")),
                            models.Q(
                                ("undone_at__isnull", False),
                                models.Q(("undone_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="record_link_undone_by_someone",
                    ),
                ],
            },
        ),
        *(row_security(f"people_{name}") for name in ("group", "membership", "recordlink")),
        row_security("people_person", seen_by=(*DESKS, PROTECTION)),
        row_security("people_personalvalue"),
        grant("people_person", "SELECT", "INSERT"),
        grant("people_person", "SELECT", to=(PROTECTION,)),
        grant("people_group", "SELECT", "INSERT"),
        grant("people_membership", "SELECT", "INSERT", "UPDATE (left_at)"),
        grant("people_recordlink", "SELECT", "INSERT", "UPDATE (undone_at, undone_by)"),
        grant("people_personalvalue", "SELECT", "INSERT", "DELETE"),
        migrations.RunSQL(protected.TABLES + protected.DOORS + protected.RIGHTS, protected.GONE),
        append_only("protection.reading"),
    ]
