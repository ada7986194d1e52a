"""The database's own word on places, as a migration step: never one over, never one back twice.

The trigger waits for the same row as the service does, and so counts what has been committed. It runs
as the owner, because who takes places may not change a cap.
"""

PLACES = """
CREATE FUNCTION capacity_guard_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE allowed integer; held integer;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a place is given back, not deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.given_back_at IS NOT NULL OR NEW.given_back_at IS NULL
            OR (NEW.id, NEW.cap_period_id, NEW.holder, NEW.taken_at)
            IS DISTINCT FROM (OLD.id, OLD.cap_period_id, OLD.holder, OLD.taken_at) THEN
            RAISE EXCEPTION 'a place can only be given back, and once'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT size INTO allowed FROM capacity_capperiod WHERE id = NEW.cap_period_id FOR UPDATE;
    SELECT count(*) INTO held FROM capacity_place
        WHERE cap_period_id = NEW.cap_period_id AND given_back_at IS NULL;
    IF held >= allowed THEN
        RAISE EXCEPTION 'no place is left' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'place_within_cap';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON capacity_place
    FOR EACH ROW EXECUTE FUNCTION capacity_guard_place();
"""
GONE = "DROP TRIGGER guard ON capacity_place; DROP FUNCTION capacity_guard_place();"

_ONE_SIZE = (
    "    SELECT size INTO allowed FROM capacity_capperiod WHERE id = NEW.cap_period_id FOR UPDATE;"
)
_NEWEST_SIZE = """\
    PERFORM 1 FROM capacity_capperiod WHERE id = NEW.cap_period_id FOR UPDATE;
    SELECT size INTO allowed FROM capacity_capsize WHERE cap_period_id = NEW.cap_period_id
        ORDER BY from_date DESC LIMIT 1;"""
_TOO_MANY = "    IF held >= allowed THEN"
_TOO_MANY_OR_NO_SIZE = "    IF allowed IS NULL OR held >= allowed THEN"

_GIVEN_BACK_NOW = "IF OLD.given_back_at IS NOT NULL OR NEW.given_back_at IS NULL"
_NOT_GIVEN_BACK_YET = "IF OLD.given_back_at IS NOT NULL"

PLACES_AGAIN = PLACES.split("CREATE TRIGGER", maxsplit=1)[0].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
#: The same with sizes that are dated: the newest one counts. When a place comes back may change.
PLACES_BY_SIZE = (
    PLACES_AGAIN.replace(_ONE_SIZE, _NEWEST_SIZE)
    .replace(_TOO_MANY, _TOO_MANY_OR_NO_SIZE)
    .replace(_GIVEN_BACK_NOW, _NOT_GIVEN_BACK_YET)
)

SIZES = """
CREATE FUNCTION capacity_guard_size() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM capacity_capperiod WHERE id = NEW.cap_period_id FOR UPDATE;
    IF EXISTS (SELECT FROM capacity_capsize
        WHERE cap_period_id = NEW.cap_period_id AND from_date >= NEW.from_date) THEN
        RAISE EXCEPTION 'a size is said from a later day on than the last'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT ON capacity_capsize
    FOR EACH ROW EXECUTE FUNCTION capacity_guard_size();
"""
SIZES_GONE = "DROP TRIGGER guard ON capacity_capsize; DROP FUNCTION capacity_guard_size();"
