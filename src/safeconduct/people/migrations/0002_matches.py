"""A digest by which the same is found in other cases, where a programme compares it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="personalvalue",
            name="match",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddIndex(
            model_name="personalvalue",
            index=models.Index(
                condition=models.Q(("match", ""), _negated=True),
                fields=["name", "match"],
                name="personal_value_match",
            ),
        ),
    ]
