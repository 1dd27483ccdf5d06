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

# Another machine: a real SSH server, where there is one.
sshd=$(command -v sshd || ls /usr/sbin/sshd 2>/dev/null || true)
if [ -z "$sshd" ]; then
  echo "provisioners: ok (remote-exec and file not tried: no sshd on this machine)"
  exit 0
fi
ssh-keygen -q -t ed25519 -N '' -f "$work/host" && ssh-keygen -q -t ed25519 -N '' -f "$work/client"
ssh-keygen -q -t ed25519 -N '' -f "$work/other"
cp "$work/client.pub" "$work/authorized"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/sshd_config" <<CONFIG
Port $port
ListenAddress 127.0.0.1
HostKey $work/host
AuthorizedKeysFile $work/authorized
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
CONFIG
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
"$sshd" -D -e -f "$work/sshd_config" >"$work/sshd.log" 2>&1 &
planes+=("$!")
mkdir -p "$work/remote/sub" "$work/there"
cd "$work/remote"
echo deep >sub/file
printf '#!/bin/sh\necho "script of $(id -un) in $0"\n' >step.sh
cat >main.tf <<'TF'
variable "port" {}
variable "there" {}
variable "host_key" {}
variable "bastion" {
  default = ""
}

resource "terraform_data" "a" {
  connection {
    host         = "127.0.0.1"
    port         = var.port
    user         = "USER"
    private_key  = file("../client")
    host_key     = var.host_key
    bastion_host = var.bastion
    timeout      = "20s"
  }

  provisioner "file" {
    content     = "id ${self.id}"
    destination = "${var.there}/with blank"
  }

  provisioner "file" {
    source      = "sub"
    destination = var.there
  }

  provisioner "remote-exec" {
    inline = ["cat '${var.there}/with blank' ${var.there}/sub/file", "echo done >&2"]
  }

  provisioner "remote-exec" {
    script = "step.sh"
  }
}
TF
sed -i "s/USER/$(id -un)/" main.tf
export TF_VAR_port=$port TF_VAR_there=$work/there TF_VAR_host_key="$(cut -d' ' -f1,2 "$work/host.pub")"
run 0 tool apply -auto-approve
out_has 'terraform_data.a (remote-exec): Connected!'
out_has 'terraform_data.a (remote-exec): id '
out_has 'terraform_data.a (remote-exec): done'
out_has "terraform_data.a (remote-exec): script of $(id -un) in /tmp/terraform_"
run 0 tool apply -auto-approve -replace=terraform_data.a -var bastion=127.0.0.1
out_has 'Using configured bastion host...'
[ -z "$(ls /tmp/terraform_*.sh "${TMPDIR:-/tmp}"/rolecall-provision-* 2>/dev/null)" ] || fail "something is left behind"
run 1 tool apply -auto-approve -replace=terraform_data.a -var host_key="$(cut -d' ' -f1,2 "$work/other.pub")"
err_has 'timeout - last error: Host key verification failed.'

echo "provisioners: ok"
