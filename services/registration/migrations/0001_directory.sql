-- The directory of each authority: who is who, and since when. Read as a whole into a snapshot; every change counts up
-- authority_setting.directory_version, whose row also lets one change go at a time.

CREATE TABLE authority_setting (
  authority text PRIMARY KEY,
  display_name text NOT NULL,
  live_from date NOT NULL,
  revision bigint NOT NULL,
  directory_version bigint NOT NULL
);

-- R0-VERSION: the day from which a regulation is in force is configuration of the authority.
CREATE TABLE regulation_in_force (
  authority text NOT NULL REFERENCES authority_setting,
  effective_from date NOT NULL,
  regulation_id text NOT NULL,
  PRIMARY KEY (authority, effective_from)
);

CREATE TABLE agency (
  authority text NOT NULL REFERENCES authority_setting,
  agency_id text NOT NULL,
  display_name text NOT NULL,
  workplace_class text NOT NULL,
  vertical_field text NOT NULL,
  parent text NOT NULL,
  email text NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, agency_id)
);

CREATE TABLE official (
  authority text NOT NULL REFERENCES authority_setting,
  official_id text NOT NULL,
  full_name text NOT NULL,
  email text NOT NULL,
  managed boolean NOT NULL,
  committee_member boolean NOT NULL,
  standing_member boolean NOT NULL,
  clerk_staff_id text NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, official_id),
  CHECK (committee_member OR NOT standing_member)
);

CREATE TABLE body (
  authority text NOT NULL REFERENCES authority_setting,
  body_id text NOT NULL,
  display_name text NOT NULL,
  email text NOT NULL,
  reviewing boolean NOT NULL,
  head_official_id text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, body_id),
  CHECK (valid_to >= valid_from)
);

CREATE TABLE staff (
  authority text NOT NULL REFERENCES authority_setting,
  staff_id text NOT NULL,
  body_id text NOT NULL,
  agency_id text NOT NULL,
  full_name text NOT NULL,
  email text NOT NULL,
  role text NOT NULL CHECK (role IN ('clerk', 'specialist', 'leader')),
  revision bigint NOT NULL,
  PRIMARY KEY (authority, staff_id),
  CHECK ((body_id = '') <> (agency_id = ''))
);

CREATE TABLE position (
  authority text NOT NULL,
  position_id uuid NOT NULL,
  official_id text NOT NULL,
  agency_id text NOT NULL,
  title text NOT NULL,
  capacity text NOT NULL CHECK (capacity IN ('head', 'acting', 'in_charge', 'deputy', 'member')),
  principal boolean NOT NULL,
  effective_from date NOT NULL,
  effective_to date,
  basis text NOT NULL CHECK (basis IN ('appointed', 'elected', 'designated')),
  decision_ref text NOT NULL,
  recorded_at timestamptz NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, position_id),
  FOREIGN KEY (authority, official_id) REFERENCES official,
  FOREIGN KEY (authority, agency_id) REFERENCES agency,
  CHECK (effective_to >= effective_from)
);
CREATE INDEX position_of_official ON position (authority, official_id, effective_from);

-- What happened to whom, with the document: the posts themselves stand in `position`.
CREATE TABLE personnel_event (
  authority text NOT NULL,
  event_number bigint GENERATED ALWAYS AS IDENTITY,
  official_id text NOT NULL,
  kind text NOT NULL,
  effective_on date NOT NULL,
  new_position_id uuid,
  ended_position_ids text[] NOT NULL,
  document_number text NOT NULL,
  document_signed_on date,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (authority, event_number),
  FOREIGN KEY (authority, official_id) REFERENCES official
);

SELECT dotpha_guard('authority_setting', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('regulation_in_force', 'SELECT, INSERT, DELETE', 'SELECT');
SELECT dotpha_guard('agency', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('official', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('body', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('staff', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('position', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('personnel_event', 'SELECT, INSERT', 'SELECT');
