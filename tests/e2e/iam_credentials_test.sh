#!/usr/bin/env bash
# Credentials of IAM's users, reports and settings, by boto3 and the AWS CLI: answers are what their parsers want.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")" && pwd)
start_plane data --account-id 054000737513 --region eu-central-1

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 30 -subj /CN=web.test 2>/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/other.pem" -out "$work/other-cert.pem" -days 30 -subj /CN=o.test 2>/dev/null
openssl rsa -in "$work/key.pem" -pubout -out "$work/public.pem" 2>/dev/null
run 0 /usr/bin/python3 "$here/iam_credentials.py" "$AWS_ENDPOINT_URL" "$work/data/credentials" "$work"
cat "$work/out"

# The AWS CLI writes the seed and the code to files, and reads certificates from files.
run 0 "$aws" iam create-virtual-mfa-device --virtual-mfa-device-name cli --outfile "$work/qr.png" --bootstrap-method QRCodePNG
head -c 4 "$work/qr.png" | grep -q PNG || fail "the QR code is no PNG"
run 0 "$aws" iam upload-server-certificate --server-certificate-name cli --certificate-body "file://$work/cert.pem" --private-key "file://$work/key.pem"
out_has arn:aws:iam::054000737513:server-certificate/cli
run 254 "$aws" iam upload-server-certificate --server-certificate-name bad --certificate-body "file://$work/cert.pem" --private-key "file://$work/other.pem"
err_has KeyPairMismatch
