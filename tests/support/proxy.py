#!/usr/bin/env python3
"""An HTTP proxy in front of a plane that loses answers and waits, for end-to-end tests.

proxy.py PORT_FILE UPSTREAM_PORT RULES_FILE

Listens on a free port of 127.0.0.1 and writes its number to PORT_FILE. RULES_FILE has a rule a line, read again for
each request: `drop N REGEX` loses the answers to the first N requests that match (the upstream has acted then);
`delay SECONDS REGEX` waits before a request is sent on; `refuse STATUS REGEX` answers with that status instead.
A regex is searched in the request line, a blank and the body. Ends with its standard input.
"""
import http.client
import re
import socketserver
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler

port_file, upstream, rules_file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
dropped = {}
lock = threading.Lock()


def rules():
    with open(rules_file, encoding="utf-8") as lines:
        return [line.rstrip("\n").split(" ", 2) for line in lines if line.strip()]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        text = self.requestline + " " + body.decode("utf-8", "replace")
        drop = False
        for kind, number, pattern in rules():
            if not re.search(pattern, text):
                continue
            if kind == "refuse":
                self.send_response(int(number))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if kind == "delay":
                time.sleep(float(number))
            with lock:
                if kind == "drop" and dropped.get(pattern, 0) < int(number):
                    dropped[pattern] = dropped.get(pattern, 0) + 1
                    drop = True
        connection = http.client.HTTPConnection("127.0.0.1", upstream)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if drop:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", answer.getheader("Content-Length", "0") if self.command == "HEAD" else str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = forward


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


with Server(("127.0.0.1", 0), Handler) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(port_file, "w", encoding="utf-8") as out:
        out.write(str(server.server_address[1]))
    sys.stdin.read()
