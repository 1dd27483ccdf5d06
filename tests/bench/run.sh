#!/usr/bin/env bash
# make bench: prints a table; every row begins with its area. The server runs on one core (taskset), the load on the
# other. Loopback only.
set -euo pipefail
build=${BUILD:?set BUILD to the build directory}
here=$(cd "$(dirname "$0")" && pwd)
examples=$here/../../examples
rolecall=$build/rolecall
aws=/usr/bin/aws
seconds=${BENCH_SECONDS:-5}
work=$(mktemp -d "${TMPDIR:-/tmp}/rolecall-bench-XXXXXX")
trap '[ -z "${plane:-}" ] || { kill -TERM "$plane"; wait "$plane" || true; }; rm -rf "$work"' EXIT
for variable in $(compgen -e | grep '^AWS_' || true); do unset "$variable"; done
export AWS_PAGER="" AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null HOME=$work

row() { printf '%-60s %14s %10s\n' "$1" "$2" "$3"; }
timed() { # the median of seven runs: milliseconds and megabytes of the whole process
  for _ in 1 2 3 4 5 6 7; do command time -f '%e %M' -o "$work/time" -a taskset -c 1 "$@" >/dev/null; done
  sort -n "$work/time" | awk '{t[NR]=$1; m[NR]=$2} END {printf "%d ms %d MB\n", t[int((NR+1)/2)]*1000, m[int((NR+1)/2)]/1024}'
  rm -f "$work/time"
}
# make_account: what is asked for, and a user with the seed's kind of policy, so that a policy is decided each time (root
# would need none). Requests, signed, are then in $work.
make_account() {
  "$aws" secretsmanager create-secret --name bench/secret --secret-string value >/dev/null
  local bench_key
  bench_key=$("$aws" kms create-key --query KeyMetadata.KeyId --output text)
  "$aws" kms encrypt --key-id "$bench_key" --plaintext dmFsdWU= --encryption-context app=bench --query CiphertextBlob --output text >"$work/ciphertext"
  "$aws" ssm put-parameter --name /bench/secret --type SecureString --value value >/dev/null
  "$aws" iam create-open-id-connect-provider --url https://bench.example.com/issuer --client-id-list sts.amazonaws.com >/dev/null
  "$aws" iam create-role --role-name bench --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::054000737513:oidc-provider/bench.example.com/issuer"},"Condition":{"StringEquals":{"bench.example.com/issuer:sub":"system:serviceaccount:bench:app","bench.example.com/issuer:aud":"sts.amazonaws.com"}}}]}' >/dev/null
  "$aws" iam create-user --user-name bench >/dev/null
  "$aws" iam put-user-policy --user-name bench --policy-name p --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["secretsmanager:GetResourcePolicy","secretsmanager:GetSecretValue","secretsmanager:DescribeSecret","secretsmanager:ListSecretVersionIds"],"Resource":["arn:aws:secretsmanager:eu-central-1:054000737513:secret:bench/*"]},{"Effect":"Allow","Action":"secretsmanager:ListSecrets","Resource":"*"},{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":"bench"}}},{"Effect":"Allow","Action":["ssm:GetParameter","ssm:GetParameters"],"Resource":["arn:aws:ssm:eu-central-1:054000737513:parameter/bench/*"]}]}'
  "$aws" iam create-access-key --user-name bench >"$work/key.json"
  AWS_SECRET_ACCESS_KEY=$(jq -r .AccessKey.SecretAccessKey "$work/key.json") "$build/rolecall_bench_requests" "$work" "$host" \
    "$(jq -r .AccessKey.AccessKeyId "$work/key.json")" eu-central-1 arn:aws:iam::054000737513:role/bench bench/secret "${BENCH_TOKENS:-20000}"
}
echo "machine: $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), $(nproc) cores, $(awk '/MemTotal/ {printf "%d GB", $2/1e6}' /proc/meminfo), $(date -u +%F)"
row "what" "measured" "target"

"$build/rolecall_bench" --benchmark_format=json >"$work/micro.json" 2>/dev/null
jq -e 'all(.benchmarks[]; .error_occurred != true)' "$work/micro.json" >/dev/null || { echo "a benchmark failed:"; jq -r '.benchmarks[] | select(.error_occurred) | .name + ": " + .error_message' "$work/micro.json"; exit 1; }
# Names are AREA/NAME or AREA/NAME/SIZE. What handles bytes is told as a rate.
jq -r '.benchmarks[] | "\(.name) \(.real_time) \(.time_unit) \(.bytes_per_second // 0) \(.bytes // 0)"' "$work/micro.json" |
  while read -r name time unit rate bytes; do
    case $name in
      policy/SeedAllowed | policy/SeedDenied) target="500 ns" ;;
      policy/CompileStatements*) target="5 ms" ;;
      policy/Statements/1000 | policy/Services/1000) target="2000 ns" ;;
      access/WhoCanRoles/10000) target="200 ms" ;;
      access/CompareRoles/10000 | access/NoNewAccessRoles/10000) target="300 ms" ;;
      access/Inclusion/50) target="1000 us" ;;
      lint/Lint*/1000) target="80 ms" ;;
      hcl/Parse*) target="50 MB/s" ;;
      *) target="" ;;
    esac
    [ "$rate" = 0 ] && measured=$(printf '%.1f %s' "$time" "$unit") || measured=$(awk -v rate="$rate" 'BEGIN {printf "%.1f MB/s", rate / 1e6}')
    row "${name%%/*}: ${name#*/}" "$measured" "$target"
    [ "$bytes" = 0 ] || case $name in */1000 | */10000) row "  memory of the compiled policy" "$(awk -v bytes="$bytes" 'BEGIN {printf "%.0f KB", bytes / 1024}')" "" ;; esac
  done

