-- Registrations (Điều 4 khoản 1): the head of each with its state, every version of its content, who got which version,
-- and its history. Only the head changes; the rest is appended.

CREATE TABLE registration (
  authority text NOT NULL,
  registration_id uuid NOT NULL,
  official_id text NOT NULL,
  cycle integer NOT NULL,
  occasion date,  -- late appointee: first day in the post (I-51)
  state text NOT NULL CHECK (state IN ('DRAFT', 'SUBMITTED', 'RETURNED', 'WITHDRAWN')),
  channel text NOT NULL CHECK (channel IN ('ELECTRONIC', 'PAPER')),
  received_at timestamptz,  -- first receipt at BTC (I-02)
  recorded_at timestamptz,
  paper_number text NOT NULL,
  version integer NOT NULL,  -- of the content; 0: draft
  regulation_id text NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, registration_id),
  FOREIGN KEY (authority, official_id) REFERENCES official,
  CHECK (version = 0 OR received_at IS NOT NULL)
);
-- One registration per official, cycle and occasion.
CREATE UNIQUE INDEX registration_once ON registration
  (authority, official_id, cycle, (coalesce(occasion, date '0001-01-01'))) WHERE state <> 'WITHDRAWN';
-- Pages of a list.
CREATE INDEX registration_page ON registration (authority, cycle, official_id, registration_id);

CREATE TABLE registration_content (
  authority text NOT NULL,
  registration_id uuid NOT NULL,
  version integer NOT NULL,
  content jsonb NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (authority, registration_id, version),
  FOREIGN KEY (authority, registration_id) REFERENCES registration
);

-- Ids of works that stand in a submitted registration: unique within the authority.
CREATE TABLE registered_work (
  authority text NOT NULL,
  work_id text NOT NULL,
  registration_id uuid NOT NULL,
  PRIMARY KEY (authority, work_id),
  FOREIGN KEY (authority, registration_id) REFERENCES registration
);
CREATE INDEX registered_work_of_registration ON registered_work (authority, registration_id);

-- R4.1-COPY: proof that each recipient got each version.
CREATE TABLE delivery (
  authority text NOT NULL,
  registration_id uuid NOT NULL,
  version integer NOT NULL,
  body_id text NOT NULL,
  role text NOT NULL CHECK (role IN ('VIA', 'COPY')),
  delivered_at timestamptz NOT NULL,
  PRIMARY KEY (authority, registration_id, version, body_id),
  FOREIGN KEY (authority, registration_id) REFERENCES registration
);

CREATE TABLE registration_history (
  authority text NOT NULL,
  registration_id uuid NOT NULL,
  entry_number bigint GENERATED ALWAYS AS IDENTITY,
  recorded_at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  note text NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (authority, registration_id, entry_number),
  FOREIGN KEY (authority, registration_id) REFERENCES registration
);

CREATE TABLE campaign (
  authority text NOT NULL REFERENCES authority_setting,
  cycle integer NOT NULL,
  state text NOT NULL CHECK (state IN ('ANNOUNCED', 'CONCLUDED')),
  announcement_number text NOT NULL,
  announcement_signed_on date,
  guidance text NOT NULL,
  concluded_on date,
  conclusion_number text NOT NULL,
  conclusion_signed_on date,
  recorded_at timestamptz NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, cycle)
);

CREATE TABLE deadline_override (
  authority text NOT NULL REFERENCES authority_setting,
  override_id uuid NOT NULL,
  duty text NOT NULL,
  period text NOT NULL,
  last_on_time_day date NOT NULL,
  official_ids text[] NOT NULL,
  document_number text NOT NULL,
  document_signed_on date,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (authority, override_id)
);
CREATE INDEX deadline_override_page ON deadline_override (authority, recorded_at, override_id);
CREATE INDEX deadline_override_of_duty ON deadline_override (authority, duty, period);

CREATE TABLE waiver (
  authority text NOT NULL,
  waiver_id uuid NOT NULL,
  official_id text NOT NULL,
  duty text NOT NULL,
  period text NOT NULL,
  occasion date,
  reason text NOT NULL,
  document_number text NOT NULL,
  document_signed_on date,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (authority, waiver_id),
  FOREIGN KEY (authority, official_id) REFERENCES official
);
CREATE INDEX waiver_page ON waiver (authority, recorded_at, waiver_id);

SELECT dotpha_guard('registration', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('registration_content', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT');
SELECT dotpha_guard('registered_work', 'SELECT, INSERT, DELETE', 'SELECT');
SELECT dotpha_guard('delivery', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('registration_history', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('campaign', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('deadline_override', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('waiver', 'SELECT, INSERT', 'SELECT');
