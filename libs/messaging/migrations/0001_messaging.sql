-- What leaves this service: the outbox, numbered by the relay into one dense stream (ADR 0003).
CREATE TABLE outbox (
  outbox_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  authority   text NOT NULL CHECK (authority <> ''),
  event_id    uuid NOT NULL UNIQUE,
  type        text NOT NULL CHECK (type <> ''),
  routing_key text NOT NULL CHECK (routing_key <> ''),
  debtors     text[] NOT NULL DEFAULT '{}',
  recorded_at timestamptz NOT NULL,
  data        bytea NOT NULL,
  traceparent text NOT NULL DEFAULT '',
  stream_seq  bigint UNIQUE CHECK (stream_seq > 0)
);
CREATE INDEX outbox_unnumbered ON outbox (outbox_id) WHERE stream_seq IS NULL;
SELECT dotpha_guard('outbox', 'SELECT, INSERT', 'SELECT, INSERT, UPDATE, DELETE');

-- One row: who relays, and how far it is. `epoch` fences a deposed relay; `renewed_at` is its lease.
CREATE TABLE relay_cursor (
  only_row      boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  epoch         bigint NOT NULL DEFAULT 0,
  renewed_at    timestamptz NOT NULL DEFAULT '-infinity',
  assigned_seq  bigint NOT NULL DEFAULT 0,
  published_seq bigint NOT NULL DEFAULT 0,
  watermark_at  timestamptz,
  watermark_seq bigint,
  CHECK (published_seq <= assigned_seq),
  CHECK (watermark_seq <= assigned_seq),
  CHECK ((watermark_at IS NULL) = (watermark_seq IS NULL))
);
INSERT INTO relay_cursor DEFAULT VALUES;
SELECT dotpha_share('relay_cursor', 'SELECT', 'SELECT, UPDATE');

-- What comes in: one position per producer. The watermark here is the one in force: its stream_seq is applied.
CREATE TABLE consumer_position (
  producer      text PRIMARY KEY,
  stream_seq    bigint NOT NULL DEFAULT 0 CHECK (stream_seq >= 0),
  watermark_at  timestamptz,
  watermark_seq bigint
);
SELECT dotpha_share('consumer_position', 'SELECT', 'SELECT, INSERT, UPDATE');

-- Answers "has the event of this consistency token been applied?"; old rows are pruned by number.
CREATE TABLE consumed_event (
  producer   text NOT NULL,
  outbox_id  bigint NOT NULL,
  stream_seq bigint NOT NULL,
  PRIMARY KEY (producer, outbox_id)
);
CREATE INDEX consumed_event_by_number ON consumed_event (producer, stream_seq);
SELECT dotpha_share('consumed_event', 'SELECT', 'SELECT, INSERT, DELETE');

-- Events that could not be applied (ADR 0005, scenario H-18).
CREATE TABLE quarantine (
  authority      text NOT NULL CHECK (authority <> ''),
  producer       text NOT NULL,
  stream_seq     bigint NOT NULL,
  outbox_id      bigint NOT NULL,
  event_id       text NOT NULL,
  type           text NOT NULL,
  routing_key    text NOT NULL,
  debtors        text[] NOT NULL,
  recorded_at    timestamptz NOT NULL,
  data           bytea NOT NULL,
  traceparent    text NOT NULL,
  state          text NOT NULL DEFAULT 'QUARANTINED' CHECK (state IN ('QUARANTINED', 'APPLIED', 'SKIPPED')),
  error          text NOT NULL,
  document       text NOT NULL DEFAULT '',
  quarantined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  resolved_at    timestamptz,
  resolved_by    text NOT NULL DEFAULT '',
  PRIMARY KEY (authority, producer, stream_seq),
  CHECK ((state = 'SKIPPED') = (document <> '')),
  CHECK ((state = 'QUARANTINED') = (resolved_at IS NULL))
);
CREATE INDEX quarantine_open ON quarantine (authority, recorded_at) WHERE state = 'QUARANTINED';
SELECT dotpha_guard('quarantine', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE');
