-- Regulations that assign nothing (Quảng Ngãi 2024): who assesses an official, deliveries to an addressee without a way
-- round, until when the commission collects, and what follows the registrations of a year.

ALTER TABLE official ADD COLUMN assessed_by text NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN collect_by date;
ALTER TABLE delivery DROP CONSTRAINT delivery_role_check;
ALTER TABLE delivery ADD CONSTRAINT delivery_role_check CHECK (role IN ('ADDRESSEE', 'VIA', 'COPY'));

-- A reported list, by the version of each registration that it was made from.
CREATE TABLE work_list (
  authority text NOT NULL REFERENCES authority_setting,
  work_list_id uuid NOT NULL,
  cycle integer NOT NULL,
  addressee text NOT NULL,
  document_number text NOT NULL,
  document_signed_on date,
  reported_at timestamptz NOT NULL,
  reported_by text NOT NULL,
  PRIMARY KEY (authority, work_list_id)
);
CREATE TABLE work_list_entry (
  authority text NOT NULL,
  work_list_id uuid NOT NULL,
  work_id text NOT NULL,
  registration_id uuid NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (authority, work_list_id, work_id),
  FOREIGN KEY (authority, work_list_id) REFERENCES work_list,
  FOREIGN KEY (authority, registration_id, version) REFERENCES registration_content
);

CREATE TABLE follow_up_note (
  authority text NOT NULL,
  note_id uuid NOT NULL,
  note_number bigint GENERATED ALWAYS AS IDENTITY,  -- in the order of entering
  kind text NOT NULL CHECK (kind IN ('DIRECTION', 'OBSTACLE', 'RESULT')),
  official_id text NOT NULL,
  cycle integer NOT NULL,
  work_id text NOT NULL,
  content text NOT NULL,
  document_number text NOT NULL,
  document_signed_on date,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (authority, note_id),
  FOREIGN KEY (authority, official_id) REFERENCES official
);
CREATE INDEX follow_up_note_of_official ON follow_up_note (authority, official_id, cycle, note_number);

-- The newest revision is the grade; the others are its history.
CREATE TABLE annual_grade (
  authority text NOT NULL,
  official_id text NOT NULL,
  year integer NOT NULL,
  revision bigint NOT NULL,
  grade text NOT NULL,
  rated_by text NOT NULL,
  document_number text NOT NULL,
  document_signed_on date,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (authority, official_id, year, revision),
  FOREIGN KEY (authority, official_id) REFERENCES official
);

SELECT dotpha_guard('work_list', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('work_list_entry', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('follow_up_note', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('annual_grade', 'SELECT, INSERT', 'SELECT');
