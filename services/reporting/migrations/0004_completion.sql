-- What each version of a report made of the works' years; reports that came before this column have none.
ALTER TABLE report_content ADD COLUMN completion jsonb NOT NULL DEFAULT '[]';
