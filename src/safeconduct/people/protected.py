"""The protection room's schema, as migration steps.

Facts go in by `put_protected_fact`, which every desk may call, and come out by `read_protected_facts`,
which the protection room alone may call and which notes who read, when and why. Nobody holds a right on
the tables. The functions run as the owner, whose own sight the policy ties to the session's role: the
owner who logs in sees no row.
"""

from __future__ import annotations

from safeconduct.database.roles import DESKS, PROTECTION

_MAY_READ = (
    f"(session_user = '{PROTECTION}'"
    f" OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{PROTECTION}'))"
)
TABLES = f"""
CREATE SCHEMA protection;
REVOKE ALL ON SCHEMA protection FROM PUBLIC;
CREATE TABLE protection.fact (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    value jsonb NOT NULL,
    recorded_by text NOT NULL CHECK (recorded_by <> ''),
    recorded_at timestamptz NOT NULL
);
CREATE INDEX fact_by_person ON protection.fact (person_id, recorded_at);
CREATE TABLE protection.reading (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id uuid NOT NULL,
    reader text NOT NULL CHECK (reader <> ''),
    why text NOT NULL CHECK (why <> ''),
    role name NOT NULL,
    read_at timestamptz NOT NULL
);
ALTER TABLE protection.fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE protection.fact FORCE ROW LEVEL SECURITY;
CREATE POLICY put ON protection.fact FOR INSERT WITH CHECK (true);
CREATE POLICY read ON protection.fact FOR SELECT USING {_MAY_READ};
ALTER TABLE protection.reading ENABLE ROW LEVEL SECURITY;
ALTER TABLE protection.reading FORCE ROW LEVEL SECURITY;
CREATE POLICY note ON protection.reading FOR INSERT WITH CHECK (true);
CREATE POLICY read ON protection.reading FOR SELECT USING {_MAY_READ};
"""
# The id is made before the row: what RETURNING gives, the reading policy would have to allow.
DOORS = """
CREATE FUNCTION put_protected_fact(
    of_person uuid, fact text, given jsonb, given_by text, at timestamptz
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE made uuid := gen_random_uuid();
BEGIN
    INSERT INTO protection.fact (id, person_id, name, value, recorded_by, recorded_at)
    VALUES (made, of_person, fact, given, given_by, at);
    RETURN made;
END $$;
CREATE FUNCTION read_protected_facts(of_person uuid, read_by text, reason text, at timestamptz)
RETURNS TABLE (id uuid, name text, value text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO protection.reading (person_id, reader, why, role, read_at)
    VALUES (of_person, read_by, reason, session_user, at);
    RETURN QUERY SELECT f.id, f.name, f.value::text FROM protection.fact f
        WHERE f.person_id = of_person ORDER BY f.recorded_at, f.id;
END $$;
REVOKE ALL ON FUNCTION put_protected_fact FROM PUBLIC;
REVOKE ALL ON FUNCTION read_protected_facts FROM PUBLIC;
"""
RIGHTS = " ".join(
    f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
    f"THEN GRANT EXECUTE ON FUNCTION {function} TO {role}; END IF; END $$;"
    for role, function in [
        *((role, "put_protected_fact") for role in (*DESKS, PROTECTION)),
        (PROTECTION, "read_protected_facts"),
    ]
)
GONE = """
DROP FUNCTION read_protected_facts;
DROP FUNCTION put_protected_fact;
DROP TABLE protection.reading;
DROP TABLE protection.fact;
DROP SCHEMA protection;
"""
