#!/usr/bin/env bash
# Questions on a terminal: missing variables, approval, and colours that only a terminal gets.
source "$(dirname "$0")/../support/plane.sh"
command -v script >/dev/null || { echo "prompts: there is no script(1) here"; exit 0; }
mkdir "$work/dir"
cd "$work/dir"
cat >main.tf <<'TF'
variable "role" {
  type        = string
  description = "Name of the role"
}
variable "count_of" { type = number }
variable "secret" {
  type      = string
  sensitive = true
  default   = "none"
}
resource "terraform_data" "a" { input = "${var.role} ${var.count_of}" }
TF
# on_terminal CODE ANSWERS COMMAND: runs it on a pseudo terminal with these answers typed.
on_terminal() {
  local wanted=$1 answers=$2 code=0
  shift 2
  printf "$answers" >"$work/typed"
  script -qec "$*" /dev/null <"$work/typed" 2>"$work/err" | tr -d '\r' >"$work/out" || code=${PIPESTATUS[0]}
  [ "$code" = "$wanted" ] || fail "exit code $code instead of $wanted: $*"
}

on_terminal 1 'three\nx\n' "$ROLECALL" plan
out_has "a number is required."
out_lacks "terraform_data.a"
on_terminal 1 '3\nx\nno\n' "$ROLECALL" apply
out_has "Apply cancelled."
[ ! -s terraform.tfstate ] || fail "a declined apply has written a state"
on_terminal 0 '3\nx\nyes\n' "$ROLECALL" apply
out_has "Name of the role"
out_has "Apply complete! Resources: 1 added, 0 changed, 0 destroyed."
grep -q $'\e\\[1m  # terraform_data.a\e\\[0m will be created' "$work/out" || fail "no colours on a terminal"
# Variables that were given are not asked for; without colours there are none
on_terminal 0 'yes\n' "$ROLECALL" apply -no-color -var role=y -var count_of=4
out_lacks "var.role"
! grep -q $'\e\\[' "$work/out" || fail "colours in spite of -no-color"
on_terminal 1 'no\n' TF_IN_AUTOMATION=1 "$ROLECALL" destroy -var role=y -var count_of=4
out_has "There is no undo. Only 'yes' will be accepted to confirm."
out_has "Destroy cancelled."
on_terminal 0 'yes\n' "$ROLECALL" destroy -var role=y -var count_of=4
out_has "Destroy complete! Resources: 1 destroyed."
# Switched off, nobody is asked
on_terminal 1 '' "$ROLECALL" plan -input=false
out_has "No value for required variable"
on_terminal 1 '' TF_INPUT=0 "$ROLECALL" apply -var role=y -var count_of=4
run 1 "$ROLECALL" plan
err_has "No value for required variable"
# In another workspace the question says so
run 0 "$ROLECALL" workspace new blue
on_terminal 1 'no\n' "$ROLECALL" apply -var role=y -var count_of=4
out_has 'in workspace "blue"?'
echo "prompts: good"
