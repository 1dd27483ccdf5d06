"""What `serve --forward` adds to a call, in microseconds: medians (and of 100 calls the 99th) of the same signed requests
to a receiver directly, and through a plane in front of it, in turns, over kept connections. Where there is nginx
(BENCH_NGINX, or on the PATH), also what it adds as a plain proxy: what a hop costs on this machine by itself.

Who runs on which core is decided here: the scheduler's choice holds for thousands of calls, and changes what is measured
by more than a hop costs, since on a virtual machine waking another core takes longer than a whole request. A line for
everybody on one core (the work of a hop, and its two further switches between processes), and one with who stands
between on a core of its own (four wakes across cores where the direct way has none). Loops of the lowest priority keep
the cores awake.

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
REQUESTS, BLOCK = 20000, 500  # for each line
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
daemon off; master_process off; pid %(folder)s/nginx.pid; error_log %(folder)s/nginx.log;
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


def place(pid, core):
    for thread in os.listdir("/proc/%d/task" % pid):
        os.sched_setaffinity(int(thread), {core})


def measure(name, ways, between):
    """Prints one line: the processes `between` on a core of their own, or on that of all others."""
    cores = sorted(all_cores)
    place(os.getpid(), cores[-1])
    for process in between:
        place(process.pid, cores[0] if name == "two cores" else cores[-1])
    times = {host: [] for host in ways}
    for _ in range(REQUESTS // BLOCK):
        for host, (connection, message) in ways.items():
            for _ in range(BLOCK):
                begin = time.perf_counter_ns()
                connection.sendall(message)
                answer = connection.recv(65536)
                times[host].append(time.perf_counter_ns() - begin)
                assert answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"[]}"), answer

    def adds(host, part):
        return (statistics.quantiles(times[host], n=100)[part] - statistics.quantiles(times[behind], n=100)[part]) / 1000

    text = "%.1f us (99%%: %.1f us)" % (adds(front, 49), adds(front, 98))
    if beside:
        text += ", nginx %.1f us (%.1f us)" % (adds(beside, 49), adds(beside, 98))
    print("%s: %s" % (name, text))


all_cores = os.sched_getaffinity(0)
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
        ways[host] = (connection, request(host))
    between = list(filter(None, (plane, proxy)))
    measure("one core", ways, between)
    if len(all_cores) > 1:
        measure("two cores", ways, between)
finally:
    for process in filter(None, (plane, proxy)):
        process.terminate()
        process.wait()
    for pid in awake:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
