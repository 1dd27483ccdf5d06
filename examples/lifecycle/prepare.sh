#!/usr/bin/env bash
# What exists before this directory does: two roles that somebody made by hand. main.tf imports them.
set -euo pipefail
trust='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
for name in legacy-web legacy-batch; do
  "${AWS_CLI:-aws}" iam create-role --role-name "$name" --assume-role-policy-document "$trust" --tags Key=Owner,Value=hand >/dev/null
done
