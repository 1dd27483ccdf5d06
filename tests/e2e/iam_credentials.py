"""Credentials of users, reports and settings of IAM, asked with boto3.

Usage: iam_credentials.py ENDPOINT CREDENTIALS_FILE FOLDER     the folder has cert.pem, key.pem, other.pem, public.pem
"""
import base64
import configparser
import csv
import hashlib
import hmac
import pathlib
import struct
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, credentials_file, folder = sys.argv[1:]
parser = configparser.ConfigParser()
parser.read(credentials_file)
ROOT = {name: parser["default"][name] for name in ("aws_access_key_id", "aws_secret_access_key")}
checks = 0


def client(service, credentials=ROOT):
    config = Config(retries={"max_attempts": 1})
    return boto3.client(service, endpoint_url=endpoint, region_name="eu-central-1", config=config, **credentials)


def pem(name):
    return (pathlib.Path(folder) / name).read_text()


def check(claim, holds):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"FAILED: {claim}")


def refused(code, call, **arguments):
    try:
        answer = call(**arguments)
    except ClientError as error:
        check(f"{code}: {error}", error.response["Error"]["Code"] == code)
        return
    sys.exit(f"FAILED: not refused with {code}: {answer}")


def code_of(seed, step):
    mac = hmac.new(base64.b32decode(seed), struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[19] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1000000:06d}"


iam = client("iam")
iam.create_user(UserName="ann")
keys = iam.create_access_key(UserName="ann")["AccessKey"]
ANN = {"aws_access_key_id": keys["AccessKeyId"], "aws_secret_access_key": keys["SecretAccessKey"]}

# Passwords
refused("PasswordPolicyViolation", iam.create_login_profile, UserName="ann", Password="short")
profile = iam.create_login_profile(UserName="ann", Password="Correct-horse-1", PasswordResetRequired=True)["LoginProfile"]
check("the profile's dates are dates", profile["PasswordResetRequired"] and profile["CreateDate"].year > 2000)
refused("AccessDenied", client("iam", ANN).change_password, OldPassword="Correct-horse-1", NewPassword="Correct-horse-2")
iam.put_user_policy(
    UserName="ann",
    PolicyName="own",
    PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:ChangePassword","s3:List*"],"Resource":"*"}]}',
)
client("iam", ANN).change_password(OldPassword="Correct-horse-1", NewPassword="Correct-horse-2")
client("s3", ANN).list_buckets()
iam.update_login_profile(UserName="ann", PasswordResetRequired=False)

# MFA devices
device = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone", Tags=[{"Key": "k", "Value": "v"}])["VirtualMFADevice"]
check("the image is a PNG", device["QRCodePNG"].startswith(b"\x89PNG"))
now = int(time.time()) // 30
serial, seed = device["SerialNumber"], device["Base32StringSeed"].decode()
refused("InvalidAuthenticationCode", iam.enable_mfa_device, UserName="ann", SerialNumber=serial,
        AuthenticationCode1=code_of(seed, now), AuthenticationCode2=code_of(seed, now))
iam.enable_mfa_device(UserName="ann", SerialNumber=serial, AuthenticationCode1=code_of(seed, now - 1),
                      AuthenticationCode2=code_of(seed, now))
check("ann has it", iam.list_mfa_devices(UserName="ann")["MFADevices"][0]["SerialNumber"] == serial)
listed = iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
check("it is listed with its user", [each["User"]["UserName"] for each in listed] == ["ann"])
check("it has tags", iam.list_mfa_device_tags(SerialNumber=serial)["Tags"] == [{"Key": "k", "Value": "v"}])

# Keys and certificates
key = iam.upload_ssh_public_key(UserName="ann", SSHPublicKeyBody=pem("public.pem"))["SSHPublicKey"]
shown = iam.get_ssh_public_key(UserName="ann", SSHPublicKeyId=key["SSHPublicKeyId"], Encoding="SSH")["SSHPublicKey"]
blob = base64.b64decode(shown["SSHPublicKeyBody"].split()[1])
check("the fingerprint is the key's", key["Fingerprint"].replace(":", "") == hashlib.md5(blob).hexdigest())
check("it is listed", len(iam.list_ssh_public_keys(UserName="ann")["SSHPublicKeys"]) == 1)
signing = iam.upload_signing_certificate(UserName="ann", CertificateBody=pem("cert.pem"))["Certificate"]
iam.update_signing_certificate(UserName="ann", CertificateId=signing["CertificateId"], Status="Inactive")
check("it is inactive", iam.list_signing_certificates(UserName="ann")["Certificates"][0]["Status"] == "Inactive")
refused("KeyPairMismatch", iam.upload_server_certificate, ServerCertificateName="web",
        CertificateBody=pem("cert.pem"), PrivateKey=pem("other.pem"))
