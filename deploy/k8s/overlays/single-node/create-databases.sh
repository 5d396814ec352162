#!/usr/bin/env bash
# One database and one owner per service. The owner may make the two roles that its migrations need, and connects to no
# other service's database. Run once by PostgreSQL's image on an empty volume; the passwords are files.
set -euo pipefail
secrets=${POSTGRES_SECRETS:-/etc/postgres-secrets}
for service in registration review reporting assessment notifier; do
  psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=name="dotpha_$service" --set=file="$secrets/$service.password" \
    --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\set password `cat :file`
CREATE ROLE :"name" LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
