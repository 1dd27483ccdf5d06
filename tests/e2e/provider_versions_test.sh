#!/usr/bin/env bash
# States as the AWS provider's versions 4, 5 and 6 write them: each plans to no changes, with and without a refresh,
# and a change is planned as a change. The objects are made by the AWS CLI; the states are written here by hand.
source "$(dirname "$0")/../support/plane.sh"
account=054000737513
start_plane data --account-id $account --region eu-central-1

# What exists: $object has the values that only the server knows.
trust='{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"}}],"Version":"2012-10-17"}'
document='{"Statement":[{"Action":"s3:GetObject","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'
inline='{"Version":"2012-10-17","Statement":[{"Action":"s3:GetObject","Effect":"Allow","Resource":"*"}]}'
role_arn=arn:aws:iam::$account:role/apps/app
policy_arn=arn:aws:iam::$account:policy/apps/app
issuer=oidc.example.com/id/BLUE
thumbprint=9e99a48a9960b14926bb7f3b02e22da2b0ab7280
tags=(Key=Team,Value=core)
role=$("$aws" iam create-role --role-name app --path /apps/ --assume-role-policy-document "$trust" --tags "${tags[@]}" --output json)
policy=$("$aws" iam create-policy --policy-name app --path /apps/ --policy-document "$document" --tags "${tags[@]}" --output json)
"$aws" iam attach-role-policy --role-name app --policy-arn "$policy_arn"
"$aws" iam put-role-policy --role-name app --policy-name inline --policy-document "$document"
"$aws" iam create-open-id-connect-provider --url https://$issuer --client-id-list sts.amazonaws.com --thumbprint-list $thumbprint >/dev/null
"$aws" iam create-instance-profile --instance-profile-name app >/dev/null
"$aws" iam add-role-to-instance-profile --instance-profile-name app --role-name app
profile=$("$aws" iam get-instance-profile --instance-profile-name app --output json)
user=$("$aws" iam create-user --user-name ci --output json)
group=$("$aws" iam create-group --group-name bots --output json)
"$aws" iam add-user-to-group --group-name bots --user-name ci
secret=$("$aws" secretsmanager create-secret --name apps/app --output json)
secret_arn=$(jq -r .ARN <<<"$secret")
value=$("$aws" secretsmanager put-secret-value --secret-id apps/app --secret-string s3cret --output json)

# write_state MAJOR: terraform.tfstate. What differs between the versions stands in $new, $five and $six.
write_state() {
  jq -n --argjson major "$1" --argjson role "$role" --argjson policy "$policy" --argjson profile "$profile" \
    --argjson user "$user" --argjson group "$group" --argjson value "$value" --arg trust "$trust" \
    --arg document "$document" --arg inline "$inline" --arg account $account --arg issuer $issuer \
    --arg thumbprint $thumbprint --arg secret "$secret_arn" '
    ($major >= 5) as $five | ($major >= 6) as $six
    | (if $five then "" else null end) as $absent
    | (if $six then {region: "eu-central-1"} else {} end) as $region
    | $role.Role as $r | $policy.Policy as $p | $profile.InstanceProfile as $i | $user.User as $u | $group.Group as $g
    | def time: sub("\\+00:00$"; "Z");
      def object($type; $name; $attributes; $identity):
        {mode: "managed", type: $type, name: $name, provider: "provider[\"registry.terraform.io/hashicorp/aws\"]",
         instances: [{schema_version: 0, attributes: $attributes, sensitive_attributes: [], private: "bnVsbA=="}
                     + (if $six and $identity != null then {identity: $identity, identity_schema_version: 0} else {} end)]};
    {version: 4, terraform_version: "1.9.8", serial: 7, lineage: "3f3c4f8e-4c5e-4c5e-8c5e-000000000001", outputs: {}, resources: [
      object("aws_iam_group"; "bots"; {arn: $g.Arn, id: "bots", name: "bots", path: "/", unique_id: $g.GroupId}; null),
      object("aws_iam_group_membership"; "bots"; {group: "bots", id: "bots", name: "bots", users: ["ci"]}; null),
      object("aws_iam_instance_profile"; "app"; {arn: $i.Arn, create_date: ($i.CreateDate | time), id: "app", name: "app",
        name_prefix: "", path: "/", role: "app", tags: {}, tags_all: {}, unique_id: $i.InstanceProfileId}; null),
      object("aws_iam_openid_connect_provider"; "cluster"; {arn: "arn:aws:iam::\($account):oidc-provider/\($issuer)",
        client_id_list: ["sts.amazonaws.com"], id: "arn:aws:iam::\($account):oidc-provider/\($issuer)", tags: null,
        tags_all: {}, thumbprint_list: [$thumbprint], url: $issuer}; null),
      object("aws_iam_policy"; "app"; {arn: $p.Arn, description: "", id: $p.Arn, name: "app", name_prefix: $absent,
        path: "/apps/", policy: $document, policy_id: $p.PolicyId, tags: {Team: "core"}, tags_all: {Team: "core"}}
        + (if $five then {attachment_count: 1} else {} end); null),
      object("aws_iam_role"; "app"; {arn: $r.Arn, assume_role_policy: $trust, create_date: ($r.CreateDate | time),
        description: "", force_detach_policies: false, id: "app",
        inline_policy: (if $six then [{name: "inline", policy: $inline}] elif $five then [] else [{name: "", policy: ""}] end),
        managed_policy_arns: (if $six then [$p.Arn] else [] end), max_session_duration: 3600, name: "app",
        name_prefix: "", path: "/apps/", permissions_boundary: $absent, tags: {Team: "core"}, tags_all: {Team: "core"},
        unique_id: $r.RoleId}; {account_id: $account, name: "app"}),
      object("aws_iam_role_policy"; "inline"; {id: "app:inline", name: "inline", name_prefix: $absent, policy: $inline,
        role: "app"}; null),
      object("aws_iam_role_policy_attachment"; "app"; {
        id: (if $six then "app/\($p.Arn)" else "app-20240121143236117600000009" end), policy_arn: $p.Arn, role: "app"};
        {account_id: $account, role: "app", policy_arn: $p.Arn}),
      object("aws_iam_user"; "ci"; {arn: $u.Arn, force_destroy: false, id: "ci", name: "ci", path: "/",
        permissions_boundary: $absent, tags: null, tags_all: {}, unique_id: $u.UserId}; null),
      object("aws_secretsmanager_secret"; "app"; {arn: $secret, description: "", force_overwrite_replica_secret: false,
        id: $secret, kms_key_id: "", name: "apps/app", name_prefix: "", policy: "", recovery_window_in_days: 30,
        replica: [], tags: {}, tags_all: {}} + $region
        + (if $five then {} else {rotation_enabled: false, rotation_lambda_arn: "", rotation_rules: []} end); null),
      object("aws_secretsmanager_secret_version"; "app"; {arn: $secret, id: "\($secret)|\($value.VersionId)",
        secret_binary: "", secret_id: $secret, secret_string: "s3cret", version_id: $value.VersionId,
        version_stages: ["AWSCURRENT"]} + $region
        + (if $six then {has_secret_string_wo: null, secret_string_wo: null, secret_string_wo_version: null} else {} end);
        null)
    ], check_results: null}' >terraform.tfstate
}

