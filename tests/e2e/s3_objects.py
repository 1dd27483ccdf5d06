"""S3's objects with boto3: what clients check that they get. Usage: s3_objects.py (endpoint and keys in the environment)"""
import io
import os
import threading
import urllib.error
import urllib.request
import uuid

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "eu-central-1"


def client():
    # Debian's boto3 does not read AWS_ENDPOINT_URL by itself.
    config = Config(retries={"max_attempts": 8}, s3={"addressing_style": "path"})
    return boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name=REGION, config=config)


s3 = client()
BUCKET = "objects-" + uuid.uuid4().hex[:8]


def fails(code, call, **arguments):
    """The call fails with this code; its answer."""
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response
    raise AssertionError(f"no error, expected {code}")


def sending(client, operation, headers):
    """A call with headers that this boto3 has no arguments for."""
    def call(**arguments):
        event = f"before-call.s3.{operation}"
        add = lambda params, **_: params["headers"].update(headers)
        client.meta.events.register(event, add)
        try:
            name = "".join("_" + c.lower() if c.isupper() else c for c in operation).lstrip("_")
            return getattr(client, name)(**arguments)
        finally:
            client.meta.events.unregister(event, add)
    return call


def ranges_and_conditions():
    tag = s3.put_object(Bucket=BUCKET, Key="k", Body=b"0123456789")["ETag"]
    part = s3.get_object(Bucket=BUCKET, Key="k", Range="bytes=0-3")
    assert part["Body"].read() == b"0123" and part["ContentRange"] == "bytes 0-3/10"
    fails("304", s3.get_object, Bucket=BUCKET, Key="k", IfNoneMatch=tag)
    answer = fails("PreconditionFailed", s3.get_object, Bucket=BUCKET, Key="k", IfUnmodifiedSince=946684800)
    assert answer["Error"]["Condition"] == "If-Unmodified-Since"
    put = sending(s3, "PutObject", {"If-Match": tag.strip('"')})
    assert put(Bucket=BUCKET, Key="k", Body=b"0123456789")["ETag"] == tag
    fails("PreconditionFailed", sending(s3, "DeleteObject", {"If-Match": '"0"'}), Bucket=BUCKET, Key="k")
    fails("PreconditionFailed", s3.copy_object, Bucket=BUCKET, Key="c", CopySource=f"{BUCKET}/k", CopySourceIfNoneMatch=tag)
    fails("InvalidRequest", s3.copy_object, Bucket=BUCKET, Key="k", CopySource=f"{BUCKET}/k")
    attributes = s3.get_object_attributes(Bucket=BUCKET, Key="k", ObjectAttributes=["ETag", "Checksum", "ObjectSize"])
    assert attributes["ETag"] == tag.strip('"') and attributes["ObjectSize"] == 10 and "Checksum" in attributes


def parts():
    body = b"a" * (5 << 20) + b"b" * (5 << 20) + b"end"
    config = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
    s3.upload_fileobj(io.BytesIO(body), BUCKET, "parts", Config=config)
    back = io.BytesIO()
    s3.download_fileobj(BUCKET, "parts", back, Config=config)
    assert back.getvalue() == body
    second = s3.get_object(Bucket=BUCKET, Key="parts", PartNumber=2)
    assert second["PartsCount"] == 3 and second["Body"].read() == b"b" * (5 << 20)
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="joined")["UploadId"]
    copied = s3.upload_part_copy(Bucket=BUCKET, Key="joined", UploadId=upload, PartNumber=1, CopySource=f"{BUCKET}/parts",
                                 CopySourceRange="bytes=0-9")["CopyPartResult"]
    done = [{"PartNumber": 1, **{name: value for name, value in copied.items() if name != "LastModified"}}]
    s3.complete_multipart_upload(Bucket=BUCKET, Key="joined", UploadId=upload, MultipartUpload={"Parts": done})
    assert s3.get_object(Bucket=BUCKET, Key="joined")["Body"].read() == b"a" * 10


def post(form, body):
    mark = uuid.uuid4().hex
    lines = "".join(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in form["fields"].items())
    lines += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\n\r\n'
    data = lines.encode() + body + f"\r\n--{mark}--\r\n".encode()
    request = urllib.request.Request(form["url"], data=data, headers={"Content-Type": "multipart/form-data; boundary=" + mark})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code


def forms():
    form = s3.generate_presigned_post(BUCKET, "posted/${filename}", Conditions=[["content-length-range", 1, 5]])
    assert post(form, b"hello") == 204
    assert s3.get_object(Bucket=BUCKET, Key="posted/f.txt")["Body"].read() == b"hello"
    assert post(form, b"hello!") == 400
    form["fields"]["key"] = "elsewhere"
    assert post(form, b"hello") == 403
    fails("NoSuchKey", s3.get_object, Bucket=BUCKET, Key="elsewhere")


def versions():
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=BUCKET, Key="v", Body=b"1")
    marker = s3.delete_object(Bucket=BUCKET, Key="v")["VersionId"]
    headers = fails("404", s3.head_object, Bucket=BUCKET, Key="v")["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-amz-delete-marker"] == "true" and headers["x-amz-version-id"] == marker
    headers = fails("405", s3.head_object, Bucket=BUCKET, Key="v", VersionId=marker)["ResponseMetadata"]["HTTPHeaders"]
    assert headers["allow"] == "DELETE"
    absent = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": "v", "VersionId": "0" * 32}]})
    assert absent["Errors"][0]["Code"] == "NoSuchVersion", absent
    for number in range(7):
        s3.put_object(Bucket=BUCKET, Key=f"many/{number % 2}", Body=b"x")
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=BUCKET, Prefix="many/", PaginationConfig={"PageSize": 2})
    found = [version for page in pages for version in page["Versions"]]
    assert len(found) == 7 and sum(version["IsLatest"] for version in found) == 2


def one_of_many_wins():
    won, clients = [], [client() for _ in range(8)]

    def take(client, number):
        try:
            put = sending(client, "PutObject", {"If-None-Match": "*"})
            put(Bucket=BUCKET, Key="lock", Body=str(number).encode())
            won.append(number)
        except ClientError as error:
            assert error.response["Error"]["Code"] in ("PreconditionFailed", "ConditionalRequestConflict"), error

    threads = [threading.Thread(target=take, args=(client, number)) for number, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1 and s3.get_object(Bucket=BUCKET, Key="lock")["Body"].read() == str(won[0]).encode(), won


s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
for check in (ranges_and_conditions, parts, forms, versions, one_of_many_wins):
    check()
    print(check.__name__, "good")
