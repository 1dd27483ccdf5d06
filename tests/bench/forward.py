"""What `serve --forward` adds to a call, in microseconds: the median of the same signed requests to a receiver directly,
and through a plane in front of it, in turns, over kept connections. Where there is nginx (BENCH_NGINX, or on the PATH), also
what it adds as a plain proxy: what a hop costs on this machine by itself. Loops of the lowest priority keep the cores
awake: on a virtual machine waking one costs more than a whole request, and is no work of who is measured.

Usage: forward.py ROLECALL FOLDER
"""
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

rolecall, folder = sys.argv[1:]
REQUESTS, BLOCK = 20000, 500
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 17\r\n\r\n{\"TableNames\":[]}"


def serve(client):
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    got = b""
    while piece := client.recv(65536):
        got += piece
        if got.endswith(b"{\"Limit\": 10}"):
            client.sendall(ANSWER)
            got = b""


def accept(listener):
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()


NGINX = """
daemon off; worker_processes 1; pid %(folder)s/nginx.pid; error_log %(folder)s/nginx.log;
events { worker_connections 64; }
http {
  access_log off; client_body_temp_path %(folder)s; proxy_temp_path %(folder)s; fastcgi_temp_path %(folder)s;
  uwsgi_temp_path %(folder)s; scgi_temp_path %(folder)s;
  upstream behind { server %(behind)s; keepalive 8; }
  server {
    listen 127.0.0.1:%(port)d; keepalive_requests 1000000;
    location / { proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def start_nginx():
    """The process and its address; None where there is no nginx."""
    program = os.environ.get("BENCH_NGINX") or shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        return None, None
    port, own = free_port(), os.path.abspath(folder)
    with open(own + "/nginx.conf", "w") as file:
        file.write(NGINX % {"folder": own, "behind": behind, "port": port})
    process = subprocess.Popen([program, "-p", own, "-c", own + "/nginx.conf", "-e", own + "/nginx.log"])
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.05)
    return process, "127.0.0.1:%d" % port


def stay_awake():
    """A process for each core that runs only when nobody else wants to; the processes."""
    own, loops = os.getpid(), []
    for core in os.sched_getaffinity(0):
        pid = os.fork()
        if pid == 0:
            os.sched_setaffinity(0, {core})
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
            while os.getppid() == own:
                pass
            os._exit(0)
        loops.append(pid)
    return loops


awake = stay_awake()
listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=accept, args=(listener,), daemon=True).start()
behind = "127.0.0.1:%d" % listener.getsockname()[1]
plane = subprocess.Popen([rolecall, "serve", "--ephemeral", "--listen", "127.0.0.1:0", "--admin-key", "bench:bench",
                          "--data-dir", os.path.join(folder, "forward"), "--forward", "http://" + behind],
                         stdout=subprocess.PIPE, text=True)
proxy, beside = start_nginx()
try:
    front = plane.stdout.readline().split("http://")[1].split()[0]

    def request(host):
        aws = AWSRequest("POST", "http://" + host + "/", data=b'{"Limit": 10}',
                         headers={"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0", "Host": host})
        SigV4Auth(Credentials("bench", "bench"), "dynamodb", "us-east-1").add_auth(aws)
        headers = "".join("%s: %s\r\n" % item for item in aws.headers.items())
        return ("POST / HTTP/1.1\r\n%sContent-Length: 13\r\n\r\n" % headers).encode() + b'{"Limit": 10}'

    ways = {}
    for host in filter(None, (behind, front, beside)):
        connection = socket.create_connection(host.split(":"))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ways[host] = (connection, request(host), [])
    for _ in range(REQUESTS // BLOCK):
        for connection, message, times in ways.values():
            for _ in range(BLOCK):
                begin = time.perf_counter_ns()
                connection.sendall(message)
                answer = connection.recv(65536)
                times.append(time.perf_counter_ns() - begin)
                assert answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"[]}"), answer
    median = {host: statistics.median(times) for host, (_, _, times) in ways.items()}
    adds = {host: (one - median[behind]) / 1000 for host, one in median.items()}
    print("%.1f us" % adds[front] + (" (nginx: %.1f us)" % adds[beside] if beside else ""))
finally:
    for process in filter(None, (plane, proxy)):
        process.terminate()
        process.wait()
    for pid in awake:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
