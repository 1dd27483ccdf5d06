#!/usr/bin/env python3
"""same_deployment.py BASE CONFIGURATION CHART: fails unless the chart renders what the kustomize base and the program's
own configuration are together, but for the names that hold the release's."""
import json
import sys


def read(path):
    """JSON objects one after the other, or a List of them, by kind and name."""
    text, objects, reader = open(path).read(), [], json.JSONDecoder()
    while text := text.lstrip():
        value, end = reader.raw_decode(text)
        objects += value["items"] if value["kind"] == "List" else [value]
        text = text[end:]
    return {(o["kind"], o["metadata"]["name"].replace("webhook-pod-identity-webhook", "pod-identity-webhook")): o for o in objects}


def plain(value):
    """Without what says nothing: kubectl's own note, and the release's name before the object's."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if k not in ("creationTimestamp", "status") and v is not None}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value.replace("webhook-pod-identity-webhook", "pod-identity-webhook") if isinstance(value, str) else value


def differences(path, left, right):
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted(left.keys() | right.keys()):
            yield from differences(f"{path}.{key}", left.get(key), right.get(key))
    elif left != right:
        yield f"{path}: {json.dumps(left)[:200]} in the base, {json.dumps(right)[:200]} in the chart"


base = {**read(sys.argv[1]), **read(sys.argv[2])}
chart = read(sys.argv[3])
# The release's namespace is made with it, by helm --create-namespace.
base = {key: value for key, value in base.items() if key[0] != "Namespace"}
found = [f"only in one: {key}" for key in sorted(base.keys() ^ chart.keys())]
for key in sorted(base.keys() & chart.keys()):
    found += differences("/".join(key), plain(base[key]), plain(chart[key]))
print("\n".join(found))
sys.exit(1 if found else 0)
