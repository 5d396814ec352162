-- The ledger: what the pure function gives for the facts, kept so that it can be asked. Derived; may be rebuilt.
-- Numbers of states, grades and stages are those of dotpha.notifier.v1.
CREATE TABLE obligation (
  authority        text NOT NULL,
  obligation_id    text NOT NULL,
  debtor_id        text NOT NULL,
  duty             text NOT NULL,
  period           text NOT NULL,
  occasion         text NOT NULL,
  regulation_id    text NOT NULL,
  last_on_time_day date,
  hard             boolean NOT NULL,
  state            smallint NOT NULL,
  days_late        integer NOT NULL,
  was_missing      boolean NOT NULL,
  known_late       boolean NOT NULL,
  imported         boolean NOT NULL,
  nonworking       boolean NOT NULL,
  received_at      timestamptz,
  closing_at       timestamptz,
  basis            text NOT NULL,
  revision         integer NOT NULL,
  stage_holder     boolean NOT NULL,
  route            text[] NOT NULL,  -- bodies on the debtor's route on the last on-time day: who may see it
  PRIMARY KEY (authority, obligation_id)
);
CREATE INDEX obligation_by_debtor ON obligation (authority, debtor_id);
CREATE INDEX obligation_by_day ON obligation (authority, last_on_time_day);
SELECT dotpha_guard('obligation', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE');

-- Điều 10 flags (NOTICES.md). Never deleted: only the grade rises, and it is closed or withdrawn.
CREATE TABLE flag (
  authority          text NOT NULL,
  obligation_id      text NOT NULL,
  number             integer NOT NULL,
  official_id        text NOT NULL,
  last_on_time_day   date NOT NULL,
  grade              smallint NOT NULL,
  status             smallint NOT NULL,
  raised_at          timestamptz NOT NULL,  -- statutory instant
  missing_at         timestamptz,
  recorded_at        timestamptz NOT NULL,  -- when the system recorded it
  received_on        date,
  days_late          integer NOT NULL,
  withdrawn_reason   text NOT NULL,
  withdrawn_at       timestamptz,
  withdrawn_document text NOT NULL,
  PRIMARY KEY (authority, obligation_id, number)
);
CREATE INDEX flag_by_official ON flag (authority, official_id);
SELECT dotpha_guard('flag', 'SELECT', 'SELECT, INSERT, UPDATE');

CREATE TABLE candidate (
  authority        text NOT NULL,
  candidate_id     text NOT NULL,
  official_id      text NOT NULL,
  kind             text NOT NULL,
  sub_code         text NOT NULL,
  raised_at        timestamptz NOT NULL,
  last_on_time_day date NOT NULL,
  obligation_ids   text[] NOT NULL,
  explain_until    date NOT NULL,
  PRIMARY KEY (authority, candidate_id)
);
CREATE INDEX candidate_by_official ON candidate (authority, official_id);
SELECT dotpha_guard('candidate', 'SELECT', 'SELECT, INSERT');
