#!/usr/bin/env python3
"""A registry of providers and a network mirror on this machine, as their protocols are documented.

Usage: provider_registry.py FOLDER [CERTIFICATE KEY]

FOLDER/packages/NAMESPACE/TYPE/VERSION/OS_ARCH/FILE are the programs. FOLDER/faults has words that make it misbehave,
read anew for each request; FOLDER/log gets a line for each request; FOLDER/port gets its port when it listens;
FOLDER/key_id the ID of its signing key. What lies below FOLDER/www is served as it is, under /www/.

It offers "providers.v1" at /v1/providers/; archives lie under /files/. With a token in FOLDER/token it wants that one.
"""

import hashlib
import http.server
import io
import json
import os
import re
import ssl
import sys
import time
import zipfile

import openpgp

folder = sys.argv[1]
good = openpgp.Key.new("Tests <tests@localhost>")
other = openpgp.Key.new("Somebody else <else@localhost>")
expired = openpgp.Key.new("Old <old@localhost>", made=int(time.time()) - 10 * 86400, lives=86400)
failures = {}


def text_of(name):
    path = os.path.join(folder, name)
    return open(path, encoding="utf-8").read() if os.path.exists(path) else ""


def faults():
    return text_of("faults").split()


def folders(*parts):
    path = os.path.join(folder, "packages", *parts)
    return sorted(os.listdir(path)) if os.path.isdir(path) else []


def archive(namespace, kind, version, platform):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name in folders(namespace, kind, version, platform):
            path = os.path.join(folder, "packages", namespace, kind, version, platform, name)
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o100755 << 16
            made.writestr(entry, open(path, "rb").read())
        if "slip" in faults():
            made.writestr("../../../slipped", "out of the folder")
    return data.getvalue()


def archive_name(kind, version, platform):
    return f"terraform-provider-{kind}_{version}_{platform}.zip"


def sums(namespace, kind, version):
    lines = ""
    for platform in folders(namespace, kind, version):
        digest = hashlib.sha256(archive(namespace, kind, version, platform)).hexdigest()
        lines += f"{digest}  {archive_name(kind, version, platform)}\n"
    return lines


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, kind="application/json", headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        path = self.path.split("?")[0]
        authorization = self.headers.get("Authorization", "-")
        with open(os.path.join(folder, "log"), "a", encoding="utf-8") as log:
            log.write(f"{path} {authorization}\n")
        if "flaky" in faults():
            failures[path] = failures.get(path, 0) + 1
            if failures[path] == 1:
                return self.answer(503, {"errors": ["later"]})
        if path == "/.well-known/terraform.json":
            services = {"modules.v1": "/v1/modules/"} if "no-providers" in faults() else {"providers.v1": "/v1/providers/"}
            return self.answer(200, services)
        token = text_of("token").strip()
        if path.startswith("/v1/providers/"):
            if token and authorization != "Bearer " + token:
                return self.answer(401, {"errors": ["not allowed"]})
            return self.provider(path[len("/v1/providers/") :].split("/"))
        if path.startswith("/files/"):
            return self.file(path[len("/files/") :].split("/"))
        if path.startswith("/www/"):
            return self.plain(path[len("/www/") :])
        return self.answer(404, {"errors": ["Not Found"]})

    def plain(self, path):
        full = os.path.join(folder, "www", path)
        if ".." in path or not os.path.isfile(full):
            return self.answer(404, {"errors": ["Not Found"]})
        kind = "application/json" if path.endswith(".json") and "no-type" not in faults() else "application/zip"
        return self.answer(200, open(full, "rb").read(), kind)

    def provider(self, parts):
        namespace, kind = parts[0], parts[1]
        if not folders(namespace, kind):
            return self.answer(404, {"errors": ["Not Found"]})
        if parts[2:] == ["versions"]:
            versions = [
                {
                    "version": version,
                    "protocols": ["4.0"] if "old-protocol" in faults() else ["5.0", "6.0"],
                    "platforms": [
                        dict(zip(("os", "arch"), platform.split("_"))) for platform in folders(namespace, kind, version)
                    ],
                }
                for version in folders(namespace, kind)
            ]
            if "bad-version" in faults():
                versions.append({"version": "9.0.0+../../../evil", "protocols": ["5.0"], "platforms": []})
            answer = {"versions": versions}
            if "warns" in faults():
                answer["warnings"] = ["this provider has moved"]
            return self.answer(200, answer)
        version, _, system, machine = parts[2:6]
        return self.download(namespace, kind, version, f"{system}_{machine}")

    def download(self, namespace, kind, version, platform):
        if platform not in folders(namespace, kind, version):
            return self.answer(404, {"errors": ["Not Found"]})
        name = archive_name(kind, version, platform)
        files = f"/files/{namespace}/{kind}/{version}/"
        system, machine = platform.split("_")
        digest = hashlib.sha256(archive(namespace, kind, version, platform)).hexdigest()
        keys = [{"key_id": key.key_id, "ascii_armor": key.armored, "trust_signature": "", "source": "Tests"}
                for key in ([expired] if "expired" in faults() else [other, good])]
        if "no-keys" in faults():
            keys = []
        self.answer(200, {
            "protocols": ["4.0"] if "old-protocol" in faults() else ["5.0", "6.0"],
            "os": system,
            "arch": "other" if "wrong-target" in faults() else machine,
            "filename": name,
            "download_url": files + name,
            "shasums_url": files + f"terraform-provider-{kind}_{version}_SHA256SUMS",
            "shasums_signature_url": files + f"terraform-provider-{kind}_{version}_SHA256SUMS.sig",
            "shasum": "0" * 64 if "wrong-shasum" in faults() else digest,
            "signing_keys": {"gpg_public_keys": keys},
        })

    def file(self, parts):
        namespace, kind, version, name = parts
        listed = sums(namespace, kind, version).encode()
        if name.endswith("_SHA256SUMS"):
            if "wrong-sums" in faults():
                listed = re.sub(rb"(?m)^[0-9a-f]{64}", b"1" * 64, listed)
            return self.answer(200, listed, "text/plain")
        if name.endswith("_SHA256SUMS.sig"):
            signer = expired if "expired" in faults() else good
            if "stranger" in faults():
                signer = openpgp.Key.new("Stranger <stranger@localhost>")
            signature = signer.sign(listed + b"x" if "wrong-signature" in faults() else listed)
            return self.answer(200, signature, "application/octet-stream")
        platform = name[len(f"terraform-provider-{kind}_{version}_") : -len(".zip")]
        data = archive(namespace, kind, version, platform)
        if "wrong-archive" in faults():
            data += b"more"
        if "elsewhere" in faults() and "moved" not in self.path:
            return self.answer(302, b"", "text/plain", [("Location", self.path + "?moved")])
        return self.answer(200, data, "application/zip")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
for name, text in (("key_id", good.key_id), ("expired_key_id", expired.key_id), ("port", str(server.server_port))):
    with open(os.path.join(folder, name + ".new"), "w", encoding="utf-8") as out:
        out.write(text)
    os.rename(os.path.join(folder, name + ".new"), os.path.join(folder, name))
server.serve_forever()
