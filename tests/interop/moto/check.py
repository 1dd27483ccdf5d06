"""serve --forward in front of moto's server: what a user may, moto does; what it may not, moto never sees.

Usage: check.py ROLECALL MOTO_SERVER FOLDER
Each line is a check: NAME ok, or NAME FAIL and why. The last line counts them.
"""
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

rolecall, moto_server, folder = sys.argv[1:]
os.makedirs(folder)
for name in list(os.environ):
    if name.startswith("AWS_"):
        del os.environ[name]
os.environ.update(AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE="/dev/null", AWS_SHARED_CREDENTIALS_FILE="/dev/null", HOME=folder)
ACCOUNT, REGION = "123456789012", "eu-central-1"  # moto's account
good = bad = 0


def check(name, wanted, got):
    global good, bad
    if wanted == got:
        good += 1
        print(name, "ok")
    else:
        bad += 1
        print(name, "FAIL wanted", repr(wanted), "got", repr(got)[:300])


def code(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "ok"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


port = free_port()
moto = subprocess.Popen([moto_server, "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
url = "http://127.0.0.1:%d" % port
plane = subprocess.Popen([rolecall, "serve", "--listen", "127.0.0.1:0", "--data-dir", folder + "/data", "--account-id", ACCOUNT, "--region", REGION,
                          "--forward", url + ",s3=" + url], stdout=subprocess.PIPE, text=True)
try:
    endpoint = "http://" + plane.stdout.readline().split("http://")[1].split()[0]
    for _ in range(200):
        try:
            urllib.request.urlopen(url + "/moto-api/").read()
            break
        except OSError:
            time.sleep(0.1)
    with open(folder + "/data/credentials", encoding="utf-8") as file:
        root = dict(line.strip().split(" = ") for line in file if " = " in line)

    def client(service, key=root["aws_access_key_id"], secret=root["aws_secret_access_key"]):
        return boto3.client(service, endpoint_url=endpoint, region_name=REGION, aws_access_key_id=key, aws_secret_access_key=secret,
                            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}))

    iam = client("iam")
    iam.create_user(UserName="app")
    key = iam.create_access_key(UserName="app")["AccessKey"]

    def app(service):
        return client(service, key["AccessKeyId"], key["SecretAccessKey"])

    def allow(*statements):
        iam.put_user_policy(UserName="app", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": actions, "Resource": resources} for actions, resources in statements]}))

    arn = lambda service, resource: "arn:aws:%s:%s:%s:%s" % (service, REGION, ACCOUNT, resource)

    # Each service: root makes what there is, the user does what is allowed, and is refused what is not.
    sqs = client("sqs")
    queue, other = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("jobs", "other"))
    allow(("sqs:*", arn("sqs", "jobs")))
    check("sqs-send", "ok", code(app("sqs").send_message, QueueUrl=queue, MessageBody="hello"))
    check("sqs-other-queue", "AccessDeniedException", code(app("sqs").send_message, QueueUrl=other, MessageBody="hello"))
    check("sqs-receive", ["hello"], [m["Body"] for m in app("sqs").receive_message(QueueUrl=queue)["Messages"]])

    dynamodb = client("dynamodb")
    for name in ("orders", "people"):
        dynamodb.create_table(TableName=name, KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST",
                              AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
    allow((["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:BatchGetItem"], arn("dynamodb", "table/orders")))
    item = {"id": {"S": "1"}}
    check("dynamodb-put", "ok", code(app("dynamodb").put_item, TableName="orders", Item=item))
    check("dynamodb-get", item, app("dynamodb").get_item(TableName="orders", Key=item)["Item"])
    check("dynamodb-other-table", "AccessDeniedException", code(app("dynamodb").put_item, TableName="people", Item=item))
    check("dynamodb-batch", "ok", code(app("dynamodb").batch_get_item, RequestItems={"orders": {"Keys": [item]}}))
    check("dynamodb-batch-with-another", "AccessDeniedException",
          code(app("dynamodb").batch_get_item, RequestItems={"orders": {"Keys": [item]}, "people": {"Keys": [item]}}))
    check("dynamodb-nothing-came-through", 0, dynamodb.scan(TableName="people")["Count"])

    topic = client("sns").create_topic(Name="news")["TopicArn"]
    allow(("sns:Publish", topic))
    check("sns-publish", "ok", code(app("sns").publish, TopicArn=topic, Message="x"))
    check("sns-delete", "AuthorizationError", code(app("sns").delete_topic, TopicArn=topic))

    kinesis = client("kinesis")
    kinesis.create_stream(StreamName="clicks", ShardCount=1)
    allow(("kinesis:PutRecord", arn("kinesis", "stream/clicks")))
    check("kinesis-put", "ok", code(app("kinesis").put_record, StreamName="clicks", Data=b"x", PartitionKey="1"))
    check("kinesis-delete", "AccessDeniedException", code(app("kinesis").delete_stream, StreamName="clicks"))

    allow(("events:PutEvents", arn("events", "event-bus/default")))
    event = {"Source": "a", "DetailType": "b", "Detail": "{}"}
    check("events-put", "ok", code(app("events").put_events, Entries=[event]))
    check("events-other-bus", "AccessDeniedException", code(app("events").put_events, Entries=[event, {**event, "EventBusName": "other"}]))

    client("logs").create_log_group(logGroupName="app")
    allow((["logs:CreateLogStream", "logs:PutLogEvents"], arn("logs", "log-group:app:*")))
    check("logs-stream", "ok", code(app("logs").create_log_stream, logGroupName="app", logStreamName="s"))
    check("logs-put", "ok", code(app("logs").put_log_events, logGroupName="app", logStreamName="s",
                                 logEvents=[{"timestamp": int(time.time() * 1000), "message": "x"}]))
    check("logs-delete", "AccessDeniedException", code(app("logs").delete_log_group, logGroupName="app"))

    allow(("cloudwatch:PutMetricData", "*"))
    check("cloudwatch-put", "ok", code(app("cloudwatch").put_metric_data, Namespace="n", MetricData=[{"MetricName": "m", "Value": 1}]))
    check("cloudwatch-list", "AccessDenied", code(app("cloudwatch").list_metrics)[:12])

    ecr = client("ecr")
    ecr.create_repository(repositoryName="team/app")
    allow((["ecr:DescribeRepositories", "ecr:ListImages"], arn("ecr", "repository/team/*")))
    check("ecr-list", "ok", code(app("ecr").list_images, repositoryName="team/app"))
    check("ecr-delete", "AccessDeniedException", code(app("ecr").delete_repository, repositoryName="team/app"))

    allow(("ec2:Describe*", "*"))
    check("ec2-describe", "ok", code(app("ec2").describe_instances))
    check("ec2-create", "UnauthorizedOperation", code(app("ec2").create_vpc, CidrBlock="10.0.0.0/16"))

    zone = client("route53").create_hosted_zone(Name="example.test", CallerReference="1")["HostedZone"]["Id"].split("/")[-1]
    allow(("route53:ListResourceRecordSets", "arn:aws:route53:::hostedzone/" + zone))
    check("route53-list", "ok", code(app("route53").list_resource_record_sets, HostedZoneId=zone))
    check("route53-delete", "AccessDenied", code(app("route53").delete_hosted_zone, Id=zone))

    api = client("apigateway").create_rest_api(name="a")["id"]
    allow(("apigateway:GET", "arn:aws:apigateway:%s::/restapis/%s" % (REGION, api)))
    check("apigateway-get", "ok", code(app("apigateway").get_rest_api, restApiId=api))
    check("apigateway-delete", "AccessDeniedException", code(app("apigateway").delete_rest_api, restApiId=api))

    allow((["lambda:CreateFunction", "lambda:GetFunction"], arn("lambda", "function:app")))
    make = dict(FunctionName="app", Role="arn:aws:iam::%s:role/worker" % ACCOUNT, Code={"ZipFile": b"x"}, Runtime="python3.12", Handler="a.b")
    check("lambda-role", "AccessDeniedException", code(app("lambda").create_function, **make))

    s3 = client("s3")
    s3.create_bucket(Bucket="logs", CreateBucketConfiguration={"LocationConstraint": REGION})
    allow((["s3:PutObject", "s3:GetObject"], "arn:aws:s3:::logs/mine/*"), ("s3:ListBucket", "arn:aws:s3:::logs"))
    check("s3-put", "ok", code(app("s3").put_object, Bucket="logs", Key="mine/a b", Body=b"content"))
    check("s3-get", b"content", app("s3").get_object(Bucket="logs", Key="mine/a b")["Body"].read())
    check("s3-list", ["mine/a b"], [o["Key"] for o in app("s3").list_objects_v2(Bucket="logs")["Contents"]])
    check("s3-other-key", "AccessDenied", code(app("s3").put_object, Bucket="logs", Key="theirs", Body=b"x"))
    large = os.urandom(12 << 20)
    app("s3").upload_fileobj(__import__("io").BytesIO(large), "logs", "mine/large")
    check("s3-multipart", True, app("s3").get_object(Bucket="logs", Key="mine/large")["Body"].read() == large)
    check("s3-delete-bucket", "AccessDenied", code(app("s3").delete_bucket, Bucket="logs"))

    # What is ours stays ours: External Secrets reads its secret here, by the same user.
    client("secretsmanager").create_secret(Name="db", SecretString="pa55")
    allow(("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:db-*")))
    check("secretsmanager-own", "pa55", app("secretsmanager").get_secret_value(SecretId="db")["SecretString"])
finally:
    plane.terminate()
    moto.terminate()
    plane.wait()
    moto.wait()
print("%d checks" % good)
sys.exit(1 if bad or good < 35 else 0)
