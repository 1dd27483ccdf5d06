#!/usr/bin/env bash
# Ephemeral resources against a plane: secrets go into provider blocks, write-only arguments and provisioners, and are in
# no state, plan, log or message; what is not there yet is read when it is; they are closed on failure and Ctrl-C.
source "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 054000737513 --region eu-central-1
run 0 "$aws" iam create-user --user-name app
key=$("$aws" iam create-access-key --user-name app --output json)
run 0 "$aws" iam put-user-policy --user-name app --policy-name all \
  --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
run 0 "$aws" secretsmanager create-secret --name keys --secret-string "$(jq -c .AccessKey <<<"$key")"
run 0 "$aws" secretsmanager create-secret --name db --secret-string 'hush-3f9a-value'
run 0 "$aws" ssm put-parameter --name /app/token --type SecureString --value 'param-77c1-value'
secret_key=$(jq -r .AccessKey.SecretAccessKey <<<"$key")
tool() { "$ROLECALL" "$@" -no-color; }
kept_nowhere() { # FILES…
  local text
  for text in hush-3f9a param-77c1 "$secret_key"; do
    ! grep -rqF -- "$text" "$@" || fail "the value '$text' is in $(grep -rlF -- "$text" "$@" | tr '\n' ' ')"
  done
}

mkdir "$work/dir"
cd "$work/dir"
cat >main.tf <<'TF'
ephemeral "aws_secretsmanager_secret_version" "keys" {
  secret_id = "keys"
}

ephemeral "aws_secretsmanager_secret_version" "db" {
  secret_id = "db"
}

ephemeral "aws_ssm_parameter" "token" {
  arn = "arn:aws:ssm:eu-central-1:054000737513:parameter/app/token"
}

ephemeral "random_password" "new" {
  length = 24
}

ephemeral "aws_secretsmanager_random_password" "aws" {
  password_length = 30
}

ephemeral "aws_eks_cluster_auth" "c" {
  name = "blue"
}

locals {
  keys = jsondecode(ephemeral.aws_secretsmanager_secret_version.keys.secret_string)
}

provider "aws" {
  alias      = "app"
  access_key = local.keys.AccessKeyId
  secret_key = local.keys.SecretAccessKey
}

data "aws_caller_identity" "app" {
  provider = aws.app
}

resource "aws_secretsmanager_secret" "copy" {
  provider                = aws.app
  name                    = "copy"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "copy" {
  provider                 = aws.app
  secret_id                = aws_secretsmanager_secret.copy.id
  secret_string_wo         = "${ephemeral.aws_secretsmanager_secret_version.db.secret_string}/${ephemeral.aws_ssm_parameter.token.value}/${length(ephemeral.random_password.new.result)}/${length(ephemeral.aws_secretsmanager_random_password.aws.random_password)}/${substr(ephemeral.aws_eks_cluster_auth.c.token, 0, 10)}"
  secret_string_wo_version = 1
}

resource "terraform_data" "told" {
  input = aws_secretsmanager_secret_version.copy.version_id
  provisioner "local-exec" {
    command = "test $(printf %s \"$TOKEN\" | sha256sum | cut -c1-8) = DIGEST && echo told \"$TOKEN\""
    environment = {
      TOKEN = ephemeral.aws_ssm_parameter.token.value
    }
  }
}

# Read when it is there: its id is known only then.
ephemeral "aws_secretsmanager_secret_version" "copy" {
  secret_id  = aws_secretsmanager_secret.copy.id
  depends_on = [aws_secretsmanager_secret_version.copy]
  lifecycle {
    postcondition {
      condition     = startswith(self.secret_string, "hush")
      error_message = "That is another secret."
    }
  }
}

output "who" {
  value = data.aws_caller_identity.app.arn
}
TF
sed -i "s/DIGEST/$(printf param-77c1-value | sha256sum | cut -c1-8)/" main.tf
run 0 tool validate
run 0 tool plan -out plan
out_has 'ephemeral.aws_secretsmanager_secret_version.db: Opening...'
out_has 'ephemeral.aws_secretsmanager_secret_version.db: Open complete after 0s'
out_has 'ephemeral.aws_secretsmanager_secret_version.db: Closing...'
out_has 'ephemeral.aws_secretsmanager_secret_version.db: Close complete after 0s'
out_lacks 'secret_version.copy: Opening'
out_has 'ephemeral.aws_secretsmanager_secret_version.copy: Configuration unknown, deferring...'
out_has '+ secret_string_wo         = (write-only attribute)'
out_has 'Plan: 3 to add, 0 to change, 0 to destroy.'
kept_nowhere "$work/out" "$work/err" plan .
TF_LOG=trace run 0 tool apply plan
out_has 'ephemeral.aws_secretsmanager_secret_version.copy: Open complete'
out_has 'who = "arn:aws:iam::054000737513:user/app"'
kept_nowhere "$work/out" "$work/err" .
run 0 "$aws" secretsmanager get-secret-value --secret-id copy --query SecretString --output text
out_is 'hush-3f9a-value/param-77c1-value/24/30/k8s-aws-v1'
jq -e 'all(.resources[]; .mode != "ephemeral") and ([.. | strings] | all(contains("ephemeral") | not) or true)' \
  terraform.tfstate >/dev/null || fail "the state has an ephemeral resource"
run 0 tool plan -detailed-exitcode
out_has 'secret_version.copy: Open complete'
run 0 tool show -json plan
jq -e '[.configuration.root_module.resources[] | select(.mode == "ephemeral") | .address] | length == 7' "$work/out" \
  >/dev/null || fail "the configuration does not show the blocks"
jq -e '[.. | .address? // empty | select(type == "string" and startswith("ephemeral."))] | length == 7' "$work/out" >/dev/null ||
  fail "the plan has ephemeral resources"
kept_nowhere "$work/out"
run 0 tool graph
out_has '"[root] ephemeral.aws_ssm_parameter.token (expand)" [label = "ephemeral.aws_ssm_parameter.token", shape = "box"]'
run 0 tool providers schema -json
jq -e '.provider_schemas["registry.opentofu.org/hashicorp/aws"].ephemeral_resource_schemas | keys == ["aws_eks_cluster_auth",
  "aws_kms_secrets", "aws_secretsmanager_random_password", "aws_secretsmanager_secret_version", "aws_ssm_parameter"]' \
  "$work/out" >/dev/null || fail "the schemas are not there"
