"""What mail is for, and what became of mail that was not sent."""

from django.db import migrations, models

from safeconduct.database.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("messages", "0002_opened"),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="account",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="mail",
            name="failed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="mail",
            name="kind",
            field=models.CharField(default="other", max_length=40),
        ),
        migrations.AddField(
            model_name="mail",
            name="receipt_number",
            field=models.CharField(blank=True, default="", max_length=13),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("sent_at__isnull", True)),
                fields=["made_at"],
                name="mail_unsent",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sent_at__isnull", True), ("failed_at__isnull", True), _connector="OR"
                ),
                name="mail_sent_or_failed",
            ),
        ),
        # What waits is tried anew from a page.
        grant("messages_mail", "UPDATE (failed_at)"),
    ]
