-- Works that had to stop, and what the Standing Committee concluded on works that left their holder (Điều 2 khoản 4).
ALTER TABLE work DROP CONSTRAINT work_state_check;
ALTER TABLE work ADD CONSTRAINT work_state_check
  CHECK (state IN ('ACTIVE', 'STOP_REPORTED', 'AWAITING_SUCCESSOR', 'COMPLETED', 'STOPPED'));
ALTER TABLE work
  ADD COLUMN stop_reason text NOT NULL DEFAULT '',
  ADD COLUMN stopped_on date,
  ADD COLUMN stop_facts text NOT NULL DEFAULT '',
  ADD CHECK (state <> 'STOP_REPORTED' OR stopped_on IS NOT NULL);
CREATE INDEX work_waiting ON work (authority) WHERE state IN ('STOP_REPORTED', 'AWAITING_SUCCESSOR');

CREATE TABLE work_conclusion (
  authority text NOT NULL,
  work_id text NOT NULL,
  conclusion_number bigint GENERATED ALWAYS AS IDENTITY,
  official_id text NOT NULL,  -- who held it
  document_number text NOT NULL,
  concluded_on date NOT NULL,
  completion_e2 integer NOT NULL CHECK (completion_e2 BETWEEN 0 AND 10000),
  result text NOT NULL CHECK (result IN ('UNFINISHED', 'CLOSED', 'GOES_ON')),
  effective_on date NOT NULL,  -- first day after which he had left, or the work stopped
  PRIMARY KEY (authority, work_id, conclusion_number),
  FOREIGN KEY (authority, work_id) REFERENCES work
);

SELECT dotpha_guard('work_conclusion', 'SELECT, INSERT', 'SELECT');
