#!/usr/bin/env bash
# Set-ups that do not work: explain or lint names the real cause first in each.
. "$(dirname "$0")/../support/plane.sh"
cases=$(cd "$(dirname "$0")/../cases" && pwd)
command -v jq >/dev/null || fail "jq is missing"

# The one without a mistake works, so it is the mistake that is found in the others.
cp -r "$cases/sound" "$work/sound"
cd "$work/sound"
run 0 "$ROLECALL" explain --service-account shop/app --action secretsmanager:GetSecretValue \
  --resource arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-AbCdEf --dir . -f service-account.yaml
run 0 "$ROLECALL" lint .

count=0
wrong=0
for folder in "$cases"/broken/*/; do
  name=$(basename "$folder")
  cp -r "$folder" "$work/$name"
  cd "$work/$name"
  read -r -a command < <(sed -n 2p expect)
  wanted=$(sed -n 3p expect)
  words=$(sed -n 4p expect)
  code=0
  "$ROLECALL" "${command[@]}" -json >"$work/out" 2>"$work/err" </dev/null || code=$?
  if [ "${command[0]}" = explain ]; then
    named=$(jq -r '.code' "$work/out")
    cause=$(jq -r '.cause' "$work/out")
  else
    named=$(jq -r '.findings[0].code' "$work/out")
    cause=$(jq -r '.findings[0].message' "$work/out")
  fi
  if [ "$code" != 2 ] || [ "$named" != "$wanted" ] || [[ "$cause" != *"$words"* ]]; then
    echo "$name: exit code $code, cause $named instead of $wanted${words:+ with \"$words\"}: $cause"
    wrong=$((wrong + 1))
  fi
  count=$((count + 1))
done
[ "$wrong" = 0 ] || fail "$wrong of $count set-ups"
[ "$count" -ge 30 ] || fail "only $count set-ups were found"
