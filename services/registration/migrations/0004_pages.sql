-- Pages of one official's registrations, whatever their state.
CREATE INDEX registration_of_official ON registration (authority, official_id, cycle, registration_id);
