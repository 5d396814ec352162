-- Claims of force majeure and of objective reasons (R7.2-FM, I-22). Only an accepted one enters a percentage.
CREATE TABLE claim (
  authority text NOT NULL,
  claim_id uuid NOT NULL,
  official_id text NOT NULL,
  cycle integer NOT NULL,
  work_id text NOT NULL,
  kind text NOT NULL,
  item_ids text[] NOT NULL,  -- empty: all that is planned for the cycle's year
  facts text NOT NULL,
  evidence text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('CLAIMED', 'ENDORSED', 'NOT_ENDORSED', 'ACCEPTED', 'REJECTED')),
  claimed_at timestamptz NOT NULL,
  claimed_by text NOT NULL,
  opinion_body text NOT NULL DEFAULT '',
  opinion_note text NOT NULL DEFAULT '',
  decided_on date,
  decision_number text NOT NULL DEFAULT '',
  decision_signed_on date,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, claim_id),
  CHECK ((state IN ('ACCEPTED', 'REJECTED')) = (decided_on IS NOT NULL))
);
CREATE INDEX claim_page ON claim (authority, claimed_at DESC, claim_id DESC);
CREATE INDEX claim_of_official ON claim (authority, official_id);
CREATE INDEX claim_accepted ON claim (authority, work_id) WHERE state = 'ACCEPTED';

CREATE TABLE claim_history (
  authority text NOT NULL,
  claim_id uuid NOT NULL,
  entry_number bigint GENERATED ALWAYS AS IDENTITY,
  recorded_at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (authority, claim_id, entry_number),
  FOREIGN KEY (authority, claim_id) REFERENCES claim
);

SELECT dotpha_guard('claim', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT dotpha_guard('claim_history', 'SELECT, INSERT', 'SELECT');
