"""An emulator of AWS's services without any rights: answers everybody, and tells at /_seen what it was asked.

Usage: emulator.py PORT_FILE
"""
import http.server
import json
import os
import sys

seen = []
objects = {}


class Emulator(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def body(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, body, kind="application/x-amz-json-1.0", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_call(self):
        body = self.body()
        if self.path == "/_seen":
            return self.answer(200, json.dumps(seen).encode())
        scope = self.headers.get("Authorization", "").partition("Credential=")[2].split(",")[0].split("/")
        service = scope[3] if len(scope) > 3 else ""
        seen.append({"method": self.command, "path": self.path, "headers": dict(self.headers), "service": service,
                     "body": body[:2000].decode("latin-1")})
        if service == "s3":
            return self.s3(body)
        if "X-Amz-Target" in self.headers:
            return self.answer(200, json.dumps({"TableNames": ["from the emulator"], "QueueUrls": [], "MessageId": "1",
                                                "MD5OfMessageBody": "", "Database": {"Name": "x"}}).encode())
        if service == "lambda":
            return self.answer(200, b'"from the emulator"', "application/json")
        if "Action=SendMessage" in body.decode("latin-1"):
            return self.answer(200, b"<SendMessageResponse><SendMessageResult><MessageId>1</MessageId></SendMessageResult></SendMessageResponse>", "text/xml")
        return self.answer(200, b"<r/>", "text/xml")

    def s3(self, body):
        key = self.path.split("?")[0]
        if self.command == "PUT":
            if "aws-chunked" in self.headers.get("Content-Encoding", "") or "STREAMING" in self.headers.get("X-Amz-Content-Sha256", ""):
                plain = b""
                while body:
                    head, _, body = body.partition(b"\r\n")
                    size = int(head.split(b";")[0], 16)
                    plain, body = plain + body[:size], body[size + 2:]
                    if size == 0:
                        break
                body = plain
            objects[key] = body
            return self.answer(200, b"", ETag='"1"')
        if key in objects:
            return self.answer(200, objects[key], "application/octet-stream")
        return self.answer(200, b"<?xml version='1.0'?><ListBucketResult><Name>logs</Name></ListBucketResult>", "application/xml")

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_call


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Emulator)
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(server.server_address[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
