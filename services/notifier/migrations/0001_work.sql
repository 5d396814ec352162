-- Whoever may owe something. `act_at`: earliest civil time at which something goes out. `rule_at`: earliest instant that
-- all watermarks must pass for the next ruling (state, flag, notice O to M). `held_from`: a quarantined event holds all
-- rulings from then on (H-18). `as_of`: how far the rulings are. `rule_people`: who is told by the notices due at rule_at.
CREATE TABLE debtor (
  authority text NOT NULL,
  debtor_id text NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('OFFICIAL', 'BODY')),
  as_of     timestamptz NOT NULL DEFAULT '-infinity',
  held_from timestamptz,
  act_at    timestamptz,
  rule_at   timestamptz,
  rule_people text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (authority, debtor_id)
);
CREATE INDEX debtor_to_act ON debtor (act_at) WHERE act_at IS NOT NULL;
CREATE INDEX debtor_to_rule ON debtor (rule_at) WHERE rule_at IS NOT NULL;
SELECT dotpha_guard('debtor', 'SELECT', 'SELECT, INSERT, UPDATE');

-- Debtors of whom something new is known. Inserted with the fact and never updated, so that a consumer waits for no
-- lock; deleted with the recomputation that has seen it.
CREATE TABLE dirty (
  dirty_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  authority text NOT NULL,
  debtor_id text NOT NULL
);
CREATE INDEX dirty_by_debtor ON dirty (authority, debtor_id);
SELECT dotpha_guard('dirty', 'SELECT, INSERT', 'SELECT, INSERT, DELETE');

-- Something new about a whole authority (law, override for everyone, conclusion): its debtors become dirty in batches.
CREATE TABLE fan_out (
  fan_out_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  authority  text NOT NULL,
  after      text NOT NULL DEFAULT ''  -- debtors up to here are done
);
SELECT dotpha_guard('fan_out', 'SELECT, INSERT', 'SELECT, INSERT, UPDATE, DELETE');
