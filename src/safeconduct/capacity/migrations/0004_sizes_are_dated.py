"""How many places a cap has is dated, and a place may be kept until the time for a review is over."""

import django.db.models.deletion
from django.db import migrations, models

from safeconduct.capacity import triggers
from safeconduct.database.grants import append_only, grant

#: Nobody noted since when a size was asked for: each stands as said before all others.
SIZES_KEPT = """
INSERT INTO capacity_capsize (cap_period_id, from_date, size)
    SELECT id, DATE '0001-01-01', size FROM capacity_capperiod;
"""
SIZES_BACK = """
UPDATE capacity_capperiod SET size = newest.size FROM (
    SELECT DISTINCT ON (cap_period_id) cap_period_id, size FROM capacity_capsize
    ORDER BY cap_period_id, from_date DESC
) newest WHERE newest.cap_period_id = capacity_capperiod.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("capacity", "0003_draws"),
    ]

    operations = [
        migrations.CreateModel(
            name="CapSize",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_date", models.DateField()),
                ("size", models.PositiveIntegerField()),
                (
                    "cap_period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sizes",
                        to="capacity.capperiod",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cap_period", "from_date"), name="cap_size_once_a_day"
                    )
                ],
            },
        ),
        # Undone, the column is there again before it is filled.
        migrations.AlterField(
            model_name="capperiod", name="size", field=models.PositiveIntegerField(null=True)
        ),
        migrations.RunSQL(SIZES_KEPT, SIZES_BACK),
        migrations.RemoveField(model_name="capperiod", name="size"),
        migrations.RunSQL(triggers.PLACES_BY_SIZE, triggers.PLACES_AGAIN),
        append_only("capacity_capsize"),
        migrations.RunSQL(triggers.SIZES, triggers.SIZES_GONE),
        migrations.AddField(
            model_name="place",
            name="comes_back_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(
                condition=models.Q(
                    ("comes_back_at__isnull", False), ("given_back_at__isnull", True)
                ),
                fields=["comes_back_at"],
                name="place_to_come_back",
            ),
        ),
        grant("capacity_capsize", "SELECT", "INSERT"),
        grant("capacity_place", "UPDATE (comes_back_at)"),
    ]
