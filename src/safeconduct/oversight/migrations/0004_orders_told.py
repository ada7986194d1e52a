"""Changes of an order of selection of which all who waited were told."""

from django.db import migrations, models

from safeconduct.database.grants import append_only, grant


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0003_check_ins"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderTold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.CharField(max_length=64)),
                ("variant", models.CharField(blank=True, default="", max_length=100)),
                ("track", models.CharField(max_length=100)),
                ("stage", models.CharField(max_length=100)),
                ("from_date", models.DateField()),
                ("told_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("content", "variant", "track", "stage", "from_date"),
                        name="order_told_once",
                    )
                ],
            },
        ),
        grant("oversight_ordertold", "SELECT", "INSERT"),
        append_only("oversight_ordertold"),
    ]
