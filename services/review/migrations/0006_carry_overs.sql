-- Works whose last year was rated and that were not done to the end (Điều 2 khoản 5): made by the intake of ratings, decided
-- by the Standing Committee.
CREATE TABLE carry_over (
  authority text NOT NULL,
  work_id text NOT NULL,
  cycle integer NOT NULL,  -- of the rating
  official_id text NOT NULL,
  by_duty boolean NOT NULL,
  rated_on date NOT NULL,
  state text NOT NULL DEFAULT 'PROPOSED' CHECK (state IN ('PROPOSED', 'DECIDED')),
  outcome text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'CONTINUE', 'END')),
  other_work text NOT NULL DEFAULT '' CHECK (other_work IN ('', 'NONE', 'ASSIGN')),
  reason text NOT NULL DEFAULT '',
  document_number text NOT NULL DEFAULT '',
  decided_on date,
  PRIMARY KEY (authority, work_id, cycle),
  CHECK (state <> 'DECIDED' OR (outcome <> '' AND other_work <> '' AND decided_on IS NOT NULL))
);
CREATE INDEX carry_over_page ON carry_over (authority, cycle, official_id, work_id);
CREATE INDEX carry_over_proposed ON carry_over (authority) WHERE state = 'PROPOSED';

SELECT dotpha_guard('carry_over', 'SELECT, UPDATE', 'SELECT, INSERT, DELETE');
