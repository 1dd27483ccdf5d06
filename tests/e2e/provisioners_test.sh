#!/usr/bin/env bash
# Provisioners local-exec: run when an object was made and before it goes, told line by line, in text and JSON.
source "$(dirname "$0")/../support/plane.sh"
tool() { "$ROLECALL" "$@" -no-color; }
mkdir -p "$work/dir/sub"
cd "$work/dir"
cat >main.tf <<'TF'
variable "code" {
  default = 0
}

variable "token" {
  default   = "t0p"
  sensitive = true
}

resource "terraform_data" "other" {
  input = "other"
}

resource "terraform_data" "a" {
  input = "in"

  provisioner "local-exec" {
    command     = "echo \"made ${self.output} after $OTHER in $(basename $PWD)\"; exit ${var.code}"
    working_dir = "sub"
    environment = {
      OTHER = terraform_data.other.output
    }
  }

  provisioner "local-exec" {
    command     = "print('by python')"
    interpreter = ["python3", "-c"]
    quiet       = true
  }

  provisioner "local-exec" {
    command = "echo ${var.token}"
  }

  provisioner "local-exec" {
    when       = destroy
    on_failure = continue
    command    = "echo bye ${self.output}; exit 3"
  }
}
TF
run 0 tool validate
run 1 tool apply -auto-approve -var code=9
out_has "terraform_data.a: Provisioning with 'local-exec'..."
out_has 'terraform_data.a (local-exec): Executing: ["/bin/sh" "-c" "echo \"made in after $OTHER in $(basename $PWD)\"; exit 9"]'
out_has 'terraform_data.a (local-exec): made in after other in sub'
err_has 'Error: local-exec provisioner error'
err_has "exit status 9. Output: made in after other in sub"
grep -q '"status": "tainted"' terraform.tfstate || fail "an object that was not provisioned is not tainted"
run 0 tool apply -auto-approve
out_has 'is tainted, so it must be replaced'
out_lacks 'bye in'
out_has 'terraform_data.a (local-exec): by python'
out_has 'terraform_data.a (local-exec): Executing: Suppressed by quiet=true'
out_has 'terraform_data.a (local-exec): (output suppressed due to sensitive value in config)'
out_lacks t0p
run 0 tool plan -detailed-exitcode
run 0 "$ROLECALL" apply -destroy -auto-approve -json
out_has '"type":"provision_start"'
out_has '"provisioner":"local-exec","output":"bye in"'
out_has '"type":"provision_errored"'
[ "$(grep -c '"mode"' terraform.tfstate)" = 0 ] || fail "a failure that is let pass kept the object"

# A provisioner that takes long ends with Ctrl-C, and the object is tainted.
cat >main.tf <<'TF'
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "echo running; exec sleep 600"
  }
}
TF
"$ROLECALL" apply -auto-approve -no-color >"$work/out" 2>"$work/err" </dev/null &
pid=$!
planes+=("$pid")
for _ in $(seq 1 600); do grep -q ': running' "$work/out" && break || sleep 0.1; done
kill -INT "$pid"
code=0
wait "$pid" || code=$?
planes=()
[ "$code" = 1 ] || fail "exit code $code instead of 1 after an interrupt"
err_has 'signal: killed'
grep -q '"status": "tainted"' terraform.tfstate || fail "an object whose provisioner was stopped is not tainted"

echo "provisioners: ok"
