-- Cases of Điều 10: signs of violation and what people decided about them. No column names a sanction (R10-CONSEQUENCE).

CREATE TABLE violation_case (
  authority text NOT NULL,
  case_id uuid NOT NULL,
  official_id text NOT NULL,
  agency_id text NOT NULL,  -- of a collective
  kind text NOT NULL,
  sub_code text NOT NULL,
  conduct_on date NOT NULL,
  raised_on date NOT NULL,
  raised_at timestamptz NOT NULL,
  raised_by_body text NOT NULL,  -- '': the system
  raised_by text NOT NULL,
  candidate_id text,
  last_on_time_day date,
  obligation_ids text[] NOT NULL,
  facts text NOT NULL,
  evidence text[] NOT NULL,
  report_id text NOT NULL,
  report_version integer NOT NULL,
  work_id text NOT NULL,
  item_id text NOT NULL,
  reported_e2 integer NOT NULL,
  verified_e2 integer,
  explain_until date NOT NULL,
  state text NOT NULL CHECK (state IN ('RAISED', 'EXPLAINED', 'PROPOSED', 'DISMISSED', 'CONFIRMED')),
  proposed_outcome text NOT NULL DEFAULT '',
  proposed_reason text NOT NULL DEFAULT '',
  proposal_note text NOT NULL DEFAULT '',
  dismissal_reason text NOT NULL DEFAULT '',
  dismissal_evidence text NOT NULL DEFAULT '',
  decided_on date,
  decision_number text NOT NULL DEFAULT '',
  decision_signed_on date,
  received_at timestamptz,
  received_number text NOT NULL DEFAULT '',
  received_signed_on date,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, case_id),
  CHECK ((official_id = '') <> (agency_id = '')),
  CHECK ((state = 'DISMISSED') = (dismissal_reason <> ''))
);
-- A candidate opens one case, however often it is told.
CREATE UNIQUE INDEX violation_case_once ON violation_case (authority, candidate_id);
CREATE INDEX violation_case_page ON violation_case (authority, raised_at DESC, case_id DESC);
CREATE INDEX violation_case_of_official ON violation_case (authority, official_id, kind, raised_on);

CREATE TABLE case_explanation (
  authority text NOT NULL,
  case_id uuid NOT NULL,
  entry_number bigint GENERATED ALWAYS AS IDENTITY,
  text text NOT NULL,
  given_at timestamptz NOT NULL,
  late boolean NOT NULL,
  given_by text NOT NULL,
  PRIMARY KEY (authority, case_id, entry_number),
  FOREIGN KEY (authority, case_id) REFERENCES violation_case
);

CREATE TABLE case_history (
  authority text NOT NULL,
  case_id uuid NOT NULL,
  entry_number bigint GENERATED ALWAYS AS IDENTITY,
  recorded_at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (authority, case_id, entry_number),
  FOREIGN KEY (authority, case_id) REFERENCES violation_case
);

SELECT dotpha_guard('violation_case', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT');
SELECT dotpha_guard('case_explanation', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('case_history', 'SELECT, INSERT', 'SELECT, INSERT');
