#!/usr/bin/env bash
# Bad input gets one clear error with place and advice, a non-zero exit, and does no damage.
source "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 054000737513 --region eu-central-1

# refused DIRECTORY COMMAND…: exit 1; then `err_has` looks at what was said.
refused() { cd "$work/$1"; shift; run 1 "$ROLECALL" "$@"; }
directory() { mkdir -p "$work/$1"; cat >"$work/$1/main.tf"; }

directory syntax <<'T'
resource "aws_iam_role" "a" {
  name = "x
}
T
refused syntax plan
err_has "on main.tf line 2"
err_has 'name = "x'

directory unknown <<'T'
resource "aws_iam_rol" "a" {}
output "o" { value = var.nope }
T
refused unknown validate
err_has aws_iam_rol
err_has aws_iam_openid_connect_provider
err_has 'input variable with the name "nope" has not been declared'

directory variables <<'T'
variable "count_of" { type = number }
T
refused variables plan
err_has 'The root module input variable "count_of" is not set'
refused variables plan -var count_of=abc
err_has "a number is required"
refused variables plan -bogus
err_has "Failed to parse command-line flags"
err_has "flag provided but not defined: -bogus"
err_has "run: rolecall plan -help"
refused variables plan -var count_of
err_has 'The given -var option "count_of" is not correctly specified.'
refused variables apply -target=x -parallelism=many
err_has 'invalid value "many" for flag -parallelism: parse error'
err_has 'Error: Invalid target "x"'
refused variables workspace new
err_has "Expected a single argument: NAME."
out_has "Usage: rolecall workspace new [options] NAME"

directory cycle <<'T'
locals {
  a = local.b
  b = local.a
}
output "x" { value = local.a }
T
refused cycle plan
err_has "Cycle: local.a (expand), local.b (expand)"

directory state <<'T'
output "a" { value = 1 }
T
printf '{"version":4,"serial":1,"lineage":"x","outputs":{},"resou' >"$work/state/terraform.tfstate"
cp "$work/state/terraform.tfstate" "$work/before"
refused state apply -auto-approve
err_has "The state file is damaged"
cmp "$work/before" "$work/state/terraform.tfstate" || fail "a damaged state was written over"
printf '{"version":5}' >"$work/state/terraform.tfstate"
refused state plan
err_has "format version 5"

directory bucket <<'T'
terraform {
  backend "s3" {
    bucket       = "missing"
    key          = "k.tfstate"
    region       = "eu-central-1"
    use_lockfile = true
  }
}
provider "aws" { region = "eu-central-1" }
resource "aws_iam_user" "u" { name = "from-terraform" }
T
refused bucket plan
err_has missing
run 0 "$aws" s3api create-bucket --bucket missing --create-bucket-configuration LocationConstraint=eu-central-1

# Wrong keys: AWS's own words
cd "$work/bucket"
run 1 env AWS_SECRET_ACCESS_KEY=wrong "$ROLECALL" plan
err_has "403"

# A held lock is told with its holder, and nothing is done
printf '{"ID":"11111111-2222-3333-4444-555555555555","Operation":"OperationTypeApply","Info":"","Who":"somebody@elsewhere","Version":"1.12.0","Created":"2026-11-23T18:00:00Z","Path":"missing/k.tfstate"}' >"$work/lock"
run 0 "$aws" s3api put-object --bucket missing --key k.tfstate.tflock --body "$work/lock"
refused bucket apply -auto-approve
err_has "Error acquiring the state lock"
err_has "somebody@elsewhere"
err_has "2026-11-23"
run 254 "$aws" iam get-user --user-name from-terraform
run 0 "$ROLECALL" force-unlock -force 11111111-2222-3333-4444-555555555555
run 0 "$ROLECALL" apply -auto-approve
run 254 "$aws" s3api head-object --bucket missing --key k.tfstate.tflock

# Denied by a policy in the middle: what was made is in the state, the error carries AWS's sentence
run 0 "$aws" iam create-user --user-name half
run 0 "$aws" iam put-user-policy --user-name half --policy-name p --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*","sts:*","iam:Get*","iam:List*","iam:CreateUser"],"Resource":"*"}]}'
run 0 "$aws" iam create-access-key --user-name half
key=$(jq -r .AccessKey.AccessKeyId "$work/out") secret=$(jq -r .AccessKey.SecretAccessKey "$work/out")
directory half <<'T'
provider "aws" { region = "eu-central-1" }
resource "aws_iam_user" "allowed" { name = "made" }
resource "aws_iam_group" "denied" { name = "not-made" }
T
cd "$work/half"
run 1 env AWS_ACCESS_KEY_ID="$key" AWS_SECRET_ACCESS_KEY="$secret" "$ROLECALL" apply -auto-approve
err_has "is not authorized to perform: iam:CreateGroup"
run 0 "$ROLECALL" state list
out_is aws_iam_user.allowed
run 0 "$ROLECALL" apply -auto-approve
out_has "1 added, 0 changed, 0 destroyed"
run 0 "$ROLECALL" destroy -auto-approve

# A saved plan that the world has overtaken
run 0 "$ROLECALL" plan -out=tf.plan
[ "$(stat -c %a tf.plan)" = 600 ] || fail "the saved plan is not private"
run 0 "$ROLECALL" apply -auto-approve
refused half apply tf.plan
err_has "stale"
# Bytes that are no text, in a variable: what is written can be read again.
directory bytes <<'T'
variable "x" { type = string }
output "o" { value = var.x }
T
cd "$work/bytes"
TF_VAR_x=$'a\xff' run 0 "$ROLECALL" apply -auto-approve -no-color
run 0 "$ROLECALL" output -json o
out_is '"a\ufffd"'

# A file that another tool will make is not known to analysis; a directory with nothing in it holds no promise.
directory later <<'T'
data "local_file" "later" { filename = "generated.json" }
resource "aws_iam_policy" "p" {
  name   = "P"
  policy = data.local_file.later.content
}
T
cd "$work"
run 0 "$ROLECALL" lint later
mkdir nothing
run 1 "$ROLECALL" check no-public nothing
err_has "No configuration files"
cd "$work/bytes"

# What could not be written is no success; who reads no further is none of our business.
"$ROLECALL" output -json o >/dev/full 2>"$work/full" && fail "what was not written is a success"
grep -q "standard output could not be written" "$work/full" || fail "it is not told that it was not written"
"$ROLECALL" providers schema -json | head -c 1 >/dev/null
[ "${PIPESTATUS[0]}" = 0 ] || fail "who reads no further makes it fail"

echo "bad input: good"
