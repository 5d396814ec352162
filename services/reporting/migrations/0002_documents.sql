-- Plans (Điều 4 khoản 4) and reports (Điều 5): heads with their state, every version of the content, who got which
-- version, and the history. Only heads change; the rest is appended.

CREATE TABLE plan (
  authority     text NOT NULL,
  plan_id       uuid NOT NULL,
  official_id   text NOT NULL,
  cycle         integer NOT NULL,
  occasion      date,  -- decision within the year
  state         text NOT NULL CHECK (state IN ('DRAFT', 'SENT', 'CORRECTION_ASKED')),
  channel       text NOT NULL CHECK (channel IN ('ELECTRONIC', 'PAPER')),
  received_at   timestamptz,  -- first receipt at BTC (I-02)
  recorded_at   timestamptz NOT NULL,
  paper_number  text NOT NULL,
  version       integer NOT NULL,  -- of the content; 0: draft
  regulation_id text NOT NULL,
  revision      bigint NOT NULL,
  PRIMARY KEY (authority, plan_id),
  CHECK (version = 0 OR received_at IS NOT NULL)
);
-- One plan for each duty.
CREATE UNIQUE INDEX plan_once ON plan (authority, official_id, cycle, (coalesce(occasion, date '0001-01-01')));
CREATE INDEX plan_page ON plan (authority, cycle, official_id, plan_id);

CREATE TABLE plan_content (
  authority   text NOT NULL,
  plan_id     uuid NOT NULL,
  version     integer NOT NULL,
  content     jsonb NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (authority, plan_id, version),
  FOREIGN KEY (authority, plan_id) REFERENCES plan
);

CREATE TABLE report (
  authority     text NOT NULL,
  report_id     uuid NOT NULL,
  official_id   text NOT NULL,
  state         text NOT NULL CHECK (state IN ('SENT', 'APPRAISED', 'CONSOLIDATED')),
  channel       text NOT NULL CHECK (channel IN ('ELECTRONIC', 'PAPER')),
  received_at   timestamptz NOT NULL,
  recorded_at   timestamptz NOT NULL,
  paper_number  text NOT NULL,
  version       integer NOT NULL,
  regulation_id text NOT NULL,
  revision      bigint NOT NULL,
  PRIMARY KEY (authority, report_id)
);
CREATE INDEX report_page ON report (authority, received_at, report_id);
CREATE INDEX report_of_official ON report (authority, official_id, received_at, report_id);

CREATE TABLE report_content (
  authority   text NOT NULL,
  report_id   uuid NOT NULL,
  version     integer NOT NULL,
  content     jsonb NOT NULL,
  warnings    jsonb NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (authority, report_id, version),
  FOREIGN KEY (authority, report_id) REFERENCES report
);

-- What each report discharged: a duty once (I-07).
CREATE TABLE covered_duty (
  authority   text NOT NULL,
  official_id text NOT NULL,
  duty        text NOT NULL,
  period      text NOT NULL,
  occasion    text NOT NULL,
  report_id   uuid NOT NULL,
  place       integer NOT NULL,  -- order in the report
  PRIMARY KEY (authority, official_id, duty, period, occasion),
  FOREIGN KEY (authority, report_id) REFERENCES report
);
CREATE INDEX covered_duty_of_report ON covered_duty (authority, report_id);
CREATE INDEX covered_duty_period ON covered_duty (authority, duty, period);

-- The latest cumulative value of each item, whoever holds the work (I-25).
CREATE TABLE item_completion (
  authority     text NOT NULL,
  work_id       text NOT NULL,
  item_id       text NOT NULL,
  completion_e2 integer NOT NULL CHECK (completion_e2 >= 0),
  estimated     boolean NOT NULL,
  recorded_at   timestamptz NOT NULL,
  PRIMARY KEY (authority, work_id, item_id)
);

-- Proof that each recipient got each version of a plan, a report or an ad hoc report.
CREATE TABLE delivery (
  authority    text NOT NULL,
  document_id  uuid NOT NULL,
  version      integer NOT NULL,
  body_id      text NOT NULL,
  role         text NOT NULL CHECK (role IN ('VIA', 'COPY')),
  delivered_at timestamptz NOT NULL,
  PRIMARY KEY (authority, document_id, version, body_id)
);

CREATE TABLE document_history (
  authority    text NOT NULL,
  document_id  text NOT NULL,  -- plan, report, ad hoc report, request
  entry_number bigint GENERATED ALWAYS AS IDENTITY,
  recorded_at  timestamptz NOT NULL,
  actor        text NOT NULL,
  action       text NOT NULL,
  from_state   text NOT NULL,
  to_state     text NOT NULL,
  note         text NOT NULL,
  version      integer NOT NULL,
  PRIMARY KEY (authority, document_id, entry_number)
);

