"""Reports that money was asked: each can be erased as a whole."""

from django.db import migrations, models

from safeconduct.database.grants import grant_to_web, row_security
from safeconduct.database.roles import WEB


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0001_second_looks"),
    ]

    operations = [
        migrations.CreateModel(
            name="MoneyReport",
            fields=[
                ("reference", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
                ("what", models.TextField()),
                ("contact", models.CharField(blank=True, default="", max_length=300)),
                ("language", models.CharField(max_length=10)),
                ("read_at", models.DateTimeField(null=True)),
                ("read_by", models.CharField(blank=True, default="", max_length=100)),
                ("done", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["made_at"],
                        name="money_report_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True),
                        name="money_report_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done", ""), ("read_at__isnull", True), ("read_by", "")),
                            models.Q(
                                ("read_at__gte", models.F("made_at")),
                                models.Q(("read_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="money_report_read_by_someone",
                    ),
                ],
            },
        ),
        grant_to_web("oversight_moneyreport", "SELECT", "INSERT", "UPDATE", "DELETE"),
        row_security("oversight_moneyreport", seen_by=(WEB,)),
    ]
