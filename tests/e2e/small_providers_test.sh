#!/usr/bin/env bash
# The providers random, time, null, local and tls: states as their real plugins write them plan to no changes; imports;
# secrets are not shown. No server is needed.
source "$(dirname "$0")/../support/plane.sh"
mkdir "$work/project"
cd "$work/project"
printf hello >out.txt
cat >main.tf <<'TF'
resource "random_id" "a" {
  byte_length = 4
  prefix      = "p-"
}

resource "random_password" "a" {
  length = 8
}

resource "random_string" "a" {
  length  = 4
  special = false
  number  = false
}

resource "random_pet" "a" {
  keepers = { zone = "a" }
}

resource "random_integer" "a" {
  min = 1
  max = 9
}

resource "random_uuid" "a" {
}

resource "random_shuffle" "a" {
  input = ["x", "y"]
}

resource "time_static" "a" {
}

resource "time_offset" "a" {
  offset_days = 7
}

resource "time_rotating" "a" {
  rotation_years = 300
}

resource "time_sleep" "a" {
  create_duration = "10m"
}

resource "null_resource" "a" {
  triggers = { always = "no" }
}

resource "local_file" "a" {
  filename = "${path.module}/out.txt"
  content  = "hello"
}

output "password" {
  value     = random_password.a.result
  sensitive = true
}
TF

jq -n '
  def object($provider; $type; $version; $attributes):
    {mode: "managed", type: $type, name: "a", provider: "provider[\"registry.opentofu.org/hashicorp/\($provider)\"]",
     instances: [{schema_version: $version, attributes: $attributes, sensitive_attributes: []}]};
  {min_lower: 0, min_numeric: 0, min_special: 0, min_upper: 0, keepers: null, override_special: null} as $least
  | {year: 2024, month: 1, day: 29, hour: 2, minute: 30, second: 54, unix: 1706495454} as $parts
  | {version: 4, terraform_version: "1.9.0", serial: 3, lineage: "3f3c4f8e-4c5e-4c5e-8c5e-000000000002",
     outputs: {password: {value: "aB3!aB3!", type: "string", sensitive: true}}, check_results: null, resources: [
    object("local"; "local_file"; 0; {content: "hello", content_base64: null, content_base64sha256: null,
      content_base64sha512: null, content_md5: null, content_sha1: null, content_sha256: null, content_sha512: null,
      directory_permission: "0777", file_permission: "0777", filename: "./out.txt",
      id: "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d", sensitive_content: null, source: null}),
    object("null"; "null_resource"; 0; {id: "5577006791947779410", triggers: {always: "no"}}),
    object("random"; "random_id"; 0; {b64_std: "p-AQID/w==", b64_url: "p-AQID_w", byte_length: 4, dec: "p-16909311",
      hex: "p-010203ff", id: "AQID_w", keepers: null, prefix: "p-"}),
    object("random"; "random_integer"; 0; {id: "7", keepers: null, max: 9, min: 1, result: 7, seed: null}),
    object("random"; "random_password"; 3; $least + {bcrypt_hash: "$2a$10$x", id: "none", length: 8, lower: true,
      number: true, numeric: true, result: "aB3!aB3!", special: true, upper: true}),
    object("random"; "random_pet"; 0; {id: "calm-otter", keepers: {zone: "a"}, length: 2, prefix: null, separator: "-"}),
    object("random"; "random_shuffle"; 0; {id: "-", input: ["x", "y"], keepers: null, result: ["y", "x"],
      result_count: null, seed: null}),
    object("random"; "random_string"; 2; $least + {id: "abcd", length: 4, lower: true, number: false, numeric: false,
      result: "abcd", special: false, upper: true}),
    object("random"; "random_uuid"; 0; {id: "c5d0a5a0-0000-4000-8000-000000000000", keepers: null,
      result: "c5d0a5a0-0000-4000-8000-000000000000"}),
    object("time"; "time_offset"; 0; $parts + {base_rfc3339: "2024-01-22T02:30:54Z", id: "2024-01-22T02:30:54Z",
      offset_days: 7, offset_hours: null, offset_minutes: null, offset_months: null, offset_seconds: null,
      offset_years: null, rfc3339: "2024-01-29T02:30:54Z", triggers: null}),
    object("time"; "time_rotating"; 0; $parts + {year: 2324, unix: 11173689054, id: "2024-01-29T02:30:54Z", rfc3339: "2024-01-29T02:30:54Z",
      rotation_days: null, rotation_hours: null, rotation_minutes: null, rotation_months: null,
      rotation_rfc3339: "2324-01-29T02:30:54Z", rotation_years: 300, triggers: null}),
    object("time"; "time_sleep"; 0; {create_duration: "10m", destroy_duration: null, id: "2024-01-29T02:30:54Z", triggers: null}),
    object("time"; "time_static"; 0; $parts + {id: "2024-01-29T02:30:54Z", rfc3339: "2024-01-29T02:30:54Z", triggers: null})
  ]}' >terraform.tfstate
