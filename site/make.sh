#!/usr/bin/env bash
# make site: the documentation as a site, from docs/ and what the build knows. Usage: site/make.sh FOLDER
# Reached under another path than /: ROLECALL_SITE_BASE=/rolecall/
set -euo pipefail
tree=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
work=$(cd "$1" && pwd)
cd "$tree/site"
# As the lock file says it; scripts of packages are not run.
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  touch node_modules/.package-lock.json
fi
export ROLECALL_SITE_SOURCE=$work/source ROLECALL_SITE_OUT=$work/html ROLECALL_SITE_CACHE=$work/cache
# Pages are modules that import what Vue has: they find it beside them.
ln -sfn "$tree/site/node_modules" "$work/node_modules"
node stage.mjs "$tree" "$ROLECALL_SITE_SOURCE"
node_modules/.bin/vitepress build . >"$work/log" 2>&1 || { tail -n 40 "$work/log"; exit 1; }
node check.mjs "$ROLECALL_SITE_OUT" "${ROLECALL_SITE_BASE:-/}"
