#!/bin/sh
# Makes the role and the database of the collectors where they are missing, as soon as a server leads. psql takes the server
# and the superuser from PGHOST, PGPORT, PGUSER and PGPASSWORD; RTP_PASSWORD is the role's.
set -eu
: "${RTP_PASSWORD:?the password of the role rtp}"
export PGDATABASE=postgres PGCONNECT_TIMEOUT=5
until psql -XAtc 'SELECT 1' >/dev/null; do sleep 2; done
psql -X -v ON_ERROR_STOP=1 -v password="$RTP_PASSWORD" <<'SQL'
SELECT format('CREATE ROLE rtp LOGIN PASSWORD %L', :'password') WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'rtp') \gexec
SELECT 'CREATE DATABASE rtp OWNER rtp' WHERE NOT EXISTS (SELECT 1 FROM pg_database WHERE datname = 'rtp') \gexec
SQL
