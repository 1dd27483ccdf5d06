"""Who may do what, asked with boto3: every answer of the plane is AWS's, allowed or by which error code it is refused.

Usage: enforcement.py ENDPOINT CREDENTIALS_FILE     the credentials are root's; each group of probes makes users of its own
"""
import configparser
import itertools
import json
import sys
import urllib.error
import urllib.request

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

ACCOUNT = "054000737513"
DENIED, SECRET_DENIED = "AccessDenied", "AccessDeniedException"

endpoint, credentials_file = sys.argv[1:]
parser = configparser.ConfigParser()
parser.read(credentials_file)
section = parser["default"]
ROOT = {"aws_access_key_id": section["aws_access_key_id"], "aws_secret_access_key": section["aws_secret_access_key"]}
failures = []
probes = 0
numbers = itertools.count(1)


def client(service, credentials=ROOT, **config):
    config = Config(retries={"max_attempts": 1}, **config)
    return boto3.client(service, endpoint_url=endpoint, region_name="eu-central-1", config=config, **credentials)


iam, sts, secrets, s3 = client("iam"), client("sts"), client("secretsmanager"), client("s3")


def expect(claim, wanted, call, *args, **kwargs):
    """`wanted` is "ok" or the code of the error."""
    global probes
    probes += 1
    try:
        call(*args, **kwargs)
        got = "ok"
    except ClientError as error:
        got = error.response["Error"]["Code"]
    if got != wanted:
        failures.append(f"{claim}: {got} instead of {wanted}")


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def statement(effect, action, resource="*", condition=None, **more):
    result = {"Effect": effect, "Action": action, **more}
    if "NotResource" not in more and "Principal" not in more:
        result["Resource"] = resource
    if condition:
        result["Condition"] = condition
    return result


def allow(*args, **kwargs):
    return statement("Allow", *args, **kwargs)


def deny(*args, **kwargs):
    return statement("Deny", *args, **kwargs)


def keys_of(user):
    key = iam.create_access_key(UserName=user)["AccessKey"]
    return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}


def user(*statements, name=None, boundary=None, tags=None):
    """A new user with one inline policy of the statements; answers its keys."""
    name = name or f"user-{next(numbers)}"
    more = {"PermissionsBoundary": boundary} if boundary else {}
    iam.create_user(UserName=name, Tags=[{"Key": k, "Value": v} for k, v in (tags or {}).items()], **more)
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy(*statements))
    return keys_of(name)


def role(name, principal, condition=None, actions="sts:AssumeRole"):
    trust = policy(statement("Allow", actions, condition=condition, Principal=principal))
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def managed(name, *statements):
    return iam.create_policy(PolicyName=name, PolicyDocument=policy(*statements))["Policy"]["Arn"]


def session(answer):
    made = answer["Credentials"]
    return {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"],
            "aws_session_token": made["SessionToken"]}


def read(credentials, secret, **more):
    return client("secretsmanager", credentials).get_secret_value(SecretId=secret, **more)


DATABASE = secrets.create_secret(Name="app/db", SecretString="v", Tags=[{"Key": "team", "Value": "blue"}])["ARN"]
OTHER = secrets.create_secret(Name="app/other", SecretString="v")["ARN"]
READ = "secretsmanager:GetSecretValue"
SELF = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}


def signatures():
    expect("an unsigned call", "MissingAuthenticationToken", client("iam", {}, signature_version=UNSIGNED).list_users)
    expect("a wrong secret key", "SignatureDoesNotMatch",
           client("iam", {**ROOT, "aws_secret_access_key": "x" * 40}).list_users)
    expect("an unknown key", "InvalidClientTokenId",
           client("iam", {"aws_access_key_id": "AKIA" + "A" * 16, "aws_secret_access_key": "x" * 40}).list_users)


