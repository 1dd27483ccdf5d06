"""KMS by boto3: every operation once, with what its parser makes of the answers.

Usage: kms.py ENDPOINT CREDENTIALS_FILE
"""
import configparser
import sys

import boto3
import botocore.config
from botocore.exceptions import ClientError

endpoint, credentials = sys.argv[1:3]
profile = configparser.ConfigParser()
profile.read(credentials)
keys = profile[profile.sections()[0]] if profile.sections() else profile["default"]
client = lambda name, region="eu-central-1": boto3.client(
    name, endpoint_url=endpoint, region_name=region, aws_access_key_id=keys["aws_access_key_id"],
    aws_secret_access_key=keys["aws_secret_access_key"])
kms = client("kms")


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response["Error"].get("Message", "")
    raise AssertionError("not refused: " + code)


# Keys
metadata = kms.create_key(Description="one", Tags=[{"TagKey": "team", "TagValue": "a"}])["KeyMetadata"]
key, arn = metadata["KeyId"], metadata["Arn"]
assert metadata["KeyState"] == "Enabled" and metadata["EncryptionAlgorithms"] == ["SYMMETRIC_DEFAULT"]
assert kms.describe_key(KeyId=arn)["KeyMetadata"] == metadata
assert metadata["CreationDate"].tzinfo is not None
kms.update_key_description(KeyId=key, Description="two")
assert kms.describe_key(KeyId=key)["KeyMetadata"]["Description"] == "two"
others = [kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(3)]
listed = [each["KeyId"] for page in kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2}) for each in page["Keys"]]
assert sorted(listed) == sorted([key] + others)
assert "does not exist" in refused("NotFoundException", kms.describe_key, KeyId="11111111-2222-3333-4444-555555555555")

# Tags
kms.tag_resource(KeyId=key, Tags=[{"TagKey": "env", "TagValue": "dev"}])
kms.untag_resource(KeyId=key, TagKeys=["team"])
assert kms.list_resource_tags(KeyId=key)["Tags"] == [{"TagKey": "env", "TagValue": "dev"}]

# Aliases
kms.create_alias(AliasName="alias/one", TargetKeyId=key)
kms.update_alias(AliasName="alias/one", TargetKeyId=others[0])
refused("AlreadyExistsException", kms.create_alias, AliasName="alias/one", TargetKeyId=key)
names = [each["AliasName"] for page in kms.get_paginator("list_aliases").paginate() for each in page["Aliases"]]
assert names == ["alias/one"], names
kms.delete_alias(AliasName="alias/one")
assert kms.describe_key(KeyId="alias/aws/secretsmanager")["KeyMetadata"]["KeyManager"] == "AWS"

# Policies
assert kms.list_key_policies(KeyId=key)["PolicyNames"] == ["default"]
policy = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
refused("MalformedPolicyDocumentException", kms.put_key_policy, KeyId=key, PolicyName="default", Policy="{}")

# Cryptography
context = {"app": "one"}
sealed = kms.encrypt(KeyId=key, Plaintext=b"text", EncryptionContext=context)
opened = kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext=context)
assert opened["Plaintext"] == b"text" and opened["KeyId"] == arn
refused("InvalidCiphertextException", kms.decrypt, CiphertextBlob=sealed["CiphertextBlob"])
refused("IncorrectKeyException", kms.decrypt, CiphertextBlob=sealed["CiphertextBlob"], KeyId=others[0])
again = kms.re_encrypt(CiphertextBlob=sealed["CiphertextBlob"], SourceEncryptionContext=context, DestinationKeyId=others[0])
assert kms.decrypt(CiphertextBlob=again["CiphertextBlob"])["KeyId"].endswith(others[0])
data = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
assert len(data["Plaintext"]) == 32 and kms.decrypt(CiphertextBlob=data["CiphertextBlob"])["Plaintext"] == data["Plaintext"]
assert "Plaintext" not in kms.generate_data_key_without_plaintext(KeyId=key, NumberOfBytes=16)
assert len(kms.generate_random(NumberOfBytes=24)["Plaintext"]) == 24
mac_key = kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["KeyId"]
mac = kms.generate_mac(KeyId=mac_key, Message=b"me", MacAlgorithm="HMAC_SHA_256")["Mac"]
assert kms.verify_mac(KeyId=mac_key, Message=b"me", Mac=mac, MacAlgorithm="HMAC_SHA_256")["MacValid"]
refused("KMSInvalidMacException", kms.verify_mac, KeyId=mac_key, Message=b"you", Mac=mac, MacAlgorithm="HMAC_SHA_256")

# Rotation
kms.enable_key_rotation(KeyId=key)
assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is True
assert kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext=context)["Plaintext"] == b"text"
kms.disable_key_rotation(KeyId=key)

# Grants
root = "arn:aws:iam::054000737513:root"
grant = kms.create_grant(KeyId=key, GranteePrincipal=root, RetiringPrincipal=root, Operations=["Decrypt"],
                         Constraints={"EncryptionContextSubset": context})
assert kms.list_grants(KeyId=key)["Grants"][0]["Constraints"] == {"EncryptionContextSubset": context}
assert kms.list_retirable_grants(RetiringPrincipal=root)["Grants"][0]["GrantId"] == grant["GrantId"]
kms.retire_grant(GrantToken=grant["GrantToken"])
grant = kms.create_grant(KeyId=key, GranteePrincipal=root, Operations=["Decrypt"])
kms.revoke_grant(KeyId=key, GrantId=grant["GrantId"])
assert kms.list_grants(KeyId=key)["Grants"] == []

# States
kms.disable_key(KeyId=key)
assert refused("DisabledException", kms.encrypt, KeyId=key, Plaintext=b"x") == arn + " is disabled."
kms.enable_key(KeyId=key)
scheduled = kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
assert scheduled["KeyState"] == "PendingDeletion" and scheduled["DeletionDate"].tzinfo is not None
refused("KMSInvalidStateException", kms.encrypt, KeyId=key, Plaintext=b"x")
kms.cancel_key_deletion(KeyId=key)

# Every operation that boto3 knows is answered: by what it does, or by a text that says that it is not served. Its own
# checks would not let an empty request out.
kms = boto3.client("kms", endpoint_url=endpoint, region_name="eu-central-1", aws_access_key_id=keys["aws_access_key_id"],
                   aws_secret_access_key=keys["aws_secret_access_key"],
                   config=botocore.config.Config(parameter_validation=False))
unserved = []
for operation in kms.meta.service_model.operation_names:
    try:
        kms._make_api_call(operation, {})
    except ClientError as error:
        code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        assert code != "UnknownOperationException", operation
        if code == "UnsupportedOperationException":
            assert message == f"The operation {operation} of KMS is not served here.", message
            unserved.append(operation)
print("KMS: boto3 is content; not served:", ", ".join(unserved))
