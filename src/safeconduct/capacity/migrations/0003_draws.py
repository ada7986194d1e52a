"""Draws and the turns that they give."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from safeconduct.database.grants import append_only, grant, row_security


class Migration(migrations.Migration):
    dependencies = [
        ("capacity", "0002_appointments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draw",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.CharField(max_length=320)),
                ("seed", models.CharField(max_length=64)),
                ("seed_digest", models.CharField(max_length=64)),
                ("announced_at", models.DateTimeField()),
                ("announced_by", models.CharField(max_length=100)),
                ("made_at", models.DateTimeField(null=True)),
                ("made_by", models.CharField(blank=True, default="", max_length=100)),
                ("proof", models.JSONField(null=True)),
                ("pool", models.JSONField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["line", "announced_at"], name="draw_by_line")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("made_at__isnull", True),
                                ("pool__isnull", True),
                                ("proof__isnull", True),
                            ),
                            models.Q(
                                ("made_at__isnull", False),
                                ("pool__isnull", False),
                                ("proof__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="draw_made_with_proof",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("holder", models.UUIDField()),
                ("position", models.PositiveIntegerField()),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="capacity.draw",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["holder"], name="turn_by_holder")],
                "constraints": [
                    models.UniqueConstraint(fields=("draw", "position"), name="turn_position_once"),
                    models.UniqueConstraint(fields=("draw", "holder"), name="turn_once_in_a_draw"),
                ],
            },
        ),
        append_only("capacity_turn"),
        row_security("capacity_draw"),
        row_security("capacity_turn"),
        grant("capacity_draw", "SELECT", "INSERT", "UPDATE (made_at, made_by, proof, pool)"),
        grant("capacity_turn", "SELECT", "INSERT"),
    ]
