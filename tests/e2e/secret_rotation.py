"""Secrets Manager with boto3.

Usage: secret_rotation.py rotate                     a rotation function as AWS's templates have it; the event is on standard input
       secret_rotation.py webhook FILES              the same as a web server: FILES.port gets its port, FILES.log what it is asked
       secret_rotation.py check COMMAND_ARN FAILING_ARN WEBHOOK_ARN FILES
"""
import http.server
import json
import os
import sys
import time
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ROTATED = "rotated-value"


def rotate():
    event = json.load(sys.stdin)
    secrets = client(os.environ["AWS_REGION"])
    secret, token = event["SecretId"], event["ClientRequestToken"]
    versions = secrets.describe_secret(SecretId=secret)["VersionIdsToStages"]
    assert "AWSPENDING" in versions[token], versions
    if event["Step"] == "createSecret":
        secrets.get_secret_value(SecretId=secret, VersionStage="AWSCURRENT")
        secrets.put_secret_value(SecretId=secret, ClientRequestToken=token, SecretString=ROTATED, VersionStages=["AWSPENDING"])
    elif event["Step"] == "testSecret":
        assert secrets.get_secret_value(SecretId=secret, VersionId=token, VersionStage="AWSPENDING")["SecretString"] == ROTATED
    elif event["Step"] == "finishSecret":
        current = next(version for version, stages in versions.items() if "AWSCURRENT" in stages)
        secrets.update_secret_version_stage(SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current)


def webhook(files):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with open(files + ".log", "ab") as log:
                log.write(body + b"\n")
            # A redirect is a failure.
            self.send_response(302 if b"setSecret" in body else 200)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    with open(files + ".port.new", "w") as port:
        port.write(str(server.server_port))
    os.rename(files + ".port.new", files + ".port")
    server.serve_forever()


def client(region="eu-central-1"):
    # Older SDKs do not read AWS_ENDPOINT_URL themselves.
    return boto3.client("secretsmanager", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name=region, config=Config(retries={"max_attempts": 1}))


def expect(claim, holds, detail=""):
    print(("good: " if holds else "WRONG: ") + claim, "" if holds else detail)
    if not holds:
        sys.exit(1)


def code_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "ok"


def wait(condition):
    for _ in range(300):
        if condition():
            return True
        time.sleep(0.1)
    return False


def check_rotation(command_arn, failing_arn, webhook_arn, files):
    secrets = client()
    arn = secrets.create_secret(Name="app", SecretString="one")["ARN"]
    answer = secrets.rotate_secret(SecretId="app", RotationLambdaARN=command_arn, RotationRules={"AutomaticallyAfterDays": 30})
    expect("RotateSecret answers at once", answer["ARN"] == arn and len(answer["VersionId"]) == 36)
    expect("the command makes the new version", wait(lambda: secrets.get_secret_value(SecretId="app")["SecretString"] == ROTATED))
    expect("it is described", wait(lambda: "LastRotatedDate" in secrets.describe_secret(SecretId="app")))
    stages = secrets.describe_secret(SecretId="app")["VersionIdsToStages"]
    expect("AWSPENDING is gone", stages[answer["VersionId"]] == ["AWSCURRENT"], stages)

    secrets.create_secret(Name="failing", SecretString="one")
    secrets.rotate_secret(SecretId="failing", RotationLambdaARN=failing_arn)
    expect("an unfinished rotation is in the way of the next", wait(lambda: code_of(secrets.rotate_secret, SecretId="failing") == "InvalidRequestException"))
    expect("its secret is as it was", secrets.get_secret_value(SecretId="failing")["SecretString"] == "one")

    secrets.create_secret(Name="hooked", SecretString="the-old-value")
    token = str(uuid.uuid4())
    secrets.rotate_secret(SecretId="hooked", RotationLambdaARN=webhook_arn, ClientRequestToken=token)
    log = files + ".log"
    expect("the webhook is asked", wait(lambda: os.path.exists(log) and len(open(log).readlines()) == 2))
    events = [json.loads(line) for line in open(log)]
    expect("with the event and nothing else", [sorted(event) for event in events] == [["ClientRequestToken", "SecretId", "Step"]] * 2, events)
    expect("step by step, until one is redirected", [event["Step"] for event in events] == ["createSecret", "setSecret"], events)
    expect("an unknown function is refused", code_of(secrets.rotate_secret, SecretId="app", RotationLambdaARN=command_arn + "x") == "ResourceNotFoundException")
    expect("rotation is cancelled", secrets.cancel_rotate_secret(SecretId="app")["ARN"] == arn)
    expect("and off", secrets.describe_secret(SecretId="app")["RotationEnabled"] is False)


def check_texts():
    secrets = client()
    expect("force deletes what is not there", secrets.delete_secret(SecretId="absent", ForceDeleteWithoutRecovery=True)["Name"] == "absent")
    secrets.tag_resource(SecretId="app", Tags=[{"Key": "a", "Value": "b"}])
    secrets.untag_resource(SecretId="app", TagKeys=["a"])
    expect("no tags are an empty list", secrets.describe_secret(SecretId="app")["Tags"] == [])
    pages = client().get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 1})
    names = [secret["Name"] for page in pages for secret in page["SecretList"]]
    expect("lists are paged", sorted(names) == ["app", "failing", "hooked"], names)


def check_replication():
    secrets, west = client(), client("eu-west-1")
    created = secrets.create_secret(Name="wide", SecretString="one", AddReplicaRegions=[{"Region": "eu-west-1"}])
    expect("a secret is made with its replica", created["ReplicationStatus"][0]["Status"] == "InSync", created)
    secrets.put_secret_value(SecretId="wide", SecretString="two")
    replica = west.get_secret_value(SecretId="wide")
    expect("the replica has the new value", replica["SecretString"] == "two")
    expect("and the same ARN but for its region", replica["ARN"] == created["ARN"].replace("eu-central-1", "eu-west-1"))
    expect("it is not changed by itself", code_of(west.put_secret_value, SecretId="wide", SecretString="x") == "InvalidParameterException")
    expect("the primary is deleted after it", code_of(secrets.delete_secret, SecretId="wide") == "InvalidParameterException")
    expect("no other region is had", code_of(secrets.replicate_secret_to_regions, SecretId="wide", AddReplicaRegions=[{"Region": "us-east-1"}]) == "InvalidParameterException")
    west.stop_replication_to_replica(SecretId="wide")
    secrets.put_secret_value(SecretId="wide", SecretString="three")
    expect("a promoted replica is a secret by itself", west.get_secret_value(SecretId="wide")["SecretString"] == "two")
    expect("and the primary has none", "ReplicationStatus" not in secrets.describe_secret(SecretId="wide"))


if sys.argv[1] == "rotate":
    rotate()
elif sys.argv[1] == "webhook":
    webhook(sys.argv[2])
else:
    check_rotation(*sys.argv[2:])
    check_texts()
    check_replication()
