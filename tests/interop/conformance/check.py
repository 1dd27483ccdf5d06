#!/usr/bin/env python3
"""Every operation of botocore's models of the plane's services, asked of a plane: served, or refused by its name.

  check.py PROGRAM PAGE [--write]

An operation is asked with the least input that its model wants, by root. It is *served* if what answers is that
operation (the audit record has its name), and *refused* if the answer says that it is not served here (501, or a text
with "not served here"). Anything else is a failure, and so is a page (docs/reference/conformance.md) that says something else;
--write makes the page. Ends with the number of operations.
"""
import datetime
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import time

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

SERVICES = ["iam", "sts", "secretsmanager", "s3", "kms", "ssm", "organizations", "eks", "eks-auth"]
TITLES = {"iam": "IAM", "sts": "STS", "secretsmanager": "Secrets Manager", "s3": "S3", "kms": "KMS",
          "ssm": "Systems Manager (Parameter Store)", "organizations": "Organizations", "eks": "EKS",
          "eks-auth": "EKS Auth"}
ACCOUNT = "111122223333"
# Parts of S3's model that are other endpoints, not operations of a bucket's.
OTHER_ENDPOINTS = {("s3", "WriteGetObjectResponse"), ("s3", "ListDirectoryBuckets")}
# Of an enumeration the first value is asked for; here another one is ours.
OURS = {"ResourceTypeForTagging": "Parameter"}
NOT_HERE = re.compile(r"not (served|supported|implemented) here|not implemented", re.I)
# What an operation gets that nobody knows.
NO_SUCH = re.compile("^(InvalidAction|UnknownOperation|UnrecognizedClient|UnknownService|MethodNotAllowed)")


def least(shape, depth=0):
    """The least value of a shape: what is required, and nothing else."""
    kind = shape.type_name
    if kind == "structure":
        return {name: least(shape.members[name], depth + 1) for name in shape.required_members} if depth < 8 else {}
    if kind == "list":
        return [least(shape.member, depth + 1)] if depth < 8 else []
    if kind == "map":
        return {}
    if kind in ("integer", "long", "float", "double"):
        return max(1, int(shape.metadata.get("min", 1)))
    if kind == "boolean":
        return False
    if kind == "blob":
        return b"x"
    if kind == "timestamp":
        return datetime.datetime(2030, 1, 1)
    if shape.metadata.get("enum"):
        return OURS.get(shape.name) or shape.metadata["enum"][0]
    return "x" * max(3, int(shape.metadata.get("min", 3)))


class Plane:
    def __init__(self, program, folder):
        self.data = os.path.join(folder, "data")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        self.process = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:0", "--data-dir", self.data, "--account-id", ACCOUNT,
             "--region", "eu-central-1"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        self.endpoint = re.search(r"http://\S+", self.process.stdout.readline()).group(0)
        text = open(os.path.join(self.data, "credentials")).read()
        self.key, self.secret = (re.search(name + r"\s*=\s*(\S+)", text).group(1)
                                 for name in ("aws_access_key_id", "aws_secret_access_key"))

    def client(self, service):
        return boto3.client(service, endpoint_url=self.endpoint, region_name="eu-central-1",
                            aws_access_key_id=self.key, aws_secret_access_key=self.secret,
                            config=Config(retries={"max_attempts": 0}, parameter_validation=False, read_timeout=20,
                                          inject_host_prefix=False, s3={"addressing_style": "path"}))

    def names(self):
        """Of the requests that were answered: request id -> the operation that the audit log names."""
        time.sleep(1)
        found = {}
        for file in glob.glob(os.path.join(self.data, "audit*.log")):
            for line in open(file):
                record = json.loads(line)
                found[record.get("requestID", "")] = record["eventName"]
        return found

    def stop(self):
        self.process.terminate()
        self.process.wait()


def ask(client, operation):
    """(request id, "" or why it is refused)"""
    headers = {}
    client.meta.events.register_last("after-call.*.*", lambda http_response, **_: headers.update(http_response.headers))
    model = client.meta.service_model.operation_model(operation)
    arguments = least(model.input_shape) if model.input_shape is not None else {}
    try:
        client._make_api_call(operation, arguments)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        text = f"{error.response['Error']['Code']}: {error.response['Error'].get('Message', '')}"
        if status == 501 or NOT_HERE.search(text):
            return headers, text
        if NO_SUCH.search(text):
            return headers, "FAIL " + text
    except BotoCoreError as error:
        return {}, f"FAIL {error!r}"
    return headers, ""


def request_id(headers):
    lower = {name.lower(): value for name, value in headers.items()}
    return lower.get("x-amzn-requestid") or lower.get("x-amz-request-id") or ""