run 0 "$ROLECALL" plan -detailed-exitcode
out_has "No changes."
run 0 "$ROLECALL" plan -detailed-exitcode -refresh=false
run 0 "$ROLECALL" apply -auto-approve
out_has "0 added, 0 changed, 0 destroyed"

# The password is not shown, and the file that somebody changed is written again.
printf changed >out.txt
run 0 "$ROLECALL" apply -auto-approve
out_has "1 added, 0 changed, 0 destroyed"
[ "$(cat out.txt)" = hello ] || fail "the file was not written"
sed -i 's/length = 8/length = 9/' main.tf
run 0 "$ROLECALL" plan
out_has "# random_password.a must be replaced"
out_has "(sensitive value)"
out_lacks "aB3!"
sed -i 's/length = 9/length = 8/' main.tf

# What can be imported is; what cannot says so.
run 0 "$ROLECALL" state rm random_id.a random_password.a random_integer.a random_uuid.a time_static.a time_offset.a
run 0 "$ROLECALL" import random_id.a p-,AQID_w
run 0 "$ROLECALL" import random_password.a 'aB3!aB3!'
run 0 "$ROLECALL" import random_integer.a 7,1,9
run 0 "$ROLECALL" import random_uuid.a c5d0a5a0-0000-4000-8000-000000000000
run 0 "$ROLECALL" import time_static.a 2024-01-29T02:30:54Z
run 0 "$ROLECALL" import time_offset.a 2024-01-22T02:30:54Z,,,7,,,
run 0 "$ROLECALL" plan -detailed-exitcode
run 0 "$ROLECALL" state rm random_pet.a
run 1 "$ROLECALL" import random_pet.a calm-otter
err_has "cannot be imported"

# A certificate of a file, and one of a server that is not there.
openssl req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -out ca.pem -days 2 -subj /CN=test 2>/dev/null
cat >tls.tf <<'TF'
data "tls_certificate" "ca" {
  content = file("${path.module}/ca.pem")
}

output "thumbprint" {
  value = data.tls_certificate.ca.certificates[0].sha1_fingerprint
}
TF
run 0 "$ROLECALL" apply -auto-approve
run 0 "$ROLECALL" output -raw thumbprint
out_is "$(openssl x509 -in ca.pem -noout -fingerprint -sha1 | sed 's/.*=//; s/://g' | tr A-F a-f)"
printf 'data "tls_certificate" "gone" {\n  url = "https://127.0.0.1:1"\n}\n' >gone.tf
run 1 "$ROLECALL" plan
err_has "no TLS connection to 127.0.0.1:1: Connection refused"
rm gone.tf

run 0 "$ROLECALL" destroy -auto-approve
out_has "Destroy complete!"
[ ! -e out.txt ] || fail "the file is still there"
echo "small providers: good"
