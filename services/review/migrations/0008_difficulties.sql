-- Difficulties in carrying the regulation out, on their way to the Standing Committee (Điều 12 khoản 2).
CREATE TABLE difficulty (
  authority text NOT NULL,
  difficulty_id uuid NOT NULL,
  difficulty_number bigint GENERATED ALWAYS AS IDENTITY,
  agency_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('RECEIVED', 'FORWARDED', 'DECIDED')),
  report text NOT NULL,
  reported_at timestamptz NOT NULL,
  reported_by text NOT NULL,
  opinion text NOT NULL,
  decision text NOT NULL,
  document_number text NOT NULL,
  decided_on date,
  revision bigint NOT NULL,
  PRIMARY KEY (authority, difficulty_id)
);
CREATE INDEX difficulty_page ON difficulty (authority, difficulty_number);

SELECT dotpha_guard('difficulty', 'SELECT, INSERT, UPDATE', 'SELECT');