def make_bucket(client):
    try:
        client.create_bucket(Bucket="xxx", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    except ClientError as error:
        if error.response["Error"]["Code"] != "BucketAlreadyOwnedByYou":
            raise


def look(plane, service):
    """{operation: "" (served) or why it is refused}, and what failed."""
    client = plane.client(service)
    asked = {}
    for operation in client.meta.service_model.operation_names:
        if (service, operation) not in OTHER_ENDPOINTS:
            if service == "s3":  # what is not served is told of a bucket that there is
                make_bucket(client)
            asked[operation] = ask(client, operation)
            client = plane.client(service)
    names, answers, failures = plane.names(), {}, []
    for operation, (headers, refusal) in asked.items():
        answers[operation] = refusal
        name = names.get(request_id(headers), "nothing")
        if refusal.startswith("FAIL"):
            failures.append(f"{service} {operation}: {refusal}")
        elif not refusal and name != operation and name not in ALIASES.get(operation, ()):
            failures.append(f"{service} {operation} was answered by {name}")
    return answers, failures


# Operations that S3 names otherwise in its records, as CloudTrail does: requests that are the same on the wire.
ALIASES = {
    "GetBucketNotification": ["GetBucketNotificationConfiguration"], "PutBucketNotification": ["PutBucketNotificationConfiguration"],
    "GetBucketLifecycle": ["GetBucketLifecycleConfiguration"], "PutBucketLifecycle": ["PutBucketLifecycleConfiguration"],
}


def state_of(name, refusal, recorded):
    return "refused" if refusal else "recorded" if name in recorded else "documented"


def dates_of(place):
    """What a page says: {(service, operation, state): since when}."""
    dates, service = {}, ""
    for line in open(place) if os.path.exists(place) else ():
        anchor = re.match(r'<a id="(.+)"></a>', line)
        row = re.match(r"\| (\w+) \| (\w+) \| ([0-9-]{10}) \|$", line)
        if anchor:
            service = anchor.group(1)
        elif row:
            dates[service, row.group(1), row.group(2)] = row.group(3)
    return dates


def page(results, recorded, dates):
    today = datetime.date.today().isoformat()
    lines = ["# Conformance", "",
             "Made by `make interop LANES=conformance`, which asks a plane for every operation of botocore's models",
             f"(botocore {botocore.__version__}). An operation that is served answers with its permissions, quotas and errors. "
             "**recorded**: its answers",
             "are held against ones recorded on AWS in 2025; **documented**: against AWS's API reference and model. **refused**: "
             "the answer",
             "names the operation and says that it is not served here. The date is the first day that a run found it so. What",
             "differs on purpose stands in [OPERATING.md](../OPERATING.md).", "",
             "| service | operations | served | of these recorded | refused |", "|---|---|---|---|---|"]
    states = {service: {name: state_of(name, refusal, recorded.get(service, ())) for name, refusal in answers.items()}
              for service, answers in results.items()}
    for service, of in states.items():
        counts = {state: list(of.values()).count(state) for state in ("recorded", "documented", "refused")}
        lines.append(f"| [{TITLES[service]}](#{service}) | {len(of)} | {len(of) - counts['refused']} | "
                     f"{counts['recorded']} | {counts['refused']} |")
    for service, of in states.items():
        lines += ["", f'<a id="{service}"></a>', "", f"## {TITLES[service]}", "", "| operation | state | since |", "|---|---|---|"]
        lines += [f"| {name} | {state} | {dates.get((service, name, state), today)} |" for name, state in sorted(of.items())]
    return "\n".join(lines) + "\n"


def read_recorded():
    recorded = {}
    for line in open(os.path.join(os.path.dirname(__file__), "recorded.txt")):
        if not line.startswith("#"):
            service, *names = line.split()
            recorded.setdefault(service, set()).update(names)
    return recorded


def main():
    program, place, flag = sys.argv[1], sys.argv[2], (sys.argv + [""])[3]
    results, failures = {}, []
    with tempfile.TemporaryDirectory() as folder:
        plane = Plane(program, folder)
        try:
            for service in SERVICES:
                results[service], failed = look(plane, service)
                failures += failed
        finally:
            plane.stop()
    recorded = read_recorded()
    for service, names in recorded.items():
        failures += [f"{service} {name} is recorded, and there is no such operation"
                     for name in sorted(names - set(results[service]))]
    text = page(results, recorded, dates_of(place))
    if flag == "--write":
        open(place, "w").write(text)
    elif open(place).read() != text:
        failures.append("docs/reference/conformance.md says something else: CONFORMANCE_FLAG=--write makes it anew")
    for failure in failures:
        print("FAIL", failure)
    print(f"{sum(len(answers) for answers in results.values())} operations")
    sys.exit(1 if failures else 0)


main()
