#!/usr/bin/env bash
# docs/quickstart.md, as it is written: its sh blocks are run one after the other in one shell, and what a block prints
# (both streams) is the text block behind it; … stands for anything. Blocks in console want a system to install to.
source "$(dirname "$0")/../support/plane.sh"
page=$(cd "$(dirname "$0")/../../docs" && pwd)/quickstart.md
mkdir "$work/bin" "$work/blocks" "$work/home"
# The plane's port is the test's own: others run beside it.
cat >"$work/bin/rolecall" <<END
#!/bin/sh
[ "\$1" = serve ] && { shift; set -- serve --listen 127.0.0.1:0 "\$@"; }
exec "$ROLECALL" "\$@"
END
chmod +x "$work/bin/rolecall"
ln -s "$aws" "$work/bin/aws"
export PATH=$work/bin:$PATH HOME=$work/home

awk -v to="$work/blocks/" '
  /^```sh$/ { name = to sprintf("%02d", ++count) ".sh"; next }
  /^```text$/ { name = to sprintf("%02d", count) ".text"; next }
  /^```console$/ { name = "/dev/null"; next }
  /^```/ { name = ""; next }
  name { print > name }' "$page"

cd "$work/home"
ran=0
for block in "$work"/blocks/*.sh; do
  code=0
  # shellcheck source=/dev/null
  { source "$block" || code=$?; } >"$work/out" 2>&1
  # explain answers 2 for denied.
  [ $code = 0 ] || [ $code = 2 ] || fail "exit code $code of: $(cat "$block")"
  if [ -e "${block%.sh}.text" ]; then
    python3 - "$work/out" "${block%.sh}.text" <<'END' || fail "the page is not what is printed by: $(cat "$block")"
import re, sys
printed, page = (open(name).read() for name in sys.argv[1:])
wanted = ".*".join(re.escape(part) for part in page.split("…"))
if not re.fullmatch(wanted, printed, re.DOTALL):
    sys.exit(f"--- printed\n{printed}\n--- on the page\n{page}")
END
  fi
  ran=$((ran + 1))
done
compared=$(find "$work/blocks" -name '*.text' | wc -l)
[ $ran -ge 6 ] && [ "$compared" -ge 4 ] || fail "$ran blocks were run and $compared compared"
echo "quick start: $ran blocks, $compared compared"
