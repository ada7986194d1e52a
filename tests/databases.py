"""Databases for tests: one server for a whole run, a migrated template, a copy for each need."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import django
import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from safeconduct import settings
from safeconduct.database import address, roles
from safeconduct.database.embedded import EmbeddedDatabase

TEMPLATE = "tests_template"
#: Tests lose nothing by a crash.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Databases:
    """Hands out databases; Django's `default` connection is led to the one last handed out."""

    def __init__(self, embedded: EmbeddedDatabase | None) -> None:
        self._embedded = embedded
        django.setup()
        self._default: dict[str, Any] = connections.settings["default"]
        self._default.update(CONN_MAX_AGE=0)

    @classmethod
    @contextmanager
    def serving(cls) -> Iterator[Databases]:
        """Keep the server up for the length of a `with` block, with the template made."""
        with ExitStack() as held:
            embedded = None
            if not address.is_outside():
                embedded = EmbeddedDatabase(settings.home() / "database", options=QUICK)
                held.enter_context(embedded.running())
            databases = cls(embedded)
            databases._make_template()
            yield databases

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """A copy of the template under that name, dropped afterwards."""
        before = dict(self._default)
        with self._admin() as admin:
            self._drop(admin, name)
            self._create(admin, name, TEMPLATE)
        self._lead_to(name, roles.WEB)
        try:
            yield name
        finally:
            connections.close_all()
            self._default.update(before)
            with self._admin() as admin:
                self._drop(admin, name)

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """Let Django's connection of this thread write, as migrations and the demo's loading do."""
        with self.in_role(roles.OWNER):
            yield

    @contextmanager
    def in_role(self, role: str) -> Iterator[None]:
        """Lead Django's connection of this thread to the same database in another role."""
        name = self._default["NAME"]
        self._lead_to(name, role)
        try:
            yield
        finally:
            self._lead_to(name, roles.WEB)

    def _make_template(self) -> None:
        with open(settings.home() / "template.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = Path(settings.home() / "template.made")
            if done.exists():
                return
            with self._admin() as admin:
                self._drop(admin, TEMPLATE)
                self._create(admin, TEMPLATE, "template0")
            self._lead_to(TEMPLATE, roles.OWNER)
            call_command("migrate", verbosity=0, interactive=False)
            connections.close_all()
            done.touch()

    def _lead_to(self, name: str, role: str) -> None:
        connections.close_all()
        self._default["NAME"] = name
        if self._embedded:
            self._default.update(USER=role, PASSWORD=self._embedded.password(role))
            place = self._embedded.address()
            self._default.update(HOST=place.host, PORT=str(place.port))

    def _admin(self) -> psycopg.Connection:
        if self._embedded:
            return self._embedded.admin()
        url = settings.read("SAFECONDUCT_DATABASE_URL")
        return psycopg.connect(url, autocommit=True)

    def _create(self, admin: psycopg.Connection, name: str, template: str) -> None:
        if self._embedded:
            roles.create_database(admin, name, template)
            return
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        admin.execute(command.format(sql.Identifier(name), sql.Identifier(template)))

    def _drop(self, admin: psycopg.Connection, name: str) -> None:
        command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        admin.execute(command.format(sql.Identifier(name)))
