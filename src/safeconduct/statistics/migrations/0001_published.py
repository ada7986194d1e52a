"""Published statistics: rows that are only added."""

from django.db import migrations, models

from safeconduct.database.grants import append_only, grant
from safeconduct.database.roles import WORKER

_TABLES = ("statistics_publishedmonth", "statistics_publishedcount", "statistics_publishedwait")


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="PublishedCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("programme", models.CharField(max_length=100)),
                ("variant", models.CharField(blank=True, default="", max_length=100)),
                ("track", models.CharField(max_length=100)),
                ("measure", models.CharField(max_length=20)),
                ("stage", models.CharField(blank=True, default="", max_length=100)),
                ("outcome", models.CharField(blank=True, default="", max_length=100)),
                ("month", models.DateField()),
                ("revision", models.PositiveIntegerField(default=0)),
                ("count", models.PositiveIntegerField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "programme",
                            "month",
                            "variant",
                            "track",
                            "measure",
                            "stage",
                            "outcome",
                            "revision",
                        ),
                        name="count_published_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "measure__in",
                                (
                                    "opened",
                                    "left",
                                    "review_asked",
                                    "review_decided",
                                    "attempt_refused",
                                    "stood_still",
                                ),
                            )
                        ),
                        name="count_measure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="count_by_months_first_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("programme", models.CharField(max_length=100)),
                ("month", models.DateField()),
                ("packet", models.PositiveIntegerField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "month"), name="month_published_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="month_by_its_first_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("packet__gte", 3)), name="packet_hides_someone"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedWait",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("programme", models.CharField(max_length=100)),
                ("variant", models.CharField(blank=True, default="", max_length=100)),
                ("track", models.CharField(max_length=100)),
                ("stage", models.CharField(max_length=100)),
                ("month", models.DateField()),
                ("people", models.PositiveIntegerField()),
                ("days_25", models.PositiveIntegerField()),
                ("days_50", models.PositiveIntegerField()),
                ("days_75", models.PositiveIntegerField()),
                ("days_90", models.PositiveIntegerField(null=True)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "month", "variant", "track", "stage"),
                        name="wait_published_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="wait_by_months_first_day"
                    ),
                ],
            },
        ),
        *(append_only(table) for table in _TABLES),
        # Everyone may read what is public; the job that counts is the only one that publishes.
        *(grant(table, "SELECT") for table in _TABLES),
        *(grant(table, "INSERT", to=(WORKER,)) for table in _TABLES),
    ]