CREATE TABLE ad_hoc_request (
  authority          text NOT NULL,
  request_id         text NOT NULL,
  official_id        text NOT NULL,
  requester_body_id  text NOT NULL,
  subject            text NOT NULL,
  document_number    text NOT NULL,
  document_signed_on date NOT NULL,
  respond_by         date,
  state              text NOT NULL CHECK (state IN ('REQUESTED', 'ANSWERED', 'CANCELLED')),
  requested_at       timestamptz NOT NULL,
  revision           bigint NOT NULL,
  PRIMARY KEY (authority, request_id)
);
CREATE INDEX ad_hoc_request_of_official ON ad_hoc_request (authority, official_id, requested_at);

CREATE TABLE ad_hoc_report (
  authority     text NOT NULL,
  report_id     uuid NOT NULL,
  official_id   text NOT NULL,
  trigger       text NOT NULL CHECK (trigger IN ('EVENT', 'REQUEST')),
  request_id    text NOT NULL,  -- of REQUEST
  event_on      date,           -- of EVENT
  subject       text NOT NULL,
  work_ids      text[] NOT NULL,
  what_happened text NOT NULL,
  impact_e2     integer NOT NULL,
  proposal      text NOT NULL,
  received_at   timestamptz NOT NULL,
  recorded_at   timestamptz NOT NULL,
  PRIMARY KEY (authority, report_id)
);
CREATE INDEX ad_hoc_report_of_official ON ad_hoc_report (authority, official_id, received_at);

CREATE TABLE appraisal (
  authority    text NOT NULL,
  appraisal_id uuid NOT NULL,
  body_id      text NOT NULL,
  period       text NOT NULL,
  general      boolean NOT NULL,
  remarks      text NOT NULL,
  appraised_at timestamptz NOT NULL,
  appraised_by text NOT NULL,
  report_count integer NOT NULL,
  PRIMARY KEY (authority, appraisal_id)
);

CREATE TABLE announcement (
  authority       text NOT NULL,
  announcement_id uuid NOT NULL,
  official_id     text NOT NULL,
  cycle           integer NOT NULL,
  duty            text NOT NULL,
  announced_on    date NOT NULL,
  form            text NOT NULL,
  place           text NOT NULL,
  confirmed_by    text NOT NULL,
  recorded_by     text NOT NULL,
  recorded_at     timestamptz NOT NULL,
  PRIMARY KEY (authority, announcement_id),
  UNIQUE (authority, official_id, cycle, duty)
);
CREATE INDEX announcement_page ON announcement (authority, recorded_at, announcement_id);

CREATE TABLE year_result (
  authority          text NOT NULL,
  work_id            text NOT NULL,
  year               integer NOT NULL,
  official_id        text NOT NULL,
  document_number    text NOT NULL,
  document_signed_on date NOT NULL,
  recorded_at        timestamptz NOT NULL,
  PRIMARY KEY (authority, work_id, year)
);

CREATE TABLE evidence (
  authority      text NOT NULL,
  evidence_id    uuid NOT NULL,
  official_id    text NOT NULL,
  work_id        text NOT NULL,
  item_id        text NOT NULL,
  file_name      text NOT NULL,
  content_type   text NOT NULL,
  classification text NOT NULL,
  size_bytes     bigint NOT NULL,
  sha256         text NOT NULL,
  uploaded_by    text NOT NULL,
  uploaded_at    timestamptz NOT NULL,
  PRIMARY KEY (authority, evidence_id)
);
CREATE INDEX evidence_page ON evidence (authority, uploaded_at, evidence_id);
CREATE INDEX evidence_of_official ON evidence (authority, official_id, uploaded_at);

CREATE TABLE evidence_chunk (
  authority    text NOT NULL,
  evidence_id  uuid NOT NULL,
  chunk_number integer NOT NULL,
  bytes        bytea NOT NULL,
  PRIMARY KEY (authority, evidence_id, chunk_number),
  FOREIGN KEY (authority, evidence_id) REFERENCES evidence
);

SELECT dotpha_guard('plan', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('plan_content', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT');
SELECT dotpha_guard('report', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('report_content', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('covered_duty', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('item_completion', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('delivery', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('document_history', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('ad_hoc_request', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('ad_hoc_report', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('appraisal', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('announcement', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('year_result', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('evidence', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('evidence_chunk', 'SELECT, INSERT', 'SELECT');
