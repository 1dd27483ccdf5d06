# The lane of real providers as plugins: each is built from its Go module, serves a directory from init to destroy, and
# Terraform or OpenTofu, where one of them is here, plans no changes on the state that was made. Sourced by run.sh.
providers=$here/providers
# Those that take seconds to build. The others have lanes of their own.
small_providers=(time tls null random local http archive)

# The folder of a provider's program. (A module's version is not the provider's own where its path has no /vN.)
provider_folder() { folder_for "provider-$1" "$providers/builds/$1"/go.{mod,sum}; }

# needs_built NAME…: each built from its module, at the versions of builds/NAME. Not optimized: that would take three
# times as long, for programs that wait for others nearly all of their time.
needs_built() {
  needs go || return 1
  local name version module folder
  while read -r name version module; do
    folder=$(provider_folder "$name")
    [ ! -x "$folder/terraform-provider-$name" ] || continue
    (cd "$providers/builds/$name" && CGO_ENABLED=0 timeout "$(build_seconds)" go build -mod=readonly -p 2 -trimpath -buildvcs=false \
      -gcflags "all=-N -l" -ldflags "-s -w" -o "$folder/terraform-provider-$name" "$module" >"$work/providers-build.log" 2>&1) && continue
    echo "$name could not be built in time; the next run goes on from there: $(tail -n 1 "$work/providers-build.log" | cut -c1-200)"
    return 1
  done < <(versions_of "$@")
}

needs_providers() { needs_built "${small_providers[@]}"; }

# versions_of NAME…: their lines of versions.txt.
versions_of() { grep -E "^($(tr ' ' '|' <<<"$*")) " "$providers/versions.txt"; }

# use_mirror NAME…: a filesystem mirror of them, in the configuration of every tool ($TF_CLI_CONFIG_FILE).
use_mirror() {
  local name version module mirror=$work/providers-mirror
  while read -r name version module; do
    mkdir -p "$mirror/registry.terraform.io/hashicorp/$name/$version"
    ln -sfn "$(provider_folder "$name")" "$mirror/registry.terraform.io/hashicorp/$name/$version/$(go env GOOS)_$(go env GOARCH)"
  done < <(versions_of "$@")
  printf 'disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' "$mirror" >"$work/providers.rc"
  export TF_CLI_CONFIG_FILE=$work/providers.rc
}

