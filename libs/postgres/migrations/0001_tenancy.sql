-- Tenancy: two roles without login, and one function that guards a table by its authority.
--
-- Roles belong to the whole cluster, so another database, or another test, may have made them or be making them now.
DO $tenancy$
DECLARE
  service text := current_setting('dotpha.service');
  wanted text;
BEGIN
  IF service !~ '^[a-z][a-z0-9_]{0,40}$' THEN
    RAISE EXCEPTION 'not the name of a service: %', service;
  END IF;

  FOREACH wanted IN ARRAY ARRAY[service || '_app', service || '_stream'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', wanted);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;  -- somebody was faster
      END;
    END IF;
    -- A superuser is everybody's member; another owner has CREATEROLE and makes himself one.
    IF NOT pg_has_role(current_user, wanted, 'MEMBER') THEN
      BEGIN
        EXECUTE format('GRANT %I TO %I', wanted, current_user);
      EXCEPTION WHEN unique_violation THEN
        NULL;  -- the same login did so from another database
      END;
    END IF;
  END LOOP;

  EXECUTE format('CREATE FUNCTION dotpha_service() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS %L',
                 format('SELECT %L::text', service));
END
$tenancy$;

CREATE FUNCTION dotpha_app_role() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT dotpha_service() || '_app' $$;

CREATE FUNCTION dotpha_stream_role() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT dotpha_service() || '_stream' $$;

-- The transaction's tenant. After SET LOCAL a setting reads '' in later transactions, not unset.
CREATE FUNCTION dotpha_authority() RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  authority text := current_setting('dotpha.authority', true);
BEGIN
  IF authority IS NULL OR authority = '' THEN
    RAISE EXCEPTION 'dotpha.authority is not set in this transaction' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN authority;
END
$$;

-- Grants alone, for tables that no tenant owns. NULL: nothing for that role.
CREATE FUNCTION dotpha_share(shared regclass, app_privileges text, stream_privileges text) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  grantee text;
  privileges text;
BEGIN
  FOR grantee, privileges IN
    VALUES (dotpha_app_role(), app_privileges), (dotpha_stream_role(), stream_privileges)
  LOOP
    CONTINUE WHEN privileges IS NULL;
    IF privileges !~ '^(SELECT|INSERT|UPDATE|DELETE)(, (SELECT|INSERT|UPDATE|DELETE))*$' THEN
      RAISE EXCEPTION 'not a list of privileges: %', privileges;
    END IF;
    EXECUTE format('GRANT %s ON %s TO %I', privileges, shared, grantee);
  END LOOP;
END
$$;

-- Row-level security by the column `authority`, for everybody but superusers.
CREATE FUNCTION dotpha_guard(guarded regclass,
                             app_privileges text DEFAULT 'SELECT, INSERT, UPDATE, DELETE',
                             stream_privileges text DEFAULT 'SELECT, INSERT, UPDATE, DELETE') RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_attribute
                 WHERE attrelid = guarded AND attname = 'authority' AND attnotnull AND NOT attisdropped) THEN
    RAISE EXCEPTION '% has no column "authority text NOT NULL"', guarded;
  END IF;
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
  -- As a subquery the function runs once a statement, not once a row.
  EXECUTE format('CREATE POLICY app ON %s TO %I USING (authority = (SELECT dotpha_authority()))'
                 ' WITH CHECK (authority = (SELECT dotpha_authority()))', guarded, dotpha_app_role());
  EXECUTE format('CREATE POLICY stream ON %s TO %I USING (true) WITH CHECK (true)', guarded, dotpha_stream_role());
  PERFORM dotpha_share(guarded, app_privileges, stream_privileges);
END
$$;

-- Civil time under --clock=virtual.
CREATE TABLE virtual_clock (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  now timestamptz NOT NULL
);
SELECT dotpha_share('virtual_clock', NULL, 'SELECT, INSERT, UPDATE');
