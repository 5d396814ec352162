-- The clock of leases, holds and back-off: the same for all replicas, and never seen by the law.
CREATE FUNCTION lease_clock() RETURNS timestamptz
  LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() $$;  -- clock-lint: leases and back-off, no civil time

-- Notices are history: what was given, or deliberately not, to whom, when, why. Kept apart from the ledger, which may be
-- rebuilt; a rebuilt ledger finds here what has been decided.
CREATE TABLE notice (
  authority     text NOT NULL,
  notice_id     uuid NOT NULL,
  person_id     text NOT NULL,  -- '' where nobody was found
  debtor_id     text NOT NULL,
  obligation_id text NOT NULL,
  stage         smallint NOT NULL,
  revision      integer NOT NULL,
  state         smallint NOT NULL,
  reason        text NOT NULL,
  due_at        timestamptz NOT NULL,
  sent_at       timestamptz,
  late          boolean NOT NULL,
  letter        jsonb NOT NULL,  -- what it says, in fields, without names (domain/letter.h)
  recorded_at   timestamptz NOT NULL,
  PRIMARY KEY (authority, notice_id),
  CONSTRAINT notice_once UNIQUE (authority, person_id, obligation_id, stage, revision)
);
CREATE INDEX notice_by_debtor ON notice (authority, debtor_id);
CREATE INDEX notice_by_time ON notice (authority, due_at, notice_id);
SELECT dotpha_guard('notice', 'SELECT', 'SELECT, INSERT');

-- A person's inbox: one row for each notice given, written with it.
CREATE TABLE inbox (
  authority            text NOT NULL,
  inbox_id             bigint GENERATED ALWAYS AS IDENTITY,
  person_id            text NOT NULL,
  notice_id            uuid NOT NULL,
  read_at              timestamptz,
  acknowledged_at      timestamptz,
  acknowledged_channel text NOT NULL DEFAULT '',
  PRIMARY KEY (authority, inbox_id),
  UNIQUE (authority, notice_id),
  FOREIGN KEY (authority, notice_id) REFERENCES notice
);
CREATE INDEX inbox_by_person ON inbox (authority, person_id, inbox_id);
CREATE INDEX inbox_unread ON inbox (authority, person_id) WHERE read_at IS NULL;
SELECT dotpha_guard('inbox', 'SELECT, UPDATE', 'SELECT, INSERT');

-- One e-mail to one person about one moment (`slot`); a second part where the first had gone already. Leases, holds and
-- back-off are in the database's time, never in civil time: they are no matter of law.
CREATE TABLE message (
  authority       text NOT NULL,
  message_id      uuid NOT NULL,
  person_id       text NOT NULL,
  channel         text NOT NULL,
  slot            timestamptz NOT NULL,
  part            integer NOT NULL,
  state           smallint NOT NULL DEFAULT 1,
  created_at      timestamptz NOT NULL DEFAULT lease_clock(),
  hold_until      timestamptz NOT NULL,
  next_attempt_at timestamptz NOT NULL DEFAULT lease_clock(),
  lease_until     timestamptz,
  fence           bigint NOT NULL DEFAULT 0,
  attempts        integer NOT NULL DEFAULT 0,
  last_error      text NOT NULL DEFAULT '',
  language        text NOT NULL DEFAULT '',
  subject         text NOT NULL DEFAULT '',  -- as it was sent
  body            text NOT NULL DEFAULT '',
  PRIMARY KEY (authority, message_id),
  UNIQUE (authority, person_id, channel, slot, part)
);
CREATE INDEX message_to_send ON message (next_attempt_at) WHERE state = 1;
CREATE INDEX message_under_way ON message (lease_until) WHERE state IN (2, 3);
CREATE INDEX message_by_time ON message (authority, slot, message_id);
SELECT dotpha_guard('message', 'SELECT, UPDATE', 'SELECT, INSERT, UPDATE');

CREATE TABLE message_item (
  authority  text NOT NULL,
  message_id uuid NOT NULL,
  notice_id  uuid NOT NULL,
  PRIMARY KEY (authority, message_id, notice_id),
  FOREIGN KEY (authority, message_id) REFERENCES message,
  FOREIGN KEY (authority, notice_id) REFERENCES notice
);
SELECT dotpha_guard('message_item', 'SELECT', 'SELECT, INSERT');

-- Append-only: every step of every attempt to send.
CREATE TABLE attempt (
  attempt_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  authority  text NOT NULL,
  message_id uuid NOT NULL,
  number     integer NOT NULL,
  step       text NOT NULL CHECK (step IN ('CLAIMED', 'BEGUN', 'SENT', 'RETRY', 'FAILED', 'UNCERTAIN', 'RESOLVED')),
  detail     text NOT NULL,
  at         timestamptz NOT NULL DEFAULT lease_clock(),
  FOREIGN KEY (authority, message_id) REFERENCES message
);
CREATE INDEX attempt_by_message ON attempt (authority, message_id);
SELECT dotpha_guard('attempt', 'SELECT, INSERT', 'SELECT, INSERT');

CREATE TABLE preference (
  authority          text NOT NULL,
  person_id          text NOT NULL,
  reminders_by_email boolean NOT NULL,
  language           text NOT NULL CHECK (language IN ('vi', 'en')),
  version            bigint NOT NULL,
  PRIMARY KEY (authority, person_id)
);
SELECT dotpha_guard('preference', 'SELECT, INSERT, UPDATE', 'SELECT');

CREATE TABLE silence (
  authority       text NOT NULL,
  silence_id      uuid NOT NULL,
  official_id     text NOT NULL,
  obligation_id   text NOT NULL,  -- '': all of his
  from_day        date NOT NULL,
  to_day          date NOT NULL CHECK (to_day >= from_day),
  document_number text NOT NULL CHECK (document_number <> ''),
  created_by      text NOT NULL,
  recorded_at     timestamptz NOT NULL,
  ended_at        timestamptz,
  version         bigint NOT NULL,
  PRIMARY KEY (authority, silence_id)
);
CREATE INDEX silence_by_official ON silence (authority, official_id);
SELECT dotpha_guard('silence', 'SELECT, INSERT, UPDATE', 'SELECT');

-- Names and addresses, fetched from the registration service to render and to send; a cache, never a source.
CREATE TABLE contact (
  authority  text NOT NULL,
  person_id  text NOT NULL,
  full_name  text NOT NULL,
  email      text NOT NULL,
  title      text NOT NULL,
  fetched_at timestamptz NOT NULL DEFAULT lease_clock(),
  PRIMARY KEY (authority, person_id)
);
SELECT dotpha_guard('contact', 'SELECT', 'SELECT, INSERT, UPDATE');
