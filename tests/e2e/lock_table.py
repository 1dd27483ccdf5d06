"""A DynamoDB table for state locks, as far as the s3 backend asks for one: items of strings by LockID.

lock_table.py PORT-FILE: listens on a free port of 127.0.0.1 and writes it there. The table is called "locks".
"""
import http.server
import json
import os
import sys
import threading

lock = threading.Lock()
items = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def say(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, code):
        self.say(400, {"__type": "com.amazonaws.dynamodb.v20120810#" + code, "message": code})

    def do_GET(self):
        self.say(200, items)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        action = self.headers["X-Amz-Target"].split(".")[1]
        if asked["TableName"] != "locks":
            return self.refuse("ResourceNotFoundException")
        with lock:
            if action == "PutItem":
                key = asked["Item"]["LockID"]["S"]
                if "ConditionExpression" in asked and key in items:
                    return self.refuse("ConditionalCheckFailedException")
                items[key] = asked["Item"]
                return self.say(200, {})
            key = asked["Key"]["LockID"]["S"]
            if action == "GetItem":
                return self.say(200, {"Item": items[key]} if key in items else {})
            wanted = asked.get("ExpressionAttributeValues", {}).get(":info")
            if wanted is not None and items.get(key, {}).get("Info") != wanted:
                return self.refuse("ConditionalCheckFailedException")
            items.pop(key, None)
            return self.say(200, {})


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
open(sys.argv[1] + ".new", "w").write(str(server.server_address[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
