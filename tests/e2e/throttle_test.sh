#!/usr/bin/env bash
# Rate limits: what is too much is told in each protocol's words, and SDKs get through by trying again.
source "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 054000737513 --region eu-central-1 \
  --rate-limit secretsmanager=4:2 --rate-limit iam:write=4:2 --rate-limit s3=4:2

cat >"$work/throttle.py" <<'PY'
import os, sys, time
import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def client(service, **retries):
    return boto3.client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name="eu-central-1", config=Config(retries=retries))


def outcome(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"], error.response["Error"]["Message"]
    return "ok"


def expect(claim, wanted, got):
    print(("good: " if got == wanted else "WRONG: ") + claim, "" if got == wanted else got)
    if got != wanted:
        sys.exit(1)


# Without another try: some get through, the rest is told to wait.
def burst(service, operation, **arguments):
    once = client(service, total_max_attempts=1, mode="standard")
    return {outcome(getattr(once, operation), **arguments) for _ in range(12)}


expect("Secrets Manager", {"ok", (400, "ThrottlingException", "Rate exceeded")}, burst("secretsmanager", "list_secrets"))
time.sleep(1)
expect("S3", {"ok", (503, "SlowDown", "Please reduce your request rate.")}, burst("s3", "list_buckets"))
expect("IAM", {"ok", (400, "Throttling", "Rate exceeded")}, burst("iam", "tag_user", UserName="ann", Tags=[{"Key": "a", "Value": "b"}]))
expect("IAM's reads have no limit here", {"ok"}, burst("iam", "list_users"))
expect("nor has STS", {"ok"}, burst("sts", "get_caller_identity"))

# With SDKs' own retries all get through.
for service, operation, arguments in (("secretsmanager", "list_secrets", {}), ("s3", "list_buckets", {}),
                                      ("iam", "tag_user", {"UserName": "ann", "Tags": [{"Key": "a", "Value": "b"}]})):
    patient = client(service, total_max_attempts=10, mode="standard")
    expect(service + " with retries", {"ok"}, {outcome(getattr(patient, operation), **arguments) for _ in range(12)})
PY
run 0 "$aws" iam create-user --user-name ann
run 0 /usr/bin/python3 "$work/throttle.py"
cat "$work/out"
export AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=10
for i in 1 2 3; do
  "$aws" secretsmanager list-secrets >/dev/null 2>"$work/err-$i" &
  "$aws" secretsmanager list-secrets >/dev/null 2>"$work/err-0$i" &
done
for job in $(jobs -p); do
  case " ${planes[*]} " in *" $job "*) ;; *) wait "$job" || fail "the AWS CLI did not get through: $(cat "$work"/err-*)" ;; esac
done
run 0 curl -sf "$AWS_ENDPOINT_URL/metrics"
out_has 'rolecall_throttled_requests_total{service="s3"}'
grep -q '"errorCode":"ThrottlingException"' "$work/data/audit.log" || fail "a throttled call is not in the audit log"
run 1 timeout 20 "$ROLECALL" serve --listen 127.0.0.1:0 --ephemeral --rate-limit iam=fast
err_has rate-limit

# A source: before anybody knows who it is, and all its calls together.
start_plane source --account-id 054000737513 --region eu-central-1 --source-rate-limit 0.2:3
export AWS_MAX_ATTEMPTS=1
codes=""
for i in 1 2 3 4 5 6; do codes+=" $(curl -s -o "$work/answer$i" -w '%{http_code}' -d 'Action=GetCallerIdentity&Version=2011-06-15' "$AWS_ENDPOINT_URL/")"; done
case $codes in " 403 403 403 400 400 "*) ;; *) fail "the answers were$codes" ;; esac
grep -q '<Code>Throttling</Code>' "$work/answer5" || fail "$(cat "$work/answer5")"
run 0 curl -sf "$AWS_ENDPOINT_URL/metrics"
out_has 'rolecall_throttled_source_requests_total{service="sts"}'
echo "throttle: good"
