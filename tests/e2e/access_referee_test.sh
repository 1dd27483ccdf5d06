#!/usr/bin/env bash
# What check says of random pairs of policies, against an SMT solver. ROLECALL_REFEREE_PAIRS=100000 makes the long run.
source "$(dirname "$0")/../support/plane.sh"
command -v cvc5 >/dev/null || { echo "access_referee: cvc5 is not installed: nothing compared"; exit 0; }
python3 "$(dirname "$0")/access_referee.py" "$ROLECALL" "${ROLECALL_REFEREE_PAIRS:-150}" "${ROLECALL_REFEREE_SEED:-1}" ||
  fail "check and cvc5 disagree"
echo "access_referee: good"
