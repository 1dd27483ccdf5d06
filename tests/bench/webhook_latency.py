"""How long reviews take that come one after the other: webhook_latency.py URL CA REVIEW SECONDS, prints JSON.

200 a second on one kept connection. What the client itself waits for the processor counts too: the machine should do
nothing else.
"""
import gc
import json
import socket
import ssl
import sys
import time

url, ca, review, seconds = sys.argv[1:]
host, port = url.removeprefix("https://").rsplit(":", 1)
connection = ssl.create_default_context(cafile=ca).wrap_socket(socket.create_connection((host, int(port))), server_hostname=host)
connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
body = open(review, "rb").read()
request = (b"POST /mutate?timeout=10s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)) + body
gc.disable()
took = []


def ask():
    begin = time.monotonic()
    connection.sendall(request)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, rest = answer.partition(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n")[0], head
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(rest) < length:
        rest += connection.recv(65536)
    took.append((time.monotonic() - begin) * 1000)
    assert b'"patch"' in rest, rest


for _ in range(50):
    ask()
took.clear()
end = time.monotonic() + float(seconds)
while time.monotonic() < end:
    ask()
    time.sleep(0.005)
took.sort()
print(json.dumps({"count": len(took), "p50_ms": round(took[len(took) // 2], 2), "p99_ms": round(took[int(len(took) * 0.99)], 2),
                  "max_ms": round(took[-1], 2)}))
