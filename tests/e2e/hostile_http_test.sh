#!/usr/bin/env bash
# What hostile and odd clients send, byte by byte: hostile_http.py. Nothing of it may cost memory, shut others out, be
# stored, or pass for what it is not.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")" && pwd)
start_plane data --account-id 054000737513 --region eu-central-1 --host plane.test --max-connections 300
run 0 /usr/bin/python3 "$here/hostile_http.py" "$AWS_ENDPOINT_URL" "$work/data/credentials" "$plane_pid"
cat "$work/out"
