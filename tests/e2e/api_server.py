"""A Kubernetes API server, as far as the webhook asks one: service accounts by list and watch.

api_server.py PORT-FILE: listens on a free port of 127.0.0.1 and writes it there. PUT and DELETE of
/api/v1/namespaces/NS/serviceaccounts/NAME (an object, in JSON) change what is there; GET /watchers counts who watches.
"""
import json
import os
import re
import sys
import threading
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
import kubernetes_stub

changed = threading.Condition()
accounts, events, watchers = {}, [], 0
version = 100


def note(kind, account):
    global version
    version += 1
    account["metadata"]["resourceVersion"] = str(version)
    events.append((version, {"type": kind, "object": account}))
    changed.notify_all()


class Handler(kubernetes_stub.Handler):
    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/watchers":
            return self.say(200, watchers)
        if url.path != "/api/v1/serviceaccounts":
            return self.refuse(404, "NotFound", "none")
        if query.get("watch") in ("1", "true"):
            return self.watch(int(query.get("resourceVersion") or 0))
        with changed:
            self.say(200, {"kind": "ServiceAccountList", "apiVersion": "v1", "metadata": {"resourceVersion": str(version)},
                              "items": list(accounts.values())})

    def watch(self, seen):
        global watchers
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with changed:
            watchers += 1
        try:
            while True:
                with changed:
                    fresh = [(v, e) for v, e in events if v > seen]
                    if not fresh:
                        changed.wait(1)
                        continue
                for seen, event in fresh:
                    line = json.dumps(event).encode() + b"\n"
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
                self.wfile.flush()
        except OSError:
            self.close_connection = True
        finally:
            with changed:
                watchers -= 1

    def change(self, kind):
        space, name = re.fullmatch(r"/api/v1/namespaces/([^/]+)/serviceaccounts/([^/]+)", self.path).groups()
        body = self.body()
        with changed:
            known = accounts.pop((space, name), None)
            account = json.loads(body) if kind == "PUT" else known
            if kind == "PUT":
                account["metadata"].update(name=name, namespace=space)
                accounts[space, name] = account
            note("DELETED" if kind == "DELETE" else "MODIFIED" if known else "ADDED", account)
        self.say(200, {})

    def do_PUT(self):
        self.change("PUT")

    def do_DELETE(self):
        self.change("DELETE")


kubernetes_stub.serve(Handler, sys.argv[1])
