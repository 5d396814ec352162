-- What completion reports said of works (RPT_DONE; R7.1-EARLY), and the body that confirmed it. The intake writes each once.
CREATE TABLE work_completion (
  authority text NOT NULL,
  work_id text NOT NULL,
  official_id text NOT NULL,
  report_id text NOT NULL,
  completed_on date NOT NULL,
  confirmed_by text NOT NULL DEFAULT '',  -- body
  proposed_level text NOT NULL DEFAULT '',
  PRIMARY KEY (authority, work_id, official_id)
);
SELECT dotpha_guard('work_completion', 'SELECT, UPDATE', 'SELECT, INSERT');
