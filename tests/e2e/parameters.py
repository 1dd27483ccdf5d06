"""Parameter Store as boto3's users meet it, and as External Secrets asks for it under a role of a web identity."""
import base64
import os
import sys

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError


def client(service, **arguments):
    # Named, since older ones do not know AWS_ENDPOINT_URL.
    return boto3.client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name="eu-central-1", **arguments)


def as_web_identity():
    with open(os.environ["AWS_WEB_IDENTITY_TOKEN_FILE"]) as file:
        token = file.read().strip()
    answer = client("sts", config=Config(signature_version=UNSIGNED)).assume_role_with_web_identity(
        RoleArn=os.environ["AWS_ROLE_ARN"], RoleSessionName="external-secrets", WebIdentityToken=token)
    keys = answer["Credentials"]
    return client("ssm", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"],
                  aws_session_token=keys["SessionToken"])


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] != code:
            sys.exit(f"{error} instead of {code}: {arguments}")
        return error.response["Error"]["Message"]
    sys.exit(f"taken, and should have been {code}: {arguments}")


def same(found, wanted, what):
    if found != wanted:
        sys.exit(f"{what}: {found!r} instead of {wanted!r}")


def fill():
    """As the account's administrator."""
    ssm = client("ssm")
    same(ssm.put_parameter(Name="/k8s/app/password", Value="s3cr3t-value", Type="SecureString")["Version"], 1, "version")
    ssm.put_parameter(Name="/k8s/app/url", Value="https://db", Type="String", Tags=[{"Key": "team", "Value": "app"}])
    ssm.put_parameter(Name="/k8s/app/hosts", Value="a,b", Type="StringList")
    for number in range(12):
        ssm.put_parameter(Name=f"/k8s/many/{number:02}", Value=str(number), Type="String")
    ssm.put_parameter(Name="/other/password", Value="other-value", Type="SecureString")
    message = refused("ParameterAlreadyExists", ssm.put_parameter, Name="/k8s/app/url", Value="x", Type="String")
    same(message, "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.", "text")
    refused("ValidationException", ssm.put_parameter, Name="/ssm/x", Value="x", Type="String")
    refused("AccessDeniedException", ssm.put_parameter, Name="/aws/x", Value="x", Type="String")
    try:
        ssm.get_parameter(Name="/none")
        sys.exit("/none is there")
    except ssm.exceptions.ParameterNotFound as error:
        same(error.response["Error"]["Message"], "", "text of ParameterNotFound")


def versions():
    ssm = client("ssm")
    ssm.put_parameter(Name="/v", Value="one", Type="String", Description="first")
    ssm.put_parameter(Name="/v", Value="two", Type="String", Overwrite=True)
    same(ssm.label_parameter_version(Name="/v", ParameterVersion=1, Labels=["old", "9x"])["InvalidLabels"], ["9x"], "labels")
    same(ssm.get_parameter(Name="/v:old")["Parameter"]["Value"], "one", "by label")
    same(ssm.get_parameter(Name="/v:1")["Parameter"]["Selector"], ":1", "selector")
    same(ssm.get_parameter(Name=ssm.get_parameter(Name="/v")["Parameter"]["ARN"])["Parameter"]["Value"], "two", "by ARN")
    refused("ParameterVersionNotFound", ssm.get_parameter, Name="/v:3")
    history = ssm.get_parameter_history(Name="/v")["Parameters"]
    same([(entry["Version"], entry["Value"], entry["Labels"]) for entry in history], [(1, "one", ["old"]), (2, "two", [])], "history")
    answer = ssm.unlabel_parameter_version(Name="/v", ParameterVersion=1, Labels=["old", "none"])
    same((answer["RemovedLabels"], answer["InvalidLabels"]), (["old"], ["none"]), "labels taken")
    answer = ssm.delete_parameters(Names=["/v", "/none"])
    same((answer["DeletedParameters"], answer["InvalidParameters"]), (["/v"], ["/none"]), "deleted")
    same(refused("NotImplemented", ssm.send_command, DocumentName="AWS-RunShellScript", InstanceIds=["i-1"]),
         "ssm:SendCommand is not served here: of Systems Manager there is Parameter Store.", "text")


def external_secrets():
    """GetParameter of one key, GetParametersByPath to find many, tags by filters; then what a PushSecret writes."""
    ssm = as_web_identity()
    same(ssm.get_parameter(Name="/k8s/app/password", WithDecryption=True)["Parameter"]["Value"], "s3cr3t-value", "value")
    opaque = ssm.get_parameter(Name="/k8s/app/password")["Parameter"]["Value"]
    if b"s3cr3t" in base64.b64decode(opaque, validate=True) or "s3cr3t" in opaque:
        sys.exit("the value is seen without decryption")
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path="/k8s", Recursive=True, WithDecryption=True)
    found = {parameter["Name"]: parameter["Value"] for page in pages for parameter in page["Parameters"]}
    same(len(found), 15, "found by path")
    same(found["/k8s/app/password"], "s3cr3t-value", "found by path")
    filters = [{"Key": "tag:team", "Values": ["app"]}]
    pages = ssm.get_paginator("describe_parameters").paginate(ParameterFilters=filters)
    same([parameter["Name"] for page in pages for parameter in page["Parameters"]], ["/k8s/app/url"], "found by tag")

    message = refused("AccessDeniedException", ssm.get_parameter, Name="/other/password", WithDecryption=True)
    wanted = " is not authorized to perform: ssm:GetParameter on resource: arn:aws:ssm:eu-central-1:054000737513:parameter/other/password because no identity-based policy allows the ssm:GetParameter action"
    if not message.startswith("User: arn:aws:sts::054000737513:assumed-role/eso/") or not message.endswith(wanted):
        sys.exit(f"the denial reads {message!r}")
    refused("AccessDeniedException", ssm.get_parameters_by_path, Path="/", Recursive=True)
    refused("AccessDeniedException", ssm.get_parameters, Names=["/k8s/app/url", "/other/password"])

    tag = {"Key": "managed-by", "Value": "external-secrets"}
    try:
        ssm.get_parameter(Name="/k8s/pushed", WithDecryption=True)
        sys.exit("/k8s/pushed is there")
    except ssm.exceptions.ParameterNotFound:
        ssm.put_parameter(Name="/k8s/pushed", Value="one", Type="SecureString", Overwrite=True)
        ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId="/k8s/pushed", Tags=[tag])
    same(ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/k8s/pushed")["TagList"], [tag], "tags")
    ssm.put_parameter(Name="/k8s/pushed", Value="two", Type="SecureString", Overwrite=True)
    same(ssm.get_parameter(Name="/k8s/pushed", WithDecryption=True)["Parameter"]["Version"], 2, "version")
    ssm.delete_parameter(Name="/k8s/pushed")
    refused("AccessDeniedException", ssm.put_parameter, Name="/other/new", Value="x", Type="String")


{"fill": fill, "versions": versions, "external-secrets": external_secrets}[sys.argv[1]]()
print(f"{sys.argv[1]}: good")
