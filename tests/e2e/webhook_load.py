"""Reviews on one kept TLS connection while manifests change, break and are mended beside them.

webhook_load.py URL CA MANIFESTS METRICS: fails if an answer is wrong, an identity is lost, or a review waits.
"""
import base64
import http.client
import json
import ssl
import sys
import time
import urllib.request

url, ca, manifests, metrics = sys.argv[1:]
host, port = url.removeprefix("https://").rsplit(":", 1)
connection = http.client.HTTPSConnection(host, int(port), context=ssl.create_default_context(cafile=ca))
latencies = []


def account(name, role):
    return ("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: %s\n  namespace: apps\n  annotations:\n"
            "    eks.amazonaws.com/role-arn: arn:aws:iam::054000737513:role/%s\n---\n" % (name, role))


def role(name):
    """The role that a pod of the account is given; None if it is left alone."""
    pod = {"metadata": {"name": "p"}, "spec": {"serviceAccountName": name, "containers": [{"name": "c", "image": "i"}]}}
    review = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
              "request": {"uid": "u", "namespace": "apps", "object": pod}}
    body = json.dumps(review)
    begin = time.monotonic()
    connection.request("POST", "/mutate", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    latencies.append(time.monotonic() - begin)
    assert answer.status == 200, answer.status
    response = json.loads(text)["response"]
    assert response["allowed"], response
    if "patch" not in response:
        return None
    for operation in json.loads(base64.b64decode(response["patch"])):
        if operation["path"] == "/spec/containers/0/env":
            return [v["value"] for v in operation["value"] if v["name"] == "AWS_ROLE_ARN"][0].rsplit("/", 1)[1]
    raise AssertionError("a patch without a role")


def until(name, wanted):
    """Asks until the account has the role; what is not touched must have its own all the time."""
    for _ in range(20000):
        assert role("web") == "Web", "web has lost its role"
        if role(name) == wanted:
            return
        time.sleep(0.002)
    raise AssertionError(f"{name} never got {wanted}")


def metric(line):
    return line in urllib.request.urlopen(metrics).read().decode().splitlines()


many = "".join(account(f"many{i}", f"Many{i}") for i in range(3000))
with open(manifests + "/many.yaml", "w") as file:
    file.write(many)
until("many2999", "Many2999")
with open(manifests + "/many.yaml", "w") as file:
    file.write(many + "kind: [")
for _ in range(5000):
    assert role("many2999") == "Many2999" and role("web") == "Web"
    if metric("rolecall_webhook_manifests_good 0"):
        break
    time.sleep(0.005)
else:
    raise AssertionError("a broken manifest is not seen in the metrics")
with open(manifests + "/many.yaml", "w") as file:
    file.write(account("many0", "Other"))
until("many0", "Other")
assert role("many2999") is None
assert metric("rolecall_webhook_manifests_good 1") and metric("rolecall_webhook_service_accounts 2")
latencies.sort()
# Far above what is measured on a quiet machine; parsing 3,000 accounts inside of a review took longer than this.
assert latencies[int(len(latencies) * 0.99)] < 0.1, latencies[-5:]
print(f"{len(latencies)} reviews, p50 {latencies[len(latencies) // 2] * 1e3:.2f} ms, "
      f"p99 {latencies[int(len(latencies) * 0.99)] * 1e3:.2f} ms, max {latencies[-1] * 1e3:.2f} ms")
