"""External Secrets' and the Secrets Store CSI driver's calls, in their order and with their parameters.

external_secrets.py PART ISSUER KEY JWKS      the environment names the plane and its administrator
"""
import base64
import json
import os
import subprocess
import sys
import time
import uuid

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

part, issuer, key, jwks = sys.argv[1:5]
ROLE = "arn:aws:iam::054000737513:role/k8s-main/"
AWS = {"region_name": "eu-central-1", "endpoint_url": os.environ["AWS_ENDPOINT_URL"]}
ESO_SESSION = "external-secrets-provider-aws"
CSI_SESSION = "secrets-store-csi-driver-provider-aws"
FIRST_VERSION = "00000000-0000-0000-0000-000000000001"
MANAGED = {"Key": "managed-by", "Value": "external-secrets"}


def same(got, wanted, what):
    if got != wanted:
        sys.exit(f"{what}: {got!r} instead of {wanted!r}")


def refused(code, call, **parameters):
    """The error's text."""
    try:
        call(**parameters)
    except ClientError as error:
        same(error.response["Error"]["Code"], code, f"refusal of {parameters}")
        return error.response["Error"]["Message"]
    sys.exit(f"{call.__name__}({parameters}) should be refused with {code}")


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token_request(namespace, name, audiences, seconds=3600):
    """A token as the API server's TokenRequest gives it."""
    now = int(time.time())
    header = {"alg": "RS256", "kid": json.load(open(jwks))["keys"][0]["kid"]}
    claims = {"aud": audiences, "exp": now + seconds, "iat": now, "iss": issuer, "jti": str(uuid.uuid4()), "nbf": now,
              "sub": f"system:serviceaccount:{namespace}:{name}",
              "kubernetes.io": {"namespace": namespace, "serviceaccount": {"name": name, "uid": str(uuid.uuid4())}}}
    signed = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=signed.encode(), stdout=subprocess.PIPE, check=True)
    return signed + "." + encoded(signature.stdout)


def exchange(token, role="ExternalSecrets", session=ESO_SESSION):
    sts = boto3.client("sts", **AWS, config=Config(signature_version=UNSIGNED))
    return sts.assume_role_with_web_identity(RoleArn=ROLE + role, RoleSessionName=session, WebIdentityToken=token)


