-- Stored answers of commands: what makes a repeated request_id harmless, and the recovery from a lost reply.
CREATE TABLE command_answer (
  authority text NOT NULL,
  caller text NOT NULL,
  method text NOT NULL,
  request_id uuid NOT NULL,
  payload_hash bytea NOT NULL,   -- SHA-256 of the request without its request_id
  response bytea NOT NULL,       -- serialised, without its receipt
  received_at timestamptz NOT NULL,
  outbox_id bigint,              -- of the command's last event; NULL: it had none
  answered_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (authority, caller, method, request_id)
);
CREATE INDEX command_answer_age ON command_answer USING brin (answered_at);
-- Rows are never changed; only the sweeper, which works for all authorities, removes old ones.
SELECT dotpha_guard('command_answer', 'SELECT, INSERT', 'SELECT, DELETE');
