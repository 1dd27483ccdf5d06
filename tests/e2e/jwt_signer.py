"""An API server's part of the external signer: jwt_signer.py SOCKET VERB …, by gRPC's own library.

  sign CLAIMS     prints the token, or the status and its text on standard error (exit code 1)
  keys            prints the ids of the keys, one a line
  lifetime        prints the most seconds that a token may live
"""
import base64
import json
import sys

import grpc

socket, verb, *rest = sys.argv[1:]
channel = grpc.insecure_channel("unix:" + socket)


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def fields(message):
    """(number, value) of a message that has numbers and bytes only."""
    at = 0

    def number():
        nonlocal at
        result = shift = 0
        while True:
            result |= (message[at] & 127) << shift
            shift += 7
            at += 1
            if message[at - 1] < 128:
                return result

    while at < len(message):
        key = number()
        if key & 7 == 0:
            yield key >> 3, number()
        else:
            size = number()
            yield key >> 3, message[at:at + size]
            at += size


def call(method, message):
    try:
        return channel.unary_unary("/v1.ExternalJWTSigner/" + method)(message, timeout=60, wait_for_ready=True)
    except grpc.RpcError as error:
        sys.exit(f"{error.code().name}: {error.details()}")


if verb == "sign":
    claims = base64.urlsafe_b64encode(rest[0].encode()).rstrip(b"=")
    answer = dict(fields(call("Sign", b"\x0a" + varint(len(claims)) + claims)))
    header = json.loads(base64.urlsafe_b64decode(answer[1] + b"=="))
    assert header.keys() == {"alg", "kid", "typ"} and header["typ"] == "JWT", header
    print(b".".join((answer[1], claims, answer[2])).decode())
elif verb == "keys":
    answer = list(fields(call("FetchKeys", b"")))
    assert dict(answer)[3] > 0 and dict(fields(dict(answer)[2]))[1] > 1700000000, answer
    for number, value in answer:
        if number == 1:
            print(dict(fields(value))[1].decode())
elif verb == "lifetime":
    print(dict(fields(call("Metadata", b"")))[1])
