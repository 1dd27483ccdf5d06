#!/usr/bin/env python3
"""Fills a running `rolecall serve` with what the SDK checks use and prints the environment as shell exports.
usage: AWS_ENDPOINT_URL=… AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… fixture.py DIR ISSUER   (root's keys, e.g. by `rolecall env`)
"""

import json, os, subprocess, sys
import boto3

out, issuer = sys.argv[1], sys.argv[2]
os.makedirs(out, exist_ok=True)
region = os.environ.setdefault("AWS_REGION", "eu-central-1")
os.environ["AWS_DEFAULT_REGION"] = region
iam, sts, sm, s3 = (boto3.client(s) for s in ("iam", "sts", "secretsmanager", "s3"))
account = sts.get_caller_identity()["Account"]


def doc(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


host = issuer.removeprefix("https://")
provider = iam.create_open_id_connect_provider(Url=issuer, ClientIDList=["sts.amazonaws.com"])[
    "OpenIDConnectProviderArn"
]
iam.create_user(UserName="sdk-user")
key = iam.create_access_key(UserName="sdk-user")["AccessKey"]
web = iam.create_role(
    RoleName="sdk-web",
    AssumeRolePolicyDocument=doc(
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": {"Federated": provider},
            "Condition": {
                "StringEquals": {f"{host}:sub": "system:serviceaccount:sdk:client", f"{host}:aud": "sts.amazonaws.com"}
            },
        }
    ),
)["Role"]["Arn"]
chain = iam.create_role(
    RoleName="sdk-chain",
    AssumeRolePolicyDocument=doc(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{account}:user/sdk-user"}}
    ),
)["Role"]["Arn"]
policy = doc(
    {
        "Effect": "Allow",
        "Action": "secretsmanager:*",
        "Resource": [f"arn:aws:secretsmanager:{region}:{account}:secret:{p}/*" for p in ("app", "page", "tmp")],
    },
    {
        "Effect": "Allow",
        "Action": ["secretsmanager:ListSecrets", "secretsmanager:BatchGetSecretValue", "iam:ListRoles"],
        "Resource": "*",
    },
    {"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::sdk-*", "arn:aws:s3:::sdk-*/*"]},
    {"Effect": "Allow", "Action": "iam:*", "Resource": f"arn:aws:iam::{account}:role/tmp/*"},
)
for r in ("sdk-web", "sdk-chain"):
    iam.put_role_policy(RoleName=r, PolicyName="p", PolicyDocument=policy)
iam.put_user_policy(
    UserName="sdk-user",
    PolicyName="p",
    PolicyDocument=doc({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": chain}),
)
for name in ["app/one", "app/two", "other/denied"] + [f"page/{i:02}" for i in range(22)]:
    sm.create_secret(Name=name, SecretString="value of " + name)
s3.create_bucket(Bucket="sdk-bucket", CreateBucketConfiguration={"LocationConstraint": region})
for i in range(25):
    s3.put_object(Bucket="sdk-bucket", Key=f"page/{i:02}", Body=b"x")


def write(name, text):
    with open(os.path.join(out, name), "w") as f:
        f.write(text)
    os.chmod(os.path.join(out, name), 0o600)


write(
    "token",
    subprocess.run(
        [os.environ["ROLECALL"], "token", "mint", "--service-account", "sdk/client"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip(),
)
write(
    "credentials",
    f"[user]\naws_access_key_id = {key['AccessKeyId']}\naws_secret_access_key = {key['SecretAccessKey']}\n",
)
write(
    "config",
    f"[profile chain]\nrole_arn = {chain}\nsource_profile = user\nregion = {region}\n"
    f"[profile webfile]\nrole_arn = {web}\nweb_identity_token_file = {out}/token\nrole_session_name = fromprofile\nregion = {region}\n",
)
print(
    f"export FX={out} FX_ACCOUNT={account} FX_WEB={web} FX_CHAIN={chain} AWS_REGION={region} AWS_DEFAULT_REGION={region}"
)
print(f"export FX_USER_KEY={key['AccessKeyId']} FX_USER_SECRET={key['SecretAccessKey']}")