def identity_policies():
    expect("nothing is allowed by default", SECRET_DENIED, read, user(), DATABASE)
    one = user(allow(READ, DATABASE))
    expect("an allowed resource", "ok", read, one, DATABASE)
    expect("another resource", SECRET_DENIED, read, one, OTHER)
    denied = user(allow("secretsmanager:*"), deny(READ, OTHER))
    expect("a deny beats an allow", SECRET_DENIED, read, denied, OTHER)
    expect("a deny of something else", "ok", read, denied, DATABASE)
    only = user(allow("*"), deny("secretsmanager:*", NotResource=DATABASE))
    expect("inside of NotResource", "ok", read, only, DATABASE)
    expect("outside of NotResource", SECRET_DENIED, read, only, OTHER)
    but_iam = user({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})
    expect("not of NotAction", "ok", read, but_iam, DATABASE)
    expect("of NotAction", DENIED, client("iam", but_iam).list_users)
    iam.create_group(GroupName="readers")
    iam.put_group_policy(GroupName="readers", PolicyName="p", PolicyDocument=policy(allow(READ)))
    member = user(name="member")
    expect("before joining the group", SECRET_DENIED, read, member, DATABASE)
    iam.add_user_to_group(GroupName="readers", UserName="member")
    expect("a member of the group", "ok", read, member, DATABASE)
    iam.put_group_policy(GroupName="readers", PolicyName="d", PolicyDocument=policy(deny("*")))
    expect("a deny of the group", SECRET_DENIED, read, member, DATABASE)


def boundaries_and_resource_policies():
    boundary = managed("s3-only", allow("s3:*"))
    bounded = user(allow("*"), boundary=boundary)
    expect("outside of the boundary", SECRET_DENIED, read, bounded, DATABASE)
    expect("inside of the boundary", "ok", client("s3", bounded).list_buckets)
    direct = user(allow("s3:*"), boundary=boundary, name="direct")
    secrets.put_resource_policy(SecretId=OTHER, ResourcePolicy=policy(
        {**allow(READ), "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/direct"}}))
    expect("a resource policy that names the user", "ok", read, direct, OTHER)
    caller = user(allow("sts:*"))
    arn = role("reader", SELF, actions=["sts:AssumeRole", "sts:TagSession"])
    assume = client("sts", caller).assume_role
    secrets.put_resource_policy(SecretId=OTHER, ResourcePolicy=policy({**allow(READ), "Principal": {"AWS": arn}}))
    as_role = session(assume(RoleArn=arn, RoleSessionName="probe"))
    expect("a resource policy that names the role", "ok", read, as_role, OTHER)
    expect("what the role has not", SECRET_DENIED, read, as_role, DATABASE)
    narrowed = session(assume(RoleArn=arn, RoleSessionName="probe", Policy=policy(allow("s3:*"))))
    expect("a session policy limits the role's grant", SECRET_DENIED, read, narrowed, OTHER)
    secrets.put_resource_policy(SecretId=OTHER, ResourcePolicy=policy(
        {**deny(READ, condition={"StringNotEquals": {"aws:PrincipalTag/team": "blue"}}), "Principal": "*"}))
    expect("a resource's deny spares the tag", "ok", read, user(allow("secretsmanager:*"), tags={"team": "blue"}), OTHER)
    expect("a resource's deny hits another tag", SECRET_DENIED, read,
           user(allow("secretsmanager:*"), tags={"team": "red"}), OTHER)
    expect("a resource's deny hits root", SECRET_DENIED, read, ROOT, OTHER)
    secrets.delete_resource_policy(SecretId=OTHER)


