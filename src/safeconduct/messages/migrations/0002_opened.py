"""What has been opened by whom it was written to."""

from django.db import migrations, models

from safeconduct.database.grants import grant, row_security


class Migration(migrations.Migration):
    dependencies = [("messages", "0001_messages")]

    operations = [
        migrations.CreateModel(
            name="Opened",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=100)),
                ("what", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "what"), name="opened_once")
                ],
            },
        ),
        row_security("messages_opened"),
        grant("messages_opened", "SELECT", "INSERT"),
    ]
