# The lane of OpenTofu itself, built from its Go module: states that one of the two programs encrypts are opened by the
# other, in both directions, by passphrases, chains and fallbacks; and out of encryption again. Sourced by run.sh.
opentofu=$here/opentofu

tofu_folder() { folder_for opentofu "$opentofu/go.mod"; }

# A first build takes 12 minutes of one processor; what was compiled when it is interrupted stays in Go's cache.
needs_opentofu() {
  needs go jq || return 1
  local folder
  folder=$(tofu_folder)
  [ ! -x "$folder/tofu" ] || return 0
  (cd "$opentofu" && CGO_ENABLED=0 timeout "$(build_seconds)" go build -mod=mod -p 2 -trimpath -buildvcs=false -ldflags "-s -w" -o "$folder/tofu" \
    github.com/opentofu/opentofu/cmd/tofu >"$work/opentofu-build.log" 2>&1) && return
  echo "OpenTofu could not be built in time; the next run goes on from there"
  return 1
}

# sealed FILE: nothing of it is plain.
sealed() {
  jq -e '.encryption_version == "v0"' "$1" >/dev/null && ! grep -q "kept secret" "$1" && return
  echo "FAIL: $1 is not encrypted"
  return 1
}

run_opentofu() {
  local tofu targets count=0
  tofu=$(tofu_folder)/tofu
  mkdir -p "$work/opentofu"
  cd "$work/opentofu" || return 1
  cat >main.tf <<'TF'
variable "passphrase" {
  type      = string
  sensitive = true
}
resource "terraform_data" "a" {
  input = "kept secret"
}
output "a" {
  value = terraform_data.a.output
}
TF
  export TF_VAR_passphrase="correct horse battery staple"
  # Whatever the user's own says, and where it is not there: OpenTofu warns of that among what it prints.
  : >"$work/opentofu.rc"
  export TF_CLI_CONFIG_FILE=$work/opentofu.rc
  local keys='key_provider "pbkdf2" "k" {
  passphrase = var.passphrase
}
# Of its own: OpenTofu does not take one key provider for two methods of a target.
key_provider "pbkdf2" "base" {
  passphrase = var.passphrase
}
key_provider "pbkdf2" "chained" {
  chain                    = key_provider.pbkdf2.base
  hash_function            = "sha256"
  encrypted_metadata_alias = "second"
}
method "aes_gcm" "m" {
  keys = key_provider.pbkdf2.k
}
method "aes_gcm" "c" {
  keys = key_provider.pbkdf2.chained
  aad  = [1, 2, 3]
}
method "unencrypted" "none" {}'
  # Each step: by one program, then the other finds nothing to change.
  step() { # TARGETS WRITER READER
    export TF_ENCRYPTION="$keys
$1"
    check 0 "$2" apply -auto-approve && sealed terraform.tfstate && check 0 "$3" plan -detailed-exitcode || return 1
    [ "$("$3" output -raw a)" = "kept secret" ] || { echo "FAIL: $3 reads another output"; return 1; }
    count=$((count + 1))
  }
  check 0 "$tofu" init || return 1
  step 'state { method = method.aes_gcm.m }' "$tofu" "$ROLECALL" || return 1
  step 'state {
    method = method.aes_gcm.c
    fallback { method = method.aes_gcm.m }
  }' "$ROLECALL" "$tofu" || return 1
  step 'state {
    method = method.aes_gcm.m
    fallback { method = method.aes_gcm.c }
  }' "$tofu" "$ROLECALL" || return 1
  # What TF_ENCRYPTION says in JSON
  export TF_ENCRYPTION='{"key_provider":{"pbkdf2":{"k":{"passphrase":"${var.passphrase}"}}},"method":{"aes_gcm":{"m":{"keys":"${key_provider.pbkdf2.k}"}}},"state":{"method":"method.aes_gcm.m","enforced":true}}'
  check 0 "$ROLECALL" plan -detailed-exitcode && check 0 "$tofu" plan -detailed-exitcode || return 1
  # Another passphrase opens nothing, in either
  TF_VAR_passphrase="another passphrase of hers" check 1 "$ROLECALL" plan || return 1
  TF_VAR_passphrase="another passphrase of hers" check 1 "$tofu" plan || return 1
  # And out again, by ours; theirs reads it without any encryption
  export TF_ENCRYPTION="$keys
state {
  method = method.unencrypted.none
  fallback {
    method = method.aes_gcm.m
  }
}"
  check 0 "$ROLECALL" apply -auto-approve || return 1
  unset TF_ENCRYPTION
  check 0 "$tofu" plan -detailed-exitcode || return 1
  unset TF_VAR_passphrase TF_CLI_CONFIG_FILE
  cd - >/dev/null || return 1
  echo "$count states sealed by one and opened by the other, OpenTofu $(sed -n 's/^require .*opentofu v\([0-9.]*\).*/\1/p' "$opentofu/go.mod")"
}
