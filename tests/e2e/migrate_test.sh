#!/usr/bin/env bash
# States that move between backends: init with a new, a changed and a removed backend block; questions and -force-copy.
source "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 054000737513 --region eu-central-1
run 0 "$aws" s3api create-bucket --bucket states --create-bucket-configuration LocationConstraint=eu-central-1
mkdir "$work/dir"
cd "$work/dir"
cat >main.tf <<'TF'
resource "terraform_data" "a" { input = terraform.workspace }
output "where" { value = terraform.workspace }
TF
s3() { printf 'terraform {\n backend "s3" {\n  bucket = "states"\n  key = "%s"\n  region = "eu-central-1"\n  %s\n }\n}\n' "$1" "${2:-}" >backend.tf; }
# answer CODE TEXT COMMAND…: the same as run, with an answer on standard input.
answer() {
  local wanted=$1 text=$2 code=0
  shift 2
  printf '%s\n' "$text" | "$@" >"$work/out" 2>"$work/err" || code=$?
  [ "$code" = "$wanted" ] || fail "exit code $code instead of $wanted: $*"
}
lineage() { "$ROLECALL" state pull | jq -r .lineage; }

# Local to S3: no other command goes on before init has asked; no copies nothing, yes copies
run 0 "$ROLECALL" apply -auto-approve
first=$(lineage)
s3 one
run 1 "$ROLECALL" plan
err_has "Backend initialization required"
run 1 "$ROLECALL" init
err_has "-force-copy"
[ -s terraform.tfstate ] || fail "the local state is gone"
answer 0 yes "$ROLECALL" init
out_has 'Do you want to copy existing state to the new backend?'
out_has 'Successfully configured the backend "s3"!'
[ ! -s terraform.tfstate ] || fail "the local state is still there"
[ "$(jq -r .lineage terraform.tfstate.backup)" = "$first" ] || fail "the backup is another state"
[ "$(lineage)" = "$first" ] || fail "the state in S3 is another one"
run 0 "$ROLECALL" plan -detailed-exitcode

# A changed key: refused, then migrated; the old object stays
s3 two 'use_lockfile = true'
run 1 "$ROLECALL" init
err_has "Backend configuration changed"
err_has "rolecall init -migrate-state"
run 1 "$ROLECALL" init -migrate-state -reconfigure
run 0 "$ROLECALL" init -force-copy
[ "$(lineage)" = "$first" ] || fail "the state was not copied"
run 0 "$aws" s3api head-object --bucket states --key one
run 254 "$aws" s3api head-object --bucket states --key two.tflock

# A state in the way is described, and stays with a no
s3 three
run 0 "$ROLECALL" init -reconfigure
run 0 "$ROLECALL" apply -auto-approve
third=$(lineage)
[ "$third" != "$first" ] || fail "the third state is the first one"
s3 two
answer 0 no "$ROLECALL" init -migrate-state
out_has "An existing non-empty state already exists in"
out_has "lineage $first"
[ "$(lineage)" = "$first" ] || fail "a no has overwritten the state"

# Several workspaces at once
run 0 "$ROLECALL" workspace new blue
run 0 "$ROLECALL" apply -auto-approve
s3 four
answer 1 no "$ROLECALL" init -migrate-state
out_has 'Do you want to migrate all workspaces to "s3"?'
answer 0 yes "$ROLECALL" init -migrate-state
run 0 "$ROLECALL" workspace list
out_has "* blue"
run 0 "$ROLECALL" plan -detailed-exitcode
run 0 "$aws" s3api head-object --bucket states --key env:/blue/four

# Back to local files
rm backend.tf
run 1 "$ROLECALL" plan
err_has "Backend initialization required"
run 0 "$ROLECALL" init -migrate-state -force-copy
[ "$(jq -r '.outputs.where.value' terraform.tfstate.d/blue/terraform.tfstate)" = blue ] || fail "blue did not come back"
[ "$(jq -r .lineage terraform.tfstate)" = "$first" ] || fail "the default state did not come back"
run 0 "$ROLECALL" plan -detailed-exitcode

# A backend that -backend-config completed stays complete as long as its block does not change
mkdir "$work/partial"
cd "$work/partial"
printf 'terraform {\n  backend "s3" {}\n}\nresource "terraform_data" "a" {}\n' >main.tf
run 0 "$ROLECALL" init -backend-config=bucket=states -backend-config=key=partial -backend-config=region=eu-central-1
run 0 "$ROLECALL" init -upgrade
run 0 "$ROLECALL" init
run 1 "$ROLECALL" init -reconfigure
err_has "Missing required argument"

# Workspaces lie where OpenTofu and Terraform have them: the parts of the key are joined as a path
for prefix in '' a//b; do
  mkdir -p "$work/prefix"
  cd "$work/prefix"
  rm -rf ./* .terraform
  printf 'terraform {\n  backend "s3" {\n    bucket = "states"\n    key = "deep/k"\n    region = "eu-central-1"\n    workspace_key_prefix = "%s"\n  }\n}\nresource "terraform_data" "a" {}\n' "$prefix" >main.tf
  run 0 "$ROLECALL" init
  run 0 "$ROLECALL" workspace new blue
  run 0 "$ROLECALL" apply -auto-approve
done
run 0 "$aws" s3api head-object --bucket states --key blue/deep/k
run 0 "$aws" s3api head-object --bucket states --key a/b/blue/deep/k

# Another name of the same file is no other place: nothing is copied onto itself, and nothing emptied.
mkdir -p "$work/same"
cd "$work/same"
local_at() { printf 'terraform {\n  backend "local" {\n    path = "%s"\n  }\n}\nresource "terraform_data" "a" {}\n' "$1" >main.tf; }
local_at terraform.tfstate
run 0 "$ROLECALL" init
run 0 "$ROLECALL" apply -auto-approve
ln -s terraform.tfstate link.tfstate
for path in ./terraform.tfstate "$work/same/terraform.tfstate" link.tfstate; do
  local_at "$path"
  run 0 "$ROLECALL" init -migrate-state -force-copy -lock=false
  [ "$("$ROLECALL" state list)" = terraform_data.a ] || fail "the state is gone after $path"
done
local_at elsewhere.tfstate
run 0 "$ROLECALL" init -migrate-state -force-copy
[ "$("$ROLECALL" state list)" = terraform_data.a ] || fail "the state did not move"
echo "migrate: good"
