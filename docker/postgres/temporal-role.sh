#!/bin/bash
# Runs once, when the data folder is made: Temporal has its own role and databases, and cannot read ours.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -v password="$TEMPORAL_POSTGRES_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'password';
REVOKE CONNECT ON DATABASE firstline FROM PUBLIC;
SQL
