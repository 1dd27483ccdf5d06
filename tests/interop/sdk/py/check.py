#!/usr/bin/env python3
"""Checks of boto3: check.py whoami|suite|loop SECONDS"""

import io, os, sys, time, urllib.request
import boto3
from botocore.exceptions import ClientError
from botocore.config import Config


def say(name, ok, detail=""):
    print(f"{name:22} {'ok  ' if ok else 'FAIL'} {detail}", flush=True)


def show(e):
    return f"{type(e).__name__} {(getattr(e, 'response', None) or {}).get('ResponseMetadata', {}).get('HTTPStatusCode')} | {e}"


def good(name, f):
    try:
        r = f()
    except Exception as e:
        say(name, False, show(e))
        return None
    say(name, True, r if isinstance(r, str) else "")
    return r


def bad(name, want, f):
    try:
        f()
    except ClientError as e:
        say(name, e.response["Error"]["Code"] == want, show(e))
    except Exception as e:
        say(name, False, show(e))
    else:
        say(name, False, "no error, expected " + want)


sts = boto3.client("sts")
if sys.argv[1] == "whoami":
    try:
        say("whoami", True, sts.get_caller_identity()["Arn"])
    except Exception as e:
        say("whoami", False, show(e))
        sys.exit(1)
    sys.exit()
if sys.argv[1] == "loop":
    session = boto3.Session()
    sts = session.client("sts")
    for _ in range(int(sys.argv[2])):
        try:
            arn = sts.get_caller_identity()["Arn"]
            say("loop", True, session.get_credentials().access_key + " " + arn)
        except Exception as e:
            say("loop", False, show(e))
        time.sleep(1)
    sys.exit()
sm, s3, iam = (
    boto3.client("secretsmanager"),
    boto3.client("s3", config=Config(s3={"addressing_style": "path"})),
    boto3.client("iam"),
)
B = "sdk-bucket"
quick = boto3.client("s3", config=Config(s3={"addressing_style": "path"}, read_timeout=10, retries={"max_attempts": 0}))
g = good("secret allowed", lambda: sm.get_secret_value(SecretId="app/one"))
say("secret value", g and g["SecretString"] == "value of app/one", g and g["CreatedDate"])
bad("secret denied", "AccessDeniedException", lambda: sm.get_secret_value(SecretId="other/denied"))
bad("secret not found", "ResourceNotFoundException", lambda: sm.get_secret_value(SecretId="app/none"))
b = good("batch", lambda: sm.batch_get_secret_value(SecretIdList=["app/one", "other/denied", "app/none"]))
say("batch parts", b and len(b["SecretValues"]) == 1 and len(b["Errors"]) == 2, b and b["Errors"])
pages = [len(p["SecretList"]) for p in sm.get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 5})]
say("list secrets", len(pages) >= 5 and sum(pages) >= 25, pages)
name = f"tmp/py-{time.time_ns()}"
good("secret create", lambda: sm.create_secret(Name=name, SecretBinary=b"\0\xff\1"))
bad("secret exists", "ResourceExistsException", lambda: sm.create_secret(Name=name, SecretString="y"))
good("secret delete", lambda: sm.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True))
p = good("s3 put default", lambda: s3.put_object(Bucket=B, Key="py/default", Body=b"hello"))
say(
    "s3 put checksum",
    p and ("ChecksumCRC32" in p or "ChecksumCRC64NVME" in p),
    {k: v for k, v in (p or {}).items() if "Checksum" in k},
)


def body():
    t = s3.get_object(Bucket=B, Key="py/default")["Body"].read()
    assert t == b"hello"
    return t.decode()


good("s3 get default", body)
for a in ("CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"):
    if a in ("CRC32C", "CRC64NVME"):
        try:
            import awscrt
        except ImportError:
            say("s3 put " + a, True, "skipped: no awscrt")
            continue
    good("s3 put " + a, lambda: s3.put_object(Bucket=B, Key="py/" + a, Body=b"z" * 200000, ChecksumAlgorithm=a))
good(
    "s3 multipart",
    lambda: s3.upload_fileobj(
        io.BytesIO(b"q" * (12 << 20)),
        B,
        "py/multi",
        Config=boto3.s3.transfer.TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20),
    ),
)


def down():
    f = io.BytesIO()
    s3.download_fileobj(B, "py/multi", f)
    assert f.getvalue() == b"q" * (12 << 20)
    return str(len(f.getvalue()))


good("s3 download", down)