write_lock() {
  printf 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "%s"\n  hashes  = ["h1:x"]\n}\n' "$1" >.terraform.lock.hcl
}

mkdir "$work/project"
cd "$work/project"
cat >main.tf <<'TF'
provider "aws" {
  region = "eu-central-1"
}

data "aws_iam_policy_document" "app" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "app" {
  name = "app"
  path = "/apps/"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole"], Principal = { Service = ["ec2.amazonaws.com"] } }]
  })
  tags = { Team = "core" }
}

resource "aws_iam_policy" "app" {
  name   = "app"
  path   = "/apps/"
  policy = data.aws_iam_policy_document.app.json
  tags   = { Team = "core" }
}

resource "aws_iam_role_policy_attachment" "app" {
  role       = aws_iam_role.app.name
  policy_arn = aws_iam_policy.app.arn
}

resource "aws_iam_role_policy" "inline" {
  name   = "inline"
  role   = aws_iam_role.app.id
  policy = data.aws_iam_policy_document.app.json
}

resource "aws_iam_openid_connect_provider" "cluster" {
  url             = "https://oidc.example.com/id/BLUE"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"]
}

resource "aws_iam_instance_profile" "app" {
  name = "app"
  role = aws_iam_role.app.name
  tags = {}
}

resource "aws_iam_user" "ci" {
  name = "ci"
}

resource "aws_iam_group" "bots" {
  name = "bots"
}

resource "aws_iam_group_membership" "bots" {
  name  = "bots"
  group = aws_iam_group.bots.name
  users = [aws_iam_user.ci.name]
}

resource "aws_secretsmanager_secret" "app" {
  name = "apps/app"
  tags = {}
}

resource "aws_secretsmanager_secret_version" "app" {
  secret_id     = aws_secretsmanager_secret.app.id
  secret_string = "s3cret"
}
TF

for version in 4.22.0 5.36.0 5.99.1 6.25.0; do
  write_lock $version
  write_state "${version%%.*}"
  cp terraform.tfstate before
  run 0 "$ROLECALL" plan -detailed-exitcode
  out_has "No changes."
  out_lacks "changed outside"
  run 0 "$ROLECALL" plan -detailed-exitcode -refresh=false
  # A plan changes no state; an apply without changes keeps what it does not know.
  cmp -s terraform.tfstate before || fail "$version: plan wrote the state"
  run 0 "$ROLECALL" apply -auto-approve
  out_has "0 added, 0 changed, 0 destroyed"
  [ "${version%%.*}" != 6 ] || jq -e '[.resources[].instances[].identity // empty] | length == 9' terraform.tfstate >/dev/null ||
    fail "$version: identities are lost, or not all there"
  # A real change is one, and only that.
  sed 's/Team = "core" }$/Team = "edge" }/' main.tf >changed.tf && mv main.tf kept && mv changed.tf main.tf
  run 2 "$ROLECALL" plan -detailed-exitcode
  out_has "Plan: 0 to add, 2 to change, 0 to destroy."
  mv kept main.tf
  echo "$version: no changes"
done
