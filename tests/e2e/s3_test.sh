#!/usr/bin/env bash
# S3 as the AWS CLI uses it: objects, listings, versions, conditions, multipart uploads, presigned URLs, policies.
source "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 054000737513 --region eu-central-1

run 0 "$aws" s3api create-bucket --bucket state --create-bucket-configuration LocationConstraint=eu-central-1
run 254 "$aws" s3api create-bucket --bucket state --create-bucket-configuration LocationConstraint=eu-central-1
err_has BucketAlreadyOwnedByYou
run 254 "$aws" s3api create-bucket --bucket UPPER --create-bucket-configuration LocationConstraint=eu-central-1
err_has InvalidBucketName
run 0 "$aws" s3api get-bucket-location --bucket state --query LocationConstraint --output text
out_is eu-central-1

# Objects with metadata, ranges and conditions
printf 'hello world' >"$work/hello"
run 0 "$aws" s3api put-object --bucket state --key 'dir/a b+ü.txt' --body "$work/hello" --content-type text/plain --metadata owner=me
run 0 "$aws" s3api get-object --bucket state --key 'dir/a b+ü.txt' "$work/back"
cmp "$work/hello" "$work/back" || fail "the object changed on its way"
[ "$(jq -r .Metadata.owner "$work/out")" = me ] || fail "metadata"
run 0 "$aws" s3api get-object --bucket state --key 'dir/a b+ü.txt' --range bytes=6-10 "$work/back"
[ "$(cat "$work/back")" = world ] || fail "range"
run 254 "$aws" s3api head-object --bucket state --key nothing
run 254 "$aws" s3api get-object --bucket state --key nothing "$work/back"
err_has NoSuchKey

# Listings with pages and common prefixes
for i in 1 2 3 4 5; do "$aws" s3api put-object --bucket state --key "logs/$i" --body "$work/hello" >/dev/null; done
run 0 "$aws" s3api list-objects-v2 --bucket state --delimiter / --query 'CommonPrefixes[].Prefix' --output text
out_is "$(printf 'dir/\tlogs/')"
run 0 "$aws" s3api list-objects-v2 --bucket state --prefix logs/ --page-size 2 --query 'length(Contents)'
out_is 5
run 0 "$aws" s3api list-objects-v2 --bucket state --prefix logs/ --max-items 2 --query 'Contents[].Key' --output text
out_has logs/1

# Versions: the deleted comes back
run 0 "$aws" s3api put-bucket-versioning --bucket state --versioning-configuration Status=Enabled
run 0 "$aws" s3api put-object --bucket state --key v --body "$work/hello" --query VersionId --output text
first=$(cat "$work/out")
printf 'second' >"$work/second"
run 0 "$aws" s3api put-object --bucket state --key v --body "$work/second"
run 0 "$aws" s3api delete-object --bucket state --key v
run 254 "$aws" s3api get-object --bucket state --key v "$work/back"
run 0 "$aws" s3api get-object --bucket state --key v --version-id "$first" "$work/back"
cmp "$work/hello" "$work/back" || fail "the first version"
run 0 "$aws" s3api list-object-versions --bucket state --prefix v --query '[length(Versions), length(DeleteMarkers)]' --output text
out_is "$(printf '2\t1')"

# A file of several parts goes up and comes back the same
head -c 20000000 /dev/urandom >"$work/large"
run 0 "$aws" s3 cp "$work/large" s3://state/large --no-progress
run 0 "$aws" s3 cp s3://state/large "$work/large.back" --no-progress
cmp "$work/large" "$work/large.back" || fail "the large file changed on its way"
run 0 "$aws" s3api head-object --bucket state --key large --query ETag --output text
out_has -