def url_get():
    r = urllib.request.urlopen(s3.generate_presigned_url("get_object", {"Bucket": B, "Key": "py/default"}))
    assert r.read() == b"hello"


good("s3 presigned get", url_get)


def url_put():
    r = urllib.request.urlopen(
        urllib.request.Request(
            s3.generate_presigned_url("put_object", {"Bucket": B, "Key": "py/presigned"}),
            data=b"by url",
            method="PUT",
            headers={"Content-Type": ""},
        )
    )
    return str(r.status)


good("s3 presigned put", url_put)


def post():
    import uuid

    f = s3.generate_presigned_post(B, "py/posted")
    m = uuid.uuid4().hex
    d = (
        "".join(f'--{m}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in f["fields"].items())
        + f'--{m}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nhello\r\n--{m}--\r\n'
    )
    try:
        return str(
            urllib.request.urlopen(
                urllib.request.Request(
                    f["url"], data=d.encode(), headers={"Content-Type": "multipart/form-data; boundary=" + m}
                )
            ).status
        )
    except urllib.error.HTTPError as e:
        raise RuntimeError(f"{e.code} {e.read()[:200]}")


good("s3 presigned post", post)
good("s3 range", lambda: s3.get_object(Bucket=B, Key="py/default", Range="bytes=1-3")["Body"].read().decode())
bad("s3 not modified", "304", lambda: s3.get_object(Bucket=B, Key="py/default", IfNoneMatch=p["ETag"]))
good("s3 empty, then next", lambda: [quick.put_object(Bucket=B, Key="py/empty", Body=t) for t in (b"", b"x", b"")])
bad(
    "s3 if-none-match",
    "PreconditionFailed",
    lambda: s3.put_object(Bucket=B, Key="py/default", Body=b"x", IfNoneMatch="*"),
)
bad("s3 if-match", "PreconditionFailed", lambda: s3.put_object(Bucket=B, Key="py/default", Body=b"x", IfMatch='"0123"'))
bad("s3 no such key", "NoSuchKey", lambda: s3.get_object(Bucket=B, Key="py/nothing"))
bad("s3 head missing", "404", lambda: s3.head_object(Bucket=B, Key="py/nothing"))
bad("s3 no such bucket", "NoSuchBucket", lambda: s3.list_objects_v2(Bucket="sdk-missing"))
bad("s3 denied", "AccessDenied", lambda: s3.list_objects_v2(Bucket="foreign"))
pages = [
    len(p["Contents"])
    for p in s3.get_paginator("list_objects_v2").paginate(Bucket=B, Prefix="page/", PaginationConfig={"PageSize": 10})
]
say("s3 list paging", pages == [10, 10, 5], pages)
good("s3 waiter", lambda: s3.get_waiter("object_exists").wait(Bucket=B, Key="py/default"))
d = good(
    "s3 delete objects",
    lambda: s3.delete_objects(Bucket=B, Delete={"Objects": [{"Key": "py/SHA1"}, {"Key": "py/CRC32"}]}),
)
say("s3 deleted", d and len(d["Deleted"]) == 2, d and d.get("Errors"))
good("s3 copy", lambda: s3.copy_object(Bucket=B, Key="py/copy", CopySource="sdk-bucket/py/default"))
role, trust = (
    f"py-{time.time_ns()}",
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}]}',
)
good("iam create role", lambda: iam.create_role(RoleName=role, Path="/tmp/", AssumeRolePolicyDocument=trust))
gr = good("iam get role", lambda: iam.get_role(RoleName=role))
say("iam dates", gr and gr["Role"]["MaxSessionDuration"] == 3600, gr and gr["Role"]["CreateDate"])
good("iam waiter", lambda: iam.get_waiter("role_exists").wait(RoleName=role))
pages = [len(p["Roles"]) for p in iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 1})]
say("iam list paging", len(pages) >= 3, pages)
bad(
    "iam exists",
    "EntityAlreadyExists",
    lambda: iam.create_role(RoleName=role, Path="/tmp/", AssumeRolePolicyDocument=trust),
)
good("iam delete role", lambda: iam.delete_role(RoleName=role))
bad("iam denied", "AccessDenied", lambda: iam.create_user(UserName="x"))
bad(
    "iam malformed",
    "MalformedPolicyDocument",
    lambda: iam.create_role(RoleName="bad", Path="/tmp/", AssumeRolePolicyDocument="no json"),
)
bad("sts denied", "AccessDenied", lambda: sts.assume_role(RoleArn=os.environ["FX_CHAIN"], RoleSessionName="ss"))
