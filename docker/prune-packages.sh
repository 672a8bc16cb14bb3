#!/bin/sh
# Takes out of node_modules what only building needs: Prisma's command line and its studio, which npm installs as a peer of the client,
# the compiler, and the native parts of Temporal for other machines. About half of the weight.
set -eu
cd node_modules
rm -rf prisma effect typescript @typescript @electric-sql \
  @prisma/engines @prisma/engines-version @prisma/fetch-engine @prisma/studio-core @prisma/dev @prisma/streams-local @prisma/query-plan-executor
releases=@temporalio/core-bridge/releases
if [ -d "$releases" ]; then
  case "$(uname -m)" in
    x86_64) keep=x86_64-unknown-linux-gnu ;;
    aarch64 | arm64) keep=aarch64-unknown-linux-gnu ;;
    *) echo "Temporal has no native part for $(uname -m)" >&2; exit 1 ;;
  esac
  for release in "$releases"/*; do
    [ "$(basename "$release")" = "$keep" ] || rm -rf "$release"
  done
fi
find . -name '*.d.ts' -delete -o -name '*.d.mts' -delete -o -name '*.map' -path '*/@prisma/*' -delete
