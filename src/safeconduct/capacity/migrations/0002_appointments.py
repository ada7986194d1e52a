"""Hours of posts and appointments at them."""

import uuid

from django.db import migrations, models

from safeconduct.database.grants import grant, row_security


class Migration(migrations.Migration):
    dependencies = [
        ("capacity", "0001_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme", models.CharField(max_length=100)),
                ("post", models.CharField(max_length=100)),
                ("starts_at", models.DateTimeField()),
                ("holder", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("programme", "post", "starts_at"),
                        name="appointment_time_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("holder",),
                        name="appointment_held_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("made_at")),
                            _connector="OR",
                        ),
                        name="appointment_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("programme", models.CharField(max_length=100)),
                ("post", models.CharField(max_length=100)),
                ("from_date", models.DateField()),
                ("hours", models.CharField(max_length=11)),
                ("places_a_day", models.PositiveIntegerField()),
                ("set_by", models.CharField(max_length=100)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["programme", "post", "from_date"], name="post_hours_by_day"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hours__regex", "^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$")
                        ),
                        name="post_hours_shape",
                    )
                ],
            },
        ),
        row_security("capacity_posthours"),
        row_security("capacity_appointment"),
        grant("capacity_posthours", "SELECT", "INSERT"),
        grant("capacity_appointment", "SELECT", "INSERT", "UPDATE (ended_at)"),
    ]
