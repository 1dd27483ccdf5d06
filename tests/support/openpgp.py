"""OpenPGP (RFC 4880, version 4, RSA) as far as the tests need it: a key in ASCII armor, and detached signatures by it.

    key = Key.new("Example <example@localhost>")
    key.armored, key.key_id, key.sign(document)
"""

import base64
import hashlib
import struct
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

RSA, SHA256 = 1, 8


def packet(tag, body):
    if len(body) < 192:
        length = bytes([len(body)])
    else:
        length = b"\xff" + struct.pack(">I", len(body))
    return bytes([0xC0 | tag]) + length + body


def number(value):
    return struct.pack(">H", value.bit_length()) + value.to_bytes((value.bit_length() + 7) // 8, "big")


def subpacket(kind, body):
    return bytes([len(body) + 1, kind]) + body


def crc24(data):
    crc = 0xB704CE
    for byte in data:
        crc ^= byte << 16
        for _ in range(8):
            crc <<= 1
            if crc & 0x1000000:
                crc ^= 0x1864CFB
    return crc & 0xFFFFFF


def armor(data):
    text = base64.b64encode(data).decode()
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    check = base64.b64encode(crc24(data).to_bytes(3, "big")).decode()
    return "\n".join(
        ["-----BEGIN PGP PUBLIC KEY BLOCK-----", "", *lines, "=" + check, "-----END PGP PUBLIC KEY BLOCK-----", ""]
    )


class Key:
    def __init__(self, private, made, lives, name):
        public = private.public_key().public_numbers()
        self.private = private
        self.made = made
        self.body = struct.pack(">BIB", 4, made, RSA) + number(public.n) + number(public.e)
        self.fingerprint = hashlib.sha1(b"\x99" + struct.pack(">H", len(self.body)) + self.body).digest()
        self.key_id = self.fingerprint[-8:].hex().upper()
        user = name.encode()
        hashed = subpacket(2, struct.pack(">I", made)) + subpacket(27, b"\x03")
        if lives:
            hashed += subpacket(9, struct.pack(">I", lives))
        certified = b"\x99" + struct.pack(">H", len(self.body)) + self.body
        certified += b"\xb4" + struct.pack(">I", len(user)) + user
        binding = self.signature(0x13, hashed, certified)
        self.armored = armor(packet(6, self.body) + packet(13, user) + binding)

    @classmethod
    def new(cls, name, made=None, lives=0):
        made = made or int(time.time()) - 3600
        return cls(rsa.generate_private_key(public_exponent=65537, key_size=2048), made, lives, name)

    def signature(self, kind, hashed, data):
        head = bytes([4, kind, RSA, SHA256]) + struct.pack(">H", len(hashed)) + hashed
        signed = data + head + b"\x04\xff" + struct.pack(">I", len(head))
        digest = hashlib.sha256(signed).digest()
        value = int.from_bytes(self.private.sign(signed, padding.PKCS1v15(), hashes.SHA256()), "big")
        unhashed = subpacket(16, self.fingerprint[-8:])
        return packet(2, head + struct.pack(">H", len(unhashed)) + unhashed + digest[:2] + number(value))

    def sign(self, document, at=None):
        return self.signature(0x00, subpacket(2, struct.pack(">I", at or self.made + 60)), document)
