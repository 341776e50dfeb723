-- Payments by card: the row is there before the provider is asked for anything, and bears what the provider said last. An amount that
-- came in otherwise than asked is kept beside it, and credited to nobody.
CREATE TABLE payments (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  booking_id uuid,
  amount bigint NOT NULL,
  currency text NOT NULL,
  status text NOT NULL DEFAULT 'pending',
  provider text NOT NULL,
  -- The provider's id of it; null until the provider has answered.
  provider_id text,
  -- What was captured, by which Stripe names refunds and disputes.
  capture_id text,
  checkout_url text,
  return_path text,
  received_amount bigint,
  received_currency text,
  disputed_at timestamptz(3),
  -- When the provider was last asked about it, and when a job asks next.
  asked_at timestamptz(3) NOT NULL,
  due_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  finished_at timestamptz(3),
  CONSTRAINT payments_user_id_fkey FOREIGN KEY (user_id) REFERENCES users,
  CONSTRAINT payments_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES bookings,
  CONSTRAINT payments_amount_range CHECK (amount BETWEEN 1 AND 1000000000000),
  CONSTRAINT payments_currency_iso CHECK (currency ~ '^[A-Z]{3}$'),
  CONSTRAINT payments_status CHECK (status IN ('pending', 'succeeded', 'failed', 'expired')),
  CONSTRAINT payments_finished CHECK ((status = 'pending') = (finished_at IS NULL)),
  CONSTRAINT payments_provider CHECK (provider IN ('stripe', 'yookassa')),
  CONSTRAINT payments_provider_id_key UNIQUE (provider, provider_id),
  CONSTRAINT payments_capture_id_key UNIQUE (provider, capture_id)
);
CREATE INDEX payments_user_id_idx ON payments (user_id, created_at, id);
CREATE INDEX payments_created_at_idx ON payments (created_at, id);
CREATE INDEX payments_due_at_idx ON payments (due_at) WHERE status = 'pending';

CREATE TABLE payment_refunds (
  id uuid PRIMARY KEY,
  payment_id uuid NOT NULL,
  amount bigint NOT NULL,
  status text NOT NULL DEFAULT 'pending',
  reason text,
  provider_id text,
  actor_id uuid NOT NULL,
  asked_at timestamptz(3) NOT NULL,
  due_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  finished_at timestamptz(3),
  CONSTRAINT payment_refunds_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments,
  CONSTRAINT payment_refunds_amount_range CHECK (amount BETWEEN 1 AND 1000000000000),
  CONSTRAINT payment_refunds_status CHECK (status IN ('pending', 'succeeded', 'failed')),
  CONSTRAINT payment_refunds_finished CHECK ((status = 'pending') = (finished_at IS NULL)),
  CONSTRAINT payment_refunds_provider_id_key UNIQUE (payment_id, provider_id)
);
CREATE INDEX payment_refunds_due_at_idx ON payment_refunds (due_at) WHERE status = 'pending';

ALTER TABLE transfers
  ADD CONSTRAINT transfers_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments NOT VALID;
