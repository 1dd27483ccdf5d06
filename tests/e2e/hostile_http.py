"""Raw requests that no well-meaning client sends, and what the plane makes of them.

Usage: hostile_http.py ENDPOINT CREDENTIALS_FILE PID     the credentials are root's, the process is the server's
"""
import configparser
import hashlib
import hmac
import json
import socket
import sys
import time
import urllib.parse
from datetime import datetime, timedelta, timezone

endpoint, credentials_file, pid = sys.argv[1:]
parser = configparser.ConfigParser()
parser.read(credentials_file)
KEY, SECRET = parser["default"]["aws_access_key_id"], parser["default"]["aws_secret_access_key"]
HOST = urllib.parse.urlparse(endpoint).netloc
ADDRESS = (HOST.split(":")[0], int(HOST.split(":")[1]))
REGION = "eu-central-1"
MIB = 1 << 20
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
failures, checks = [], 0


def expect(claim, holds, seen=""):
    global checks
    checks += 1
    if not holds:
        failures.append(f"{claim}: {seen}")


def memory(name):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith(name))


# --- HTTP, by hand

def connect():
    return socket.create_connection(ADDRESS, timeout=20)


def read_answer(connection, head=False):
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return 0, {}, data
        data += more
    head_text, _, body = data.partition(b"\r\n\r\n")
    lines = head_text.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    while not head and len(body) < int(headers.get("content-length", "0")):
        more = connection.recv(1 << 20)
        if not more:
            break
        body += more
    return int(lines[0].split()[1]), headers, body


def exchange(data, head=False):
    with connect() as connection:
        try:
            connection.sendall(data)
        except OSError:
            pass  # refused while it was sending
        return read_answer(connection, head)


def as_bytes(text):
    return text if isinstance(text, bytes) else text.encode()


def message(method, target, headers, body=b""):
    lines = [f"{method} {target} HTTP/1.1".encode()]
    lines += [name.encode() + b": " + as_bytes(value) for name, value in headers.items()]
    if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
        lines.append(f"Content-Length: {len(body)}".encode())
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


# --- Signature Version 4

def hmac256(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature(string_to_sign, date, region, service):
    key = ("AWS4" + SECRET).encode()
    for step in (date, region, service, "aws4_request"):
        key = hmac256(key, step)
    return hmac.new(key, string_to_sign.encode(), hashlib.sha256).hexdigest()


def quoted(text, safe=""):
    return urllib.parse.quote(text, safe="-_.~" + safe)


def canonical_query(query):
    pairs = [part.partition("=") for part in query.split("&") if part]
    return "&".join(sorted(f"{quoted(urllib.parse.unquote(n))}={quoted(urllib.parse.unquote(v))}" for n, _, v in pairs))


def signed(method, target, service, headers=(), body=b"", region=REGION, payload=None):
    """The whole request, signed; keys of `headers` are sent as they are."""
    now = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    path, _, query = target.partition("?")
    payload = payload or hashlib.sha256(body).hexdigest()
    headers = {"Host": HOST, "X-Amz-Date": now, "X-Amz-Content-Sha256": payload, **dict(headers)}
    sign = {n.lower(): v for n, v in headers.items() if n.lower() not in ("expect", "connection", "content-length")}
    names = ";".join(sorted(sign))
    values = "".join(f"{name}:{sign[name]}\n" for name in sorted(sign))
    canonical = "\n".join([method, path, canonical_query(query), values, names, payload])
    scope = f"{now[:8]}/{region}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    headers["Authorization"] = (f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders={names}, "
                                f"Signature={signature(text, now[:8], region, service)}")
    return message(method, target, headers, body)


def presigned(method, target, service, expires, age=0, region=REGION):
    now = (datetime.now(timezone.utc) - timedelta(seconds=age)).strftime("%Y%m%dT%H%M%SZ")
    path, _, query = target.partition("?")
    scope = f"{now[:8]}/{region}/{service}/aws4_request"
    query += (f"&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={quoted(KEY + '/' + scope)}&X-Amz-Date={now}"
              f"&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host")
    payload = "UNSIGNED-PAYLOAD" if service == "s3" else hashlib.sha256(b"").hexdigest()
    canonical = "\n".join([method, path, canonical_query(query), f"host:{HOST}\n", "host", payload])
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    target = f"{path}?{query}&X-Amz-Signature={signature(text, now[:8], region, service)}"
    return message(method, target, {"Host": HOST})


def code(answer):
    status, headers, body = answer
    for start, end in ((b"<Code>", b"</Code>"), (b'"__type":"', b'"')):
        if start in body:
            return f"{status} {body.split(start)[1].split(end)[0].decode()}"
    return str(status)


def expect_code(claim, wanted, data):
    got = code(exchange(data))
    expect(claim, got == wanted, f"{got} instead of {wanted}")


CALLER = "/?Action=GetCallerIdentity&Version=2011-06-15"


def legitimate_call():
    return exchange(signed("GET", CALLER, "sts"))[0]


