-- Who takes everything about itself along, or leaves, finds its mails by this.
CREATE INDEX mails_recipient_idx ON mails (recipient);
