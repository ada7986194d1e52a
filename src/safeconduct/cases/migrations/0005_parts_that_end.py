"""A part in a case may end, once; whoever stood in line keeps their place."""

from django.db import migrations, models

from safeconduct.database.grants import append_only, filled_once, grant, undone


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_erasing"),
        ("people", "0001_people"),
    ]

    operations = [
        undone(append_only("cases_party")),
        migrations.RemoveConstraint(
            model_name="party",
            name="party_once_by_role",
        ),
        migrations.AddField(
            model_name="casestanding",
            name="in_line_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="party",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="party",
            name="ended_by",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("case", "person", "role"),
                name="party_once_by_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("role", "supporter")),
                fields=("case",),
                name="party_one_supporter",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by", "")),
                    models.Q(
                        ("ended_at__gte", models.F("added_at")),
                        models.Q(("ended_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="party_ended_by_someone",
            ),
        ),
        filled_once("cases_party", "ended_at", "ended_by"),
        grant("cases_party", "UPDATE (ended_at, ended_by)"),
        grant("cases_casestanding", "UPDATE (in_line_since)"),
    ]
