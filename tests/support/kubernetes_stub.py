"""What the small Kubernetes API servers of the end-to-end tests have in common: an HTTP server on a free port of
127.0.0.1 whose number it writes into a file, once it listens, and answers in JSON.

    class Handler(kubernetes_stub.Handler):
        def do_GET(self):
            self.say(200, {...})
    kubernetes_stub.serve(Handler, sys.argv[1])
"""
import http.server
import json
import os


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def say(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status, reason, message):
        self.say(status, {"kind": "Status", "status": "Failure", "code": status, "reason": reason, "message": message})


def serve(handler, port_file):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    # Who waits for the file never reads half of it.
    with open(port_file + ".new", "w") as file:
        file.write(str(server.server_address[1]))
    os.rename(port_file + ".new", port_file)
    server.serve_forever()
