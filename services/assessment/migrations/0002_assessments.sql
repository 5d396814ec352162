-- Assessments (Điều 7): the head of each with its state, verified items, levels of works as decided, and its history.

CREATE TABLE assessment (
  authority text NOT NULL,
  official_id text NOT NULL,
  cycle integer NOT NULL,
  state text NOT NULL CHECK (state IN ('AWAITING_SELF', 'SELF_ASSESSED', 'APPRAISED', 'CONSOLIDATED', 'DECIDED')),
  proposed_level text NOT NULL DEFAULT '',
  proposed_by text NOT NULL DEFAULT '',
  -- As it stood when the level was decided: later reports change neither (I-38).
  mean_exact text NOT NULL DEFAULT '',
  suggested_level text NOT NULL DEFAULT '',
  decided_level text NOT NULL DEFAULT '',
  decided_kind text NOT NULL DEFAULT '' CHECK (decided_kind IN ('', 'EARLY', 'ANNUAL')),
  decided_on date,
  decision_number text NOT NULL DEFAULT '',
  decision_signed_on date,
  difference_reason text NOT NULL DEFAULT ''
    CHECK (difference_reason IN ('', 'FORCE_MAJEURE', 'DISHONEST_CORRECTED', 'OTHER')),
  difference_number text NOT NULL DEFAULT '',
  difference_signed_on date,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, official_id, cycle),
  CHECK ((state = 'DECIDED') = (decided_level <> ''))
);
CREATE INDEX assessment_of_cycle ON assessment (authority, cycle, official_id);

-- Stands in the place of what was reported (I-36): found by an appraisal, or by a case that was not dismissed.
CREATE TABLE verified_item (
  authority text NOT NULL,
  official_id text NOT NULL,
  cycle integer NOT NULL,
  work_id text NOT NULL,
  item_id text NOT NULL,
  value_e2 integer NOT NULL CHECK (value_e2 BETWEEN 0 AND 10000),
  evidence text NOT NULL CHECK (evidence <> ''),
  case_id text NOT NULL DEFAULT '',  -- '': by an appraisal
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (authority, work_id, item_id, cycle, case_id)
);
CREATE INDEX verified_item_of_case ON verified_item (authority, case_id) WHERE case_id <> '';

-- Level of a work in one year, as decided; never changed.
CREATE TABLE work_rating (
  authority text NOT NULL,
  work_id text NOT NULL,
  year integer NOT NULL,
  official_id text NOT NULL,
  level text NOT NULL,
  percent_exact text NOT NULL,  -- '': imported, or nothing was planned
  kind text NOT NULL CHECK (kind IN ('EARLY', 'ANNUAL', 'IMPORTED')),
  difference_reason text NOT NULL DEFAULT '',
  difference_number text NOT NULL DEFAULT '',
  decided_on date NOT NULL,
  decision_number text NOT NULL,
  PRIMARY KEY (authority, work_id, year)
);
CREATE INDEX work_rating_of_official ON work_rating (authority, official_id, year);

CREATE TABLE assessment_history (
  authority text NOT NULL,
  official_id text NOT NULL,
  cycle integer NOT NULL,
  entry_number bigint GENERATED ALWAYS AS IDENTITY,
  recorded_at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (authority, official_id, cycle, entry_number)
);

SELECT dotpha_guard('assessment', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('verified_item', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT');
SELECT dotpha_guard('work_rating', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('assessment_history', 'SELECT, INSERT', 'SELECT');
