"""A cluster's service accounts for webhook.sh: a list, and a watch that tells so many changes a second.

webhook_source.py PORT-FILE COUNT-FILE ACCOUNTS RATE: listens on a free port of loopback and writes it there. To the other file it
writes how many changes it has told. Ends with its reader, or after ten minutes.
"""
import http.server
import json
import os
import sys
import threading
import time
import urllib.parse

port_file, count_file, accounts, rate = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
BATCHES = 50  # a second: changes come in bursts of RATE / BATCHES


def account(number, version, role):
    return {"kind": "ServiceAccount", "apiVersion": "v1", "metadata": {
        "name": f"account-{number}", "namespace": "many", "uid": f"b2b2d4a6-0000-4000-8000-{number:012d}",
        "resourceVersion": str(version), "annotations": {
            "eks.amazonaws.com/role-arn": f"arn:aws:iam::054000737513:role/k8s-main/{role}{number}"}}}


def replace(path, text):
    with open(path + ".new", "w") as file:
        file.write(str(text))
    os.rename(path + ".new", path)


told = 0
listed = json.dumps({"kind": "ServiceAccountList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"},
                     "items": [account(i, 1, "Role") for i in range(accounts)]}).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        if url.path != "/api/v1/serviceaccounts":
            body = b'{"kind":"Status","status":"Failure","code":404,"reason":"NotFound","message":"none"}'
            self.send_response(404)
        elif urllib.parse.parse_qs(url.query).get("watch", [""])[0] in ("1", "true"):
            return self.watch()
        else:
            body = listed
            self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def watch(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        global told
        version, next_batch = 1, time.monotonic()
        try:
            while True:
                batch = b""
                for _ in range(rate // BATCHES):
                    version += 1
                    event = {"type": "MODIFIED", "object": account(version % accounts, version, f"New{version}x")}
                    batch += json.dumps(event).encode() + b"\n"
                if batch:
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(batch), batch))
                    told += rate // BATCHES
                    replace(count_file, told)
                next_batch += 1 / BATCHES
                time.sleep(max(0.0, next_batch - time.monotonic()))
        except OSError:
            self.close_connection = True


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
replace(port_file, server.server_address[1])
threading.Timer(600, os._exit, (0,)).start()
server.serve_forever()