# A presigned URL works without keys, and not with another key name or after a change
url=$("$aws" s3 presign s3://state/logs/1)
run 0 curl -sf "$url"
out_is "hello world"
[ "$(curl -s -o /dev/null -w '%{http_code}' "${url/logs\/1/logs\/2}")" = 403 ] || fail "a changed URL was taken"
[ "$(curl -s -o /dev/null -w '%{http_code}' "$AWS_ENDPOINT_URL/state/logs/1")" = 403 ] || fail "an unsigned request was taken"

# A bucket policy opens one prefix for everybody, when the bucket's public access is not blocked as it is at first
public='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::state/logs/*"}]}'
run 254 "$aws" s3api put-bucket-policy --bucket state --policy "$public"
err_has "because public policies are blocked by the BlockPublicPolicy block public access setting"
run 0 "$aws" s3api delete-public-access-block --bucket state
run 0 "$aws" s3api put-bucket-policy --bucket state --policy "$public"
run 0 "$aws" s3api get-bucket-policy-status --bucket state --query PolicyStatus.IsPublic --output text
out_is True
[ "$(curl -s "$AWS_ENDPOINT_URL/state/logs/1")" = "hello world" ] || fail "the policy does not open"
[ "$(curl -s -o /dev/null -w '%{http_code}' "$AWS_ENDPOINT_URL/state/large")" = 403 ] || fail "the policy opens too much"
[ "$(curl -s -o /dev/null -w '%{http_code}' -X PUT --data x "$AWS_ENDPOINT_URL/state/logs/1")" = 403 ] || fail "the policy lets write"
run 0 "$aws" s3api put-public-access-block --bucket state --public-access-block-configuration RestrictPublicBuckets=true
[ "$(curl -s -o /dev/null -w '%{http_code}' "$AWS_ENDPOINT_URL/state/logs/1")" = 403 ] || fail "a restricted bucket is open"

# What is not served never becomes something else
run 254 "$aws" s3api delete-bucket-metrics-configuration --bucket state --id x
err_has NoSuchConfiguration
run 254 "$aws" s3api put-bucket-lifecycle-configuration --bucket state --lifecycle-configuration '{"Rules":[{"ID":"a","Status":"Enabled","Filter":{"Prefix":""},"Expiration":{"Days":1}}]}'
err_has NotImplemented
run 0 "$aws" s3api head-bucket --bucket state
run 0 "$aws" s3api get-bucket-encryption --bucket state --query 'ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm' --output text
out_is AES256
run 254 "$aws" s3api put-bucket-acl --bucket state --acl public-read
err_has AccessControlListNotSupported

# Tags by S3 Control, as Terraform's provider reads them
if getent hosts 054000737513.localhost >/dev/null; then
  export AWS_ENDPOINT_URL_S3_CONTROL=${AWS_ENDPOINT_URL/127.0.0.1/localhost}
  run 0 "$aws" s3control tag-resource --account-id 054000737513 --resource-arn arn:aws:s3:::state --tags Key=team,Value=blue
  run 0 "$aws" s3control list-tags-for-resource --account-id 054000737513 --resource-arn arn:aws:s3:::state --query 'Tags[0].Value' --output text
  out_is blue
fi

# A version under a legal hold stays
run 0 "$aws" s3api create-bucket --bucket locked --object-lock-enabled-for-bucket --create-bucket-configuration LocationConstraint=eu-central-1
run 0 "$aws" s3api put-object --bucket locked --key v --body "$work/hello" --query VersionId --output text
first=$(cat "$work/out")
run 0 "$aws" s3api put-object-legal-hold --bucket locked --key v --legal-hold Status=ON
run 254 "$aws" s3api delete-object --bucket locked --key v --version-id "$first"
err_has "protected by object lock"
run 0 "$aws" s3api put-object-legal-hold --bucket locked --key v --legal-hold Status=OFF
run 0 "$aws" s3api put-object-retention --bucket locked --key v --retention 'Mode=GOVERNANCE,RetainUntilDate=2099-01-01T00:00:00Z'
run 254 "$aws" s3api delete-object --bucket locked --key v --version-id "$first"
run 0 "$aws" s3api delete-object --bucket locked --key v --version-id "$first" --bypass-governance-retention

# What boto3 checks by itself
run 0 /usr/bin/python3 -I "$(cd "$(dirname "$0")" && pwd)/s3_objects.py"
cat "$work/out"

# A bucket goes only when it is empty
run 254 "$aws" s3api delete-bucket --bucket state
err_has BucketNotEmpty
run 0 "$aws" s3 rm s3://state --recursive --quiet
run 254 "$aws" s3api delete-bucket --bucket state
err_has BucketNotEmpty
echo "s3: good"
