#!/usr/bin/env bash
# Resource identities in state, plan and show; imports by identity; null and empty as the AWS provider writes them.
source "$(dirname "$0")/../support/plane.sh"
account=111122223333
start_plane data --account-id $account --region eu-central-1
mkdir "$work/d" && cd "$work/d"
cat >main.tf <<'TF'
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
resource "aws_iam_role_policy" "p" {
  name   = "p"
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}
resource "aws_iam_user" "ann" { name = "ann" }
resource "aws_s3_bucket" "b" { bucket = "identity-b" }
resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
    blocked_encryption_types = ["SSE-C"]
  }
}
TF
field() {  # ADDRESS EXPRESSION: of the state's instance, as JSON
  /usr/bin/python3 - "$1" "$2" <<'PY'
import json, sys
kind, name = sys.argv[1].split(".")
instance = next(r for r in json.load(open("terraform.tfstate"))["resources"] if (r["type"], r["name"]) == (kind, name))["instances"][0]
print(json.dumps(eval(sys.argv[2], {"i": instance, "a": instance["attributes"]}), sort_keys=True))
PY
}
is() { local got; got=$(field "$1" "$2"); [ "$got" = "$3" ] || fail "$1: $2 is $got instead of $3"; }
run 0 "$ROLECALL" apply -no-color -auto-approve
is aws_iam_role.app 'i["identity"]' '{"account_id": "'$account'", "name": "app"}'
is aws_iam_role.app 'i["identity_schema_version"]' 0
is aws_iam_role_policy.p 'i["identity"]' '{"account_id": "'$account'", "name": "p", "role": "app"}'
is aws_s3_bucket.b 'i["identity"]' '{"account_id": "'$account'", "bucket": "identity-b", "region": "eu-central-1"}'
is aws_s3_bucket_server_side_encryption_configuration.b 'i["identity_schema_version"]' 1
# Made as planned …
is aws_iam_user.ann 'a["tags"]' null
is aws_s3_bucket_server_side_encryption_configuration.b 'a["rule"][0]["apply_server_side_encryption_by_default"][0]["kms_master_key_id"]' '""'
is aws_s3_bucket_versioning.b 'a["expected_bucket_owner"]' '""'
is aws_s3_bucket.b 'a["lifecycle_rule"]' '[]'
is aws_s3_bucket.b '[g["permissions"] for g in a["grant"]]' '[["FULL_CONTROL"]]'
# … and as read after a refresh.
run 0 "$ROLECALL" plan -no-color -detailed-exitcode
run 0 "$ROLECALL" refresh -no-color
is aws_iam_user.ann 'a["tags"]' '{}'
is aws_s3_bucket_server_side_encryption_configuration.b 'a["rule"][0]["apply_server_side_encryption_by_default"][0]["kms_master_key_id"]' '""'
is aws_s3_bucket_server_side_encryption_configuration.b 'a["rule"][0]["blocked_encryption_types"]' '["SSE-C"]'
run 0 "$ROLECALL" plan -no-color -detailed-exitcode -out p.bin
run 0 "$ROLECALL" show -json p.bin
out_has '"before_identity":{"account_id":"'$account'","name":"app"},"after_identity":{"account_id":"'$account'","name":"app"}'
run 0 "$ROLECALL" show -json
out_has '"identity_schema_version":0,"identity":{"account_id":"'$account'","name":"p","role":"app"}'

# A user that is renamed: what refers to its ARN changes in the same apply.
cat >>main.tf <<'TF'
resource "terraform_data" "seen" { input = [aws_iam_user.ann.arn, aws_iam_user.ann.id] }
TF
run 0 "$ROLECALL" apply -no-color -auto-approve
sed -i 's/name = "ann"/name = "bea"/' main.tf
run 0 "$ROLECALL" apply -no-color -auto-approve
is terraform_data.seen 'a["input"]["value"]' '["arn:aws:iam::'$account':user/bea", "bea"]'
is aws_iam_user.ann 'i["identity"]["name"]' '"bea"'
run 0 "$ROLECALL" plan -no-color -detailed-exitcode

# Imports by identity.
mkdir "$work/i" && cd "$work/i"
cat >main.tf <<'TF'
import {
  to       = aws_iam_role_policy.p
  identity = { role = "app", name = "p" }
}
resource "aws_iam_role_policy" "p" {
  name   = "p"
  role   = "app"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}
TF
run 0 "$ROLECALL" apply -no-color -auto-approve
out_has "1 imported, 0 added, 0 changed, 0 destroyed"
sed -i 's/identity = .*/identity = { role = "app", name = "p", account_id = "999999999999" }/; s/_policy.p$/_policy.q/; s/"aws_iam_role_policy" "p"/"aws_iam_role_policy" "q"/' main.tf
run 1 "$ROLECALL" plan -no-color
err_has 'The identity of aws_iam_role_policy has account_id "999999999999", the provider'"'"'s is "'$account'".'
sed -i 's/identity = .*/identity = { name = "p" }/' main.tf
run 1 "$ROLECALL" plan -no-color
err_has 'The identity of aws_iam_role_policy needs "role".'
echo "identity: good"
