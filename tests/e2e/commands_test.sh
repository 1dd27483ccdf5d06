#!/usr/bin/env bash
# Terraform's commands, flags and environment variables, as scripts and CI use them.
source "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 054000737513 --region eu-central-1
trust='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}]}'
mkdir "$work/dir"
cd "$work/dir"
cat >main.tf <<'TF'
variable "n" {
  type    = number
  default = 2
}
resource "terraform_data" "base" { input = "base" }
resource "terraform_data" "many" {
  count = var.n
  input = "${terraform_data.base.output}-${count.index}"
}
module "m" {
  source = "./m"
  from   = terraform_data.base.id
}
output "text" { value = terraform_data.base.output }
output "list" { value = terraform_data.many[*].output }
output "secret" {
  value     = "hidden"
  sensitive = true
}
TF
mkdir m
printf 'variable "from" {}\nresource "terraform_data" "in" { input = var.from }\n' >m/main.tf

# Plans, saved and stale
run 2 "$ROLECALL" plan -detailed-exitcode -out p
out_has 'rolecall apply "p"'
[ "$(stat -c %a p)" = 600 ] || fail "the plan file is not private"
run 0 "$ROLECALL" show p
out_has "Plan: 4 to add, 0 to change, 0 to destroy."
run 0 "$ROLECALL" show -json p
jq -e '.format_version == "1.2" and (.resource_changes | length) == 4 and .errored == false' "$work/out" >/dev/null || fail "show -json of a plan"
jq -e '[.relevant_attributes[] | [.resource] + .attribute | join(".")] | sort == ["terraform_data.base.id", "terraform_data.base.output", "terraform_data.many"]' "$work/out" >/dev/null || fail "relevant_attributes"
run 0 "$ROLECALL" apply p
out_has "Apply complete! Resources: 4 added, 0 changed, 0 destroyed."
run 1 "$ROLECALL" apply p
err_has "Saved plan is stale"
run 0 "$ROLECALL" plan -out p -var n=3
run 1 "$ROLECALL" apply -var n=4 p
err_has "Mismatch between input and plan variable value"
echo '# changed' >>main.tf
run 1 "$ROLECALL" apply p
err_has "the configuration was changed after the"
run 0 "$ROLECALL" plan -detailed-exitcode

# Outputs and the state, read
run 0 "$ROLECALL" output
out_has 'secret = <sensitive>'
run 0 "$ROLECALL" output -raw text
out_is base
run 0 "$ROLECALL" output -json list
out_is '["base-0","base-1"]'
run 0 "$ROLECALL" output -json
jq -e '.secret == {"sensitive": true, "type": "string", "value": "hidden"}' "$work/out" >/dev/null || fail "output -json"
run 1 "$ROLECALL" output nothing
run 0 "$ROLECALL" show -json
jq -e '.format_version == "1.0" and (.values.root_module.child_modules[0].resources[0].address == "module.m.terraform_data.in")' "$work/out" >/dev/null || fail "show -json of the state"
run 0 "$ROLECALL" state list module.m
out_is module.m.terraform_data.in
run 0 "$ROLECALL" state list 'terraform_data.many[1]'
out_is 'terraform_data.many[1]'
run 0 "$ROLECALL" state show 'terraform_data.many[0]'
out_has '    input  = "base-0"'

# What is planned, chosen
run 0 "$ROLECALL" plan -destroy
out_has "Plan: 0 to add, 0 to change, 4 to destroy."
run 0 "$ROLECALL" plan -replace 'terraform_data.many[1]'
out_has 'terraform_data.many[1] will be replaced, as requested'
out_has "Plan: 1 to add, 0 to change, 1 to destroy."
run 0 "$ROLECALL" plan -var n=4 -target 'terraform_data.many[2]'
out_has "Plan: 1 to add, 0 to change, 0 to destroy."
printf '# a comment\nterraform_data.many[3]\n  terraform_data.base  \n' >targets
run 0 "$ROLECALL" plan -var n=4 -target-file targets
out_has "many[3] will be created"
out_has "Plan: 1 to add, 0 to change, 0 to destroy."
run 0 "$ROLECALL" plan -var n=4 -exclude-file targets
out_has "No changes."
echo 'terraform_data.many[3]' >excludes
run 0 "$ROLECALL" plan -var n=4 -exclude-file excludes
out_has "many[2] will be created"
out_lacks "many[3]"
echo 'not an address!' >>targets
run 1 "$ROLECALL" plan -target-file targets
err_has "on targets line 4"
run 1 "$ROLECALL" plan -target terraform_data.base -exclude module.m
run 1 "$ROLECALL" plan -destroy -refresh-only
run 1 "$ROLECALL" plan -replcae=x
err_has "flag provided but not defined: -replcae"
run 0 "$ROLECALL" plan -refresh=false -parallelism=1 -concise -lock-timeout=1s -compact-warnings -consolidate-errors -deprecation=module:none
out_lacks "Refreshing state"

