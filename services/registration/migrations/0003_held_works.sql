-- Works that the Standing Committee has assigned, as the review service tells them: who holds a running stage work may
-- register additions and adjustments (R4.1-STAGEHOLDER). Empty where review is not followed.
CREATE TABLE held_work (
  authority text NOT NULL,
  work_id text NOT NULL,
  official_id text NOT NULL,  -- holder
  duration text NOT NULL,
  start_on date NOT NULL,
  end_on date NOT NULL,
  ended_on date,  -- left its holder: last active day is the one before
  PRIMARY KEY (authority, work_id)
);
CREATE INDEX held_work_of_official ON held_work (authority, official_id);
SELECT dotpha_guard('held_work', 'SELECT', 'SELECT, INSERT, UPDATE');
