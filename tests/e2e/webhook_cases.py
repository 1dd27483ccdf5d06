"""Recorded reviews of each kind, through `rolecall inject -replay`.

webhook_cases.py ROLECALL CASES. A case is a line of JSON:
  name, flags, accounts {"NS/NAME": annotations without prefix}, prefix, config (of the ConfigMap), pod_identity ["NS/NAME"],
  pod (its spec; serviceAccountName and one container `c` unless it says otherwise), metadata, or body / content_type,
  wants: env {container: ["NAME=value"]} (of all that is there), mounts {container: ["volume:path"]}, token {field: value or
  [least, most]}, volumes [names], labels, warnings [beginnings], status, message, why (in the audit annotations).
What `wants` does not name is not looked at, but that a pod is left alone (no patch) unless env, mounts or token are wanted.
"""
import base64
import json
import subprocess
import sys

ROLE = "arn:aws:iam::111122223333:role/app"
rolecall, path = sys.argv[1:]
cases = [json.loads(line) for line in open(path)]


def recorded(case):
    prefix = case.get("prefix", "eks.amazonaws.com")
    accounts = []
    for name, annotations in case.get("accounts", {"ns/sa": {"role-arn": ROLE}}).items():
        namespace, name = name.split("/")
        accounts.append({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {
            "name": name, "namespace": namespace, "annotations": {f"{prefix}/{k}": v for k, v in annotations.items()}}})
    config_maps = []
    if "config" in case:
        text = case["config"] if isinstance(case["config"], str) else json.dumps(case["config"])
        config_maps.append({"kind": "ConfigMap", "data": {"config": text},
                            "metadata": {"name": "pod-identity-webhook", "namespace": "eks"}})
    listed = [dict(zip(("namespace", "serviceAccount"), name.split("/"))) for name in case.get("pod_identity", [])]
    spec = {"serviceAccountName": "sa", "containers": [{"name": "c", "image": "i"}], **case.get("pod", {})}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": case.get("metadata", {"name": "p"}), "spec": spec}
    request = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
               "request": {"uid": "u1", "namespace": "ns", "operation": "CREATE", "object": pod}}
    return {"name": case["name"], "flags": {"sts-regional-endpoint": False, "aws-default-region": "", **case.get("flags", {})},
            "serviceAccounts": accounts, "configMaps": config_maps,
            "containerCredentialsConfig": json.dumps({"identities": listed}) if listed else None,
            "instanceIdentity": {"AccountID": "444455556666", "Partition": "aws"},
            "contentType": case.get("content_type", "application/json"), "request": request, "rawBody": case.get("body")}


def patched(pod, patch):
    for operation in patch:
        assert operation["op"] == "add", operation
        *parents, last = [p.replace("~1", "/").replace("~0", "~") for p in operation["path"].split("/")[1:]]
        at = pod
        for part in parents:
            at = at[int(part)] if isinstance(at, list) else at[part]
        if isinstance(at, list):
            at.insert(len(at) if last == "-" else int(last), operation["value"])
        else:
            at[last] = operation["value"]
    return pod


def containers(pod, name):
    spec = pod["spec"]
    return next(c for c in (spec.get("initContainers") or []) + (spec.get("containers") or []) if c["name"] == name)


def token(pod):
    for volume in pod["spec"].get("volumes") or []:
        for source in volume.get("projected", {}).get("sources", []):
            if "serviceAccountToken" in source:
                return source["serviceAccountToken"]
    return {}


def check(case, sent, answer):
    wants = case["wants"]
    assert answer["httpStatus"] == wants.get("status", 200), answer
    if answer["httpStatus"] != 200:
        return
    response = json.loads(answer["body"])["response"]
    assert response["allowed"] == ("message" not in wants), response
    if "message" in wants:
        assert wants["message"] in response["status"]["message"], response
        return
    pod = sent["request"]["request"]["object"]
    is_patched = "patch" in response
    assert is_patched == any(k in wants for k in ("env", "mounts", "token")), response
    if is_patched:
        pod = patched(pod, json.loads(base64.b64decode(response["patch"])))
    for name, variables in wants.get("env", {}).items():
        there = [f"{v['name']}={v.get('value', '<from>')}" for v in containers(pod, name).get("env") or []]
        assert there == variables, (name, there)
    for name, mounts in wants.get("mounts", {}).items():
        there = [f"{m['name']}:{m['mountPath']}" for m in containers(pod, name).get("volumeMounts") or []]
        assert there == mounts, (name, there)
    for field, value in wants.get("token", {}).items():
        there = token(pod).get(field)
        good = value[0] <= there <= value[1] if isinstance(value, list) else there == value
        assert good, (field, there)
    if "volumes" in wants:
        assert [v["name"] for v in pod["spec"]["volumes"]] == wants["volumes"], pod["spec"]["volumes"]
    if "labels" in wants:
        assert pod["metadata"].get("labels") == wants["labels"], pod["metadata"]
    told = response.get("warnings", [])
    assert len(told) == len(wants.get("warnings", [])), told
    for begin, warning in zip(wants.get("warnings", []), told):
        assert warning.startswith(begin), warning
    assert wants.get("why", "") in json.dumps(response.get("auditAnnotations", {})), response


questions = [recorded(case) for case in cases]
done = subprocess.run([rolecall, "inject", "-replay"], input="".join(json.dumps(q) + "\n" for q in questions),
                      capture_output=True, text=True, check=True)
answers = [json.loads(line) for line in done.stdout.splitlines()]
assert [a["name"] for a in answers] == [c["name"] for c in cases], "an answer is missing"
bad = 0
for case, question, answer in zip(cases, questions, answers):
    try:
        check(case, question, answer)
    except (AssertionError, KeyError, StopIteration) as error:
        bad += 1
        print(f"{case['name']}: {type(error).__name__} {error}", file=sys.stderr)
print(f"{len(cases)} recorded reviews, {bad} bad")
sys.exit(bad > 0)
