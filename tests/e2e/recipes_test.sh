#!/usr/bin/env bash
# docs/recipes, as they are written: every sh block is run (exit code 2 is "done, but not all is well yet"), and a yaml
# block is what the last one has printed. Blocks in console need a cluster, or Docker.
source "$(dirname "$0")/../support/plane.sh"
recipes=$(cd "$(dirname "$0")/../../docs/recipes" && pwd)
mkdir "$work/bin"
ln -s "$ROLECALL" "$work/bin/rolecall"
ln -s "$aws" "$work/bin/aws"
export PATH=$work/bin:$PATH AWS_DEFAULT_REGION=eu-central-1
start_plane data --account-id 054000737513 --region eu-central-1

# blocks FILE: $work/blocks/NUMBER.sh and NUMBER.yaml, in their order.
blocks() {
  rm -rf "$work/blocks"
  mkdir "$work/blocks"
  awk -v to="$work/blocks/" '
    /^```(sh|yaml)$/ { name = to sprintf("%02d", ++count) "." substr($0, 4); next }
    /^```console$/ { name = "/dev/null"; next }
    /^```/ { name = ""; next }
    name { print > name }' "$1"
}

for recipe in "$recipes"/*.md; do
  blocks "$recipe"
  mkdir "$work/$(basename "$recipe")"
  cd "$work/$(basename "$recipe")"
  ran=0 compared=0
  for block in "$work/blocks"/*; do
    if [[ $block == *.sh ]]; then
      code=0
      bash -euo pipefail "$block" >"$work/out" 2>"$work/err" || code=$?
      [ $code = 0 ] || [ $code = 2 ] || fail "$(basename "$recipe"): exit code $code of: $(cat "$block")"
      ran=$((ran + 1))
    else
      tail -n "$(wc -l <"$block")" "$work/out" | diff - "$block" || fail "$(basename "$recipe"): the yaml is not what is printed"
      compared=$((compared + 1))
    fi
  done
  [ $ran -ge 2 ] && [ $compared -ge 1 ] || fail "$(basename "$recipe") has $ran blocks to run and $compared to compare"
done

# What the recipes leave behind is what they say.
run 0 "$aws" iam get-open-id-connect-provider --open-id-connect-provider-arn \
  arn:aws:iam::054000737513:oidc-provider/k8s-issuers.s3.eu-central-1.amazonaws.com/main
run 0 "$aws" s3 cp s3://k8s-issuers/main/openid/v1/jwks "$work/jwks"
[ "$(jq '.keys | length' "$work/jwks")" = 2 ] || fail "the rotation's first step publishes two keys"
grep -q 'failurePolicy: "\?Fail' "$work/kubeadm.md/configuration.yaml" || fail "no registration of the webhook"
