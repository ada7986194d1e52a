"""Programmes by digest, so that a case can always be read under the rules it was decided by."""

from django.db import migrations, models

from safeconduct.database.grants import grant_to_web


class Migration(migrations.Migration):
    dependencies = [("database", "0001_loaded_programme")]

    operations = [
        migrations.CreateModel(
            name="ProgrammeContent",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("programme", models.CharField(max_length=100)),
                ("files", models.JSONField()),
                ("stored_at", models.DateTimeField()),
            ],
        ),
        grant_to_web("database_programmecontent", "SELECT"),
    ]
