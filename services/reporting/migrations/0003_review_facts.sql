-- libs/facts understands review's events too: what stood in `review_event` moves to `fact`, where registration's stand.
-- A ReviewEvent is one field of a oneof, so its first byte tells which event it holds.
INSERT INTO fact (authority, producer, stream_seq, subject, type, recorded_at, data)
SELECT authority, 'review', stream_seq, official_id,
       CASE get_byte(data, 0) >> 3
         WHEN 4 THEN 'dotpha.review.v1.WorksAssigned'
         WHEN 5 THEN 'dotpha.review.v1.WorkAmended'
         WHEN 6 THEN 'dotpha.review.v1.WorkEnded'
       END,
       recorded_at, data
FROM review_event
ON CONFLICT DO NOTHING;

DROP TABLE review_event;
