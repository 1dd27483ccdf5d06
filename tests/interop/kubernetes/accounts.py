#!/usr/bin/env python3
"""Makes service accounts, or changes them all the time.

accounts.py API PKI NAMESPACE make COUNT
accounts.py API PKI NAMESPACE change STOP_FILE      prints how many changes there were a second
"""
import http.client
import json
import os
import ssl
import sys
import threading
import time
import urllib.parse

api, pki, namespace, verb, what = sys.argv[1:6]
CONNECTIONS = 4
host = urllib.parse.urlparse(api).netloc
tls = ssl.create_default_context(cafile=f"{pki}/ca.crt")
tls.load_cert_chain(f"{pki}/admin.crt", f"{pki}/admin.key")
ROLE = "arn:aws:iam::054000737513:role/k8s-main/%s"


def ask(connection, method, name, body, kind):
    at = f"/api/v1/namespaces/{namespace}/serviceaccounts{name}"
    connection.request(method, at, json.dumps(body), {"Content-Type": kind})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status not in (200, 201):
        sys.exit(f"{method} {at}: {answer.status} {text[:200]}")


def account(number, role):
    return {"metadata": {"name": f"account-{number}", "annotations": {"eks.amazonaws.com/role-arn": ROLE % role}}}


def make(first):
    connection = http.client.HTTPSConnection(host, context=tls)
    for number in range(first, int(what), CONNECTIONS):
        body = {"apiVersion": "v1", "kind": "ServiceAccount", **account(number, f"Role{number}")}
        ask(connection, "POST", "", body, "application/json")


changes = [0] * CONNECTIONS


def change(first):
    connection = http.client.HTTPSConnection(host, context=tls)
    while not os.path.exists(what):
        number = first + CONNECTIONS * (changes[first] % 500)
        ask(connection, "PATCH", f"/account-{number}", account(number, f"New{changes[first]}"),
            "application/merge-patch+json")
        changes[first] += 1


started = time.monotonic()
threads = [threading.Thread(target=make if verb == "make" else change, args=(i,)) for i in range(CONNECTIONS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
if verb == "change":
    print(round(sum(changes) / (time.monotonic() - started)))