def sessions():
    arn = role("worker", SELF, actions=["sts:AssumeRole", "sts:TagSession"])
    iam.put_role_policy(RoleName="worker", PolicyName="p", PolicyDocument=policy(allow("secretsmanager:*")))
    caller = user(allow("sts:*"), allow("secretsmanager:*"))
    asked = client("sts", caller)
    one = policy(allow(READ, DATABASE))
    by_arn = managed("one-secret", allow(READ, DATABASE))
    expect("a role's own policy", "ok", read, session(asked.assume_role(RoleArn=arn, RoleSessionName="probe")), OTHER)
    for claim, limit in (("inline", {"Policy": one}), ("managed", {"PolicyArns": [{"arn": by_arn}]})):
        limited = session(asked.assume_role(RoleArn=arn, RoleSessionName="probe", **limit))
        expect(f"inside of the {claim} session policy", "ok", read, limited, DATABASE)
        expect(f"outside of the {claim} session policy", SECRET_DENIED, read, limited, OTHER)
    tagged = session(asked.assume_role(RoleArn=arn, RoleSessionName="probe", Tags=[{"Key": "team", "Value": "blue"}]))
    iam.put_role_policy(RoleName="worker", PolicyName="p", PolicyDocument=policy(allow(
        "secretsmanager:*", condition={"StringEquals": {"aws:PrincipalTag/team": "${aws:ResourceTag/team}"}})))
    expect("a session tag equals the resource's", "ok", read, tagged, DATABASE)
    expect("a variable without value", SECRET_DENIED, read, tagged, OTHER)
    iam.delete_role_policy(RoleName="worker", PolicyName="p")
    expect("a removed policy ends at once", SECRET_DENIED, read, tagged, DATABASE)
    federated = session(asked.get_federation_token(Name="fed", Policy=one))
    expect("a federated user inside of its policy", "ok", read, federated, DATABASE)
    expect("a federated user outside of its policy", SECRET_DENIED, read, federated, OTHER)
    expect("a federated user without policy", SECRET_DENIED, read, session(asked.get_federation_token(Name="f2")), OTHER)
    own = session(asked.get_session_token())
    expect("a session token of the user", "ok", read, own, DATABASE)
    expect("a session token does not reach IAM", "InvalidClientTokenId", client("iam", own).list_users)
    expect("a changed session token", "UnrecognizedClientException", read,
           {**own, "aws_session_token": own["aws_session_token"][:-8] + "AAAAAAA="}, DATABASE)


