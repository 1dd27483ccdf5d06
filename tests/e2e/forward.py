"""What a user with few rights may do behind serve --forward, with boto3. Argument: the emulator's URL."""
import json
import os
import sys
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

emulator = sys.argv[1]
endpoint = os.environ["AWS_ENDPOINT_URL"]
account = "054000737513"
iam = boto3.client("iam", endpoint_url=endpoint)


def seen():
    return json.loads(urllib.request.urlopen(emulator + "/_seen").read())


def expect(claim, wanted, got):
    print(("good: " if got == wanted else "WRONG: ") + claim, "" if got == wanted else got)
    if got != wanted:
        sys.exit(1)


def outcome(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"], error.response["Error"]["Message"]
    return "ok"


iam.create_user(UserName="ann")
key = iam.create_access_key(UserName="ann")["AccessKey"]
statements = [
    {"Effect": "Allow", "Action": ["dynamodb:ListTables", "glue:*"], "Resource": "*"},
    {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": f"arn:aws:sqs:eu-central-1:{account}:jobs"},
    {"Effect": "Allow", "Action": ["lambda:InvokeFunction", "lambda:CreateFunction"], "Resource": f"arn:aws:lambda:eu-central-1:{account}:function:app"},
    {"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/mine/*"]},
]
iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}))


def client(service, **more):
    return boto3.client(service, endpoint_url=endpoint, region_name="eu-central-1", aws_access_key_id=key["AccessKeyId"],
                        aws_secret_access_key=key["SecretAccessKey"],
                        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}), **more)


def denied(action, resource, reason="because no identity-based policy allows the {} action"):
    on = f" on resource: {resource}" if resource else ""
    return f"User: arn:aws:iam::{account}:user/ann is not authorized to perform: {action}{on} " + reason.format(action)


expect("an allowed call gets the emulator's answer", ["from the emulator"], client("dynamodb").list_tables()["TableNames"])
request = seen()[-1]
expect("it comes with the emulator's credentials", True, "Credential=test/" in request["headers"]["Authorization"])
expect("and not with ours", False, key["AccessKeyId"] in json.dumps(request))
count = len(seen())
expect("a denied call is refused in DynamoDB's words",
       (400, "AccessDeniedException", denied("dynamodb:DeleteTable", f"arn:aws:dynamodb:eu-central-1:{account}:table/orders")),
       outcome(client("dynamodb").delete_table, TableName="orders"))
sqs = client("sqs")
other = outcome(sqs.send_message, QueueUrl=f"{endpoint}/{account}/other", MessageBody="x")
expect("another queue is another resource", (True, True), ("sqs:SendMessage" in other[2], f"arn:aws:sqs:eu-central-1:{account}:other" in other[2]))
expect("EC2 has its own words", (403, "UnauthorizedOperation"), outcome(client("ec2").describe_instances)[:2])
expect("so has SNS", (403, "AuthorizationError"), outcome(client("sns").list_topics)[:2])
expect("so has CloudFront", (403, "AccessDenied"), outcome(client("cloudfront").list_distributions)[:2])
expect("and CloudWatch", "AccessDenied", outcome(client("cloudwatch").list_metrics)[1][:12])
expect("a role that is passed needs iam:PassRole",
       (403, "AccessDeniedException", denied("iam:PassRole", f"arn:aws:iam::{account}:role/worker")),
       outcome(client("lambda").create_function, FunctionName="app", Role=f"arn:aws:iam::{account}:role/worker", Code={"ZipFile": b"x"},
               Runtime="python3.12", Handler="a.b"))
expect("another function is another resource", (403, "AccessDeniedException"), outcome(client("lambda").invoke, FunctionName="other")[:2])
expect("S3's denials name the resource as S3 does",
       (403, "AccessDenied", denied("s3:GetObject", '"arn:aws:s3:::logs/theirs"')),
       outcome(client("s3").get_object, Bucket="logs", Key="theirs"))
expect("nothing of this reached the emulator", count, len(seen()))

outcome(sqs.send_message, QueueUrl=f"{endpoint}/{account}/jobs", MessageBody="a message that is nobody's business")
expect("an allowed message did", True, "a message that is nobody" in seen()[-1]["body"].replace("+", " "))
expect("an allowed invocation did", b'"from the emulator"', client("lambda").invoke(FunctionName="app", Payload=b"{}")["Payload"].read())
client("glue").get_database(Name="x")
s3 = client("s3")
s3.put_object(Bucket="logs", Key="mine/a b+c", Body=b"content")
expect("an object comes back", b"content", s3.get_object(Bucket="logs", Key="mine/a b+c")["Body"].read())
url = s3.generate_presigned_url("get_object", Params={"Bucket": "logs", "Key": "mine/a b+c"})
expect("also by a presigned URL", b"content", urllib.request.urlopen(url).read())
expect("which is not sent on", False, "Signature" in seen()[-1]["path"])
try:
    urllib.request.urlopen(endpoint + "/logs/mine/a")
    expect("unsigned", "refused", "answered")
except urllib.error.HTTPError as error:
    expect("an unsigned request is refused", 403, error.code)
token = boto3.client("sts", endpoint_url=endpoint, aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"]).get_session_token()["Credentials"]
session = boto3.client("dynamodb", endpoint_url=endpoint, region_name="eu-central-1", aws_access_key_id=token["AccessKeyId"],
                       aws_secret_access_key=token["SecretAccessKey"], aws_session_token=token["SessionToken"])
expect("session credentials work", ["from the emulator"], session.list_tables()["TableNames"])
expect("and their token stays here", False, token["SessionToken"] in json.dumps(seen()[-1]))
