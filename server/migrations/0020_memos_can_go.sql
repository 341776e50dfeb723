-- A transfer stays as it was, with one exception: its memo may be taken away, for it may name a person. No proof of the
-- books looks at a memo.
CREATE FUNCTION refuse_change_but_no_memo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  OLD.memo := NULL;
  IF NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION '% is append-only, but for a memo that is taken away', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER transfers_append_only ON transfers;
CREATE TRIGGER transfers_append_only BEFORE DELETE OR TRUNCATE ON transfers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transfers_only_lose_memos BEFORE UPDATE ON transfers
  FOR EACH ROW EXECUTE FUNCTION refuse_change_but_no_memo();
GRANT UPDATE (memo) ON transfers TO CURRENT_USER;
