-- Audit rows are written with the command and sealed into a hash chain afterwards (libs/audit/sealer.h).
CREATE TABLE audit_entry (
  authority text NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),  -- with id: the order of sealing
  at timestamptz NOT NULL,                         -- arrival of the call
  actor text NOT NULL,
  action text NOT NULL,
  resource text NOT NULL,
  request_id uuid NOT NULL,
  details jsonb NOT NULL,                          -- ids, states, dates, document numbers
  payload_commitment bytea NOT NULL,               -- SHA-256(salt || payload)
  salt bytea,                                      -- both are set to NULL when the payload is erased by law
  payload bytea,
  PRIMARY KEY (authority, id)
);
CREATE UNIQUE INDEX audit_entry_order ON audit_entry (xid, id);
SELECT dotpha_guard('audit_entry', 'SELECT, INSERT', 'SELECT, INSERT');
-- An erasure may touch nothing else; there is no role that may change or delete a row.
DO $$ BEGIN EXECUTE format('GRANT UPDATE (salt, payload) ON audit_entry TO %I', dotpha_stream_role()); END $$;

CREATE TABLE audit_seal (
  seal bigint PRIMARY KEY,  -- 1, 2, 3, ...
  authority text NOT NULL,
  entry_id bigint NOT NULL UNIQUE,
  hash bytea NOT NULL,
  sealed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
SELECT dotpha_share('audit_seal', NULL, 'SELECT, INSERT');

-- The chain's head: locked by whoever seals.
CREATE TABLE audit_head (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  sealed bigint NOT NULL,
  hash bytea NOT NULL,
  last_xid xid8 NOT NULL,
  last_id bigint NOT NULL
);
INSERT INTO audit_head (sealed, hash, last_xid, last_id) VALUES (0, decode(repeat('00', 32), 'hex'), '0', 0);
SELECT dotpha_share('audit_head', NULL, 'SELECT, UPDATE');
