#!/usr/bin/env bash
# Every policy is enforced: the probes of enforcement.py, by boto3.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")" && pwd)
start_plane data --account-id 054000737513 --region eu-central-1
run 0 /usr/bin/python3 "$here/enforcement.py" "$AWS_ENDPOINT_URL" "$work/data/credentials"
cat "$work/out"
