-- What registration told about registrations: ids, dates, digests; no texts. Replaced by corrections, kept when withdrawn.
CREATE TABLE registration (
  authority text NOT NULL,
  registration_id uuid NOT NULL,
  official_id text NOT NULL,
  cycle integer NOT NULL,
  occasion date,
  live boolean NOT NULL,  -- false: withdrawn
  version integer NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (authority, registration_id)
);
CREATE INDEX registration_of_official ON registration (authority, cycle, official_id);

CREATE TABLE registered_work (
  authority text NOT NULL,
  registration_id uuid NOT NULL,
  work_id text NOT NULL,
  item_number integer NOT NULL,
  duration text NOT NULL,
  start_on date,
  end_on date,
  target_ids text[] NOT NULL,
  multi_agency boolean NOT NULL,
  content_digest bytea NOT NULL,
  PRIMARY KEY (authority, registration_id, work_id),
  FOREIGN KEY (authority, registration_id) REFERENCES registration
);
CREATE INDEX registered_work_by_id ON registered_work (authority, work_id);

-- Grows with every fact about people, posts, bodies and the law: who has read version n reads again only when it grows.
CREATE TABLE directory_version (
  authority text PRIMARY KEY,
  version bigint NOT NULL
);

-- One official, one cycle, from the registration to the decision.
CREATE TABLE matter (
  authority text NOT NULL,
  official_id text NOT NULL,
  cycle integer NOT NULL,
  state text NOT NULL CHECK (state IN ('AWAITING_PROPOSAL', 'PROPOSED', 'CONSOLIDATED', 'DECIDED')),
  changed_at timestamptz NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, cycle, official_id)
);

-- One body's consolidation of one cycle (R4.2-CONS); that of BTC is sent with its general report.
CREATE TABLE dossier (
  authority text NOT NULL,
  dossier_id uuid NOT NULL,
  body_id text NOT NULL,
  cycle integer NOT NULL,
  state text NOT NULL CHECK (state IN ('OPEN', 'SENT')),
  received_at timestamptz NOT NULL,  -- first sending
  sendings integer NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, dossier_id),
  UNIQUE (authority, cycle, body_id)
);

CREATE TABLE proposal (
  authority text NOT NULL,
  proposal_id uuid NOT NULL,
  proposal_number bigint GENERATED ALWAYS AS IDENTITY,
  dossier_id uuid NOT NULL,
  cycle integer NOT NULL,
  official_id text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('AS_REGISTERED', 'NOT_REGISTERED', 'DIFFERENCES')),
  registration_ids text[] NOT NULL,
  received_at timestamptz NOT NULL,
  supplementary boolean NOT NULL,
  proposed_by text NOT NULL,
  PRIMARY KEY (authority, proposal_id),
  FOREIGN KEY (authority, dossier_id) REFERENCES dossier
);
CREATE INDEX proposal_of_official ON proposal (authority, cycle, official_id, proposal_number);
CREATE INDEX proposal_page ON proposal (authority, proposal_number);
CREATE INDEX proposal_of_dossier ON proposal (authority, dossier_id, proposal_number);

CREATE TABLE proposed_work (
  authority text NOT NULL,
  proposal_id uuid NOT NULL,
  work_id text NOT NULL,
  ground text NOT NULL,
  content bytea NOT NULL,  -- dotpha.registration.v1.Work
  content_digest bytea NOT NULL,
  PRIMARY KEY (authority, proposal_id, work_id),
  FOREIGN KEY (authority, proposal_id) REFERENCES proposal
);

-- What the service knew when the general report came (R4.2đ-BTC-CONS).
CREATE TABLE general_report (
  authority text NOT NULL,
  cycle integer NOT NULL,
  report_id uuid NOT NULL,
  dossier_id uuid NOT NULL,
  received_at timestamptz NOT NULL,
  not_registered text[] NOT NULL,
  without_proposal text[] NOT NULL,
  PRIMARY KEY (authority, cycle),
  FOREIGN KEY (authority, dossier_id) REFERENCES dossier
);
CREATE TABLE general_report_late_body (
  authority text NOT NULL,
  cycle integer NOT NULL,
  body_id text NOT NULL,
  last_on_time_day date NOT NULL,
  days integer NOT NULL,
  missing boolean NOT NULL,
  PRIMARY KEY (authority, cycle, body_id),
  FOREIGN KEY (authority, cycle) REFERENCES general_report
);

SELECT dotpha_guard('registration', 'SELECT', 'SELECT, INSERT, UPDATE');
SELECT dotpha_guard('registered_work', 'SELECT', 'SELECT, INSERT, DELETE');
SELECT dotpha_guard('directory_version', 'SELECT', 'SELECT, INSERT, UPDATE');
SELECT dotpha_guard('matter', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE');
SELECT dotpha_guard('dossier', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('proposal', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('proposed_work', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('general_report', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('general_report_late_body', 'SELECT, INSERT', 'SELECT');
