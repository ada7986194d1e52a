"""Rights of the login roles, given table by table in migrations.

On a server whose administrator keeps a single role there are no desks, and nothing is granted.
"""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

from safeconduct.database.roles import DESKS, WEB


def grant_to_web(table: str, *rights: str) -> RunSQL:
    """A migration step: let the web role use one table in the named ways ("SELECT", "INSERT")."""
    return grant(table, *rights, to=(WEB,))


def grant(table: str, *rights: str, to: tuple[str, ...] = DESKS) -> RunSQL:
    """A migration step: let roles use one table in the named ways; "UPDATE (column)" is one too.

    Undone, it takes back these rights and leaves those that other steps gave.
    """
    wanted = ", ".join(rights)
    return RunSQL(
        " ".join(_if_role(role, f"GRANT {wanted} ON {table} TO {role}") for role in to),
        " ".join(_if_role(role, f"REVOKE {wanted} ON {table} FROM {role}") for role in to),
    )


def row_security(table: str, *, seen_by: tuple[str, ...] = DESKS) -> RunSQL:
    """A migration step: rows of the table exist for the named roles alone, not even for its owner.

    The policy asks who the database knows the caller to be, which no query can change. Where there are
    no desks, the owner serves them and sees the rows.
    """
    named = ", ".join(f"'{role}'" for role in seen_by)
    policy = f"CREATE POLICY desks ON {table} USING"
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; "
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY; "
        f"DO $$ BEGIN IF {_exists(WEB)} THEN {policy} (current_user IN ({named})); "
        f"ELSE {policy} (true); END IF; END $$",
        f"DROP POLICY desks ON {table}; "
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; "
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    )


def append_only(table: str) -> RunSQL:
    """A migration step: no row of the table is ever changed or removed, whoever asks."""
    refuse = f"{table}_is_append_only"
    return RunSQL(
        f"CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END $$; "
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {refuse}(); "
        f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {refuse}()",
        f"DROP TRIGGER append_only ON {table}; DROP TRIGGER never_emptied ON {table}; "
        f"DROP FUNCTION {refuse}()",
    )


def undone(operation: RunSQL) -> RunSQL:
    """A migration step: take back an earlier one, for a rule that is to be another from here on."""
    return RunSQL(operation.reverse_sql, operation.sql)


def unchanging(table: str) -> RunSQL:
    """A migration step: a row of the table may be erased, and is never changed."""
    refuse = f"{table}_is_unchanging"
    return RunSQL(
        f"CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is erased, not changed' USING ERRCODE = 'restrict_violation'; "
        f"END $$; "
        f"CREATE TRIGGER unchanging BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {refuse}(); "
        f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {refuse}()",
        f"DROP TRIGGER unchanging ON {table}; DROP TRIGGER never_emptied ON {table}; "
        f"DROP FUNCTION {refuse}()",
    )


def filled_once(table: str, *columns: str) -> RunSQL:
    """A migration step: rows of the table stay; each of the columns is filled once, the others never change.

    For what has a beginning and an end: nobody ends it twice, or lets it begin again.
    """
    refuse = f"{table}_is_filled_once"
    named = ", ".join(f"'{column}'" for column in columns)
    return RunSQL(
        f"CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path = public, pg_catalog, pg_temp AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' AND NOT EXISTS ("
        f"SELECT FROM jsonb_each(to_jsonb(OLD)) AS was JOIN jsonb_each(to_jsonb(NEW)) AS now USING (key) "
        f"WHERE was.value IS DISTINCT FROM now.value AND NOT (key IN ({named}) "
        f"AND was.value IN ('null'::jsonb, '\"\"'::jsonb))) THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{table} is ended once, and else not changed' "
        f"USING ERRCODE = 'restrict_violation'; END $$; "
        f"CREATE TRIGGER filled_once BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {refuse}(); "
        f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {refuse}()",
        f"DROP TRIGGER filled_once ON {table}; DROP TRIGGER never_emptied ON {table}; "
        f"DROP FUNCTION {refuse}()",
    )


def _exists(role: str) -> str:
    return f"EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"


def _if_role(role: str, statement: str) -> str:
    return f"DO $$ BEGIN IF {_exists(role)} THEN {statement}; END IF; END $$;"
