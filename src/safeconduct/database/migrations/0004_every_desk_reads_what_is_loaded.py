"""Whoever takes a place of a cap asks what the programme says of it as it is loaded now."""

from django.db import migrations

from safeconduct.database.grants import grant
from safeconduct.database.roles import DESKS, WEB

#: The web reads it already.
OTHERS = tuple(role for role in DESKS if role != WEB)


class Migration(migrations.Migration):
    dependencies = [
        ("database", "0003_jobs"),
    ]

    operations = [grant("database_loadedprogramme", "SELECT", to=OTHERS)]
