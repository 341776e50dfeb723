-- What waited for its cancellation when 0030 came is promised all of its money, too.
UPDATE bookings SET awaits_cancellation = true FROM closure_cancellations c
WHERE c.booking_id = bookings.id AND c.cancelled_at IS NULL AND bookings.slot IS NOT NULL;

-- A closure is not deleted while bookings wait for their cancellation: nobody would find them any more. The service refuses it with
-- `in_use`; this holds for an instance of an earlier version beside it, which answers that it is to be tried again.
CREATE FUNCTION refuse_delete_of_unfinished_closure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM closure_cancellations WHERE closure_id = OLD.id AND cancelled_at IS NULL) THEN
    RAISE EXCEPTION 'The closure % still cancels bookings', OLD.id USING ERRCODE = 'lock_not_available';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER closures_are_finished BEFORE DELETE ON closures
  FOR EACH ROW EXECUTE FUNCTION refuse_delete_of_unfinished_closure();
