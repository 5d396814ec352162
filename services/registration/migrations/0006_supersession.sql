-- The document by which a person recorded that a regulation takes over (I-30); none of what an authority began with.

ALTER TABLE regulation_in_force ADD COLUMN document_number text NOT NULL DEFAULT '';
ALTER TABLE regulation_in_force ADD COLUMN document_signed_on date;
