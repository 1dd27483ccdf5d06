#!/usr/bin/env python3
"""Pods that come all the time: server-side dry runs of creates, until a file is there.

pod_load.py API PKI NAMESPACE SERVICE_ACCOUNT STOP_FILE [CONNECTIONS]

Prints what became of them as JSON: {"created", "refused", "bare" (created without the token's volume), "per_second",
"p50_ms", "p99_ms", "max_ms", "why" (of the first refusals)}.
"""
import http.client
import json
import os
import ssl
import sys
import threading
import time
import urllib.parse

api, pki, namespace, account, stop_file = sys.argv[1:6]
connections = int(sys.argv[6]) if len(sys.argv) > 6 else 4
host = urllib.parse.urlparse(api).netloc
tls = ssl.create_default_context(cafile=f"{pki}/ca.crt")
tls.load_cert_chain(f"{pki}/admin.crt", f"{pki}/admin.key")
pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "load-"},
       "spec": {"serviceAccountName": account, "containers": [{"name": "main", "image": "main"}]}}
lock = threading.Lock()
took, why, counts = [], [], {"created": 0, "refused": 0, "bare": 0}


def create(connection):
    started = time.monotonic()
    connection.request("POST", f"/api/v1/namespaces/{namespace}/pods?dryRun=All", json.dumps(pod),
                       {"Content-Type": "application/json"})
    answer = connection.getresponse()
    body = answer.read()
    with lock:
        took.append((time.monotonic() - started) * 1000)
        if answer.status != 201:
            counts["refused"] += 1
            why.append(json.loads(body).get("message", "")[:200])
        else:
            counts["created"] += 1
            counts["bare"] += b'"aws-iam-token"' not in body


def run():
    connection = http.client.HTTPSConnection(host, context=tls)
    while not os.path.exists(stop_file):
        create(connection)


started = time.monotonic()
threads = [threading.Thread(target=run) for _ in range(connections)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
took.sort()
counts["per_second"] = round(len(took) / (time.monotonic() - started))
for name, part in (("p50_ms", 0.5), ("p99_ms", 0.99), ("max_ms", 1)):
    counts[name] = round(took[int((len(took) - 1) * part)], 1)
counts["why"] = why[:3]
print(json.dumps(counts))
