#!/usr/bin/env bash
# Set-ups that do not work (tests/cases/broken, one folder each): explain or lint names the real cause first in each,
# and a patch that explain suggests applies and is the cure. Nobody is asked: there is no endpoint and there are no
# credentials.
. "$(dirname "$0")/../support/plane.sh"
cases=$(cd "$(dirname "$0")/../cases" && pwd)
command -v jq >/dev/null || fail "jq is missing"

# lay_out BASE FOLDER: a copy of the set-up without a mistake, to stand in.
lay_out() {
  cp -r "$cases/$1" "$work/$2"
  cd "$work/$2"
  rm question
}
# ask WORDS…: asks about the set-up; the answer is in $work/out, the exit code that of explain or lint.
ask() {
  code=0
  "$ROLECALL" "$@" -json >"$work/out" 2>"$work/err" </dev/null || code=$?
}
answer() { jq -r "$1 // \"\"" "$work/out"; }

# Those without a mistake work, so it is the mistake that is found in the others.
for base in sound sound-by-data-source; do
  lay_out $base $base
  read -r -a question <"$cases/$base/question"
  run 0 "$ROLECALL" "${question[@]}"
done
run 0 "$ROLECALL" lint "$work/sound"

# try_fix WANTED QUESTION…: the patch in the last answer, if there is one, is applied and the question asked again.
# Says what came of it: "text" (no patch), "patch" (allowed now) or "next CODE" (that fails now).
try_fix() {
  local diff
  diff=$(answer .fix.diff)
  if [ -z "$diff" ]; then
    echo text
    return
  fi
  if ! patch -s -p1 <<<"$diff" >&2; then
    echo "a patch that does not apply"
    return
  fi
  ask "$@"
  if [ "$code" = 0 ]; then echo patch; else echo "next $(answer .code)"; fi
}

# check FOLDER: says what is wrong, if anything is.
check() {
  local -A expect=([base]=sound [command]="" [flags]="" [words]="" [fix]="")
  local key value
  while IFS= read -r line; do
    [ "${line:0:1}" = "#" ] && continue
    key=${line%%: *} value=${line#*: }
    expect[$key]=$value
  done <"$1/expect"
  lay_out "${expect[base]}" "$(basename "$1")"
  for file in "$1"/*; do
    case $(basename "$file") in
      expect) ;;
      mistake.patch) patch -s -p1 <"$file" || fail "$1: its mistake cannot be made" ;;
      *) cp "$file" . ;;
    esac
  done
  local question
  read -r -a question <<<"${expect[command]:-$(cat "$cases/${expect[base]}/question")} ${expect[flags]}"
  ask "${question[@]}"
  local named cause fix=""
  if [ "${question[0]}" = explain ]; then
    named=$(answer .code) cause=$(answer .cause)
  else
    named=$(answer '.findings[0].code') cause=$(answer '.findings[0].message')
  fi
  if [ "$code" != 2 ] || [ "$named" != "${expect[code]}" ] || [[ "$cause" != *"${expect[words]}"* ]]; then
    echo "exit code $code, cause $named instead of ${expect[code]} with \"${expect[words]}\": $cause"
    return
  fi
  if [ "${question[0]}" = explain ]; then fix=$(try_fix "${question[@]}"); fi
  [ "$fix" = "${expect[fix]}" ] || echo "its fix is \"$fix\" instead of \"${expect[fix]}\""
}

count=0
wrong=0
for folder in "$cases"/broken/*/; do
  problem=$(check "${folder%/}")
  if [ -n "$problem" ]; then
    echo "$(basename "$folder"): $problem"
    wrong=$((wrong + 1))
  fi
  count=$((count + 1))
done
[ "$wrong" = 0 ] || fail "$wrong of $count set-ups"
[ "$count" -ge 70 ] || fail "only $count set-ups were found"
echo "broken set-ups: $count, all named"