# Lines of JSON, beside the text or alone
run 0 "$ROLECALL" plan -var n=3 -json-into lines
out_has "Plan: 1 to add, 0 to change, 0 to destroy."
jq -se '.[0].type == "version" and .[0].tofu != null and ([.[] | select(.type == "planned_change")][0].change.resource.addr == "terraform_data.many[2]") and ([.[] | select(.type == "change_summary")][0].changes.add == 1)' lines >/dev/null || fail "the lines of -json-into"
run 0 "$ROLECALL" plan -var n=3 -json
jq -se 'map(.["@level"]) | unique == ["info"]' "$work/out" >/dev/null || fail "the lines of -json"
run 1 "$ROLECALL" apply -json
out_has "-auto-approve"

# The state, changed by hand
run 0 "$ROLECALL" taint 'terraform_data.many[1]'
run 2 "$ROLECALL" plan -detailed-exitcode
out_has "is tainted, so it must be replaced"
run 0 "$ROLECALL" untaint 'terraform_data.many[1]'
run 0 "$ROLECALL" state mv -dry-run module.m.terraform_data.in terraform_data.out
run 0 "$ROLECALL" state mv module.m.terraform_data.in terraform_data.out
out_has "Successfully moved 1 object(s)."
run 0 "$ROLECALL" state mv terraform_data.out module.m.terraform_data.in
run 0 "$ROLECALL" plan -detailed-exitcode
run 0 "$ROLECALL" state replace-provider registry.opentofu.org/hashicorp/aws acme/aws
out_has "No matching resources found."
run 0 "$ROLECALL" state pull
cp "$work/out" pulled
jq -e '.serial > 0' pulled >/dev/null || fail "state pull"
run 0 "$ROLECALL" state push pulled
jq '.lineage = "another"' pulled >pushed
run 1 "$ROLECALL" state push pushed
err_has "lineage"
run 0 "$ROLECALL" state rm 'terraform_data.many[1]'
run 2 "$ROLECALL" plan -detailed-exitcode
run 0 "$ROLECALL" apply -auto-approve

# Another provider's name in the state
"$ROLECALL" state pull | jq '.resources += [{mode: "managed", type: "aws_thing", name: "x", provider: "provider[\"registry.opentofu.org/hashicorp/aws\"].west", instances: []}] | .serial += 1' >with-aws
run 0 "$ROLECALL" state push with-aws
run 0 "$ROLECALL" state replace-provider -auto-approve hashicorp/aws registry.terraform.io/hashicorp/aws
out_has "Successfully replaced provider for 1 resources."
[ "$(jq -r '.resources[] | select(.type == "aws_thing").provider' terraform.tfstate)" = 'provider["registry.terraform.io/hashicorp/aws"].west' ] || fail "the provider was not replaced"
"$ROLECALL" state pull | jq 'del(.resources[] | select(.type == "aws_thing")) | .serial += 1' >without
run 0 "$ROLECALL" state push without

# Older scripts name state files
run 0 "$ROLECALL" plan -state none.tfstate
out_has "Plan: 4 to add"
run 0 "$ROLECALL" apply -auto-approve -var n=1 -state-out other.tfstate -backup -
[ ! -e other.tfstate.backup ] || fail "a backup in spite of -"
[ "$(jq '[.resources[].instances[]] | length' other.tfstate)" = 3 ] || fail "-state-out"
run 0 "$ROLECALL" output -state other.tfstate -json list
out_is '["base-0"]'
run 0 "$ROLECALL" plan -detailed-exitcode -state other.tfstate -var n=1
run 0 "$ROLECALL" apply -auto-approve -var n=3 -backup mine.backup
[ -s mine.backup ] || fail "-backup"
run 0 "$ROLECALL" apply -auto-approve

