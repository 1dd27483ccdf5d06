#!/usr/bin/env bash
# Every directory of examples/ with a configuration: formatted, valid, applies, then has no changes, and goes. Where a
# prepare.sh says what must exist before, it runs first.
source "$(dirname "$0")/../support/plane.sh"
examples=$(cd "$(dirname "$0")/../../examples" && pwd)
start_plane data --account-id 054000737513 --region eu-central-1
run 0 "$aws" s3api create-bucket --bucket canida-terraform --create-bucket-configuration LocationConstraint=eu-central-1

for directory in "$examples"/*/; do
  [ -e "$directory/main.tf" ] || continue
  name=$(basename "$directory")
  cp -r "$directory" "$work/$name"
  cd "$work/$name"
  variables=()
  for file in *.tfvars; do [ ! -e "$file" ] || variables+=(-var-file "$file"); done
  run 0 "$ROLECALL" fmt -check -recursive
  run 0 "$ROLECALL" validate
  [ ! -e prepare.sh ] || run 0 bash prepare.sh
  run 0 "$ROLECALL" apply -auto-approve "${variables[@]}"
  out_has "Apply complete!"
  # A check with a data source of its own reads it in each plan: a difference, to Terraform and OpenTofu too.
  changes=0
  ! grep -A 1 '^check ' ./*.tf | grep -q '^[^ ]*  data ' || changes=2
  run $changes "$ROLECALL" plan -detailed-exitcode "${variables[@]}"
  [ $changes = 0 ] || out_has "Plan: 0 to add, 0 to change, 0 to destroy."
  run $changes "$ROLECALL" plan -detailed-exitcode -refresh=false "${variables[@]}"
  run 0 "$ROLECALL" show -json
  jq -e '.format_version == "1.0"' "$work/out" >/dev/null || fail "$name: show -json"
  run 0 "$ROLECALL" destroy -auto-approve "${variables[@]}"
  out_has "Destroy complete!"
  run 0 "$ROLECALL" state list
  out_is ""
  echo "$name: good"
done
