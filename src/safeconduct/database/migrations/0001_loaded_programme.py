"""The first table: which programmes the installation was set up with."""

from django.db import migrations, models

from safeconduct.database.grants import grant_to_web


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="LoadedProgramme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("programme", models.CharField(max_length=100)),
                ("variant", models.CharField(max_length=100)),
                ("digest", models.CharField(max_length=64)),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "variant"), name="loaded_programme_once_by_variant"
                    )
                ],
            },
        ),
        grant_to_web("database_loadedprogramme", "SELECT"),
    ]