iam.upload_server_certificate(ServerCertificateName="web", CertificateBody=pem("cert.pem"), PrivateKey=pem("key.pem"),
                              CertificateChain=pem("cert.pem"))
web = iam.get_server_certificate(ServerCertificateName="web")["ServerCertificate"]
check("it ends when it ends", web["ServerCertificateMetadata"]["Expiration"].timestamp() > time.time())
check("it is listed", len(iam.list_server_certificates()["ServerCertificateMetadataList"]) == 1)
service = iam.create_service_specific_credential(UserName="ann", ServiceName="codecommit.amazonaws.com")
service = service["ServiceSpecificCredential"]
again = iam.reset_service_specific_credential(UserName="ann",
                                              ServiceSpecificCredentialId=service["ServiceSpecificCredentialId"])
check("another password", again["ServiceSpecificCredential"]["ServicePassword"] != service["ServicePassword"])

# Reports
check("begun", iam.generate_credential_report()["State"] == "STARTED")
check("there", iam.generate_credential_report()["State"] == "COMPLETE")
rows = list(csv.DictReader(iam.get_credential_report()["Content"].decode().splitlines()))
check("root and ann", [row["user"] for row in rows] == ["<root_account>", "ann"])
check("what ann has", (rows[1]["mfa_active"], rows[1]["password_enabled"], rows[1]["cert_1_active"]) == ("true", "true", "false"))
arn = iam.get_user(UserName="ann")["User"]["Arn"]
job = iam.generate_service_last_accessed_details(Arn=arn)["JobId"]
details = iam.get_service_last_accessed_details(JobId=job)
uses = {each["ServiceNamespace"]: each.get("LastAuthenticated") for each in details["ServicesLastAccessed"]}
check("both services were used", sorted(uses) == ["iam", "s3"] and all(uses.values()))
entities = iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="s3")["EntityDetailsList"]
check("by ann", [each["EntityInfo"]["Name"] for each in entities] == ["ann"])
granting = iam.list_policies_granting_service_access(Arn=arn, ServiceNamespaces=["s3", "ec2"])
policies = [each["Policies"] for each in granting["PoliciesGrantingServiceAccess"]]
check("by her policy", policies == [[{"PolicyName": "own", "PolicyType": "INLINE", "EntityType": "USER", "EntityName": "ann"}], []])
pages = list(iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 50}))
check("all policies of AWS in pages", len(pages) > 2 and pages[0]["UserDetailList"][0]["UserPolicyList"][0]["PolicyDocument"]["Version"] == "2012-10-17")
iam.get_context_keys_for_principal_policy(PolicySourceArn=arn)
iam.set_security_token_service_preferences(GlobalEndpointTokenVersion="v2Token")
summary = iam.get_account_summary()["SummaryMap"]
check("counted", (summary["MFADevicesInUse"], summary["ServerCertificates"], summary["GlobalEndpointTokenVersion"]) == (1, 1, 2))

# Until all is gone, the user stays.
iam.delete_user_policy(UserName="ann", PolicyName="own")
steps = [
    lambda: iam.delete_access_key(UserName="ann", AccessKeyId=keys["AccessKeyId"]),
    lambda: iam.delete_login_profile(UserName="ann"),
    lambda: iam.deactivate_mfa_device(UserName="ann", SerialNumber=serial),
    lambda: iam.delete_signing_certificate(UserName="ann", CertificateId=signing["CertificateId"]),
    lambda: iam.delete_ssh_public_key(UserName="ann", SSHPublicKeyId=key["SSHPublicKeyId"]),
    lambda: iam.delete_service_specific_credential(
        UserName="ann", ServiceSpecificCredentialId=service["ServiceSpecificCredentialId"]),
]
for step in steps:
    refused("DeleteConflict", iam.delete_user, UserName="ann")
    step()
iam.delete_user(UserName="ann")
iam.delete_virtual_mfa_device(SerialNumber=serial)
iam.delete_server_certificate(ServerCertificateName="web")
print(f"{checks} checks hold")