# --- each kind of attack

def bodies():
    before = memory("VmRSS")
    saml = (b"Action=AssumeRoleWithSAML&Version=2011-06-15&RoleArn=arn:aws:iam::000000000000:role/none&PrincipalArn="
            b"arn:aws:iam::000000000000:saml-provider/none&SAMLAssertion=" + b"A" * 99000 + b"%2B" * 1000)
    expect_code("a SAML response as long as AWS takes is read", "400 InvalidIdentityToken",
                message("POST", "/", {"Host": HOST, **FORM}, saml))
    xml = b"<D>" + b"<a/>" * (8 * MIB // 4) + b"</D>"
    expect_code("a large unsigned document is not read", "400 EntityTooLarge",
                message("POST", "/bucket?delete", {"Host": HOST}, xml))
    forged = {"Host": HOST, "X-Amz-Date": "20261123T181114Z", "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD",
              "Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/20261123/{REGION}/s3/aws4_request, "
                               f"SignedHeaders=host, Signature={'0' * 64}"}
    expect_code("a key's id alone does not open the large bodies", "400 EntityTooLarge",
                message("PUT", "/bucket/key", forged, b"x" * (8 * MIB)))
    with connect() as connection:
        connection.sendall(message("PUT", "/bucket/key", {"Host": HOST, "Expect": "100-continue",
                                                          "Content-Length": str(1 << 30)}))
        expect("who waits for 100 is refused without it", read_answer(connection)[0] == 400)
    expect("a million chunks of one byte end at the same bound",
           exchange(message("POST", "/b?delete", {"Host": HOST, "Transfer-Encoding": "chunked"}) +
                    b"1\r\nx\r\n" * 200000)[0] == 400)
    with connect() as connection:
        try:
            connection.sendall(message("POST", "/", {"Host": HOST, "Transfer-Encoding": "chunked"}) + b"1;" +
                               b"x" * (4 * MIB))
        except OSError:
            pass
        expect("a chunk extension without end is refused", read_answer(connection)[0] == 400)
    unfinished = []
    for _ in range(100):
        connection = connect()
        connection.sendall(message("POST", "/", {"Host": HOST, **FORM, "Content-Length": "65536"}) + b"x" * 65535)
        unfinished.append(connection)
    review = {"Host": HOST, "Content-Type": "application/json"}
    pod = {"spec": {"serviceAccountName": "app", "containers": [{}] * 100000}}
    body = json.dumps({"request": {"uid": "u", "namespace": "ns", "object": pod}}).encode()
    status, _, answer = exchange(message("POST", "/mutate", review, body))
    expect("the webhook answers a huge pod with little", status == 200 and len(answer) < 3 * MIB, (status, len(answer)))
    expect_code("and refuses what no API server sends", "413", message("POST", "/mutate", review, b" " * (4 * MIB)))
    expect("nothing of it took memory", memory("VmHWM") - before < 60, f"{before} -> {memory('VmHWM')} MiB")
    expect("others are served", legitimate_call() == 200)
    for connection in unfinished:
        connection.close()


def expectations():
    with connect() as connection:
        for key in ("a", "b"):
            connection.sendall(signed("PUT", f"/hostile/{key}", "s3", {"Expect": "100-continue"}))
            got = read_answer(connection)
            if got[0] == 100:
                rest = got[2]
                got = read_answer(connection) if not rest else (int(rest.split()[1]), {}, b"")
                expect("an empty body gets 100 and its answer", got[0] == 200, got)
            else:
                expect("an empty body gets 100 first", False, got)


def text():
    for bad in ("%FF", "%C3%28", "%ED%A0%80", "%00", "%F8%88%80%80%80"):
        expect_code(f"the key {bad}", "400 InvalidURI", signed("PUT", f"/hostile/{bad}", "s3", body=b"x"))
        expect_code(f"the prefix {bad}", "400 InvalidArgument", signed("GET", f"/hostile?prefix={bad}", "s3"))
        body = f"Action=TagUser&Version=2010-05-08&UserName=u&Tags.member.1.Key=a&Tags.member.1.Value={bad}".encode()
        expect_code(f"the tag {bad}", "400 MalformedInput", signed("POST", "/", "iam", FORM, body))
    target = {"X-Amz-Target": "secretsmanager.CreateSecret", "Content-Type": "application/x-amz-json-1.1"}
    for bad in (b"\xff", b"\\ud800", b"\\udc00\\ud800", b"\\u0000"):
        expect_code(f"JSON with {bad!r}", "400 SerializationException",
                    signed("POST", "/", "secretsmanager", target, b'{"Name":"q","Description":"' + bad + b'"}'))
    for bad in (b"\xff", b"&#0;", b"&#xD800;"):
        tags = b"<Tagging><TagSet><Tag><Key>a</Key><Value>" + bad + b"</Value></Tag></TagSet></Tagging>"
        expect_code(f"XML with {bad!r}", "400 MalformedXML", signed("PUT", "/hostile?tagging", "s3", body=tags))
    xml = b'<!DOCTYPE a [<!ENTITY e "x">]><Tagging><TagSet></TagSet></Tagging>'
    expect_code("a document type", "400 MalformedXML", signed("PUT", "/hostile?tagging", "s3", body=xml))
    expect_code("a tag in a header", "400 InvalidArgument",
                signed("PUT", "/hostile/t", "s3", {"x-amz-tagging": "a=%FF"}, b"x"))
    expect_code("a header", "400 InvalidArgument", message("GET", "/hostile", {"Host": HOST, "x-amz-meta-a": b"\xff"}))


def signatures():
    for service, expires, age, wanted in (("sts", 604800, 86400, 403), ("sts", 60, 600, 200), ("sts", 604800, 1000, 403),
                                          ("s3", 3600, 1000, 200), ("s3", 60, 100, 403)):
        target = CALLER if service == "sts" else "/hostile?list-type=2"
        got = exchange(presigned("GET", target, service, expires, age))[0]
        expect(f"{service} presigned {age} s ago for {expires} s", got == wanted, got)
    expect_code("presigned by version 2", "400 InvalidRequest",
                message("GET", f"/hostile/a?AWSAccessKeyId={KEY}&Signature=x&Expires=1", {"Host": HOST}))
    expect_code("signed by version 2", "400 InvalidRequest",
                message("GET", "/hostile/a", {"Host": HOST, "Authorization": f"AWS {KEY}:x"}))
    expect_code("S3 in a region that is not here", "400 AuthorizationHeaderMalformed",
                signed("GET", "/hostile", "s3", region="us-west-2"))
    expect_code("a secret in a region that is not here", "400 InvalidSignatureException",
                signed("POST", "/", "secretsmanager", {"X-Amz-Target": "secretsmanager.ListSecrets"}, b"{}", "us-west-2"))
    expect_code("STS' global endpoint", "200", signed("GET", CALLER, "sts", region="us-east-1"))


def trailers():
    mode = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
    for trailer, announced in ((b"x-amz-meta-a:1\r\n", ""), (b"x-amz-tagging:a=b\r\n", "x-amz-tagging"),
                               (b"x-amz-copy-source:/hostile/a\r\n", ""), (b"", "x-amz-checksum-crc32")):
        headers = {"X-Amz-Decoded-Content-Length": "5", "Content-Encoding": "aws-chunked"}
        if announced:
            headers["X-Amz-Trailer"] = announced
        body = b"5\r\nhello\r\n0\r\n" + trailer + b"\r\n"
        expect_code(f"the trailer {trailer!r}, announced {announced!r}", "400 MalformedTrailerError",
                    signed("PUT", "/hostile/trailer", "s3", headers, body, payload=mode))
    chunks = b"5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n"
    for what, error, headers in (("a small chunk that is not the last", "403 InvalidChunkSizeError",
                                  {"X-Amz-Decoded-Content-Length": "10"}),
                                 ("chunks without their length", "411 MissingContentLength", {})):
        expect_code(what, error, signed("PUT", "/hostile/chunks", "s3", headers, chunks, payload=mode))


def targets():
    path = "/hostile?list-type=2"
    absolute = signed("GET", path, "s3").replace(f"GET {path}".encode(), f"GET http://{HOST}{path}".encode())
    expect("a target in absolute form", exchange(absolute)[0] == 200)
    virtual = signed("GET", "/?list-type=2", "s3", {"Host": "hostile.plane.test"})
    status, _, body = exchange(virtual)
    expect("a bucket before the plane's own name", status == 200 and b"<Name>hostile</Name>" in body, (status, body))


def connections():
    slow = []
    for i in range(600):
        try:
            connection = socket.create_connection(ADDRESS, timeout=2)
            connection.sendall(b"POST / HTTP/1.1\r\nHo" if i % 2 else
                               message("POST", "/", {"Host": HOST, "Content-Length": "9"}))
            slow.append(connection)
        except OSError:
            pass
    calls = [legitimate_call() for _ in range(20)]
    expect("twice as many slow connections as there may be shut nobody out", calls == [200] * 20, calls)
    started = time.monotonic()
    expect("health too", exchange(b"GET /healthz HTTP/1.0\r\n\r\n")[0] == 200 and time.monotonic() - started < 2)
    for connection in slow:
        connection.close()


assert exchange(signed("PUT", "/hostile", "s3", body=b"<CreateBucketConfiguration><LocationConstraint>eu-central-1"
                       b"</LocationConstraint></CreateBucketConfiguration>"))[0] == 200
for attack in (bodies, expectations, text, signatures, trailers, targets, connections):
    begun = time.monotonic()
    attack()
    print(f"{attack.__name__}: {time.monotonic() - begun:.1f} s")
print(f"{checks} checks, {len(failures)} failed")
for failure in failures:
    print("FAILED:", failure)
sys.exit(1 if failures else 0)
