#!/usr/bin/env python3
"""A server for the http backend, for end-to-end tests: one state, with locks, behind a user name and a password.

state_server.py PORT_FILE LOG_FILE [CERT KEY CLIENT_CA]

With certificates it speaks TLS and wants the client's. Logs a line for each request. Ends with its standard input.
"""
import base64
import json
import socketserver
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler

store = {"state": None, "lock": None}
log = open(sys.argv[2], "a", encoding="utf-8", buffering=1)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b""):
        log.write(f"{self.command} {self.path} {status}\n")
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Authorization") != "Basic " + base64.b64encode(b"me:secret").decode():
            return self.answer(401)
        if self.command == "GET":
            return self.answer(200, store["state"]) if store["state"] is not None else self.answer(404)
        if self.command == "LOCK":
            if store["lock"] is not None:
                return self.answer(423, store["lock"])
            store["lock"] = body
            return self.answer(200)
        if self.command == "UNLOCK":
            if store["lock"] is None:
                return self.answer(404)
            if json.loads(store["lock"])["ID"] != json.loads(body)["ID"]:
                return self.answer(409, store["lock"])
            store["lock"] = None
            return self.answer(200)
        if store["lock"] is not None and "ID=" + json.loads(store["lock"])["ID"] not in self.path:
            return self.answer(423, store["lock"])
        store["state"] = body
        return self.answer(200)

    do_GET = do_POST = do_PUT = do_LOCK = do_UNLOCK = handle_any


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


with Server(("127.0.0.1", 0), Handler) as server:
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3], sys.argv[4])
        context.load_verify_locations(sys.argv[5])
        context.verify_mode = ssl.CERT_REQUIRED
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write(str(server.server_address[1]))
    sys.stdin.read()
