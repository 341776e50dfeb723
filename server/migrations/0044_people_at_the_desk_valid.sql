ALTER TABLE users VALIDATE CONSTRAINT users_phone_e164;
ALTER TABLE users VALIDATE CONSTRAINT users_reachable;
ALTER TABLE users VALIDATE CONSTRAINT users_password_needs_email;
