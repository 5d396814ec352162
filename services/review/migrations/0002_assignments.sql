-- Decisions of the Standing Committee (R4.3-DATA) and the works in the hands of their holders.
CREATE TABLE decision (
  authority text NOT NULL,
  decision_id uuid NOT NULL,
  cycle integer NOT NULL,
  basis text NOT NULL CHECK (basis IN ('ORDINARY', 'SUPPLEMENT', 'NEWAPPT')),
  document_number text NOT NULL,
  decided_on date NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (authority, decision_id)
);
CREATE INDEX decision_page ON decision (authority, cycle, decided_on, decision_id);

CREATE TABLE decision_work (
  authority text NOT NULL,
  decision_id uuid NOT NULL,
  item_number integer NOT NULL,
  official_id text NOT NULL,
  notified_on date,
  work_id text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('NEW', 'CONTINUE')),
  source text NOT NULL,
  ground text NOT NULL,
  content bytea NOT NULL,  -- dotpha.registration.v1.Work; empty: as registered
  PRIMARY KEY (authority, decision_id, item_number),
  FOREIGN KEY (authority, decision_id) REFERENCES decision
);
CREATE INDEX decision_work_of_official ON decision_work (authority, official_id, decision_id);

CREATE TABLE work (
  authority text NOT NULL,
  work_id text NOT NULL,
  official_id text NOT NULL,  -- holder
  cycle integer NOT NULL,
  state text NOT NULL CHECK (state IN ('ACTIVE', 'AWAITING_SUCCESSOR', 'COMPLETED', 'STOPPED')),
  basis text NOT NULL CHECK (basis IN ('ORDINARY', 'SUPPLEMENT', 'NEWAPPT', 'OPENING')),
  mode text NOT NULL CHECK (mode IN ('NEW', 'CONTINUE')),
  source text NOT NULL
    CHECK (source IN ('REGISTERED', 'PROPOSED', 'STANDING_COMMITTEE', 'PREDECESSOR', 'CARRY_OVER', 'OPENING')),
  ground text NOT NULL,
  decision_id uuid,  -- null: imported
  document_number text NOT NULL,
  decided_on date NOT NULL,
  regulation_id text NOT NULL,
  notified_on date,
  registration_id text NOT NULL,
  duration text NOT NULL,
  start_on date NOT NULL,
  end_on date NOT NULL,
  target_ids text[] NOT NULL,
  multi_agency boolean NOT NULL,
  content bytea NOT NULL,  -- dotpha.registration.v1.Work; empty: as registered
  content_digest bytea NOT NULL,
  version integer NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, work_id),
  FOREIGN KEY (authority, decision_id) REFERENCES decision,
  CHECK (decision_id IS NOT NULL OR basis = 'OPENING')
);
CREATE INDEX work_of_official ON work (authority, official_id, work_id);

-- Every content that a work has had, with the document by which it came to be.
CREATE TABLE work_version (
  authority text NOT NULL,
  work_id text NOT NULL,
  version integer NOT NULL,
  document_number text NOT NULL,
  decided_on date NOT NULL,
  content bytea NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (authority, work_id, version),
  FOREIGN KEY (authority, work_id) REFERENCES work
);

SELECT dotpha_guard('decision', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('decision_work', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('work', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('work_version', 'SELECT, INSERT', 'SELECT');
