"""Headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: Everything comes from this site, and nothing is written into the page itself: no inline script,
#: no inline style. Only our own forms are answered, and no page can be put inside another.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=()"


class SecurityHeaders:
    """Adds the content security policy and the permissions policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        # Where the site says no referrer at all, browsers send a form with the origin `null`, and every
        # form would look like someone else's. Other sites still learn nothing.
        if "CSRF_COOKIE" in request.META:
            response.headers.setdefault("Referrer-Policy", "same-origin")
        return response
