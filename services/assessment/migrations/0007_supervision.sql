-- Task forces that verify reports (R7.3b-TASKFORCE), and what the supervising bodies heard (R11-SUPERVISE).
CREATE TABLE task_force (
  authority text NOT NULL,
  task_force_id uuid NOT NULL,
  task_force_number bigint GENERATED ALWAYS AS IDENTITY,
  body_id text NOT NULL,
  cycle integer NOT NULL,
  member_ids text[] NOT NULL,
  official_ids text[] NOT NULL,
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('PROPOSED', 'ACTIVE', 'CLOSED')),
  proposed_at timestamptz NOT NULL,
  proposed_by text NOT NULL,
  approval_number text NOT NULL,
  approval_signed_on date,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, task_force_id)
);
CREATE INDEX task_force_page ON task_force (authority, task_force_number);

CREATE TABLE feedback (
  authority text NOT NULL,
  feedback_id uuid NOT NULL,
  body_id text NOT NULL,
  official_id text NOT NULL,  -- exactly one of the two
  agency_id text NOT NULL,
  feedback_text text NOT NULL,
  source text NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (authority, feedback_id),
  CHECK ((official_id = '') <> (agency_id = ''))
);
CREATE INDEX feedback_page ON feedback (authority, recorded_at DESC, feedback_id DESC);

SELECT dotpha_guard('task_force', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('feedback', 'SELECT, INSERT', 'SELECT');
