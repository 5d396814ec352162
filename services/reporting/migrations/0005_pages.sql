-- Pages of the reports on one period, in the order of receipt: without the moment beside the period each page reads its
-- way there through all reports before it.
ALTER TABLE covered_duty ADD COLUMN received_at timestamptz;  -- of the report
UPDATE covered_duty d SET received_at = r.received_at FROM report r
WHERE r.authority = d.authority AND r.report_id = d.report_id;
ALTER TABLE covered_duty ALTER COLUMN received_at SET NOT NULL;
CREATE INDEX covered_duty_page ON covered_duty (authority, period, received_at, report_id);
-- A stamp that is found later moves it.
SELECT dotpha_share('covered_duty', 'UPDATE', NULL);
