-- What other services told of works: who holds which, how its year is planned, what was reported of its items, which
-- marks stand against a date. Written by the intake only, in the order of each stream.

CREATE TABLE holding (
  authority text NOT NULL,
  assignment_id text NOT NULL,
  work_id text NOT NULL,
  official_id text NOT NULL,
  cycle integer NOT NULL,
  duration text NOT NULL,
  start_on date NOT NULL,
  end_on date NOT NULL,
  assigned_on date NOT NULL,
  until date,  -- first day on which it is no longer held
  end_reason text NOT NULL DEFAULT '',
  stream_seq bigint NOT NULL,  -- of the assignment: the later one of a work stands
  PRIMARY KEY (authority, assignment_id, work_id)
);
CREATE INDEX holding_of_official ON holding (authority, official_id, start_on);
CREATE INDEX holding_of_work ON holding (authority, work_id, official_id);

-- Tree of shares of a work in the newest plan of each cycle (Mẫu số 02): reporting.v1.WorkShares.
CREATE TABLE work_plan (
  authority text NOT NULL,
  work_id text NOT NULL,
  cycle integer NOT NULL,
  official_id text NOT NULL,
  plan_id text NOT NULL,
  version integer NOT NULL,
  shares bytea NOT NULL,
  PRIMARY KEY (authority, work_id, cycle)
);

CREATE TABLE report_version (
  authority text NOT NULL,
  report_id text NOT NULL,
  version integer NOT NULL,
  official_id text NOT NULL,
  year integer NOT NULL,  -- latest that it covers
  received_at timestamptz NOT NULL,
  self_overall text NOT NULL,
  self_works jsonb NOT NULL,  -- level by work id
  stream_seq bigint NOT NULL,
  PRIMARY KEY (authority, report_id, version)
);
CREATE INDEX report_version_of_official ON report_version (authority, official_id, year);

-- Each says the whole of an item again; the latest of a year stands for it in that year (I-38, E-09).
CREATE TABLE item_completion (
  authority text NOT NULL,
  work_id text NOT NULL,
  item_id text NOT NULL,
  stream_seq bigint NOT NULL,
  report_id text NOT NULL,  -- '': imported
  version integer NOT NULL,
  year integer NOT NULL,
  completion_e2 integer NOT NULL,
  PRIMARY KEY (authority, work_id, item_id, stream_seq)
);

-- Automatic marks of the notifier, as they stand.
CREATE TABLE violation_flag (
  authority text NOT NULL,
  flag_name text NOT NULL,
  official_id text NOT NULL,
  obligation_id text NOT NULL,
  last_on_time_day date NOT NULL,
  grade text NOT NULL CHECK (grade IN ('LATE', 'MISSING')),
  withdrawn boolean NOT NULL,
  PRIMARY KEY (authority, flag_name)
);
CREATE INDEX violation_flag_of_official ON violation_flag (authority, official_id);

SELECT dotpha_guard('holding', 'SELECT', 'SELECT, INSERT, UPDATE');
SELECT dotpha_guard('work_plan', 'SELECT', 'SELECT, INSERT, UPDATE');
SELECT dotpha_guard('report_version', 'SELECT', 'SELECT, INSERT, UPDATE');
SELECT dotpha_guard('item_completion', 'SELECT', 'SELECT, INSERT, UPDATE');
SELECT dotpha_guard('violation_flag', 'SELECT', 'SELECT, INSERT, UPDATE');
