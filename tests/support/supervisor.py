#!/usr/bin/env python3
"""What systemd does for a socket unit: holds a listening socket, and hands it over to one process after the other.

supervisor.py HOST:PORT COMMAND…      SIGHUP: the process is stopped and started anew; SIGTERM: stopped, and the end
"""
import os
import signal
import socket
import subprocess
import sys

host, port = sys.argv[1].rsplit(":", 1)
listening = socket.create_server((host, int(port)), backlog=1024)
os.dup2(listening.fileno(), 3, inheritable=True)


wanted = {signal.SIGHUP, signal.SIGTERM, signal.SIGINT}
signal.pthread_sigmask(signal.SIG_BLOCK, wanted)


def begin():
    # The process's own number must stand in its environment: a shell that becomes it knows it.
    command = ["/bin/sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1; export LISTEN_PID LISTEN_FDS; exec "$@"', "sh", *sys.argv[2:]]
    return subprocess.Popen(command, pass_fds=[3], env=dict(os.environ),
                            preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, wanted))


def end(child):
    child.terminate()
    child.wait()


child = begin()
while signal.sigwait(wanted) == signal.SIGHUP:
    end(child)
    child = begin()
end(child)
