-- Counts the bookings of a member that occupy time after `at`, `most` of them at most. Until the transaction ends, other
-- transactions that count for the same member wait: what the second one counts includes what the first one has added.
-- (Each statement of a volatile function sees what was committed before that statement, so the lock comes first.)
CREATE FUNCTION lock_and_count_live_bookings(member uuid, at timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('live bookings of ' || member, 0));
  RETURN (SELECT count(*) FROM (
    SELECT FROM bookings WHERE bookings.user_id = member AND bookings.due_at > at LIMIT most) AS live);
END
$$;
