"""The database's own word on events, as a migration step: each follows from the one before it."""

CHAIN = """
CREATE SEQUENCE cases_receipt_number AS bigint MINVALUE 1 MAXVALUE 99999999;
CREATE FUNCTION cases_guard_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE before record;
BEGIN
    SELECT number, hash, at INTO before FROM cases_caseevent
        WHERE case_id = NEW.case_id ORDER BY number DESC LIMIT 1;
    IF NOT FOUND THEN
        IF NEW.number <> 1 THEN
            RAISE EXCEPTION 'the first event of a case is number 1'
                USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.number <> before.number + 1 OR NEW.previous_hash <> before.hash
        OR NEW.at < before.at THEN
        RAISE EXCEPTION 'event % does not follow from event %', NEW.number, before.number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT ON cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION cases_guard_event();
"""
GONE = """
DROP TRIGGER guard ON cases_caseevent;
DROP FUNCTION cases_guard_event();
DROP SEQUENCE cases_receipt_number;
"""
