"""What signing in keeps: PINs, wrong tries, second factors, agencies' identities, allauth's counts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from safeconduct.database.grants import grant_to_web, row_security
from safeconduct.database.roles import WEB

#: Table -> what the web does with it. The rest of allauth's tables nobody reads or writes.
_RIGHTS = {
    "accounts_pin": ("SELECT", "INSERT", "UPDATE (digest, made_at)"),
    "accounts_wrongtries": ("SELECT", "INSERT", "UPDATE (count, last_at)", "DELETE"),
    "accounts_cache": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    # Addresses stand in accounts_account; allauth asks whether there are more.
    "account_emailaddress": ("SELECT",),
    "account_emailconfirmation": (),
    "mfa_authenticator": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "socialaccount_socialaccount": ("SELECT", "INSERT", "UPDATE"),
    "socialaccount_socialapp": ("SELECT",),
    "socialaccount_socialtoken": (),
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_accounts"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pin",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="pin",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="WrongTries",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
            ],
        ),
        # As Django's `createcachetable` makes it.
        migrations.RunSQL(
            "CREATE TABLE accounts_cache (cache_key varchar(255) NOT NULL PRIMARY KEY, "
            "value text NOT NULL, expires timestamp with time zone NOT NULL); "
            "CREATE INDEX accounts_cache_expires ON accounts_cache (expires)",
            "DROP TABLE accounts_cache",
        ),
        *(row_security(table, seen_by=(WEB,)) for table in _RIGHTS),
        *(grant_to_web(table, *rights) for table, rights in _RIGHTS.items() if rights),
    ]
