"""The protection room's door for erasing, as migration steps.

The room erases on the word of a row of `cases_erasure` that two officers decided, which the function looks
up by itself: nobody has it erase anybody else. It runs as the owner, whose sight the policies tie to the
session's role.
"""

from __future__ import annotations

from safeconduct.database.roles import DESKS, PROTECTION, WEB

_IS_ROOM = (
    f"(session_user = '{PROTECTION}'"
    f" OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{PROTECTION}'))"
)
_SEEN_BY = ", ".join(f"'{role}'" for role in DESKS)
SIGHT = f"""
ALTER TABLE cases_erasure ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_erasure FORCE ROW LEVEL SECURITY;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{WEB}')
THEN CREATE POLICY desks ON cases_erasure USING (current_user IN ({_SEEN_BY}));
ELSE CREATE POLICY desks ON cases_erasure USING (true); END IF; END $$;
CREATE POLICY room ON cases_erasure USING {_IS_ROOM};
CREATE POLICY erase ON protection.fact FOR DELETE USING {_IS_ROOM};
"""
DOOR = f"""
CREATE TABLE protection.erasing (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    erasure_id uuid NOT NULL UNIQUE,
    person_id uuid NOT NULL,
    facts integer NOT NULL,
    role name NOT NULL,
    erased_at timestamptz NOT NULL
);
ALTER TABLE protection.erasing ENABLE ROW LEVEL SECURITY;
ALTER TABLE protection.erasing FORCE ROW LEVEL SECURITY;
CREATE POLICY note ON protection.erasing FOR INSERT WITH CHECK (true);
CREATE POLICY read ON protection.erasing FOR SELECT USING {_IS_ROOM};
CREATE FUNCTION erase_protected_facts(of_erasure uuid, at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE whose uuid; gone integer;
BEGIN
    SELECT person_id INTO whose FROM cases_erasure
        WHERE id = of_erasure AND outcome = 'erased' AND room_at IS NULL FOR UPDATE;
    IF whose IS NULL THEN RETURN; END IF;
    DELETE FROM protection.fact WHERE person_id = whose;
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO protection.erasing (erasure_id, person_id, facts, role, erased_at)
    VALUES (of_erasure, whose, gone, session_user, at);
    UPDATE cases_erasure SET room_at = at WHERE id = of_erasure;
END $$;
REVOKE ALL ON FUNCTION erase_protected_facts FROM PUBLIC;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{PROTECTION}')
THEN GRANT EXECUTE ON FUNCTION erase_protected_facts TO {PROTECTION}; END IF; END $$;
"""
GONE = """
DROP FUNCTION erase_protected_facts;
DROP TABLE protection.erasing;
DROP POLICY erase ON protection.fact;
DROP POLICY room ON cases_erasure;
DROP POLICY desks ON cases_erasure;
"""
