-- One command as libs/command writes it: the very same statements, on the same connections, by pgbench -M prepared.
-- The pipeline stands for the one round trip in which the runner sends BEGIN, role, tenant and limits.
\set request random(1, 281474976710655)
\set matter random(1, 10000)
\startpipeline
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL ROLE registration_app;
SET LOCAL dotpha.authority = 'TQ';
SET LOCAL statement_timeout = 15000;
SET LOCAL lock_timeout = 10000;
\endpipeline
SELECT payload_hash, response, received_at, coalesce(outbox_id, 0) AS outbox_id FROM command_answer WHERE authority = 'TQ' AND caller = 'o-1' AND method = '/dotpha.registration.v1.RegistrationService/SubmitRegistration' AND request_id = ('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid;
SELECT state, version FROM bench_matter WHERE name = 'm-' || :matter::text FOR UPDATE;
UPDATE bench_matter SET state = 'SUBMITTED', version = version + 1, content = repeat('x', 600)::bytea WHERE name = 'm-' || :matter::text;
INSERT INTO bench_history (authority, name, version, actor, action) VALUES ('TQ', 'm-' || :matter::text, 1, 'o-1', 'submit');
WITH event AS (INSERT INTO outbox (authority, event_id, type, routing_key, debtors, data, traceparent, recorded_at) SELECT 'TQ', e.event_id::uuid, e.type, e.routing_key, e.debtors::text[], e.data, e.traceparent, '2021-11-14T23:59:59+07:00'::timestamptz FROM unnest(ARRAY['00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0')], ARRAY['dotpha.registration.v1.RegistrationSubmitted'], ARRAY['TQ.registration.registration.submitted'], ARRAY['{"o-1"}'], ARRAY[repeat('x', 200)::bytea], ARRAY['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01']) WITH ORDINALITY AS e (event_id, type, routing_key, debtors, data, traceparent, position) ORDER BY e.position RETURNING outbox_id), audit AS (INSERT INTO audit_entry (authority, at, actor, action, resource, request_id, details, payload_commitment, salt, payload) VALUES ('TQ', '2021-11-14T23:59:59+07:00'::timestamptz, 'o-1', 'registration.submit', 'm-' || :matter::text, ('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid, '{"state": "SUBMITTED"}'::jsonb, '\x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'::bytea, '\x0123456789abcdef0123456789abcdef'::bytea, repeat('x', 600)::bytea)), answer AS (INSERT INTO command_answer (authority, caller, method, request_id, payload_hash, response, received_at, outbox_id) VALUES ('TQ', 'o-1', '/dotpha.registration.v1.RegistrationService/SubmitRegistration', ('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid, '\x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'::bytea, repeat('x', 600)::bytea, '2021-11-14T23:59:59+07:00'::timestamptz, (SELECT max(outbox_id) FROM event))) SELECT coalesce((SELECT max(outbox_id) FROM event), 0) AS outbox_id, pg_current_xact_id()::text AS xid;
COMMIT;
