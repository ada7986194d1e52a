"""Documents that people send."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from safeconduct.database.grants import grant, row_security


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=100)),
                ("media_type", models.CharField(max_length=40)),
                ("content", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("salt", models.BinaryField(max_length=16)),
                ("recorded_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("media_type__in", ["image/jpeg", "application/pdf"])),
                        name="document_media_type",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", ""), _negated=True), name="document_kind_named"
                    ),
                ],
            },
        ),
        row_security("uploads_document"),
        grant("uploads_document", "SELECT", "INSERT", "DELETE"),
    ]
