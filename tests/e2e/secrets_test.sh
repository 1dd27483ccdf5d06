#!/usr/bin/env bash
# Secrets Manager with real clients: rotation by a command and by a webhook, replicas, texts that SDKs read.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")" && pwd)
account=054000737513
command_arn=arn:aws:lambda:eu-central-1:$account:function:command
webhook_arn=arn:aws:lambda:eu-central-1:$account:function:webhook
failing_arn=arn:aws:lambda:eu-central-1:$account:function:failing

# The webhook: a server that notes what it is asked, on a port of its own choice.
/usr/bin/python3 "$here/secret_rotation.py" webhook "$work/webhook" &
planes+=($!)
for _ in $(seq 1 200); do [ -s "$work/webhook.port" ] && break; sleep 0.05; done

start_plane data --account-id $account --region eu-central-1 --regions eu-west-1 \
  --rotation-function "$command_arn=/usr/bin/python3 $here/secret_rotation.py rotate" \
  --rotation-function "$failing_arn=echo a-secret-that-nobody-sees; exit 3" \
  --rotation-function "$webhook_arn=http://127.0.0.1:$(cat "$work/webhook.port")/hook"
run 0 /usr/bin/python3 "$here/secret_rotation.py" check "$command_arn" "$failing_arn" "$webhook_arn" "$work/webhook"
cat "$work/out"

# The AWS CLI sees the same
run 0 "$aws" secretsmanager create-secret --name cli --secret-string one
run 0 "$aws" secretsmanager rotate-secret --secret-id cli --rotation-lambda-arn "$command_arn" --rotation-rules '{"ScheduleExpression":"rate(10 days)"}'
for _ in $(seq 1 200); do
  [ "$("$aws" secretsmanager get-secret-value --secret-id cli --query SecretString --output text)" = one ] || break
  sleep 0.1
done
run 0 "$aws" secretsmanager describe-secret --secret-id cli
out_has '"RotationEnabled": true'
out_has '"ScheduleExpression": "rate(10 days)"'
out_has LastRotatedDate
out_has NextRotationDate
run 254 "$aws" secretsmanager describe-secret --secret-id 'a b'
err_has "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!"

# Nothing of a value is in the logs, nor in the data directory
grep -q "failed at createSecret: exit code 3" "$work/serve-data.log" || fail "the failure is not told"
! cat "$work"/data/* "$work/serve-data.log" | grep -qaE "a-secret-that-nobody-sees|rotated-value" || fail "a secret is in a log or file"

# Wrong functions are told at the start
run 1 timeout 20 "$ROLECALL" serve --listen 127.0.0.1:0 --ephemeral --rotation-function nonsense
err_has rotation-function
echo "secrets: good"
