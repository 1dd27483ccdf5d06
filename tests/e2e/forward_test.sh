#!/usr/bin/env bash
# serve --forward: IAM in front of an emulator that has none, with boto3; and --localstack in LocalStack's place.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")" && pwd)

# An emulator of our own, which believes everybody and remembers what it got.
/usr/bin/python3 "$here/emulator.py" "$work/port" >"$work/serve-emulator.log" 2>&1 &
emulator=$!
planes+=("$emulator")
for _ in $(seq 1 100); do [ -s "$work/port" ] && break; sleep 0.05; done
url=http://127.0.0.1:$(cat "$work/port")

start_plane data --account-id 054000737513 --region eu-central-1 --forward "$url,s3=$url"
run 0 /usr/bin/python3 "$here/forward.py" "$url"
cat "$work/out"
grep -q '"eventName":"SendMessage"' "$work/data/audit.log" || fail "a forwarded call is not in the audit log"
! grep -q 'a message that is nobody' "$work/data/audit.log" || fail "a body is in the audit log"
run 0 curl -sf "$AWS_ENDPOINT_URL/metrics"
out_has 'rolecall_forwarded_unknown_resources_total{service="glue"} 1'

# Objects pass through in pieces: the plane does not grow by them.
before=$(awk '/VmHWM/ {print $2}' "/proc/$plane_pid/status")
head -c 209715200 /dev/zero >"$work/large"
run 0 "$aws" s3api put-object --bucket logs --key large --body "$work/large"
run 0 "$aws" s3api get-object --bucket logs --key large "$work/back"
cmp "$work/large" "$work/back" || fail "a large object came back changed"
after=$(awk '/VmHWM/ {print $2}' "/proc/$plane_pid/status")
[ $((after - before)) -lt 40960 ] || fail "the plane grew by $((after - before)) KiB for an object of 200 MiB"

# The emulator is gone: 503 in the protocol's shape, and the plane's own services go on.
kill "$emulator" && wait "$emulator" 2>/dev/null || true
run 254 env AWS_MAX_ATTEMPTS=1 "$aws" sqs list-queues
err_has ServiceUnavailable
run 0 "$aws" iam list-users

# In LocalStack's place.
"$ROLECALL" serve --localstack --listen 127.0.0.1:0 >"$work/serve-localstack.log" 2>&1 &
planes+=("$!")
for _ in $(seq 1 100); do grep -q '^Ready\.$' "$work/serve-localstack.log" && break; sleep 0.05; done
grep -q '^Ready\.$' "$work/serve-localstack.log" || fail "it does not say Ready."
export AWS_ENDPOINT_URL=$(sed -n 's/.*ready on \(http[^ ]*\) .*/\1/p' "$work/serve-localstack.log")
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=ap-southeast-2
unset AWS_SESSION_TOKEN AWS_REGION AWS_ENDPOINT_URL_STS
run 0 curl -sf "$AWS_ENDPOINT_URL/_localstack/health"
out_has '"s3":"running"'
run 0 curl -sf "$AWS_ENDPOINT_URL/_localstack/info"
out_has '"edition"'
run 0 "$aws" sts get-caller-identity --query Account --output text
out_is 000000000000
run 0 "$aws" s3 mb s3://compose
run 0 "$aws" secretsmanager create-secret --name db --secret-string s3cret --query Name --output text
out_is db
run 0 "$aws" iam create-role --role-name app --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"000000000000"},"Action":"sts:AssumeRole"}]}' --query Role.Arn --output text
out_is arn:aws:iam::000000000000:role/app
run 254 "$aws" sqs list-queues
err_has 'sqs is not served here'
run 0 "$ROLECALL" serve --help
out_has forward
out_has localstack
run 1 "$ROLECALL" serve --ephemeral --forward iam=http://127.0.0.1:1
err_has 'iam is served here'
run 1 "$ROLECALL" serve --ephemeral --forward http://127.0.0.1:1/path
err_has 'is not http://HOST:PORT'
echo "forward: good"
