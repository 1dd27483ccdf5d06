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
    GOBIN=$package CGO_ENABLED=0 timeout "$build_seconds" go install -trimpath \
      "github.com/hashicorp/terraform-provider-$name@$module" >"$work/providers-build.log" 2>&1 && continue
    echo "$name could not be built within $build_seconds s: $(tail -n 1 "$work/providers-build.log" | cut -c1-200)"
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
      check 0 "$ROLECALL" destroy -auto-approve
    ) || return 1
    count=$((count + 1))
  done <"$providers/versions.txt"
  echo "$count providers as plugins${other:+, beside $other}"
}
