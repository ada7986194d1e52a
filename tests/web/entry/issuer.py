"""A small OpenID Connect issuer on this machine: it asks nobody anything and says what a test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt

CLIENT, SECRET = "safeconduct-test", "a secret of the test that is long enough"


class Issuer:
    """Knows one person at a time; `says` is what its token and its answers tell of them."""

    def __init__(self) -> None:
        self.says: dict[str, Any] = {}
        self.asked: list[dict[str, list[str]]] = []
        self.fails = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @classmethod
    @contextmanager
    def serving(cls) -> Iterator[Issuer]:
        """Answer for the length of a `with` block."""
        issuer = cls()
        thread = threading.Thread(target=issuer._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield issuer
        finally:
            issuer._server.shutdown()
            issuer._server.server_close()

    def _answer(self, path: str) -> dict[str, Any]:
        if path.startswith("/.well-known/"):
            return {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/token":
            claims = {"iss": self.url, "aud": CLIENT, "iat": 1, "exp": 9999999999, **self.says}
            token = jwt.encode(claims, SECRET, algorithm="HS256")
            return {"access_token": "x", "token_type": "Bearer", "id_token": token}
        return {name: value for name, value in self.says.items() if name != "amr"}

    def _handler(issuer) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.dumps(issuer._answer(self.path)).encode()
                self.send_response(503 if issuer.fails else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                issuer.asked.append(parse_qs(self.rfile.read(length).decode()))
                self.do_GET()

            def log_message(self, format: str, *args: object) -> None:
                return

        return Handler
