# The lane of real providers as plugins: each is built from its Go module, serves a directory from init to destroy, and
# Terraform or OpenTofu, where one of them is here, plans no changes on the state that was made. Sourced by run.sh.
providers=$here/providers

providers_folder() { folder_for providers "$providers/versions.txt"; }

# Lays the providers out as a filesystem mirror, each built from its module (whose versions are not the provider's own
# where that has no /vN in its path).
needs_providers() {
  needs go || return 1
  local name version module package
  while read -r name version module; do
    package=$(providers_folder)/registry.terraform.io/hashicorp/$name/$version/$(go env GOOS)_$(go env GOARCH)
    [ -x "$package/terraform-provider-$name" ] && continue
    mkdir -p "$package"
    GOBIN=$package CGO_ENABLED=0 timeout "$(build_seconds)" go install -trimpath \
      "github.com/hashicorp/terraform-provider-$name@$module" >"$work/providers-build.log" 2>&1 && continue
    echo "$name could not be built in time: $(tail -n 1 "$work/providers-build.log" | cut -c1-200)"
    return 1
  done <"$providers/versions.txt"
}

# check WANTED-CODE COMMAND…
check() {
  local wanted=$1 code=0
  shift
  timeout 300 "$@" -no-color </dev/null || code=$?
  [ "$code" = "$wanted" ] && return
  echo "FAIL: exit code $code instead of $wanted: $*"
  return 1
}

# The providers once more, from a registry of the tests over TLS: Rolecall and the other program find, verify and lock the
# same. Its answers are as the protocol's documentation has them.
check_registry() { # PROGRAM
  local registry=$work/providers-registry name version module platform port tool pid code=0
  platform=$(go env GOOS)_$(go env GOARCH)
  while read -r name version module; do
    mkdir -p "$registry/packages/hashicorp/$name/$version/$platform"
    cp "$(providers_folder)/registry.terraform.io/hashicorp/$name/$version/$platform/terraform-provider-$name" \
      "$registry/packages/hashicorp/$name/$version/$platform/"
  done <"$providers/versions.txt"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$registry/key.pem" -out "$registry/cert.pem" -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost 2>/dev/null
  PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$providers/../../support/provider_registry.py" "$registry" "$registry/cert.pem" \
    "$registry/key.pem" &
  pid=$!
  for _ in $(seq 1 600); do [ -s "$registry/port" ] && break || sleep 0.1; done
  port=$(cat "$registry/port")
  for tool in rolecall other; do
    mkdir -p "$registry/$tool"
    {
      echo 'terraform {'
      echo '  required_providers {'
      while read -r name version module; do
        printf '    %s = {\n      source  = "localhost:%s/hashicorp/%s"\n      version = "~> %s"\n    }\n' "$name" "$port" "$name" "$version"
      done <"$providers/versions.txt"
      printf '  }\n}\nresource "time_static" "a" {\n}\nresource "tls_private_key" "a" {\n  algorithm = "ED25519"\n}\n'
    } >"$registry/$tool/main.tf"
  done
  printf 'disable_checkpoint = true\n' >"$registry/rc"
  export SSL_CERT_FILE=$registry/cert.pem TF_CLI_CONFIG_FILE=$registry/rc ROLECALL_PROVIDERS=plugin
  (cd "$registry/rolecall" && check 0 "$ROLECALL" init && check 0 "$ROLECALL" apply -auto-approve) &&
    (cd "$registry/other" && check 0 "$1" init) &&
    diff <(grep -v '^#' "$registry/rolecall/.terraform.lock.hcl") <(grep -v '^#' "$registry/other/.terraform.lock.hcl") &&
    (cd "$registry/rolecall" && check 0 "$1" init && check 0 "$1" plan -detailed-exitcode) &&
    (cd "$registry/other" && check 0 "$ROLECALL" init -lockfile=readonly) || code=1
  kill "$pid"
  unset SSL_CERT_FILE TF_CLI_CONFIG_FILE ROLECALL_PROVIDERS
  [ $code = 0 ] || echo "FAIL: the registry's providers"
  return $code
}

run_providers() {
  local name version module other="" count=0
  printf 'provider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' "$(providers_folder)" >"$work/providers.rc"
  for other in terraform tofu ""; do [ -n "$other" ] && command -v "$other" >/dev/null && break; done
  while read -r name version module; do
    cp -r "$providers/$name" "$work/providers-$name"
    (
      cd "$work/providers-$name" || exit 1
      export TF_CLI_CONFIG_FILE=$work/providers.rc ROLECALL_PROVIDERS=plugin
      check 0 "$ROLECALL" init && check 0 "$ROLECALL" validate && check 0 "$ROLECALL" apply -auto-approve &&
        check 0 "$ROLECALL" plan -detailed-exitcode || exit 1
      if [ -n "$other" ]; then
        check 0 "$other" init && check 0 "$other" plan -detailed-exitcode || exit 1
      fi
      check 0 "$ROLECALL" destroy -auto-approve || exit 1
      # The same by what is built in: the plugin finds nothing to change on its state.
      export ROLECALL_PROVIDERS=auto
      check 0 "$ROLECALL" apply -auto-approve && check 0 "$ROLECALL" plan -detailed-exitcode || exit 1
      if [ -n "$other" ]; then
        check 0 "$other" plan -detailed-exitcode || exit 1
      fi
      check 0 "$ROLECALL" destroy -auto-approve
    ) || return 1
    count=$((count + 1))
  done <"$providers/versions.txt"
  [ -z "$other" ] || check_registry "$other" || return 1
  echo "$count providers as plugins${other:+, beside $other, also from a registry}"
}
