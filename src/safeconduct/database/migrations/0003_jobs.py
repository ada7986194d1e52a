"""Who may put jobs into the queue, and who takes them out."""

from django.db import migrations

from safeconduct.database.grants import grant, grant_to_web
from safeconduct.database.roles import WORKER

_TABLES = ("jobs", "events", "periodic_defers", "workers")


class Migration(migrations.Migration):
    dependencies = [
        ("database", "0002_programme_content"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        grant_to_web("procrastinate_jobs", "SELECT", "INSERT"),
        grant_to_web("procrastinate_events", "INSERT"),
        *(
            grant(f"procrastinate_{name}", "SELECT", "INSERT", "UPDATE", "DELETE", to=(WORKER,))
            for name in _TABLES
        ),
        *(
            grant(f"SEQUENCE procrastinate_{name}_id_seq", "USAGE")
            for name in ("jobs", "events", "periodic_defers")
        ),
    ]