# The other program that is here; empty: none.
other_program() {
  local program
  for program in terraform tofu; do
    ! command -v "$program" >/dev/null || { echo "$program"; return; }
  done
  [ ! -x "$(tofu_folder)/tofu" ] || echo "$(tofu_folder)/tofu"
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
  versions_of time tls >"$work/registry-versions"
  while read -r name version module; do
    mkdir -p "$registry/packages/hashicorp/$name/$version/$platform"
    cp "$(provider_folder "$name")/terraform-provider-$name" "$registry/packages/hashicorp/$name/$version/$platform/"
  done <"$work/registry-versions"
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
      done <"$work/registry-versions"
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

# serve_text FOLDER: what data http asks for, over HTTP; $TF_VAR_url. Its process: $served.
serve_text() {
  mkdir -p "$1"
  printf told >"$1/told.txt"
  /usr/bin/python3 - "$1" >"$1.port" 2>/dev/null <<'PY' &
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
server = http.server.HTTPServer(("127.0.0.1", 0), handler)
print(server.server_port, flush=True)
server.serve_forever()
PY
  served=$!
  for _ in $(seq 100); do [ -s "$1.port" ] && break || sleep 0.1; done
  export TF_VAR_url=http://127.0.0.1:$(cat "$1.port")/told.txt
}

# A directory's life by the plugin, and by what is built in; each and the other program find nothing to change on the
# other's state.
provider_life() { # NAME OTHER
  cp -r "$providers/directories/$1" "$work/providers-$1"
  cd "$work/providers-$1" || return 1
  quiet() { # WHO
    check 0 "$1" plan -detailed-exitcode
  }
  export ROLECALL_PROVIDERS=plugin
  check 0 "$ROLECALL" init && check 0 "$ROLECALL" validate && check 0 "$ROLECALL" apply -auto-approve && quiet "$ROLECALL" || return 1
  if [ -n "$2" ]; then
    check 0 "$2" init && quiet "$2" || return 1
  fi
  ROLECALL_PROVIDERS=auto quiet "$ROLECALL" && check 0 "$ROLECALL" destroy -auto-approve || return 1
  export ROLECALL_PROVIDERS=auto
  check 0 "$ROLECALL" apply -auto-approve && quiet "$ROLECALL" && ROLECALL_PROVIDERS=plugin quiet "$ROLECALL" || return 1
  [ -z "$2" ] || quiet "$2" || return 1
  check 0 "$ROLECALL" destroy -auto-approve
}

run_providers() {
  local name other served
  other=$(other_program)
  use_mirror "${small_providers[@]}"
  serve_text "$work/told"
  for name in "${small_providers[@]}"; do
    (provider_life "$name" "$other") || { kill "$served"; return 1; }
  done
  kill "$served"
  [ -z "$other" ] || check_registry "$other" || return 1
  echo "${#small_providers[@]} providers as plugins${other:+, beside $(basename "$other"), also from a registry}"
}

# The lane of a directory of three providers, beside a real control plane.
needs_mixed() {
  needs kubectl openssl python3 jq /usr/bin/aws && install etcd-server && needs_current kube-apiserver kube-controller-manager &&
    needs_built kubernetes helm
}

# With the other program where the real aws provider was built (its lane builds it).
run_mixed() {
  local other="" names=(kubernetes helm)
  if [ -x "$(provider_folder aws)/terraform-provider-aws" ]; then
    other=$(other_program)
    names+=(aws)
  fi
  use_mirror "${names[@]}"
  binaries=$(current_binaries) timeout 600 "$providers/mixed.sh" "$providers/directories/mixed" "$work/mixed" $other
}

# The lane of the real aws provider, beside the other program on a plane of our own. A cluster with its network, planned;
# types that are built in, planned when they are made and when they are changed; the schemas of all of them: the same in
# both. Built when it is named: half an hour of two cores.
needs_aws() {
  needs jq /usr/bin/aws && ROLECALL_INTEROP_BUILD_SECONDS=7200 needs_built tls aws
}

# planned_values PLAN-JSON: what a plan makes of each object, without what only one of the programs says.
planned_values() {
  jq -S '[.resource_changes[] | {address, actions: .change.actions, after: .change.after, after_unknown: .change.after_unknown}] | sort_by(.address)' "$1"
}

# plans_alike OTHER ARGUMENT…: both programs plan the directory; the same values. Without OTHER: ours plans it.
plans_alike() {
  local other=$1
  shift
  check 0 "$ROLECALL" plan -out=ours "$@" && "$ROLECALL" show -json ours >ours.json || return 1
  [ -n "$other" ] || return 0
  check 0 "$other" plan -out=theirs "$@" && "$other" show -json theirs >theirs.json || return 1
  diff <(planned_values theirs.json) <(planned_values ours.json) || { echo "FAIL: the plans differ"; return 1; }
}

# schemas_alike OTHER: in a directory that both have initialized.
schemas_alike() {
  "$ROLECALL" providers schema -json >our-schemas.json && "$1" providers schema -json >their-schemas.json &&
    python3 "$providers/schemas.py" our-schemas.json their-schemas.json aws
}

# What the other program makes is changed by both alike.
made_alike() { # OTHER
  plans_alike "$1" -var step=1 || return 1
  [ -n "$1" ] || return 0
  schemas_alike "$1" && check 0 "$1" apply theirs && plans_alike "$1" -var step=2
}

run_aws() {
  local other plane name code=0
  other=$(other_program)
  use_mirror tls aws
  "$ROLECALL" serve --data-dir "$work/aws-plane" --account-id 054000737513 --region eu-central-1 --listen 127.0.0.1:0 >"$work/aws-serve.log" 2>&1 &
  plane=$!
  for _ in $(seq 100); do grep -q ready "$work/aws-serve.log" && break || sleep 0.1; done
  eval "$("$ROLECALL" env --data-dir "$work/aws-plane")"
  for name in eks aws; do
    cp -r "$providers/directories/$name" "$work/aws-$name"
    (
      cd "$work/aws-$name" || exit 1
      check 0 "$ROLECALL" init && check 0 "$ROLECALL" validate || exit 1
      [ -z "$other" ] || check 0 "$other" init || exit 1
      if [ "$name" = aws ]; then made_alike "$other"; else plans_alike "$other"; fi
    ) || code=1
  done
  kill "$plane"
  [ $code = 0 ] || return 1
  echo "$(cat "$work"/aws-*/ours.json | jq '.resource_changes | length' | paste -sd+ | bc) objects planned${other:+, as by $(basename "$other")}"
}

# What plugins cost, beside every other program that is here: tables, on a machine that is quiet. SPEED_SIZES chooses
# other sizes; with 10,000 it takes half an hour ($SPEED_SECONDS for a step at most).
needs_speed() { needs_built null random time; }

run_speed() {
  use_mirror null random time
  ROLECALL_PROVIDERS=plugin speed_table small "$ROLECALL" "builtin:$ROLECALL"
}

# The same of roles, which are built in here, at a plane of our own.
needs_speed_roles() { needs_built aws; }

run_speed_roles() {
  local plane code=0
  use_mirror aws
  "$ROLECALL" serve --data-dir "$work/speed-plane" --account-id 054000737513 --region eu-central-1 --listen 127.0.0.1:0 >"$work/speed-serve.log" 2>&1 &
  plane=$!
  for _ in $(seq 100); do grep -q ready "$work/speed-serve.log" && break || sleep 0.1; done
  eval "$("$ROLECALL" env --data-dir "$work/speed-plane")"
  speed_table roles "builtin:$ROLECALL" || code=1
  kill "$plane"
  return $code
}

# speed_table KIND OURS…: the table of these and of the others.
speed_table() {
  local kind=$1 programs=("${@:2}") program
  for program in "$(command -v terraform || true)" "$(tofu_folder)/tofu"; do [ ! -x "$program" ] || programs+=("$program"); done
  python3 "$providers/speed.py" "$kind" "$work/speed-$kind" ${SPEED_SIZES:-1000 10000} -- "${programs[@]}" | tee "$work/speed.md" >&3 || return 1
  echo "$(grep -c ' s | ' "$work/speed.md") rows"
}
