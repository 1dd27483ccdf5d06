"""Files that the benchmarks of access read. Usage: access_files.py plan MEGABYTES >plan.json | access_files.py events COUNT >events.json

plan: `terraform show -json` of a plan as large as that: roles with policies, of which every tenth changes, among
instances that say nothing of access, each in planned_values, prior_state, resource_changes and configuration.
events: one event a line, of the plan's roles, as CloudTrail tells them.
"""
import json
import sys

ACCOUNT = "111122223333"
ISSUER = "oidc.example.com/id/A"


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(number):
    claims = {f"{ISSUER}:sub": f"system:serviceaccount:apps:app-{number}", f"{ISSUER}:aud": "sts.amazonaws.com"}
    return document({"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": claims},
                     "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"}})


def permissions(number, prefix):
    return document({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"arn:aws:s3:::data/{prefix}{number}/*"},
                    {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::data"})


def resource(kind, name, before, after):
    return {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name,
            "provider_name": "registry.terraform.io/hashicorp/aws", "before": before, "after": after}


def role(number):
    values = {"arn": f"arn:aws:iam::{ACCOUNT}:role/app-{number}", "name": f"app-{number}", "id": f"app-{number}", "path": "/",
              "unique_id": f"AROA{number:017d}", "max_session_duration": 3600, "assume_role_policy": trust(number), "tags": None}
    policy = {"name": "own", "role": f"app-{number}", "id": f"app-{number}:own", "policy": permissions(number, "app-")}
    changed = dict(policy, policy=permissions(number, "other-")) if number % 10 == 0 else policy
    return [resource("aws_iam_role", f"r{number}", values, values), resource("aws_iam_role_policy", f"p{number}", policy, changed)]


def instance(number):
    values = {"id": f"i-{number:017x}", "ami": "ami-0123456789abcdef0", "instance_type": "m5.large", "availability_zone": "eu-central-1a",
              "user_data": "#!/bin/sh\n" + "echo configured\n" * 40, "tags": {f"tag-{i}": f"value-{number}-{i}" for i in range(10)},
              "network_interface": [{"device_index": i, "network_interface_id": f"eni-{number}-{i}"} for i in range(3)]}
    return [resource("aws_instance", f"i{number}", values, values)]


def plan(megabytes):
    resources, size, number = [], 0, 0
    while size < megabytes * 1000000:
        made = role(number) if number % 4 == 0 else instance(number)
        number += 1
        # It stands in four places, about the same each time.
        size += sum(3 * len(json.dumps(one["after"])) + len(json.dumps(one["before"])) + 800 for one in made)
        resources += made
    head = [{key: one[key] for key in ("address", "mode", "type", "name", "provider_name")} for one in resources]

    def shown(side):
        return {"root_module": {"resources": [dict(names, schema_version=0, values=one[side]) for names, one in zip(head, resources)]}}

    changes = [dict(names, change={"actions": ["no-op" if one["before"] == one["after"] else "update"], "before": one["before"],
                                   "after": one["after"], "after_unknown": {}, "before_sensitive": {}, "after_sensitive": {}})
               for names, one in zip(head, resources)]
    configured = [dict(names, expressions={"name": {"constant_value": names["name"]}}, schema_version=0) for names in head]
    return {"format_version": "1.2", "terraform_version": "1.9.8", "planned_values": shown("after"), "resource_changes": changes,
            "prior_state": {"format_version": "1.0", "terraform_version": "1.9.8", "values": shown("before")},
            "configuration": {"root_module": {"resources": configured}}}


def event(number):
    caller = 4 * (number % 500)
    session = {"sessionIssuer": {"type": "Role", "arn": f"arn:aws:iam::{ACCOUNT}:role/app-{caller}", "accountId": ACCOUNT, "userName": f"app-{caller}"},
               "attributes": {"creationDate": "2026-11-01T00:00:00Z", "mfaAuthenticated": "false"}}
    return {"eventVersion": "1.08", "eventID": f"00000000-0000-0000-0000-{number:012d}", "eventTime": f"2026-11-01T{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z",
            "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "awsRegion": "eu-central-1", "sourceIPAddress": f"10.0.0.{number % 200}",
            "userAgent": "[aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64]", "readOnly": True, "managementEvent": False,
            "userIdentity": {"type": "AssumedRole", "principalId": f"AROA{caller:017d}:session", "accountId": ACCOUNT,
                             "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/app-{caller}/session", "sessionContext": session},
            "requestParameters": {"bucketName": "data", "key": f"app-{caller}/object-{number % 20}"}, "responseElements": None,
            "resources": [{"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::data/app-{caller}/object-{number % 20}"},
                          {"accountId": ACCOUNT, "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::data"}],
            "requestID": f"{number:016X}", "eventType": "AwsApiCall", "recipientAccountId": ACCOUNT, "eventCategory": "Data",
            "tlsDetails": {"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256"}}


def main():
    what, count = sys.argv[1], int(sys.argv[2])
    if what == "plan":
        json.dump(plan(count), sys.stdout, separators=(",", ":"))
        return
    for number in range(count):
        print(json.dumps(event(number), separators=(",", ":")))


main()