# Environment variables and -chdir
cd "$work"
run 0 "$ROLECALL" -chdir=dir plan
run 2 env TF_CLI_ARGS_plan="-detailed-exitcode -var 'n=3'" "$ROLECALL" -chdir=dir plan
run 2 env TF_VAR_n=5 "$ROLECALL" -chdir=dir plan -detailed-exitcode
out_has "Plan: 3 to add"
cd dir
run 0 env TF_WORKSPACE=blue "$ROLECALL" workspace show
out_is blue
run 1 env TF_WORKSPACE=blue "$ROLECALL" workspace select default
run 0 env TF_IN_AUTOMATION=1 "$ROLECALL" plan -var n=3
out_lacks "You didn't use the -out option"
run 0 env TF_DATA_DIR=.other "$ROLECALL" workspace new green
[ "$(cat .other/environment)" = green ] || fail "TF_DATA_DIR"
run 0 "$ROLECALL" workspace show
out_is default
run 0 "$ROLECALL" workspace select -or-create red
run 0 "$ROLECALL" workspace list
out_has "* red"
run 0 "$ROLECALL" workspace select default
run 0 "$ROLECALL" workspace delete red

# Other commands
run 0 "$ROLECALL" graph
out_has '"[root] terraform_data.base (expand)" [label = "terraform_data.base", shape = "box"]'
out_has '"[root] module.m.terraform_data.in (expand)" -> "[root] module.m.var.from (expand)"'
run 0 "$ROLECALL" get
run 0 "$ROLECALL" providers
out_has "provider[terraform.io/builtin/terraform]"
run 0 "$ROLECALL" providers schema -json
jq -e '.provider_schemas["terraform.io/builtin/terraform"].resource_schemas.terraform_data.block.attributes.id.computed' "$work/out" >/dev/null || fail "providers schema"
run 0 "$ROLECALL" validate -json
jq -e '.valid and .format_version == "1.0"' "$work/out" >/dev/null || fail "validate -json"
run 0 "$ROLECALL" version -json
jq -e '.terraform_version and .platform' "$work/out" >/dev/null || fail "version -json"
for command in login logout cloud stacks; do
  run 1 "$ROLECALL" $command -x y
  err_has "$command is not here"
done

# Drift: a plan undoes it, a refresh-only plan takes it over
mkdir "$work/aws"
cd "$work/aws"
printf 'resource "aws_iam_role" "r" {\n  name = "r"\n  assume_role_policy = jsonencode(%s)\n}\n' "$(jq -nr --argjson t "$trust" '$t')" >main.tf
run 0 "$ROLECALL" apply -auto-approve
run 0 "$aws" iam update-role --role-name r --max-session-duration 7200
run 2 "$ROLECALL" plan -detailed-exitcode
out_has "~ max_session_duration"
out_lacks "Objects have changed outside"
run 0 "$ROLECALL" plan -refresh=false -detailed-exitcode
run 2 "$ROLECALL" plan -refresh-only -detailed-exitcode
out_has "Objects have changed outside of Rolecall"
run 0 "$ROLECALL" refresh
[ "$(jq '.resources[].instances[].attributes.max_session_duration' terraform.tfstate)" = 7200 ] || fail "refresh"

# Import: by command, by block, with a generated block
run 0 "$aws" iam create-role --role-name there --assume-role-policy-document "$trust"
run 1 "$ROLECALL" import aws_iam_role.there there
err_has "Before importing this resource, please create its configuration"
printf 'import {\n  to = aws_iam_role.there\n  id = "there"\n}\n' >import.tf
run 1 "$ROLECALL" plan
err_has "Configuration for import target does not exist"
run 0 "$ROLECALL" plan -generate-config-out=generated.tf
out_has "Plan: 1 to import, 0 to add, 1 to change, 0 to destroy."
run 1 "$ROLECALL" plan -generate-config-out=sub/generated.txt -var x=1
grep -q '^resource "aws_iam_role" "there" {' generated.tf || fail "no block was generated"
run 0 "$ROLECALL" fmt -check generated.tf
run 0 "$ROLECALL" apply -auto-approve
out_has "aws_iam_role.there: Importing... [id=there]"
out_has "Apply complete! Resources: 1 imported, 0 added, 1 changed, 0 destroyed."
rm import.tf
run 0 "$ROLECALL" state rm aws_iam_role.there
run 0 "$ROLECALL" import aws_iam_role.there there
out_has 'aws_iam_role.there: Importing from ID "there"...'
out_has "Import successful!"
run 0 "$ROLECALL" plan -detailed-exitcode
run 0 "$ROLECALL" destroy -auto-approve
out_has "Destroy complete! Resources: 2 destroyed."

