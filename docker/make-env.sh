#!/bin/sh
# Writes docker/.env with fresh keys and passwords, readable by its owner only. An existing file stays as it is: without its payload keys
# nothing that was sealed with them can be read again.
set -eu
file="$(dirname "$0")/.env"
if [ -e "$file" ]; then
  echo "$file is there already; nothing was changed"
  exit 0
fi
random() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
umask 077
cat > "$file.new" <<END
# Passwords and keys of this installation. Keep a copy in a safe place, and never commit it.
POSTGRES_PASSWORD=$(random 24)
TEMPORAL_POSTGRES_PASSWORD=$(random 24)
GRAFANA_PASSWORD=$(random 12)
FIRSTLINE_PAYLOAD_KEYS=k1:$(head -c 32 /dev/urandom | base64 | tr -d '\n')
FIRSTLINE_SESSION_KEY=$(random 32)

# How the outside world reaches the console and the webhooks; signed links are made of it.
FIRSTLINE_PUBLIC_URL=http://localhost:3000
END
mv "$file.new" "$file"
echo "$file written"
