#!/usr/bin/env bash
# States that other programs wrote: Terraform 1.5 with the AWS provider 4, Terraform 1.6 with 5, OpenTofu with 6. Each
# plans to no changes, is written back in its own terms, and keeps what is not ours.
source "$(dirname "$0")/../support/plane.sh"
examples=$(cd "$(dirname "$0")/../../examples" && pwd)
start_plane data --account-id 054000737513 --region eu-central-1 --issuer https://oidc.eks.eu-central-1.amazonaws.com/id/81E1F9ED8100DE07F6B96AF57C8191BC
cp -r "$examples/k8s-main" "$work/base"
cd "$work/base"
rm backend.tf
run 0 "$ROLECALL" apply -auto-approve -var-file canida.tfvars

# as_written_by MAJOR: the state as the AWS provider of that major version keeps the same objects.
as_written_by() {
  jq --arg v "$1" '
    .terraform_version = {"4": "1.5.7", "5": "1.6.5", "6": "1.10.2"}[$v] | .serial = 40 | .resources |= map(
      .provider |= (if $v == "6" then . else sub("opentofu.org"; "terraform.io") end) | .type as $type | .instances |= map(
        if $type == "aws_iam_policy" then
          .attributes |= (if $v == "4" then del(.attachment_count) | .name_prefix = null else .attachment_count = 1 end)
        elif $type == "aws_iam_role" then
          .attributes.managed_policy_arns = []
          | if $v == "4" then .attributes += {permissions_boundary: null, inline_policy: [{name: "", policy: ""}]}
            elif $v == "6" then .identity = {account_id: "054000737513", name: .attributes.name} | .identity_schema_version = 0
            else . end
        elif $type == "aws_iam_role_policy_attachment" and $v != "6" then
          .attributes.id = .attributes.role + "-20240121143236117600000009"
        else . end))
    | .resources += [{mode: "managed", type: "helm_release", name: "x",
        provider: "provider[\"registry.terraform.io/hashicorp/helm\"]",
        instances: [{schema_version: 1, attributes: {b: 1, a: ["x"]}, sensitive_attributes: [], private: "e30=", odd: {y: 1, x: 2}}]}]
    | .future = {z: 1}' "$work/base/terraform.tfstate"
}

for major in 4 5 6; do
  cp -r "$work/base" "$work/v$major"
  cd "$work/v$major"
  rm -f terraform.tfstate.backup
  # A block of a provider that is not here, with its object in the state: out of the plan by -exclude.
  printf 'resource "helm_release" "x" {\n  name = "x"\n}\n' >helm.tf
  as_written_by $major >terraform.tfstate
  host=registry.terraform.io version=4.22.0
  [ $major != 5 ] || version=5.99.1
  [ $major != 6 ] || host=registry.opentofu.org version=6.25.0
  printf 'provider "%s/hashicorp/aws" {\n  version = "%s"\n}\n' $host $version >.terraform.lock.hcl
  lock=$(cat .terraform.lock.hcl)

  run 1 "$ROLECALL" plan -var-file canida.tfvars
  err_has "hashicorp/helm"
  run 0 "$ROLECALL" plan -detailed-exitcode -var-file canida.tfvars -exclude helm_release.x
  out_has "No changes. Your infrastructure matches the configuration."
  [ ! -e terraform.tfstate.backup ] || fail "a plan has written the state"

  # A change of ours keeps all that is not ours, byte for byte, and the names that the state uses.
  sed -i 's/platform/other/' canida.tfvars
  run 2 "$ROLECALL" plan -detailed-exitcode -var-file canida.tfvars -exclude helm_release.x
  out_has "Plan: 0 to add, 6 to change, 0 to destroy."
  run 0 "$ROLECALL" apply -auto-approve -var-file canida.tfvars -exclude helm_release.x
  jq -c '(.resources[] | select(.type == "helm_release")), .future' terraform.tfstate.backup >before
  jq -c '(.resources[] | select(.type == "helm_release")), .future' terraform.tfstate | diff before - || fail "a foreign object changed"
  [ "$(jq -r '[.resources[].provider] | unique | length' terraform.tfstate)" = 2 ] || fail "a provider got another name"
  [ "$(jq -r .lineage terraform.tfstate)" = "$(jq -r .lineage terraform.tfstate.backup)" ] || fail "another lineage"
  jq -e '.serial > 40' terraform.tfstate >/dev/null || fail "the serial did not grow"
  jq -r '.resources[] | select(.type == "aws_iam_role_policy_attachment").instances[].attributes.id' terraform.tfstate >ids
  [ $major = 6 ] || [ "$(grep -c 20240121143236117600000009 ids)" = 3 ] || fail "ids of attachments changed"
  [ $major != 6 ] || [ "$(jq '[.resources[].instances[] | select(.identity)] | length' terraform.tfstate)" -ge 3 ] || fail "identities are lost"
  [ "$(cat .terraform.lock.hcl)" = "$lock" ] || fail "the lock file was written"
  run 0 "$ROLECALL" plan -detailed-exitcode -var-file canida.tfvars -exclude helm_release.x
  # Back, for the next one.
  sed -i 's/other/platform/' canida.tfvars
  run 0 "$ROLECALL" apply -auto-approve -var-file canida.tfvars -exclude helm_release.x
done

# Without a lock file new objects belong to the registry that the state names.
cd "$work/v5"
rm .terraform.lock.hcl
printf 'resource "aws_iam_role" "new" {\n  name               = "new"\n  assume_role_policy = module.irsa-external-dns.name == "" ? "" : file("trust.json")\n}\n' >new.tf
printf '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}]}' >trust.json
run 0 "$ROLECALL" apply -auto-approve -var-file canida.tfvars -target aws_iam_role.new
out_tells "Resource targeting is in effect"
out_tells "Applied changes may be incomplete"
[ "$(jq -r '.resources[] | select(.name == "new").provider' terraform.tfstate)" = 'provider["registry.terraform.io/hashicorp/aws"]' ] || fail "the new object has another provider"
run 0 "$ROLECALL" state rm aws_iam_role.new
cd "$work/v6"

# What would need a foreign type is refused with its address, and nothing is done.
rm helm.tf
cp terraform.tfstate before
run 1 "$ROLECALL" apply -auto-approve -var-file canida.tfvars
err_has "helm_release.x"
cmp before terraform.tfstate || fail "a refused apply has written the state"
run 1 "$ROLECALL" destroy -auto-approve -var-file canida.tfvars
err_has "helm_release.x"
run 0 "$ROLECALL" state rm helm_release.x
run 0 "$ROLECALL" plan -detailed-exitcode -var-file canida.tfvars

# Newer formats and encrypted states are refused; older ones with advice
for text in '{"version":5,"serial":1}' '{"version":3,"serial":1,"lineage":"a","modules":[]}' '{"serial":1,"lineage":"","encrypted_data":"x","encryption_version":"v0"}' '[]' 'x'; do
  printf '%s' "$text" >terraform.tfstate
  run 1 "$ROLECALL" plan -var-file canida.tfvars
  [ "$(cat terraform.tfstate)" = "$text" ] || fail "a refused state was written"
done
echo "existing state: good"
