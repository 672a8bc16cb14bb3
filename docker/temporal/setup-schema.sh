#!/bin/sh
# Temporal's own two databases. Each step knows where it stands: a second run, or one after an upgrade of the image, does what is missing.
set -eu
tool() { temporal-sql-tool --plugin postgres12 --endpoint postgres --port 5432 --user temporal "$@"; }
for part in temporal visibility; do
  database=temporal
  [ "$part" = visibility ] && database=temporal_visibility
  tool --database "$database" create-database
  tool --database "$database" setup-schema --version 0.0
  tool --database "$database" update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$part/versioned"
done
