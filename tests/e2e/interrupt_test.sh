#!/usr/bin/env bash
# What happens when something goes wrong half-way: Ctrl-C once and twice, lost answers, a state that cannot be saved,
# a failed object beside good ones; and lines about what takes long.
source "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 054000737513 --region eu-central-1
run 0 "$aws" s3api create-bucket --bucket states --create-bucket-configuration LocationConstraint=eu-central-1
: >"$work/rules"
mkfifo "$work/hold"
python3 "$(dirname "$0")/../support/proxy.py" "$work/port" "${AWS_ENDPOINT_URL##*:}" "$work/rules" <"$work/hold" &
planes+=($!)
exec 9>"$work/hold"
for _ in $(seq 1 200); do [ -s "$work/port" ] && break; sleep 0.05; done
direct=$AWS_ENDPOINT_URL
export AWS_ENDPOINT_URL=http://127.0.0.1:$(cat "$work/port")
rules() { printf '%s\n' "$@" >"$work/rules"; }

mkdir "$work/dir"
cd "$work/dir"
cat >main.tf <<'TF'
terraform {
  backend "s3" {
    bucket       = "states"
    key          = "dir"
    region       = "eu-central-1"
    use_lockfile = true
  }
}
variable "roles" {
  type    = list(string)
  default = ["fast", "slow"]
}
resource "aws_iam_role" "r" {
  for_each = toset(var.roles)
  name     = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }] })
}
resource "aws_iam_role_policy" "after" {
  name   = "after"
  role   = aws_iam_role.r["slow"].name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }] })
}
TF

# The lock's answer is lost: the lock that is met again is our own
rules 'drop 1 PUT .*tflock'
run 0 "$ROLECALL" plan
out_has "Plan: 3 to add"
run 254 env AWS_ENDPOINT_URL="$direct" "$aws" s3api head-object --bucket states --key dir.tflock
# One that somebody else holds is not
printf '{"ID":"11111111-2222-3333-4444-555555555555","Operation":"OperationTypeApply","Info":"","Who":"bob@desk","Version":"1.10.0","Created":"2024-01-02T03:04:05.678Z","Path":"states/dir"}' >"$work/lock"
run 0 "$aws" s3api put-object --bucket states --key dir.tflock --body "$work/lock"
run 1 "$ROLECALL" plan
err_has "Error acquiring the state lock"
err_has "Who: bob@desk"
err_has "ID: 11111111-2222-3333-4444-555555555555"
run 0 "$ROLECALL" plan -lock=false
run 1 "$ROLECALL" console
err_has "ID: 11111111-2222-3333-4444-555555555555"
! grep -q "Failed to load state" "$work/err" || fail "a lock that is held is told twice"
run 0 "$ROLECALL" console -lock=false
# In lines of JSON a lock is waited for in a line, too
run 1 "$ROLECALL" plan -json -lock-timeout=1s
jq -es 'map(select(.type == "state_lock_acquire")) | length == 1' "$work/out" >/dev/null || fail "no line says that a lock is waited for"
run 1 "$ROLECALL" force-unlock -force 11111111-2222-3333-4444-000000000000
run 0 "$ROLECALL" force-unlock -force 11111111-2222-3333-4444-555555555555

# Ctrl-C once: what runs is finished and saved, nothing new begins, the lock is given back
rules 'delay 3 Action=CreateRole.*RoleName=slow'
"$ROLECALL" apply -auto-approve >"$work/out" 2>"$work/err" </dev/null &
pid=$!
for _ in $(seq 1 100); do grep -q 'r\["slow"\]: Creating' "$work/out" && break; sleep 0.05; done
sleep 0.5
kill -INT $pid
code=0; wait $pid || code=$?
[ $code = 1 ] || fail "an interrupted apply ends with $code"
out_has "Interrupt received."
out_has "Gracefully shutting down..."
out_has 'aws_iam_role.r["slow"]: Creation complete after 3s [id=slow]'
out_lacks "aws_iam_role_policy.after: Creating"
out_lacks "Apply complete!"
run 0 "$ROLECALL" state list
out_is "$(printf 'aws_iam_role.r["fast"]\naws_iam_role.r["slow"]')"
run 254 "$aws" s3api head-object --bucket states --key dir.tflock

# Ctrl-C twice, then no patience: what is known is saved, the lock is given back
rules 'delay 60 Action=PutRolePolicy'
"$ROLECALL" apply -auto-approve -var 'roles=["fast","slow","third"]' >"$work/out" 2>"$work/err" </dev/null &
pid=$!
for _ in $(seq 1 100); do grep -q 'after: Creating' "$work/out" && grep -q 'third"\]: Creation complete' "$work/out" && break; sleep 0.05; done
kill -INT $pid; sleep 0.3; kill -INT $pid; sleep 0.3; kill -INT $pid
code=0; wait $pid || code=$?
[ $code = 1 ] || fail "a twice interrupted apply ends with $code"
out_has "Two interrupts received. Exiting immediately."
rules ''
run 0 "$ROLECALL" state list
out_has 'aws_iam_role.r["third"]'
run 254 "$aws" s3api head-object --bucket states --key dir.tflock

# A terminal's Ctrl-C at a question changes nothing (the question is answered by the end of the input here)
run 1 "$ROLECALL" apply
out_has "Only 'yes' will be accepted to approve."
out_has "Apply cancelled."

# Something slow says so every ten seconds
rules 'delay 11 Action=PutRolePolicy'
run 0 "$ROLECALL" apply -auto-approve
out_has "aws_iam_role_policy.after: Still creating... [10s elapsed]"
rules ''

# A state that cannot be saved is kept beside, with a word on what to do
rules 'refuse 403 PUT /states/dir[? ]'
run 1 "$ROLECALL" apply -auto-approve -var 'roles=["fast","slow","lost"]'
err_has "Failed to save state"
err_has "errored.tfstate"
err_has "rolecall state push errored.tfstate"
[ "$(stat -c %a errored.tfstate)" = 600 ] || fail "errored.tfstate is not private"
rules ''
run 0 "$ROLECALL" state push errored.tfstate
run 0 "$ROLECALL" plan -detailed-exitcode -var 'roles=["fast","slow","lost"]'

# One failed object does not stop the others; what failed half-made is tainted, and replaced next time
cat >extra.tf <<'TF'
resource "aws_iam_role" "wrong" {
  name               = "wrong"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::aws:policy/none" } }] })
}
resource "aws_iam_role_policy" "needs_wrong" {
  name   = "x"
  role   = aws_iam_role.wrong.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }] })
}
resource "aws_iam_role" "good" {
  name               = "good"
  assume_role_policy = aws_iam_role.r["fast"].assume_role_policy
}
TF
rules 'refuse 400 Action=CreateRole.*RoleName=wrong'
run 1 "$ROLECALL" apply -auto-approve -var 'roles=["fast","slow","lost"]'
out_has "aws_iam_role.good: Creation complete"
out_lacks "needs_wrong: Creating"
err_has "with aws_iam_role.wrong"
run 0 "$ROLECALL" state list
out_has aws_iam_role.good
out_lacks aws_iam_role.wrong
echo "interrupt: good"
