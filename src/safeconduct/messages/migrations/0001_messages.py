"""Mail that goes out."""

import uuid

from django.db import migrations, models

from safeconduct.database.grants import grant, row_security
from safeconduct.database.roles import WORKER


class Migration(migrations.Migration):
    initial = True

    dependencies = [("database", "0003_jobs")]

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("to", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_failure", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["made_at"], name="mail_by_age")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at__isnull", True),
                            ("sent_at__gte", models.F("made_at")),
                            _connector="OR",
                        ),
                        name="mail_in_order",
                    )
                ],
            },
        ),
        row_security("messages_mail"),
        grant("messages_mail", "SELECT", "INSERT"),
        grant(
            "messages_mail",
            "UPDATE (sent_at, failures, last_failure)",
            "DELETE",
            to=(WORKER,),
        ),
    ]
