"""The table of invented people."""

from django.db import migrations, models

from safeconduct.database.grants import grant_to_web


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="DemoCaseload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("programme", models.CharField(max_length=100, unique=True)),
                ("seed", models.IntegerField()),
                ("drawing", models.CharField(max_length=64)),
                ("rows", models.IntegerField()),
                ("people", models.BinaryField()),
                ("drawn_at", models.DateTimeField()),
            ],
        ),
        grant_to_web("demo_democaseload", "SELECT"),
    ]