# Analysis opens nothing, and says so.
run 0 tool lint
unset_keys=(env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY)
grep -q 'Ephemeral resources are not opened' "$work/out" "$work/err" || fail "analysis does not say what it passes over"
run 2 "${unset_keys[@]}" "$ROLECALL" who-can iam:CreateUser '*' -dir .
# What is kept refuses it.
cat >kept.tf <<'TF'
resource "terraform_data" "kept" {
  input = ephemeral.aws_ssm_parameter.token.value
}
output "kept" {
  value = ephemeral.aws_ssm_parameter.token.value
}
TF
run 1 tool validate
err_has 'Ephemeral value used in non-ephemeral context'
err_has 'Output does not allow ephemeral value'
run 1 tool plan
kept_nowhere "$work/out" "$work/err"
rm kept.tf
# A postcondition of what was opened, and a secret that is not there.
sed -i 's/"hush")/"other")/' main.tf
run 1 tool plan
err_has 'That is another secret.'
sed -i 's/"other")/"hush")/; s/secret_id = "db"/secret_id = "none"/' main.tf
run 1 tool plan
err_has 'reading Secrets Manager Secret Version (none)'
err_has 'with ephemeral.aws_secretsmanager_secret_version.db'
sed -i 's/secret_id = "none"/secret_id = "db"/' main.tf
# Everything goes by the keys that a secret holds.
run 0 tool destroy -auto-approve
out_has 'secret_version.keys: Open complete'
out_has 'Destroy complete! Resources: 3 destroyed.'
kept_nowhere "$work/out" "$work/err" .

# Ctrl-C: what is open is closed.
mkdir "$work/stopped"
cd "$work/stopped"
cat >main.tf <<'TF'
ephemeral "aws_ssm_parameter" "token" {
  arn = "arn:aws:ssm:eu-central-1:054000737513:parameter/app/token"
}
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "sleep 3"
    environment = {
      TOKEN = ephemeral.aws_ssm_parameter.token.value
    }
  }
}
TF
"$ROLECALL" apply -auto-approve -no-color >"$work/out" 2>"$work/err" </dev/null &
running=$!
for _ in $(seq 1 100); do grep -q "Provisioning with" "$work/out" && break || sleep 0.05; done
kill -INT "$running"
code=0
wait "$running" || code=$?
[ "$code" = 1 ] || fail "exit code $code"
err_has "signal: killed"
out_has 'ephemeral.aws_ssm_parameter.token: Close complete'
kept_nowhere "$work/out" "$work/err" .
