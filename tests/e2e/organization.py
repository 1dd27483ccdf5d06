"""An organization with the SDK: pages, two accounts, a service control and a resource control policy."""
import json
import os
import sys
import time

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.exceptions
import botocore.httpsession


def client(name, session=boto3, **more):
    return session.client(name, endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name="eu-central-1", **more)


def refused(text, call, **arguments):
    try:
        call(**arguments)
    except botocore.exceptions.ClientError as error:
        message = str(error)
        assert text in message, message
        return
    sys.exit(f"not refused: {text}")


def policy(effect, action, **more):
    statement = {"Effect": effect, "Action": action, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


organizations = client("organizations")
organization = organizations.create_organization(FeatureSet="ALL")["Organization"]
root = organizations.list_roots()["Roots"][0]["Id"]


def new_account(name):
    status = organizations.create_account(Email=f"{name}@example.com", AccountName=name)["CreateAccountStatus"]
    while status["State"] == "IN_PROGRESS":
        status = organizations.describe_create_account_status(CreateAccountRequestId=status["Id"])["CreateAccountStatus"]
        time.sleep(0.01)
    assert status["State"] == "SUCCEEDED", status
    return status["AccountId"]


def session_in(account):
    assumed = client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole", RoleSessionName="e2e")["Credentials"]
    return boto3.Session(aws_access_key_id=assumed["AccessKeyId"], aws_secret_access_key=assumed["SecretAccessKey"],
                         aws_session_token=assumed["SessionToken"])


prod, dev = new_account("prod"), new_account("dev")
unit = organizations.create_organizational_unit(ParentId=root, Name="sandbox")["OrganizationalUnit"]["Id"]
organizations.move_account(AccountId=dev, SourceParentId=root, DestinationParentId=unit)
accounts = [account["Id"] for page in organizations.get_paginator("list_accounts").paginate(PaginationConfig={"PageSize": 1})
            for account in page["Accounts"]]
assert sorted(accounts) == sorted([organization["MasterAccountId"], prod, dev]), accounts

# A denial on the unit binds its account, and no other.
no_buckets = organizations.create_policy(Name="no-buckets", Description="", Type="SERVICE_CONTROL_POLICY",
                                         Content=policy("Deny", "s3:CreateBucket"))["Policy"]["PolicySummary"]["Id"]
organizations.attach_policy(PolicyId=no_buckets, TargetId=unit)
in_dev, in_prod = session_in(dev), session_in(prod)
refused("with an explicit deny in a service control policy", client("s3", in_dev).create_bucket, Bucket="dev-bucket",
        CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
client("s3", in_prod).create_bucket(Bucket="prod-bucket",
                                   CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})

# Who is not in the organization, or not signed at all, may not read, though the bucket's policy lets everybody.
organizations.enable_policy_type(RootId=root, PolicyType="RESOURCE_CONTROL_POLICY")
ours = organizations.create_policy(
    Name="ours", Description="", Type="RESOURCE_CONTROL_POLICY",
    Content=policy("Deny", "s3:*", Principal="*",
                   Condition={"StringNotEqualsIfExists": {"aws:PrincipalOrgID": organization["Id"]}}))
prod_s3 = client("s3", in_prod)
prod_s3.put_object(Bucket="prod-bucket", Key="k", Body=b"text")
prod_s3.delete_public_access_block(Bucket="prod-bucket")
open_to_all = policy("Allow", "s3:GetObject", Principal="*").replace('"Resource": "*"',
                                                                      '"Resource": "arn:aws:s3:::prod-bucket/*"')
prod_s3.put_bucket_policy(Bucket="prod-bucket", Policy=open_to_all)
unsigned = client("s3", config=boto3.session.Config(signature_version=botocore.UNSIGNED))
assert unsigned.get_object(Bucket="prod-bucket", Key="k")["Body"].read() == b"text"
organizations.attach_policy(PolicyId=ours["Policy"]["PolicySummary"]["Id"], TargetId=root)
refused("AccessDenied", unsigned.get_object, Bucket="prod-bucket", Key="k")
assert client("s3", session_in(dev)).get_object(Bucket="prod-bucket", Key="k")["Body"].read() == b"text"

# Members change nothing.
refused("You don't have permissions to access this resource.", client("organizations", in_dev).detach_policy,
        PolicyId=no_buckets, TargetId=unit)
# Every operation of the service's model is served, or refused by name.
def code_of(operation):
    request = botocore.awsrequest.AWSRequest(
        "POST", os.environ["AWS_ENDPOINT_URL"], data="{}",
        headers={"X-Amz-Target": "AWSOrganizationsV20161128." + operation, "Content-Type": "application/x-amz-json-1.1"})
    credentials = boto3.Session().get_credentials()
    botocore.auth.SigV4Auth(credentials, "organizations", "us-east-1").add_auth(request)
    answer = botocore.httpsession.URLLib3Session().send(request.prepare())
    return json.loads(answer.content).get("__type", ""), answer.status_code


operations = [name for name in organizations.meta.service_model.operation_names if name != "LeaveOrganization"]
for operation in operations:
    code, status = code_of(operation)
    assert "UnknownOperation" not in code and status != 500, (operation, code)
    assert (status == 501) == ("NotImplemented" in code), (operation, code, status)
assert len(operations) > 50 and "UnknownOperation" in code_of("NoSuchOperation")[0]
print("the organization holds")
