#!/usr/bin/env bash
# Providers as plugins: a provider program of the tests (tests/support/test_provider.py) is found in a mirror, locked,
# and does what a real one would: plan, apply, refresh, update, replace, import, move, destroy; what goes wrong is said.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir "$work/pb" "$work/things"
protoc --python_out="$work/pb" -I "$here/../src/plugin/wire" "$here/../src/plugin/wire/provider.proto"
export TEST_PROVIDER_MESSAGES=$work/pb
package=$work/mirror/registry.terraform.io/hashicorp/test/1.2.0/linux_$(dpkg --print-architecture)
mkdir -p "$package"
install -m 755 "$here/support/test_provider.py" "$package/terraform-provider-test_v1.2.0"
cat >"$work/rc" <<RC
provider_installation {
  filesystem_mirror {
    path = "$work/mirror"
  }
}
RC
export TF_CLI_CONFIG_FILE=$work/rc
tool() { "$ROLECALL" "$@" -no-color; }
# Whatever the alignment.
shows() { tr -s ' ' <"$work/out" | grep -qF -- "$1" || fail "the output does not show '$1'"; }
ids() { find "$work/things" -name '*.json' -printf '%f\n' | sort; }

directory() { # NAME: a fresh directory with the provider of the tests
  mkdir "$work/$1"
  cd "$work/$1"
  cat >provider.tf <<TF
terraform {
  required_providers {
    test = {
      source  = "hashicorp/test"
      version = "~> 1.0"
    }
  }
}

provider "test" {
  folder = "$work/things"
}
TF
}

