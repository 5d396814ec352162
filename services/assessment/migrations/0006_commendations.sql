-- Commendations of a cycle (Điều 9). Who is only eligible has no row.
CREATE TABLE commendation (
  authority text NOT NULL,
  cycle integer NOT NULL,
  official_id text NOT NULL,
  agency_id text NOT NULL,  -- of a collective
  state text NOT NULL CHECK (state IN ('PROPOSED', 'CONSOLIDATED', 'DECIDED')),
  proposed_by text[] NOT NULL,  -- bodies, oldest first
  reason text NOT NULL,
  decided_on date,
  decision_number text NOT NULL DEFAULT '',
  decision_signed_on date,
  PRIMARY KEY (authority, cycle, official_id, agency_id),
  CHECK ((official_id = '') <> (agency_id = '')),
  CHECK ((state = 'DECIDED') = (decided_on IS NOT NULL))
);
SELECT dotpha_guard('commendation', 'SELECT, INSERT, UPDATE', 'SELECT');