# What is not there is told, with an exit code; scripts may say that it need not be there
run 1 "$ROLECALL" state list aws_iam_role.nowhere
err_has "The current state contains no resource aws_iam_role.nowhere."
run 1 "$ROLECALL" taint aws_iam_role.nowhere
err_has "No such resource instance"
run 0 "$ROLECALL" taint -allow-missing aws_iam_role.nowhere
run 0 "$ROLECALL" metadata functions -json -no-color
out_has '"cidrsubnet":{'
mkdir "$work/nothing"
cd "$work/nothing"
run 1 "$ROLECALL" state list
err_has "No state file was found"

# A plan that fails half way is kept for show, and never applied
cat >main.tf <<'TF'
resource "terraform_data" "a" { input = "x" }
resource "terraform_data" "b" { count = terraform_data.a.output == "x" ? 1 : 0 }
TF
run 1 "$ROLECALL" plan -out=failed
run 0 "$ROLECALL" show failed
out_has "terraform_data.a will be created"
run 1 "$ROLECALL" apply failed
err_has "Cannot apply incomplete plan"
run 0 "$ROLECALL" show -json -config
out_has '"root_module"'

# Warnings are among what Terraform's commands print, errors are not, and JSON is nothing but JSON
rm failed
cat >main.tf <<'TF'
variable "n" { default = 1 }
resource "terraform_data" "a" {
  input      = var.n
  depends_on = ["terraform_data.b"]
}
resource "terraform_data" "b" {}
check "n" {
  assert {
    condition     = var.n == 2
    error_message = "n is not 2"
  }
}
output "o" { value = terraform_data.a.output }
TF
for words in validate plan "apply -auto-approve" refresh; do
  run 0 "$ROLECALL" $words
  out_tells 'Warning: Quoted references are deprecated'
  [ ! -s "$work/err" ] || fail "$words said something on standard error: $(cat "$work/err")"
done
out_tells 'Warning: Check block assertion failed'
for words in "show -json" "output -json" "state pull" "plan -json" "apply -json -auto-approve" "providers schema -json"; do
  run 0 "$ROLECALL" $words
  jq -e . "$work/out" >/dev/null || fail "$words printed more than JSON"
done
run 0 "$ROLECALL" output -raw o
out_is 1

# A destroy is refused where the rest of the configuration is wrong, and asks for no conditions
cp main.tf good
echo 'output "p" { value = local.nowhere }' >>main.tf
run 1 "$ROLECALL" destroy -auto-approve
err_has 'Error: Reference to undeclared local value'
cp good main.tf
echo 'output "p" { value = element([], terraform_data.a.output) }' >>main.tf
run 1 "$ROLECALL" plan -destroy
err_has 'Error: Error in function call'
cp good main.tf
echo 'resource "terraform_data" "c" {
  lifecycle {
    precondition {
      condition     = var.n == 2
      error_message = "no"
    }
  }
}' >>main.tf
run 0 "$ROLECALL" destroy -auto-approve
out_has 'Destroy complete! Resources: 2 destroyed.'

# What a destroy leaves behind is no success, unless it is meant
cat >main.tf <<'TF'
resource "terraform_data" "kept" {
  lifecycle {
    destroy = false
  }
}
TF
run 0 "$ROLECALL" apply -auto-approve
run 1 "$ROLECALL" destroy -auto-approve
err_has 'Error: Destroy was successful but left behind forgotten instances'
run 0 "$ROLECALL" apply -auto-approve
run 0 "$ROLECALL" destroy -auto-approve -suppress-forget-errors
out_has 'Destroy complete! Resources: 0 destroyed, 1 forgotten.'
echo "commands: good"
