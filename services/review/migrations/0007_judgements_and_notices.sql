-- What a body holds of a registered work's content, as it proposes it (Điều 2 khoản 2). Null: the regulation asked for none.
CREATE TABLE proposal_judgement (
  authority text NOT NULL,
  proposal_id uuid NOT NULL,
  work_id text NOT NULL,
  follows_party_line_and_law boolean,
  fits_functions boolean,
  arises_from_practice boolean,
  remark text NOT NULL,
  PRIMARY KEY (authority, proposal_id, work_id),
  FOREIGN KEY (authority, proposal_id) REFERENCES proposal
);
ALTER TABLE general_report ADD COLUMN not_judged text[] NOT NULL DEFAULT '{}';

-- Who was told of a decision after it was recorded (R4.3-NOTIFY).
CREATE TABLE decision_notification (
  authority text NOT NULL,
  decision_id uuid NOT NULL,
  official_id text NOT NULL,
  notified_on date NOT NULL,
  document_number text NOT NULL,
  document_signed_on date NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (authority, decision_id, official_id),
  FOREIGN KEY (authority, decision_id) REFERENCES decision
);

SELECT dotpha_guard('proposal_judgement', 'SELECT, INSERT', 'SELECT');
SELECT dotpha_guard('decision_notification', 'SELECT, INSERT', 'SELECT');
