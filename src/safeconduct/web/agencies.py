"""The agencies' own sign-in, as Django's settings describe it to allauth. Imports no Django."""

from __future__ import annotations

from typing import Any

from safeconduct import settings

#: How addresses name the one issuer that an installation has.
ISSUER = "agency"


def providers() -> dict[str, Any]:
    """The value of SOCIALACCOUNT_PROVIDERS: the configured issuer, or none."""
    issuer = settings.agency_sign_in()
    if issuer is None:
        return {}
    app = {
        "provider_id": ISSUER,
        "name": issuer.name,
        "client_id": issuer.client,
        "secret": issuer.secret,
        "settings": {"server_url": issuer.url},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
