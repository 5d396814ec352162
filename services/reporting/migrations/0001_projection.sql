-- What the review service told, as it told it: the works of each official. Registration's facts stand in `fact`.
CREATE TABLE review_event (
  authority   text NOT NULL,
  stream_seq  bigint NOT NULL,
  official_id text NOT NULL,
  recorded_at timestamptz NOT NULL,
  data        bytea NOT NULL,  -- a dotpha.review.v1.ReviewEvent
  PRIMARY KEY (authority, stream_seq)
);
CREATE INDEX review_event_of_official ON review_event (authority, official_id, stream_seq);

-- The clerk whom an official named: reads what is his.
CREATE TABLE named_clerk (
  authority   text NOT NULL,
  official_id text NOT NULL,
  staff_id    text NOT NULL,
  PRIMARY KEY (authority, official_id)
);
CREATE INDEX named_clerk_of_staff ON named_clerk (authority, staff_id);

SELECT dotpha_guard('review_event', 'SELECT', 'SELECT, INSERT');
SELECT dotpha_guard('named_clerk', 'SELECT', 'SELECT, INSERT, UPDATE');