begin=$(date +%s%N)
exec {ready}< <(exec "$rolecall" serve --listen 127.0.0.1:0 --data-dir "$work/first" 2>&1)
plane=$!
read -r _ <&"$ready"
row "server: first start" "$((($(date +%s%N) - begin) / 1000000)) ms" "30 ms"
sleep 3
row "server: idle memory" "$(awk '/VmRSS/ {printf "%.1f MB", $2 / 1024}' "/proc/$plane/status")" "10 MB"
kill -TERM "$plane"
exec {ready}<&-

echo '{"keys":[]}' >"$work/jwks.json"
taskset -c 0 "$rolecall" serve --listen 127.0.0.1:0 --data-dir "$work/data" --account-id 054000737513 --region eu-central-1 --threads 1 \
  --issuer https://oidc.eks.eu-central-1.amazonaws.com/id/81E1F9ED8100DE07F6B96AF57C8191BC \
  --oidc-keys "https://bench.example.com/issuer=$work/jwks.json" >"$work/serve.log" 2>&1 &
plane=$!
for _ in $(seq 1 100); do grep -q ready "$work/serve.log" && break; sleep 0.05; done
eval "$("$rolecall" env --data-dir "$work/data")"
host=${AWS_ENDPOINT_URL#http://}

"$aws" s3api create-bucket --bucket canida-terraform --create-bucket-configuration LocationConstraint=eu-central-1 >/dev/null
make_account

cpu() { awk '{print ($14 + $15) / 100}' "/proc/$plane/stat"; } # seconds that the server has used
# load NAME TARGET calls|bodies FILE [N]: requests a second, and requests for each second of the server's own time (which
# other programs on the machine do not change).
load() {
  local name=$1 target=$2 before after
  shift 2
  # Of forms the first hundred: those that are to be new stay new.
  taskset -c 1 "$build/rolecall_bench_load" "$host" 1 "$1" "$2" 100 >/dev/null
  before=$(cpu)
  taskset -c 1 "$build/rolecall_bench_load" "$host" "$seconds" "$@" >"$work/load.txt"
  after=$(cpu)
  row "$name" "$(awk '{printf "%d/s", $1 / $3}' "$work/load.txt")" "$target"
  by_cpu=$(awk -v before="$before" -v after="$after" '{printf "%d", $1 / (after - before)}' "$work/load.txt")
  row "  for each second of the server's CPU time" "$by_cpu" ""
}
# The processor's own measure, in the same run: what one verification of a token's signature costs at least.
verifications=$(taskset -c 0 openssl speed -seconds 2 rsa2048 2>/dev/null | awk '/^rsa 2048/ {printf "%d", $NF}')
row "openssl: RSA-2048 verifications" "$verifications/s" ""
load "services: AssumeRoleWithWebIdentity, a different token each" "20000/s" bodies "$work/tokens.txt"
one_exchange=$by_cpu
load "services: AssumeRoleWithWebIdentity, tokens seen before" "35000/s" bodies "$work/tokens.txt" 100
load "services: GetSecretValue, signed" "35000/s" calls "$work/secret.txt"
one_node=$by_cpu
load "services: GetParameter, decrypted, signed" "35000/s" calls "$work/parameter.txt"
load "services: KMS Decrypt, signed" "30000/s" calls "$work/decrypt.txt"
source "$here/nodes.sh"
# What --forward adds to a call: the same signed call to a small emulator, and through a plane before it.
/usr/bin/python3 "$here/forward.py" "$rolecall" "$work" >"$work/forward.txt" || { cat "$work/forward.txt"; exit 1; }
while IFS=: read -r cores adds; do
  [ "$cores" = "one core" ] && target="60 us" || target=""
  row "server: --forward adds to a call, $cores" "$adds" "$target"
done <"$work/forward.txt"
ROLECALL=$rolecall bash "$here/webhook.sh"
row "server: peak memory" "$(awk '/VmHWM/ {print int($2/1024) " MB"}' "/proc/$plane/status")" ""

# Durable writes by 32 writers on each node; etcd's own puts in the same run.
"$build/rolecall_stores_rates" "$seconds" | sed 's/^/stores: /'
"$build/rolecall_large_store_bench" | sed 's/^/stores: /'

cp -r "$examples/k8s-main" "$work/k8s-main"
cd "$work/k8s-main"
row "engine: plan of the example, empty state" "$(timed "$rolecall" plan -var-file canida.tfvars)" "100ms 40MB"
"$rolecall" apply -auto-approve -var-file canida.tfvars >/dev/null
row "engine: plan of the example, nothing to do" "$(timed "$rolecall" plan -var-file canida.tfvars)" "100ms 40MB"
row "engine: validate the example" "$(timed "$rolecall" validate)" "10 ms"
/usr/bin/python3 "$here/access_files.py" plan 20 >plan.json
row "access: review of a plan of 20 MB" "$(timed "$rolecall" review plan.json)" "300 ms"
/usr/bin/python3 "$here/access_files.py" events 100000 >events.jsonl
begin=$(date +%s%N)
# 2: some calls would be denied, as it should be.
taskset -c 1 "$rolecall" rehearse --events events.jsonl plan.json >/dev/null || [ $? = 2 ]
row "access: rehearse, events a minute" "$(awk -v ns=$(($(date +%s%N) - begin)) 'BEGIN {printf "%.1f million", 100000 * 60e9 / ns / 1e6}')" "1 million"
rm plan.json events.jsonl
ROLECALL=$rolecall bash "$here/scale.sh"
