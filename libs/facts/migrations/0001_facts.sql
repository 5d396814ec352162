-- What the producers told, as it came: the only input of the ledger, append-only. A row concerns one debtor (`subject`),
-- or the whole authority ('').
CREATE TABLE fact (
  authority   text NOT NULL CHECK (authority <> ''),
  producer    text NOT NULL,
  stream_seq  bigint NOT NULL,
  subject     text NOT NULL DEFAULT '',
  type        text NOT NULL,
  object_id   text NOT NULL DEFAULT '',  -- post, staff member, body: what a later fact of the same id replaces
  agency_id   text NOT NULL DEFAULT '',  -- of a post: to find the head of an agency
  recorded_at timestamptz NOT NULL,
  data        bytea NOT NULL,
  PRIMARY KEY (authority, producer, stream_seq)
);
CREATE INDEX fact_by_subject ON fact (authority, subject, producer, stream_seq);
CREATE INDEX fact_by_object ON fact (authority, object_id) WHERE object_id <> '';
CREATE INDEX fact_by_agency ON fact (authority, agency_id) WHERE agency_id <> '';
SELECT dotpha_guard('fact', 'SELECT', 'SELECT, INSERT');

-- Counts the facts that concern a whole authority: who has read version n needs to read them again only when it grows.
CREATE TABLE authority_version (
  authority text PRIMARY KEY,
  version   bigint NOT NULL
);
SELECT dotpha_guard('authority_version', 'SELECT', 'SELECT, INSERT, UPDATE');
