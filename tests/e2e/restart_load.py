"""Clients that keep their connections, while the server is restarted: none may be refused.

restart_load.py URL CA SUPERVISOR LOG TIMES: SIGHUP to the supervisor makes it restart the server, which says "ready" in LOG.
CA "-": plain HTTP. Asks URL's path by POST with an empty review if it is /mutate, else by GET.
"""
import http.client
import os
import signal
import ssl
import sys
import threading
import time
import urllib.parse

url, ca, supervisor, log, times = sys.argv[1:]
at = urllib.parse.urlsplit(url)
REVIEW = b'{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","namespace":"apps","object":{"metadata":{"name":"p"},"spec":{"containers":[]}}}}'
done = threading.Event()
lock = threading.Lock()
answered, failures = 0, []


def connect():
    if ca == "-":
        return http.client.HTTPConnection(at.hostname, at.port, timeout=20)
    return http.client.HTTPSConnection(at.hostname, at.port, timeout=20, context=ssl.create_default_context(cafile=ca))


def ask():
    global answered
    connection = connect()
    while not done.is_set():
        try:
            if at.path == "/mutate":
                connection.request("POST", at.path, REVIEW, {"Content-Type": "application/json"})
            else:
                connection.request("GET", at.path)
            # http.client connects anew after an answer that says "Connection: close", and only then.
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != 200:
                raise OSError(f"{answer.status} {text[:80]}")
            with lock:
                answered += 1
        except (OSError, http.client.HTTPException) as error:
            failures.append(repr(error))
            connection = connect()


def starts():
    with open(log) as file:
        return file.read().count("ready on")


threads = [threading.Thread(target=ask) for _ in range(4)]
for thread in threads:
    thread.start()
for _ in range(int(times)):
    time.sleep(0.3)
    before = starts()
    os.kill(int(supervisor), signal.SIGHUP)
    for _ in range(200):
        if starts() > before:
            break
        time.sleep(0.05)
    else:
        failures.append("it was not restarted")
time.sleep(0.3)
done.set()
for thread in threads:
    thread.join()
if failures or answered < 100:
    sys.exit(f"{len(failures)} of {answered + len(failures)} were refused: {failures[:3]}")
print(f"{answered} answers over {times} restarts, none refused")
