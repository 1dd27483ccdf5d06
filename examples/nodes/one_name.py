#!/usr/bin/env python3
"""One address for several nodes: a TCP proxy that gives each connection to the next node that takes it.

one_name.py PORT_FILE NODE_PORT…

Listens on a free port of 127.0.0.1 and writes its number to PORT_FILE. A connection to a node that dies is cut, as by
any such proxy: the client connects anew, and comes to another one. Ends with its standard input.
"""
import itertools
import os
import socket
import sys
import threading

nodes = [int(port) for port in sys.argv[2:]]
turn = itertools.count()


def connected():
    first = next(turn)
    for i in range(len(nodes)):
        try:
            return socket.create_connection(("127.0.0.1", nodes[(first + i) % len(nodes)]), timeout=2)
        except OSError:
            continue
    return None


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    finally:
        # A node that was killed says nothing more: neither does the client wait for it.
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RD if end is source else socket.SHUT_WR)
            except OSError:
                pass


def serve(client):
    node = connected()
    if node is None:
        client.close()
        return
    node.settimeout(None)
    ways = [threading.Thread(target=pump, args=ends, daemon=True) for ends in ((client, node), (node, client))]
    for way in ways:
        way.start()
    for way in ways:
        way.join()
    client.close()
    node.close()


def main():
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    with open(sys.argv[1] + ".new", "w", encoding="ascii") as out:
        out.write(str(listener.getsockname()[1]))
    os.rename(sys.argv[1] + ".new", sys.argv[1])

    def accept():
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


main()
