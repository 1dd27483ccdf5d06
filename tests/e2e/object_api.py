"""A Kubernetes API server, as far as the provider's resources ask one: objects by path.

object_api.py PORT-FILE: listens on a free port of 127.0.0.1 and writes it there. POST, GET (also lists), PUT of the version
that there is, DELETE, merge patches, and server-side apply of annotations and labels with their managers. The bearer
token must be "t0ken".
"""
import json
import os
import sys
import threading
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
import kubernetes_stub

lock = threading.Lock()
objects, owners, version = {}, {}, 100
CORE = [("serviceaccounts", "ServiceAccount", True), ("namespaces", "Namespace", False), ("secrets", "Secret", True)]


def merge(there, change):
    if not isinstance(change, dict):
        return change
    there = dict(there) if isinstance(there, dict) else {}
    for key, value in change.items():
        if value is None:
            there.pop(key, None)
        else:
            there[key] = merge(there.get(key), value)
    return there


class Handler(kubernetes_stub.Handler):
    def handle_one(self):
        global version
        url = urllib.parse.urlsplit(self.path)
        body = self.body()
        if self.headers.get("Authorization") != "Bearer t0ken":
            return self.refuse(401, "Unauthorized", "Unauthorized")
        if url.path == "/api/v1":
            return self.say(200, {"resources": [{"name": n, "kind": k, "namespaced": s} for n, k, s in CORE]})
        with lock:
            version += 1
            name = f'{url.path.split("/")[-2]} "{url.path.split("/")[-1]}"'
            if self.command == "POST":
                made = json.loads(body)
                path = url.path + "/" + made["metadata"]["name"]
                name = f'{url.path.split("/")[-1]} "{made["metadata"]["name"]}"'
                if path in objects:
                    return self.refuse(409, "AlreadyExists", name + " already exists")
                made["metadata"].update(resourceVersion=str(version), uid=f"uid-{version}")
                objects[path] = made
                return self.say(201, made)
            if self.command == "GET" and url.path.split("/")[-1] in ("secrets", "leases"):
                kind = "SecretList" if url.path.endswith("secrets") else "LeaseList"
                items = [one for path, one in objects.items() if path.startswith(url.path + "/")]
                return self.say(200, {"kind": kind, "apiVersion": "v1", "metadata": {}, "items": items})
            if url.path not in objects:
                return self.refuse(404, "NotFound", name + " not found")
            if self.command == "PUT":
                changed, there = json.loads(body), objects[url.path]
                if changed["metadata"].get("resourceVersion") != there["metadata"]["resourceVersion"]:
                    return self.refuse(409, "Conflict", name + " has been modified")
                changed["metadata"]["resourceVersion"] = str(version)
                objects[url.path] = changed
            if self.command == "DELETE":
                return self.say(200, objects.pop(url.path))
            if self.command == "PATCH":
                kind = self.headers.get("Content-Type")
                change = json.loads(body)
                if kind == "application/merge-patch+json":
                    objects[url.path] = merge(objects[url.path], change)
                elif not self.apply(url, change):
                    return None
                objects[url.path]["metadata"]["resourceVersion"] = str(version)
            return self.say(200, objects[url.path])

    def apply(self, url, change):
        query = dict(urllib.parse.parse_qsl(url.query))
        there, fields = objects[url.path]["metadata"], {}
        for kind in ("annotations", "labels"):
            wanted, had = change["metadata"].get(kind, {}), owners.setdefault((url.path, kind), {})
            for key, text in wanted.items():
                other = had.get(key, query["fieldManager"]) != query["fieldManager"]
                if other and there[kind][key] != text and query["force"] != "true":
                    self.refuse(409, "Conflict", f'Apply failed with 1 conflict: conflict with "{had[key]}"')
                    return False
                there.setdefault(kind, {})[key] = text
                had[key] = query["fieldManager"]
                fields.setdefault(f"f:{kind}", {})[f"f:{key}"] = {}
            for key in [k for k, manager in had.items() if manager == query["fieldManager"] and k not in wanted]:
                del had[key], there[kind][key]
        there["managedFields"] = [{"manager": query["fieldManager"], "operation": "Apply", "fieldsV1": {"f:metadata": fields}}]
        return True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one


kubernetes_stub.serve(Handler, sys.argv[1])
