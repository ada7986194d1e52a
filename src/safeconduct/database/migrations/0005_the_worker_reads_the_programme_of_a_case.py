"""Whatever the clock does in a case, it does by the case's own programme, which is stored here."""

from django.db import migrations

from safeconduct.database.grants import grant
from safeconduct.database.roles import WORKER


class Migration(migrations.Migration):
    dependencies = [
        ("database", "0004_every_desk_reads_what_is_loaded"),
    ]

    operations = [grant("database_programmecontent", "SELECT", to=(WORKER,))]
