#!/usr/bin/env python3
"""Clients of a plane whose nodes are killed: boto3 with its default retries sees no error, and no old value.

nodes.py STOP_FILE        until the file is there; endpoint and credentials are in the environment
"""
import os
import sys
import threading
import time

import boto3

stop_file = sys.argv[1]
failures, calls = [], {"n": 0}
lock = threading.Lock()


def client(service):
    # Debian's botocore does not read AWS_ENDPOINT_URL. A session each: making clients of one is not safe in threads.
    return boto3.session.Session(region_name="eu-central-1").client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def note(failure=None):
    with lock:
        calls["n"] += 1
        if failure:
            failures.append(failure)


def work(name):
    """Writes a parameter and a secret of its own over and over, and reads what it wrote."""
    ssm, secrets, s3, sts, iam = (client(service) for service in ("ssm", "secretsmanager", "s3", "sts", "iam"))
    for i in range(1_000_000):
        if os.path.exists(stop_file):
            return
        value = f"{name}-{i}"
        steps = {
            "PutParameter": lambda: ssm.put_parameter(Name=f"/nodes/{name}", Value=value, Type="String", Overwrite=True),
            "GetCallerIdentity": sts.get_caller_identity,
            "PutObject": lambda: s3.put_object(Bucket="nodes", Key=name, Body=value.encode()),
            "GetObject": lambda: s3.get_object(Bucket="nodes", Key=name)["Body"].read(),
            "PutSecretValue": lambda: secrets.put_secret_value(SecretId=f"nodes-{name}", SecretString=value),
            "ListRoles": iam.list_roles,
        }
        for step, call in steps.items():
            try:
                answer = call()
                wrong = step == "GetObject" and answer != value.encode()
                note(f"{step}: {answer!r} instead of {value}" if wrong else None)
            except Exception as error:  # pylint: disable=broad-except
                note(f"{step}: {type(error).__name__}: {error}")


def main():
    client("s3").create_bucket(
        Bucket="nodes", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    names = [f"client{i}" for i in range(3)]
    for name in names:
        client("secretsmanager").create_secret(Name=f"nodes-{name}", SecretString="first")
    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{calls['n']} calls in {time.monotonic() - begun:.1f} s, {len(failures)} failures")
    for failure in failures[:20]:
        print("  " + failure)
    sys.exit(1 if failures or calls["n"] < 50 else 0)


main()
