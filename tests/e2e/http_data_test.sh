#!/usr/bin/env bash
# data "http": a server's answers come into the plan; redirects, retries, certificates, and what is refused.
source "$(dirname "$0")/../support/plane.sh"
cat >"$work/server.py" <<'PY'
import gzip, http.server, ssl, sys
seen = {}

class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        seen[self.path] = seen.get(self.path, 0) + 1
        status, text, headers = 200, b"", {"X-Path": self.path}
        if self.path == "/ip":
            text = b'{"origin":"192.0.2.7"}'
        elif self.path == "/echo":
            text = f"{self.command} {self.headers.get('X-Team')} {body.decode()}".encode()
        elif self.path == "/packed":
            text, headers["Content-Encoding"] = gzip.compress(b"unpacked"), "gzip"
        elif self.path == "/moved":
            status, headers["Location"] = 302, "/ip"
        elif self.path == "/file":
            status, headers["Location"] = 302, "file:///etc/passwd"
        elif self.path == "/flaky":
            status = 503 if seen[self.path] < 3 else 200
        elif self.path == "/broken":
            status = 500
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = answer

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
open(sys.argv[1], "w").write(str(server.server_address[1]))
server.serve_forever()
PY
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 2 \
  -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 2>/dev/null
# serve_http NAME [CERTIFICATE KEY]: its port is then in $work/NAME.
serve_http() {
  local name=$1
  shift
  python3 "$work/server.py" "$work/$name" "$@" &
  planes+=("$!")
  for _ in $(seq 100); do [ -s "$work/$name" ] && break || sleep 0.1; done
}
serve_http port
plain=${planes[0]}
serve_http secure-port "$work/cert.pem" "$work/key.pem"
url=http://127.0.0.1:$(cat "$work/port")
mkdir "$work/project"
cd "$work/project"

cat >main.tf <<TF
data "http" "ip" {
  url = "$url/moved"

  lifecycle {
    postcondition {
      condition     = self.status_code == 200
      error_message = "no answer"
    }
  }
}

data "http" "echo" {
  url             = "$url/echo"
  method          = "POST"
  request_body    = "hello"
  request_headers = { X-Team = "core" }
}

data "http" "packed" {
  url = "$url/packed"
}

data "http" "flaky" {
  url = "$url/flaky"
  retry {
    attempts     = 2
    min_delay_ms = 1
    max_delay_ms = 2
  }
}

data "http" "secure" {
  url         = "https://127.0.0.1:$(cat "$work/secure-port")/ip"
  ca_cert_pem = file("$work/cert.pem")
}

output "all" {
  value = [jsondecode(data.http.ip.response_body).origin, data.http.ip.response_headers["X-Path"],
    data.http.echo.response_body, data.http.packed.response_body, data.http.flaky.status_code,
    data.http.secure.response_body_base64]
}
TF
run 0 "$ROLECALL" validate
run 0 "$ROLECALL" apply -auto-approve
run 0 "$ROLECALL" output -json all
out_is '["192.0.2.7","/ip","POST core hello","unpacked",200,"eyJvcmlnaW4iOiIxOTIuMC4yLjcifQ=="]'
run 0 "$ROLECALL" plan -detailed-exitcode

# Only a plan asks.
kill "$plain"
run 0 "$ROLECALL" validate
run 1 "$ROLECALL" plan
err_has "GET $url/moved giving up after 1 attempt(s)"
serve_http port2
url=http://127.0.0.1:$(cat "$work/port2")

rm main.tf
refused() { printf 'data "http" "x" {\n  %s\n}\n' "$1" >extra.tf; run 1 "$ROLECALL" plan; err_has "$2"; rm extra.tf; }
refused "url = \"$url/file\"" 'unsupported protocol scheme "file"'
refused "url = \"$url/broken\"" "GET $url/broken giving up after 1 attempt(s)"
refused "url = \"https://127.0.0.1:$(cat "$work/secure-port")/ip\"" "giving up after 1 attempt(s)"
refused "url = \"$url\"
  method = \"PUT\"" 'value must be one of: ["GET" "POST" "HEAD"], got: "PUT"'
echo "http data: good"