def as_role(answer, service):
    keys = answer["Credentials"]
    return boto3.client(service, **AWS, aws_access_key_id=keys["AccessKeyId"],
                        aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"])


def eso_keys():
    return exchange(token_request("external-secrets", "aws-secretsmanager", ["sts.amazonaws.com"]))


def eso(service):
    return as_role(eso_keys(), service)


def batch_get(answer, **parameters):
    """BatchGetSecretValue, by the AWS CLI: Debian's boto3 does not know it yet."""
    keys = answer["Credentials"]
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
                   "AWS_SESSION_TOKEN": keys["SessionToken"]}
    ran = subprocess.run(["/usr/bin/aws", "--region", "eu-central-1", "secretsmanager", "batch-get-secret-value", "--no-paginate",
                          "--output", "json", "--cli-input-json", json.dumps(parameters)], env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(ran.stdout)


def fill():
    """What there is before, by an administrator."""
    sm, ssm = boto3.client("secretsmanager", **AWS), boto3.client("ssm", **AWS)
    tags = [{"Key": "team", "Value": "canida"}, {"Key": "tier", "Value": "db"}]
    sm.create_secret(Name="k8s-main/database", SecretString='{"user":"app","password":"first"}', Tags=tags)
    sm.put_secret_value(SecretId="k8s-main/database", SecretString='{"user":"app","password":"second"}')
    sm.create_secret(Name="k8s-main/key", SecretBinary=b"\x00\x01\xff", Tags=tags[:1])
    sm.create_secret(Name="other/database", SecretString="other")
    for number in range(25):
        sm.create_secret(Name=f"k8s-main/many/{number:02}", SecretString=f"value {number}")
    for name, value, kind in (("/k8s-main/url", '{"host":"db"}', "String"), ("/k8s-main/password", "hidden", "SecureString"),
                              ("/other/url", "no", "String")):
        ssm.put_parameter(Name=name, Value=value, Type=kind, Tags=[{"Key": "team", "Value": "canida"}])


def exchange_part():
    """One audience is taken; two are not, as by AWS, whichever comes first; nor is one that is not the provider's."""
    answer = exchange(token_request("external-secrets", "aws-secretsmanager", ["sts.amazonaws.com"]))
    same(answer["AssumedRoleUser"]["Arn"], f"arn:aws:sts::054000737513:assumed-role/ExternalSecrets/{ESO_SESSION}", "role")
    same(answer["SubjectFromWebIdentityToken"], "system:serviceaccount:external-secrets:aws-secretsmanager", "subject")
    same(answer["Audience"], "sts.amazonaws.com", "audience")
    for audiences in (["sts.amazonaws.com", "vault"], ["vault", "sts.amazonaws.com"], ["vault"], []):
        token = token_request("external-secrets", "aws-secretsmanager", audiences)
        refused("InvalidIdentityToken", exchange, token=token)
    for namespace, name in (("default", "aws-secretsmanager"), ("external-secrets", "other")):
        refused("AccessDenied", exchange, token=token_request(namespace, name, ["sts.amazonaws.com"]))
    refused("ExpiredTokenException", exchange, token=token_request("external-secrets", "aws-secretsmanager", ["sts.amazonaws.com"], -600))


def read():
    """data and extract: a value by stage, by another stage, by version; metadataPolicy Fetch: the tags."""
    sm = eso("secretsmanager")
    value = sm.get_secret_value(SecretId="k8s-main/database", VersionStage="AWSCURRENT")
    same(json.loads(value["SecretString"])["password"], "second", "current value")
    before = sm.get_secret_value(SecretId="k8s-main/database", VersionStage="AWSPREVIOUS")
    same(json.loads(before["SecretString"])["password"], "first", "previous value")
    exact = sm.get_secret_value(SecretId="k8s-main/database", VersionId=before["VersionId"])
    same(exact["SecretString"], before["SecretString"], "value by version")
    same(sm.get_secret_value(SecretId="k8s-main/key", VersionStage="AWSCURRENT")["SecretBinary"], b"\x00\x01\xff", "binary")
    tags = {tag["Key"]: tag["Value"] for tag in sm.describe_secret(SecretId="k8s-main/database")["Tags"]}
    same(tags, {"team": "canida", "tier": "db"}, "tags")
    refused("ResourceNotFoundException", sm.get_secret_value, SecretId="k8s-main/none", VersionStage="AWSCURRENT")
    message = refused("AccessDeniedException", sm.get_secret_value, SecretId="other/database", VersionStage="AWSCURRENT")
    wanted = f"User: arn:aws:sts::054000737513:assumed-role/ExternalSecrets/{ESO_SESSION} is not authorized to perform: secretsmanager:GetSecretValue"
    same(message[:len(wanted)], wanted, "denial")


def pages(call, field, **parameters):
    found = []
    while True:
        answer = call(**parameters)
        found += answer[field]
        if "NextToken" not in answer:
            return found, answer
        parameters["NextToken"] = answer["NextToken"]


def find():
    """find by name: ListSecrets and each value; by path and by tags: BatchGetSecretValue with filters."""
    keys = eso_keys()
    sm = as_role(keys, "secretsmanager")

    def batch_get_secret_value(**parameters):
        return batch_get(keys, **parameters)

    listed, _ = pages(sm.list_secrets, "SecretList", Filters=[])
    same(len(listed), 28, "listed")
    by_path, last = pages(batch_get_secret_value, "SecretValues", Filters=[{"Key": "name", "Values": ["k8s-main/"]}])
    same(len(by_path), 27, "by path")
    same({s["Name"]: s.get("SecretString") for s in by_path}["k8s-main/many/24"], "value 24", "a value by path")
    tags = [{"Key": "tag-key", "Values": ["team"]}, {"Key": "tag-value", "Values": ["canida"]},
            {"Key": "tag-key", "Values": ["tier"]}, {"Key": "tag-value", "Values": ["db"]}]
    by_tags, _ = pages(batch_get_secret_value, "SecretValues", Filters=tags)
    same([s["Name"] for s in by_tags], ["k8s-main/database"], "by tags")
    # What the role may not read is told apart, and does not spoil the rest.
    _, both = pages(batch_get_secret_value, "SecretValues", Filters=[{"Key": "name", "Values": ["other/", "k8s-main/key"]}])
    same([s["Name"] for s in both["SecretValues"]], ["k8s-main/key"], "of both")
    same([(e["SecretId"], e["ErrorCode"]) for e in both["Errors"]], [(both["Errors"][0]["SecretId"], "AccessDeniedException")], "errors")


def push():
    """PushSecret: described, made, found to be ours, changed, tagged, given a policy; then gone."""
    sm = eso("secretsmanager")
    name = "k8s-main/pushed"
    refused("ResourceNotFoundException", sm.describe_secret, SecretId=name)
    made = sm.create_secret(Name=name, SecretBinary=b"one", Tags=[MANAGED, {"Key": "old", "Value": "x"}], Description="secret 'managed-by:external-secrets'",
                            ClientRequestToken=FIRST_VERSION, KmsKeyId="alias/aws/secretsmanager")
    same(made["VersionId"], FIRST_VERSION, "first version")
    described = sm.describe_secret(SecretId=name)
    same(described["VersionIdsToStages"], {FIRST_VERSION: ["AWSCURRENT"]}, "versions")
    assert MANAGED in described["Tags"], described["Tags"]
    same(sm.get_secret_value(SecretId=name)["SecretBinary"], b"one", "value")
    sm.put_secret_value(SecretId=name, SecretString="two", ClientRequestToken=str(uuid.uuid4()))
    same(sm.get_secret_value(SecretId=name)["SecretString"], "two", "second value")
    sm.untag_resource(SecretId=name, TagKeys=["old"])
    sm.tag_resource(SecretId=name, Tags=[{"Key": "team", "Value": "canida"}])
    # Without a policy wanted, whatever there was is deleted, also nothing.
    sm.delete_resource_policy(SecretId=name)
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "secretsmanager:DeleteSecret", "Resource": "*",
                                                      "Condition": {"StringEquals": {"aws:PrincipalTag/none": "x"}}}]}
    assert "ResourcePolicy" not in sm.get_resource_policy(SecretId=name)
    sm.put_resource_policy(SecretId=made["ARN"], ResourcePolicy=json.dumps(policy), BlockPublicPolicy=True)
    same(json.loads(sm.get_resource_policy(SecretId=name)["ResourcePolicy"]), policy, "policy")
    sm.get_secret_value(SecretId=name)
    sm.describe_secret(SecretId=name)
    sm.delete_secret(SecretId=made["ARN"])
    message = refused("InvalidRequestException", sm.get_secret_value, SecretId=name, VersionStage="AWSCURRENT")
    assert "marked for deletion" in message, message
    refused("AccessDeniedException", sm.create_secret, Name="other/pushed", SecretString="x")


