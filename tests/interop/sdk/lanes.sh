# The lanes of SDKs: each reads the token of a service account as a pod's would, exchanges it, and calls Secrets
# Manager, S3, IAM and STS with what it got. Sourced by run.sh.
#
# needs_LANE prints what is missing and fails; run_LANE builds the suite if it is not in the cache, and runs it.
sdk=$here/sdk

# The plane that all suites ask, started once, with a user, roles, secrets and a bucket in it; $work/env says where.
start_sdk_plane() {
  [ -z "$plane" ] || return 0
  for variable in $(compgen -e | grep '^AWS_' || true); do unset "$variable"; done
  "$ROLECALL" serve --listen 127.0.0.1:0 --data-dir "$work/data" --account-id 111122223333 --region eu-central-1 >"$work/serve.log" 2>&1 &
  plane=$!
  for _ in $(seq 1 200); do
    grep -q ready "$work/serve.log" && break
    kill -0 "$plane" || return 1
    sleep 0.05
  done
  "$ROLECALL" env --data-dir "$work/data" >"$work/root-env"
  (
    . "$work/root-env"
    "$(python_with_boto3)" "$sdk/fixture.py" "$work/fx" https://oidc.rolecall.internal
  ) >"$work/env"
}

# suite MINIMUM COMMAND…: runs a suite as the role of the service account sdk/client. Each of its lines is one check:
# NAME ok|FAIL DETAIL. Fails if one did, or if fewer than MINIMUM ran.
suite() {
  local minimum=$1
  shift
  start_sdk_plane || return 1
  (
    . "$work/root-env"
    . "$work/env"
    unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
    export AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
    export AWS_ENDPOINT_URL_STS=$AWS_ENDPOINT_URL AWS_ROLE_ARN=$FX_WEB AWS_WEB_IDENTITY_TOKEN_FILE=$FX/token
    # A check that hangs is a check that fails.
    timeout 300 "$@"
  ) >"$work/suite.out" 2>&1 || { cat "$work/suite.out"; echo "FAIL: the suite ended with an error"; return 1; }
  cat "$work/suite.out"
  local good bad
  good=$(grep -cE ' ok( |$)' "$work/suite.out" || true)
  bad=$(grep -c ' FAIL' "$work/suite.out" || true)
  [ "$good" -ge "$minimum" ] || { echo "FAIL: only $good checks passed, at least $minimum should"; return 1; }
  echo "$good checks"
  [ "$bad" = 0 ]
}

python_with_boto3() {
  local folder
  folder=$(folder_for sdk-python "$sdk/py/requirements.txt")
  if [ ! -e "$folder/ready" ]; then
    python3 -m venv "$folder/venv" >&2
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check -r "$sdk/py/requirements.txt" >&2
    touch "$folder/ready"
  fi
  echo "$folder/venv/bin/python"
}

needs_sdk_python() {
  needs python3 || return 1
  python3 -c 'import ensurepip' 2>/dev/null || { echo "python3 has no venv (package python3-venv)"; return 1; }
}
run_sdk_python() { suite 40 "$(python_with_boto3)" "$sdk/py/check.py" suite; }

needs_sdk_go() { needs go && needs_sdk_python; }
run_sdk_go() {
  local folder
  folder=$(folder_for sdk-go "$sdk/go/go.mod" "$sdk/go/go.sum" "$sdk/go/main.go")
  [ -x "$folder/check" ] || (cd "$sdk/go" && go build -o "$folder/check" .) || return 1
  suite 45 "$folder/check" suite
}

needs_sdk_js() { needs node npm && needs_sdk_python; }
run_sdk_js() {
  local folder
  folder=$(folder_for sdk-js "$sdk/js/package-lock.json")
  if [ ! -e "$folder/ready" ]; then
    cp "$sdk/js/package.json" "$sdk/js/package-lock.json" "$folder"
    npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error || return 1
    touch "$folder/ready"
  fi
  # The module is found beside its packages.
  cp "$sdk/js/check.mjs" "$folder"
  suite 45 node "$folder/check.mjs" suite
}

needs_sdk_java() { needs java mvn && needs_sdk_python; }
run_sdk_java() {
  local folder
  folder=$(folder_for sdk-java "$sdk/java/pom.xml" "$sdk/java/src/Check.java")
  if [ ! -e "$folder/ready" ]; then
    cp -r "$sdk/java/." "$folder"
    mvn --quiet --batch-mode -f "$folder/pom.xml" compile dependency:build-classpath "-Dmdep.outputFile=$folder/classpath" || return 1
    touch "$folder/ready"
  fi
  suite 45 java -cp "$folder/target/classes:$(cat "$folder/classpath")" Check
}
