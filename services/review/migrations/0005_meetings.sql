-- Sessions of the Standing Committee and what they directed (Điều 6), and the register of delegated assignments (Điều 11
-- khoản 2).
CREATE TABLE meeting (
  authority text NOT NULL,
  meeting_id uuid NOT NULL,
  meeting_number bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL CHECK (kind IN ('HALF_YEAR', 'ANNUAL', 'NEEDED')),
  state text NOT NULL CHECK (state IN ('PLANNED', 'HELD')),
  cycle integer NOT NULL,
  proposed_by text NOT NULL,  -- body; '' for a periodic session
  reason text NOT NULL,
  proposal_number text NOT NULL,
  proposal_signed_on date,
  held_on date,
  minutes_number text NOT NULL,
  minutes_signed_on date,
  recorded_at timestamptz NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, meeting_id),
  CHECK (state <> 'HELD' OR held_on IS NOT NULL)
);
-- The half-year and the annual session of a cycle are held once.
CREATE UNIQUE INDEX meeting_periodic ON meeting (authority, cycle, kind) WHERE kind <> 'NEEDED';
CREATE INDEX meeting_page ON meeting (authority, meeting_number);

CREATE TABLE meeting_direction (
  authority text NOT NULL,
  meeting_id uuid NOT NULL,
  item_number integer NOT NULL,
  work_id text NOT NULL,
  official_id text NOT NULL,  -- who held it then
  direction text NOT NULL,
  PRIMARY KEY (authority, meeting_id, item_number),
  FOREIGN KEY (authority, meeting_id) REFERENCES meeting,
  FOREIGN KEY (authority, work_id) REFERENCES work
);
CREATE INDEX meeting_direction_of_work ON meeting_direction (authority, work_id);
CREATE INDEX meeting_direction_of_official ON meeting_direction (authority, official_id);

CREATE TABLE delegation (
  authority text NOT NULL,
  delegation_id uuid NOT NULL,
  delegation_number bigint GENERATED ALWAYS AS IDENTITY,
  official_id text NOT NULL,
  agency_id text NOT NULL,  -- who assigns
  cycle integer NOT NULL,
  work_names text[] NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (authority, delegation_id)
);
CREATE INDEX delegation_page ON delegation (authority, delegation_number);
CREATE INDEX delegation_of_official ON delegation (authority, official_id);
CREATE INDEX delegation_of_agency ON delegation (authority, agency_id);

SELECT dotpha_guard('meeting', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('meeting_direction', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('delegation', 'SELECT, INSERT', 'SELECT');