def condition_keys():
    cases = [
        ("an address inside", "ok", {"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}),
        ("an address outside", SECRET_DENIED, {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
        ("no TLS", SECRET_DENIED, {"Bool": {"aws:SecureTransport": "true"}}),
        ("a date in the past", SECRET_DENIED, {"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}),
        ("a date that has come", "ok", {"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}),
        ("another region", SECRET_DENIED, {"StringEquals": {"aws:RequestedRegion": "us-west-2"}}),
        ("no second factor", SECRET_DENIED, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        ("long-lived keys", "ok", {"Null": {"aws:TokenIssueTime": "true"}}),
        ("the secret's tag", "ok", {"StringEquals": {"secretsmanager:ResourceTag/team": "blue"}}),
        ("another tag", SECRET_DENIED, {"StringEquals": {"aws:ResourceTag/team": "red"}}),
        ("the secret's id", "ok", {"ArnLike": {"secretsmanager:SecretId": f"arn:aws:secretsmanager:*:{ACCOUNT}:secret:app/*"}}),
    ]
    for claim, wanted, condition in cases:
        expect(claim, wanted, read, user(allow("*", condition=condition)), DATABASE)
    strict = user(allow("*"), deny("*", condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}))
    expect("a deny IfExists without the key", SECRET_DENIED, read, strict, DATABASE)
    elsewhere = user(allow("*"), deny("*", condition={"NotIpAddress": {"aws:SourceIp": ["192.0.2.0/24"]}}))
    expect("a deny of other addresses", SECRET_DENIED, read, elsewhere, DATABASE)
    stage = user(allow("*", condition={"StringEquals": {"secretsmanager:VersionStage": "AWSPREVIOUS"}}))
    expect("another stage", SECRET_DENIED, read, stage, DATABASE, VersionStage="AWSCURRENT")
    named = client("secretsmanager", user(allow("secretsmanager:CreateSecret", condition={"StringLike": {"secretsmanager:Name": "dev/*"}})))
    expect("a name that fits", "ok", named.create_secret, Name="dev/a", SecretString="x")
    expect("a name that does not", SECRET_DENIED, named.create_secret, Name="prod/a", SecretString="x")
    careful = client("secretsmanager", user(allow("secretsmanager:DeleteSecret"), deny(
        "secretsmanager:DeleteSecret", condition={"NumericLessThan": {"secretsmanager:RecoveryWindowInDays": "14"}})))
    expect("too short a recovery window", SECRET_DENIED, careful.delete_secret, SecretId="dev/a", RecoveryWindowInDays=7)
    expect("a long enough one", "ok", careful.delete_secret, SecretId="dev/a", RecoveryWindowInDays=30)
    own = client("iam", user(allow("iam:GetUser", f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"), name="own"))
    expect("oneself by ${aws:username}", "ok", own.get_user)
    expect("somebody else", DENIED, own.get_user, UserName="member")


def tags_and_passing():
    tag = lambda key, value="1": [{"Key": key, "Value": value}]
    keys = client("iam", user(allow("iam:CreateUser", condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}), allow("iam:TagUser")))
    expect("tag keys of the list", "ok", keys.create_user, UserName="tagged-1", Tags=tag("a"))
    expect("another tag key", DENIED, keys.create_user, UserName="tagged-2", Tags=tag("c"))
    owner = client("iam", user(allow(["iam:CreateUser", "iam:TagUser"], condition={"StringEquals": {"aws:RequestTag/owner": "${aws:username}"}}), name="owner"))
    expect("a request tag by variable", "ok", owner.create_user, UserName="tagged-3", Tags=tag("owner", "owner"))
    expect("another value", DENIED, owner.create_user, UserName="tagged-4", Tags=tag("owner", "other"))
    expect("without the tag", DENIED, owner.create_user, UserName="tagged-5")
    plain = client("iam", user(allow("iam:CreateUser")))
    expect("tags at creation need iam:TagUser", DENIED, plain.create_user, UserName="tagged-6", Tags=tag("a"))
    boundary, other = managed("limit", allow("s3:*")), managed("else", allow("s3:*"))
    trust = policy(statement("Allow", "sts:AssumeRole", Principal=SELF))
    maker = client("iam", user(allow("iam:CreateRole", condition={"StringEquals": {"iam:PermissionsBoundary": boundary}})))
    expect("a role without the boundary", DENIED, maker.create_role, RoleName="made-1", AssumeRolePolicyDocument=trust)
    expect("a role with the boundary", "ok", maker.create_role, RoleName="made-2", AssumeRolePolicyDocument=trust, PermissionsBoundary=boundary)
    attacher = client("iam", user(allow("iam:AttachRolePolicy", condition={"ArnEquals": {"iam:PolicyARN": boundary}})))
    expect("the policy of the condition", "ok", attacher.attach_role_policy, RoleName="made-2", PolicyArn=boundary)
    expect("another policy", DENIED, attacher.attach_role_policy, RoleName="made-2", PolicyArn=other)
    iam.create_instance_profile(InstanceProfileName="machine")
    add = {"InstanceProfileName": "machine", "RoleName": "made-2"}
    expect("without iam:PassRole", DENIED, client("iam", user(allow("iam:AddRoleToInstanceProfile"))).add_role_to_instance_profile, **add)
    passer = user(allow("iam:AddRoleToInstanceProfile"), allow("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/made-2"))
    expect("with iam:PassRole", "ok", client("iam", passer).add_role_to_instance_profile, **add)


def trust_policies():
    caller = user(allow("sts:*"), name="walt")
    assume = client("sts", caller).assume_role
    external = role("external", {"AWS": ACCOUNT}, {"StringEquals": {"sts:ExternalId": "e1"}})
    expect("without external id", DENIED, assume, RoleArn=external, RoleSessionName="probe")
    expect("with the external id", "ok", assume, RoleArn=external, RoleSessionName="probe", ExternalId="e1")
    named = role("named", {"AWS": ACCOUNT}, {"StringLike": {"sts:RoleSessionName": "${aws:username}"}})
    expect("one's own session name", "ok", assume, RoleArn=named, RoleSessionName="walt")
    expect("another session name", DENIED, assume, RoleArn=named, RoleSessionName="eve")
    plain = role("plain", {"AWS": ACCOUNT})
    expect("tags without sts:TagSession", DENIED, assume, RoleArn=plain, RoleSessionName="probe", Tags=[{"Key": "a", "Value": "b"}])
    expect("a source identity without permission", DENIED, assume, RoleArn=plain, RoleSessionName="probe", SourceIdentity="me")
    expect("root assumes no role", DENIED, sts.assume_role, RoleArn=plain, RoleSessionName="probe")
    expect("the account's trust needs an identity policy", DENIED, client("sts", user()).assume_role, RoleArn=plain, RoleSessionName="probe")
    link = role("link", {"AWS": ACCOUNT})
    iam.put_role_policy(RoleName="link", PolicyName="p", PolicyDocument=policy(allow("sts:AssumeRole")))
    chained = client("sts", session(assume(RoleArn=link, RoleSessionName="probe")))
    expect("a chain of roles", "ok", chained.assume_role, RoleArn=plain, RoleSessionName="probe")
    expect("a chain of two hours", "ValidationError", chained.assume_role, RoleArn=plain, RoleSessionName="probe", DurationSeconds=7200)
    keys = user(name="again")
    direct = role("direct", {"AWS": f"arn:aws:iam::{ACCOUNT}:user/again"})
    expect("a trust that names the user is enough", "ok", client("sts", keys).assume_role, RoleArn=direct, RoleSessionName="probe")
    iam.delete_access_key(UserName="again", AccessKeyId=keys["aws_access_key_id"])
    iam.delete_user(UserName="again")
    expect("a user made anew is somebody else", DENIED, client("sts", user(name="again")).assume_role, RoleArn=direct, RoleSessionName="probe")


def buckets():
    s3.create_bucket(Bucket="team-data", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    for key in ("a/x", "b/x"):
        s3.put_object(Bucket="team-data", Key=key, Body=b"1")
    reader = client("s3", user(allow("s3:ListBucket", "arn:aws:s3:::team-data", condition={"StringLike": {"s3:prefix": "a/*"}}),
                               allow("s3:GetObject", "arn:aws:s3:::team-data/a/*")))
    expect("a listing of the prefix", "ok", reader.list_objects_v2, Bucket="team-data", Prefix="a/")
    expect("a listing of everything", DENIED, reader.list_objects_v2, Bucket="team-data")
    expect("an object of the prefix", "ok", reader.get_object, Bucket="team-data", Key="a/x")
    expect("another object", DENIED, reader.get_object, Bucket="team-data", Key="b/x")
    url = reader.generate_presigned_url("get_object", Params={"Bucket": "team-data", "Key": "a/x"})
    expect_status("a presigned address", 200, url)
    expect_status("a changed one", 403, url.replace("a/x", "b/x"))
    s3.put_bucket_policy(Bucket="team-data", Policy=policy(
        {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::team-data/a/*"}))
    expect("a bucket policy's deny", DENIED, s3.get_object, Bucket="team-data", Key="b/x")
    expect("what it spares", "ok", s3.get_object, Bucket="team-data", Key="a/x")


def expect_status(claim, wanted, url):
    global probes
    probes += 1
    try:
        got = urllib.request.urlopen(url, timeout=10).status
    except urllib.error.HTTPError as error:
        got = error.code
    if got != wanted:
        failures.append(f"{claim}: {got} instead of {wanted}")


for group in (signatures, identity_policies, boundaries_and_resource_policies, sessions, condition_keys, tags_and_passing,
              trust_policies, buckets):
    group()
print("\n".join(failures) if failures else f"{probes} probes, all answered as AWS does")
sys.exit(1 if failures else 0)
