"""Places of caps, and the trigger that keeps them exact."""

import django.db.models.deletion
from django.db import migrations, models

from safeconduct.capacity import triggers
from safeconduct.database.grants import grant


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="CapPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pool", models.CharField(max_length=220)),
                ("period", models.CharField(max_length=10)),
                ("size", models.PositiveIntegerField()),
                ("last_taken_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("pool", "period"), name="cap_period_is_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("holder", models.UUIDField()),
                ("taken_at", models.DateTimeField()),
                ("given_back_at", models.DateTimeField(null=True)),
                (
                    "cap_period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="capacity.capperiod",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["holder"], name="place_by_holder")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("given_back_at__isnull", True)),
                        fields=("cap_period", "holder"),
                        name="place_held_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("given_back_at__isnull", True),
                            ("given_back_at__gte", models.F("taken_at")),
                            _connector="OR",
                        ),
                        name="place_in_order",
                    ),
                ],
            },
        ),
        migrations.RunSQL(triggers.PLACES, triggers.GONE),
        # Locking the row asks for a right to change it; only what tells when it was used may change.
        grant("capacity_capperiod", "SELECT", "INSERT", "UPDATE (last_taken_at)"),
        grant("capacity_place", "SELECT", "INSERT", "UPDATE (given_back_at)"),
    ]
