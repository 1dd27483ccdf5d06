#!/usr/bin/env bash
# The console: expressions over several lines, types, typed values from outside, unknown and ephemeral variables.
source "$(dirname "$0")/../support/plane.sh"
mkdir -p "$work/empty" "$work/dir"

# says EXPRESSION ANSWER [FLAGS…]: the console's whole output.
says() {
  local expression=$1 answer=$2 got
  shift 2
  got=$(printf '%s\n' "$expression" | "$ROLECALL" console "$@" 2>&1) || true
  [ "$got" = "$answer" ] || fail "$expression gives '$got' instead of '$answer'"
}

cd "$work/empty"   # no configuration is needed
says '1 + 1' 2
says $'[\n  1,\n]' $'[\n  1,\n]'
says $'<<EOT\na ${1 + 1}\nEOT' $'<<EOT\na 2\n\nEOT'
says $'1 + \\\n2' 3
says 'type({ a = [1] })' $'object({\n    a: tuple([\n        number,\n    ]),\n})'
says '1 / 0' +Inf
says '1 / 0' '{"type":"number","value":"inf"}' -json
says $'nope(\n1)\n2' $'{"error":"Call to unknown function: There is no function named \\"nope\\". Did you mean \\"one\\"?"}\n{"type":"number","value":2}' -json

# The last bits of other programs, and nobody's secrets.
says 'ceil(log(243, 3))' 5
says 'null && true' false
says 'jsondecode("[1,")' '{"error":"Error in function call: Call to function \"jsondecode\" failed: EOF."}' -json
secret_fault=$(echo 'cidrhost(sensitive("hunter2"), 1)' | "$ROLECALL" console 2>&1 || true)
[[ $secret_fault == *"the reason is not shown"* && $secret_fault != *"address: hunter2"* ]] || fail "$secret_fault"

cat >vars.json <<'T'
{"list": {"k": "list", "v": [{"k": "number", "v": "1"}, {"k": "unknown", "t": "number"}]},
 "huge": {"k": "number", "v": "-inf"},
 "secret": {"k": "marked", "marks": ["sensitive"], "v": {"k": "string", "v": "x"}}}
T
says 'list[0]' '{"type":"number","value":1}' -json -vars-json vars.json
says 'list' '{"unknown":true,"type":["list","number"]}' -json -vars-json vars.json
says 'huge < 0' true -vars-json vars.json
says '"${secret}y"' '{"type":"string","value":"xy","sensitive":true}' -json -vars-json vars.json
says '[secret]' $'[\n  (sensitive value),\n]' -vars-json vars.json

cd "$work/dir"
cat >main.tf <<'T'
terraform {
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}
variable "unset" { type = string }
variable "hidden" {
  default   = "x"
  ephemeral = true
}
locals { name = "arn:${var.unset}" }
T
says 'var.unset' '(known after apply)'
says 'type(local.name)' string
says 'startswith(local.name, "arn:")' true
says 'startswith(local.name, "x")' false
says 'var.hidden' '(ephemeral value)'
says 'var.unset' '"a"' -var unset=a
says 'provider::terraform::encode_expr({ a = [1, "x"] })' $'<<EOT\n{\n  a = [1, "x"]\n}\nEOT'
says 'provider::terraform::decode_tfvars("a = 1\n").a' 1
echo "console: ok"