life() { # PROTOCOL
  export TEST_PROVIDER_PROTOCOL=$1
  directory "life$1"
  cat >main.tf <<'TF'
resource "test_thing" "a" {
  name        = "first"
  secret      = "hush"
  password_wo = "never kept"
  tags        = { team = "x" }
  anything    = { list = [1, "two"] }
  ports {
    from = 1
    to   = 2
  }
  rule {
    cidr = "10.0.0.0/8"
  }
  peer {
    cidr = "10.1.0.0/16"
  }
}

data "test_lookup" "a" {
  name = test_thing.a.name
  depends_on = [test_thing.a]
}

output "found" {
  value = data.test_lookup.a.id == test_thing.a.id
}
TF
  run 0 tool init
  out_has '- Finding hashicorp/test versions matching "~> 1.0"...'
  out_has '- Installed hashicorp/test v1.2.0 (unauthenticated)'
  grep -q '^provider "registry.terraform.io/hashicorp/test" {' .terraform.lock.hcl || fail "nothing was locked"
  grep -q '"h1:' .terraform.lock.hcl || fail "no hash was locked"
  run 0 tool validate
  run 0 tool plan -out plan
  out_has '# test_thing.a will be created'
  shows '+ secret = (sensitive value)'
  shows '+ size = 7'
  shows '+ note = "noted"'
  out_lacks 'never kept'
  run 0 tool apply plan
  out_has 'found = true'
  [ "$(cat "$work"/things/*.password)" = "never kept" ] || fail "the write-only value did not arrive"
  ! grep -q 'never kept' terraform.tfstate plan || fail "the write-only value was kept"
  grep -q '"private": "eyJhcHBsaWVkIjogMX0="' terraform.tfstate || fail "the private bytes were not kept"
  grep -q '"provider": "provider\[\\"registry.terraform.io/hashicorp/test\\"\]"' terraform.tfstate ||
    fail "the state does not name the provider as Terraform does"
  run 0 tool plan -detailed-exitcode
  # An update; the provider counts in its private bytes.
  sed -i 's/team = "x"/team = "y"/' main.tf
  run 0 tool apply -auto-approve
  shows '~ revision = 1 -> (known after apply)'
  grep -q '"revision": 2' terraform.tfstate || fail "the private bytes did not go back to the provider"
  # What somebody else changed, and what somebody else removed.
  sed -i 's/"size": 7/"size": 8/' "$work"/things/*.json
  run 0 tool plan -refresh-only
  shows '~ size = 7 -> 8'
  # A new name makes a new object.
  sed -i 's/"first"/"second"/' main.tf
  run 0 tool apply -auto-approve
  out_has '-/+ destroy and then create replacement'
  out_has '# forces replacement'
  [ "$(ids | wc -l)" = 1 ] || fail "the old object is still there"
  rm "$work"/things/*.json
  run 0 tool plan
  out_has '# test_thing.a has been deleted'
  run 0 tool apply -auto-approve
  # Import of what is there.
  object=$(ids | sed 's/.json$//')
  run 0 tool state rm test_thing.a
  run 0 tool import test_thing.a "$object"
  run 0 tool plan -detailed-exitcode
  run 0 tool destroy -auto-approve
  [ -z "$(ids)" ] || fail "something is left after destroy"
}
life 6
rm -f "$work"/things/*.password
life 5
rm -f "$work"/things/*.password
export TEST_PROVIDER_PROTOCOL=6

# Attributes that have attributes.
directory nested
cat >main.tf <<'TF'
resource "test_thing" "a" {
  name   = "n"
  single = { key = "k", token = "tkn" }
  many   = [{ key = "one" }, { key = "two", value = "given" }]
  named  = { x = { key = "three" } }
}
TF
run 0 tool init
run 0 tool apply -auto-approve
out_lacks tkn
run 0 tool plan -detailed-exitcode
sed -i 's/"given"/"other"/' main.tf
run 2 tool plan -detailed-exitcode
out_has '"given" -> "other"'
out_lacks '"three"'
sed -i 's/key = "k", //' main.tf
run 1 tool plan
err_has 'attribute "key" is required'
rm -f "$work"/things/*

# What the provider says is said with the object's address; its errors keep what is there.
directory says
cat >main.tf <<'TF'
resource "test_thing" "a" {
  name = var.name
}
variable "name" {
  default = "forbidden"
}
TF
run 0 tool init
run 1 tool plan
err_has 'Error: Forbidden name'
err_has 'with test_thing.a'
run 0 tool plan -var name=odd
out_has 'Warning: Odd name'
run 0 tool apply -auto-approve -var name=good
run 1 tool apply -auto-approve -var name=fails
err_has 'Error: It fails'
for fault in invalid_plan:'Provider produced invalid plan' deferred:'Provider deferred changes when not allowed'; do
  TEST_PROVIDER_FAULT=${fault%%:*} run 1 tool plan -var name=new
  err_has "Error: ${fault#*:}"
done
run 0 tool apply -auto-approve -var name=good -replace test_thing.a
for fault in inconsistent:'Provider produced inconsistent result after apply' panic:'panic: the provider fell over'; do
  TEST_PROVIDER_FAULT=${fault%%:*} run 1 tool apply -auto-approve -var name="${fault%%:*}"
  err_has "${fault#*:}"
done
# What no provider should answer: an error, and neither a crash nor a wait nor a state that nobody can read.
TEST_PROVIDER_FAULT=nothing_planned run 1 tool plan -var name=new
err_has 'test_thing: planned for absence, but config wants existence'
TEST_PROVIDER_FAULT=unknown_read run 1 tool plan
err_has 'an invalid value for test_thing: it is not wholly known'
TEST_PROVIDER_FAULT=infinite run 1 tool apply -auto-approve -var name=infinite
err_has 'it has an infinite number'
TEST_PROVIDER_FAULT=escapes run 0 tool apply -auto-approve -var name=escapes -replace test_thing.a
out_tells 'Warning: Odd \x1b[2Jname'
out_has '[id=i\x1b[2J]'
! grep -q $'[\x1b\a]' "$work/out" || fail "a control sequence was printed"
script -qc "$ROLECALL state show test_thing.a" /dev/null >"$work/shown"
grep -qF 'i\x1b[2J' "$work/shown" && ! grep -qF $'\x1b[2J' "$work/shown" || fail "a control sequence reached the terminal"
TEST_PROVIDER_FAULT=bytes run 0 tool apply -auto-approve -var name=bytes -replace test_thing.a
run 0 tool state pull
out_has '"id":"x\ufffd\ufffdyz"'
run 0 tool state rm test_thing.a
run 0 tool apply -auto-approve -var name=good
cat >data.tf <<'TF'
data "test_lookup" "a" {
  name = "good"
}
TF
TEST_PROVIDER_FAULT=null_data run 1 tool plan -var name=good
err_has 'Error: Provider produced null object'
err_has 'a null value for data.test_lookup.a'
rm data.tf
rm -rf .terraform/rolecall
TEST_PROVIDER_FAULT=bad_schema run 1 tool plan
err_has 'has the resource type "test_thing", but the schema that it gives cannot be read'
rm -rf .terraform/rolecall
for fault in stays leaves; do
  TEST_PROVIDER_FAULT=$fault run 0 timeout 15 "$ROLECALL" plan -no-color -var name=good
done
rm -rf .terraform/rolecall
TEST_PROVIDER_FAULT=exit run 1 tool plan
err_has 'no: it cannot start'
TEST_PROVIDER_FAULT=handshake run 1 tool plan
err_has 'Unrecognized remote plugin message: hello there'
rm -f "$work"/things/*

# Schemas are asked for once; a plan of what is built in starts nothing.
directory quiet
cat >main.tf <<'TF'
resource "test_other" "a" {
  name = "o"
}
TF
export TEST_PROVIDER_CALLS=$work/calls
run 0 tool init
[ ! -e "$work/calls" ] || fail "init started the provider"
run 0 tool apply -auto-approve
run 0 tool plan
[ "$(grep -c GetProviderSchema "$work/calls")" = 1 ] || fail "the schemas were asked for again"
grep -q UpgradeResourceState "$work/calls" || fail "the state was not given to the provider to upgrade"
rm "$work/calls"
cat >provider.tf </dev/null
cat >main.tf <<'TF'
resource "terraform_data" "a" {
}
TF
rm terraform.tfstate
run 0 tool apply -auto-approve
[ ! -e "$work/calls" ] || fail "a directory of built-in types started the provider"
unset TEST_PROVIDER_CALLS
rm -f "$work"/things/*

# An object becomes one of another type where the provider of that type says how, and only there.
directory moved
cat >main.tf <<'TF'
resource "test_other" "a" {
  name = "o"
}
resource "terraform_data" "a" {
}
TF
run 0 tool init
run 0 tool apply -auto-approve
cat >main.tf <<'TF'
resource "test_thing" "b" {
  name = "o"
}
resource "terraform_data" "a" {
}
moved {
  from = test_other.a
  to   = test_thing.b
}
TF
run 0 tool plan
out_has 'test_other.a has moved to test_thing.b'
run 0 tool apply -auto-approve
[ "$(jq -r '.resources[] | select(.type == "test_thing") | .provider' terraform.tfstate)" = 'provider["registry.terraform.io/hashicorp/test"]' ] || fail "the moved object has another provider"
jq -e 'any(.resources[]; .type == "test_other") | not' terraform.tfstate >"$work/out" || fail "the old object is still there"
run 0 tool plan -detailed-exitcode
cat >main.tf <<'TF'
resource "test_thing" "b" {
  name = "o"
}
resource "test_thing" "c" {
  name = "c"
}
moved {
  from = terraform_data.a
  to   = test_thing.c
}
TF
run 1 tool plan
err_has 'From terraform_data.'
rm -f "$work"/things/*

# One that runs already, for debuggers: nothing is installed, and it goes on running. And without TLS.
directory attached
cat >main.tf <<'TF'
resource "test_other" "a" {
  name = "o"
}
TF
TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2 \
  /usr/bin/python3 "$here/support/test_provider.py" >"$work/handshake" 2>/dev/null &
attached=$!
planes+=("$attached")
for _ in $(seq 1 300); do [ -s "$work/handshake" ] && break || sleep 0.1; done
socket=$(cut -d'|' -f4 "$work/handshake")
TF_REATTACH_PROVIDERS="{\"hashicorp/test\": {\"Protocol\": \"grpc\", \"ProtocolVersion\": 6, \"Pid\": $attached,
  \"Test\": true, \"Addr\": {\"Network\": \"unix\", \"String\": \"$socket\"}}}" run 0 tool apply -auto-approve
out_has '1 added'
kill -0 "$attached" || fail "a provider that is not ours was ended"
run 0 tool init
TF_DISABLE_PLUGIN_TLS=1 run 0 tool plan -detailed-exitcode
rm -f "$work"/things/*

# Functions, by the name that the module gives the provider; a directory that only calls one needs the provider.
directory functions
sed -i 's/^    test = {/    loud = {/; /^provider "test"/,$d' provider.tf
cat >main.tf <<'TF'
variable "text" {
  default = "hello"
}
output "shouted" {
  value = provider::loud::shout(var.text, "all")
}
TF
run 0 tool init
run 0 tool apply -auto-approve
out_has 'shouted = "HELLO!ALL"'
run 1 tool plan -var text=
err_has 'nothing to shout'
# Also by an alias that the module has.
cat >main.tf <<'TF'
provider "loud" {
  alias = "very"
}
output "shouted" {
  value = provider::loud::very::shout("hello", "all")
}
TF
run 0 tool apply -auto-approve
out_has 'shouted = "HELLO!ALL"'
sed -i 's/loud::very::/loud::hardly::/' main.tf
run 1 tool plan
err_has 'There are no functions in namespace "provider::loud::hardly::"'
# What a signature lets in arrives, and what it does not never does.
cat >main.tf <<'TF'
resource "terraform_data" "a" {
}
output "whats" {
  value = [provider::loud::what(tostring(null)), provider::loud::what({ a = 1 }), provider::loud::what(terraform_data.a.id)]
}
output "later" {
  value = provider::loud::shout(terraform_data.a.id)
}
TF
run 0 tool plan
shows '+ later = (known after apply)'
shows '+ "null",'
shows '+ "known",'
shows '+ "unknown",'
run 0 tool apply -auto-approve
cat >main.tf <<'TF'
output "o" {
  value = provider::loud::shout(null)
}
TF
run 1 tool plan
err_has 'Invalid value for "text" parameter'
err_has 'argument must not be null'
cat >main.tf <<'TF'
output "o" {
  value = provider::loud::whisper("a")
}
TF
run 1 tool validate
err_has 'provider::loud::whisper'

# Identities: with each object in the state, in what is shown, to import by, and raised from older ones.
directory identities
cat >main.tf <<'TF'
resource "test_thing" "a" {
  name = "i"
}
resource "test_other" "b" {
  name = "none"
}
TF
run 0 tool init
run 0 tool apply -auto-approve
object=$(jq -r '.resources[] | select(.type == "test_thing") | .instances[0].attributes.id' terraform.tfstate)
jq -e --arg id "$object" '.resources[] | select(.type == "test_thing") | .instances[0]
  | .identity == {number: $id, prefix: null} and .identity_schema_version == 1' terraform.tfstate >/dev/null ||
  fail "the state has no identity"
jq -e '.resources[] | select(.type == "test_other") | .instances[0] | has("identity") | not' terraform.tfstate >/dev/null ||
  fail "an object without identity has one"
run 0 tool show -json
jq -e --arg id "$object" '.values.root_module.resources[] | select(.type == "test_thing")
  | .identity == {number: $id, prefix: null} and .identity_schema_version == 1' "$work/out" >/dev/null ||
  fail "show has no identity"
run 0 tool plan -out plan -destroy
run 0 tool show -json plan
jq -e --arg id "$object" '.resource_changes[] | select(.type == "test_thing") | .change.before_identity.number == $id' \
  "$work/out" >/dev/null || fail "the plan has no identity"
jq '(.resources[] | select(.type == "test_thing") | .instances[0]) |=
  (.identity = {id: .attributes.id} | .identity_schema_version = 0)' terraform.tfstate >older && mv older terraform.tfstate
run 0 tool apply -refresh-only -auto-approve
run 0 tool apply -auto-approve -replace test_other.b
jq -e --arg id "$object" '.resources[] | select(.type == "test_thing") | .instances[0]
  | .identity == {number: $id, prefix: null} and .identity_schema_version == 1' terraform.tfstate >/dev/null ||
  fail "the identity was not raised"
run 0 tool state rm test_thing.a
cat >>main.tf <<TF
import {
  to       = test_thing.a
  identity = { number = "$object" }
}
TF
run 0 tool plan -out plan
out_has '  # imported using resource identity: {'
out_has "  #   \"number\": \"$object\","
out_has '  #   "prefix": null'
run 0 tool show -json plan
jq -e --arg id "$object" '.resource_changes[] | select(.type == "test_thing")
  | .change.importing == {identity: {number: $id, prefix: null}}' "$work/out" >/dev/null || fail "the plan names no identity"
run 0 tool apply plan
out_has '1 imported'
out_has "test_thing.a: Import complete [number=$object]"
jq -e --arg id "$object" '.resources[] | select(.type == "test_thing") | .instances[0].identity.number == $id' \
  terraform.tfstate >/dev/null || fail "the imported object has no identity"
run 0 tool plan -detailed-exitcode
run 0 tool state rm test_thing.a
sed -i 's/{ number = .* }/{ prefix = "x" }/' main.tf
run 1 tool plan
err_has 'The identity of test_thing needs "number".'
rm -f "$work"/things/*

# Ephemeral resources: opened for the plan and for the apply, renewed while something takes long, closed, kept nowhere.
ephemeral() { # PROTOCOL
  export TEST_PROVIDER_PROTOCOL=$1 TEST_PROVIDER_CALLS=$work/calls
  rm -rf "$TEST_PROVIDER_CALLS"
  directory "ephemeral$1"
  cat >main.tf <<'TF'
ephemeral "test_ticket" "t" {
  name = "brief show"
}

provider "test" {
  alias  = "inside"
  prefix = "p${length(ephemeral.test_ticket.t.secret)}-"
  folder = "FOLDER"
}

resource "test_thing" "a" {
  provider    = test.inside
  name        = "slow"
  password_wo = ephemeral.test_ticket.t.secret
}
TF
  sed -i "s|FOLDER|$work/things|" main.tf
  run 0 tool init
  run 0 tool validate
  run 0 tool plan -out plan
  out_has 'ephemeral.test_ticket.t: Opening...'
  out_has 'ephemeral.test_ticket.t: Open complete after 0s'
  out_has 'ephemeral.test_ticket.t: Close complete after 0s'
  [ "$(grep -v '^[A-Z]' "$work/calls")" = "opened brief show
closed with private of brief show" ] || fail "the plan did not open and close"
  cp "$work/out" "$work/seen"
  rm "$work/calls"
  TF_LOG=trace run 0 tool apply plan
  out_has 'ephemeral.test_ticket.t: Renewing...'
  out_has 'ephemeral.test_ticket.t: Renew complete after 0s'
  [ "$(grep -v '^[A-Z]' "$work/calls")" = "opened brief show
renewed with private of brief show
closed with private of brief show" ] || fail "the apply did not open, renew and close"
  [ "$(cat "$work"/things/*.password)" = "tkt-wohs feirb" ] || fail "the value did not arrive"
  ls "$work/things" | grep -q '^p14-' || fail "the provider was not configured with the value"
  run 0 tool show -json plan
  ! grep -rqF 'tkt-wohs' "$work/out" "$work/err" "$work/seen" plan terraform.tfstate .terraform ||
    fail "the value was kept"
  jq -e '.configuration.root_module.resources[] | select(.mode == "ephemeral")
    | .address == "ephemeral.test_ticket.t" and .expressions.name.constant_value == "brief show"' "$work/out" >/dev/null ||
    fail "the configuration does not show the block"
  run 0 tool providers schema -json
  jq -e '.provider_schemas[].ephemeral_resource_schemas.test_ticket' "$work/out" \
    >/dev/null || fail "there is no schema"
  run 0 tool plan -json -detailed-exitcode
  grep -F '"type":"ephemeral_action_complete"' "$work/out" |
    jq -se 'map(.hook.Msg) == ["Open complete", "Close complete"]
      and .[0].hook.resource.addr == "ephemeral.test_ticket.t"' >/dev/null ||
    fail "the JSON has no events"
  sed -i 's/brief show/sold out/' main.tf
  run 1 tool plan
  err_has 'Error: Sold out'
  err_has 'with ephemeral.test_ticket.t'
  sed -i 's/sold out/forbidden/' main.tf
  run 1 tool validate
  err_has 'Error: Forbidden name'
  unset TEST_PROVIDER_CALLS
  rm -f "$work"/things/*
}
ephemeral 6
ephemeral 5
export TEST_PROVIDER_PROTOCOL=6

# A package that is not the one that was locked.
directory changed
cat >main.tf <<'TF'
resource "test_other" "a" {
  name = "o"
}
TF
run 0 tool init
echo '# changed' >>"$package/terraform-provider-test_v1.2.0"
run 1 tool plan
err_has "doesn't match any of the checksums previously recorded in the dependency lock file"
run 1 tool init
err_has "doesn't match any of the checksums"
rm .terraform.lock.hcl
run 1 tool init -lockfile=readonly
err_has 'lock file is read-only'
run 0 tool init
run 0 tool plan

# Development overrides; no lock file, a warning.
directory override
cat >main.tf <<'TF'
resource "test_other" "a" {
  name = "o"
}
TF
cat >"$work/override.rc" <<RC
provider_installation {
  dev_overrides {
    "hashicorp/test" = "$package"
  }
  direct {}
}
RC
export TF_CLI_CONFIG_FILE=$work/override.rc
run 0 tool plan
out_tells 'Provider development overrides are in effect'
[ ! -e .terraform.lock.hcl ] || fail "an override was locked"
export TF_CLI_CONFIG_FILE=$work/rc

# Who serves what is chosen: without plugins as if there were none; with them all, nothing that is missing is passed over.
directory chosen
cat >main.tf <<'TF'
resource "test_other" "a" {
  name = "o"
}
TF
run 0 tool init
ROLECALL_PROVIDERS=native run 1 tool plan
err_has 'hashicorp/test'
ROLECALL_PROVIDERS=some run 1 tool plan
err_has 'ROLECALL_PROVIDERS must be'
printf '* auto\nhashicorp/test native\n' >.rolecall-providers
run 1 tool plan
err_has 'hashicorp/test'
ROLECALL_PROVIDERS=auto run 0 tool plan
echo 'hashicorp/test sometimes' >.rolecall-providers
run 1 tool plan
err_has '.rolecall-providers:1: '
rm .rolecall-providers
rm -r .terraform
ROLECALL_PROVIDERS=plugin run 1 tool plan
err_has 'Required plugins are not installed'
run 0 tool init -plugin-dir "$work/mirror"
run 0 tool plan

# What an installed provider does not have is a mistake, with and without instances; a lock file has to fit.
cat >main.tf <<'TF'
resource "test_nothing" "a" {
  count = 0
}
TF
for command in validate plan; do
  run 1 tool "$command"
  err_has 'does not support resource type "test_nothing"'
done
cat >main.tf <<'TF'
resource "test_other" "a" {
  name = "o"
}
TF
run 0 tool plan
sed -i '/version *=/d; s/^ *source *=.*/&\n      version = ">= 9.0.0"/' provider.tf
run 0 tool validate
run 1 tool plan
err_has 'Inconsistent dependency lock file'
err_has 'rolecall init -upgrade'

# What is imported needs its provider, though nothing else names it.
mkdir "$work/imported"
cd "$work/imported"
cat >main.tf <<'TF'
import {
  to = test_other.a
  id = "x"
}
TF
run 0 tool init
grep -q 'hashicorp/test' .terraform.lock.hcl || fail "the provider of an import is not installed"

# One provider of two: null_resource is built in, what else hashicorp/null is said to have is the plugin's.
mixed=$work/mirror/registry.terraform.io/hashicorp/null/4.0.0/linux_$(dpkg --print-architecture)
mkdir -p "$mixed"
install -m 755 "$here/support/test_provider.py" "$mixed/terraform-provider-null"
export TEST_PROVIDER_CALLS=$work/calls
rm -f "$TEST_PROVIDER_CALLS"
mkdir "$work/mixed"
cd "$work/mixed"
cat >main.tf <<'TF'
resource "null_resource" "a" {
}

resource "test_other" "b" {
  provider = null
  name     = null_resource.a.id == "" ? "" : "o"
}
TF
run 0 tool init
run 0 tool apply -auto-approve
out_has '2 added'
run 0 tool plan -detailed-exitcode
[ "$(grep -c '"provider": "provider\[\\"registry.terraform.io/hashicorp/null\\"\]"' terraform.tfstate)" = 2 ] ||
  fail "the two are not of one provider in the state"
# Without the plugin's type nothing of the plugin is started, though it is installed.
run 0 tool state rm test_other.b
sed -i '/test_other/,$d' main.tf
rm -rf "$TEST_PROVIDER_CALLS" .terraform/rolecall
run 0 tool plan -detailed-exitcode
[ ! -e "$TEST_PROVIDER_CALLS" ] || fail "a plan of built-in types started the plugin"
# An argument that only the plugin knows would be passed over by what is built in.
printf 'provider "null" {\n  prefix = "x"\n}\nresource "test_other" "b" {\n  provider = null\n  name = "o"\n}\n' >>main.tf
run 1 tool plan
err_has 'does not support "prefix"'
unset TEST_PROVIDER_CALLS

# What the state alone still needs is installed and locked, too.
directory orphan
printf 'resource "test_thing" "a" {\n  name = "orphan"\n}\n' >main.tf
run 0 tool init
run 0 tool apply -auto-approve
rm -rf .terraform .terraform.lock.hcl provider.tf
printf 'output "nothing" {\n  value = 1\n}\n' >main.tf
run 0 tool init
out_has '- Installed registry.terraform.io/hashicorp/test v1.2.0 (unauthenticated)'
grep -q '^provider "registry.terraform.io/hashicorp/test" {' .terraform.lock.hcl || fail "what the state names is not locked"
# The block that it was configured by is gone.
printf 'provider "test" {\n  folder = "%s"\n}\n' "$work/things" >>main.tf
run 0 tool apply -auto-approve
out_has '1 destroyed'

# Plugins end with the program.
sleep 0.5
! pgrep -f "$package" >/dev/null || fail "a plugin still runs"