def chained():
    """role, externalID, sessionTags and transitiveTagKeys of a store: AssumeRole by what the exchange gave."""
    sts = eso("sts")
    parameters = {"RoleArn": ROLE + "Chained", "RoleSessionName": "1764410000000000000", "ExternalId": "store",
                  "Tags": [{"Key": "team", "Value": "canida"}], "TransitiveTagKeys": ["team"], "DurationSeconds": 900}
    sm = as_role(sts.assume_role(**parameters), "secretsmanager")
    same(sm.get_secret_value(SecretId="other/database", VersionStage="AWSCURRENT")["SecretString"], "other", "value by a chained role")
    refused("AccessDeniedException", sm.get_secret_value, SecretId="k8s-main/database")
    for wrong in ({"ExternalId": "another"}, {"Tags": [{"Key": "team", "Value": "another"}]}, {"DurationSeconds": 7200}):
        refused("ValidationError" if "DurationSeconds" in wrong else "AccessDenied", sts.assume_role, **{**parameters, **wrong})


def parameters():
    ssm = eso("ssm")
    same(ssm.get_parameter(Name="/k8s-main/password", WithDecryption=True)["Parameter"]["Value"], "hidden", "value")
    same(ssm.get_parameter(Name="/k8s-main/password:1", WithDecryption=True)["Parameter"]["Version"], 1, "version")
    found, _ = pages(ssm.get_parameters_by_path, "Parameters", Path="/k8s-main", Recursive=True, WithDecryption=True)
    same(sorted(p["Name"] for p in found), ["/k8s-main/password", "/k8s-main/url"], "by path")
    # Not allowed by path: External Secrets then describes, and gets one after the other.
    refused("AccessDeniedException", ssm.get_parameters_by_path, Path="/", Recursive=True, WithDecryption=True)
    described, _ = pages(ssm.describe_parameters, "Parameters", ParameterFilters=[{"Key": "Path", "Option": "Recursive", "Values": ["/k8s-main"]}])
    same(len(described), 2, "described")
    tagged, _ = pages(ssm.describe_parameters, "Parameters", ParameterFilters=[{"Key": "tag:team", "Values": ["canida"], "Option": "Equals"}])
    same(len(tagged), 3, "by tag")
    same(ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/k8s-main/url")["TagList"], [{"Key": "team", "Value": "canida"}], "tags")
    refused("ParameterNotFound", ssm.get_parameter, Name="/k8s-main/none", WithDecryption=True)


def push_parameters():
    ssm = eso("ssm")
    name = "/k8s-main/pushed"
    refused("ParameterNotFound", ssm.get_parameter, Name=name, WithDecryption=True)
    put = {"Name": name, "Value": "one", "Type": "SecureString", "KeyId": "alias/aws/ssm", "Description": "secret 'managed-by:external-secrets'"}
    ssm.put_parameter(**put, Overwrite=False, Tags=[MANAGED, {"Key": "old", "Value": "x"}])
    same(ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"], "one", "first value")
    assert MANAGED in ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
    ssm.put_parameter(**{**put, "Value": "two"}, Overwrite=True)
    ssm.remove_tags_from_resource(ResourceType="Parameter", ResourceId=name, TagKeys=["old"])
    ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId=name, Tags=[{"Key": "team", "Value": "canida"}, MANAGED])
    # Tags and Overwrite do not go together, as by AWS.
    refused("ValidationException", ssm.put_parameter, **put, Overwrite=True, Tags=[MANAGED])
    refused("ParameterAlreadyExists", ssm.put_parameter, **put, Overwrite=False)
    same(ssm.get_parameter(Name=name)["Parameter"]["Version"], 2, "version")
    ssm.delete_parameter(Name=name)
    refused("ParameterNotFound", ssm.get_parameter, Name=name)


def csi():
    """The CSI driver's provider, at a mount and at a look for newer versions: ten parameters at once."""
    token = token_request("shop", "cart", ["sts.amazonaws.com"], 600)
    answer = exchange(token, "SecretsStore", CSI_SESSION)
    sm, ssm = as_role(answer, "secretsmanager"), as_role(answer, "ssm")
    value = sm.get_secret_value(SecretId="k8s-main/database", VersionStage="AWSCURRENT")
    current = [version for version, stages in sm.describe_secret(SecretId="k8s-main/database")["VersionIdsToStages"].items() if "AWSCURRENT" in stages]
    same(current, [value["VersionId"]], "the current version")
    same(sm.get_secret_value(SecretId="arn:aws:secretsmanager:eu-central-1:054000737513:secret:k8s-main/key")["SecretBinary"], b"\x00\x01\xff", "by ARN")
    got = ssm.get_parameters(Names=["/k8s-main/url", "/k8s-main/password", "/k8s-main/none"], WithDecryption=True)
    same(sorted(p["Value"] for p in got["Parameters"]), ["hidden", '{"host":"db"}'], "parameters")
    same(got["InvalidParameters"], ["/k8s-main/none"], "invalid ones")
    refused("ValidationException", ssm.get_parameters, Names=[f"/k8s-main/{n}" for n in range(11)], WithDecryption=True)
    refused("AccessDeniedException", ssm.get_parameters, Names=["/other/url"], WithDecryption=True)
    refused("AccessDenied", exchange, token=token)


{"fill": fill, "exchange": exchange_part, "read": read, "find": find, "push": push, "chained": chained, "parameters": parameters,
 "push_parameters": push_parameters, "csi": csi}[part]()
print(f"{part}: good")
