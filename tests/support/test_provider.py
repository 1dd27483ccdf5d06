#!/usr/bin/python3
"""A provider that speaks the plugin protocol as the real ones do: go-plugin's handshake, mutual TLS, gRPC, MessagePack.

Objects are files of a folder, so that tests can change them behind its back. Installed as terraform-provider-test.

Environment: TEST_PROVIDER_MESSAGES  folder of provider_pb2.py (protoc --python_out, of src/plugin/wire/provider.proto)
             TEST_PROVIDER_PROTOCOL  5 or 6 [6]
             TEST_PROVIDER_CALLS     a file that gets the name of each call [none]
             TEST_PROVIDER_FAULT     what goes wrong: handshake, exit, panic, inconsistent, invalid_plan, deferred; hostile
                                     ones: nothing_planned, infinite, unknown_read, null_data, bad_schema, bytes, escapes,
                                     stays, leaves
                                     [nothing]
"""
import base64
import concurrent.futures
import datetime
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid

sys.path.insert(0, os.environ["TEST_PROVIDER_MESSAGES"])
import grpc  # noqa: E402
import msgpack  # noqa: E402
from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
import provider_pb2 as pb  # noqa: E402

PROTOCOL = int(os.environ.get("TEST_PROVIDER_PROTOCOL", "6"))
FAULT = os.environ.get("TEST_PROVIDER_FAULT", "")
UNKNOWN = msgpack.ExtType(0, b"\0")
done = threading.Event()
state = {"folder": ".", "prefix": ""}


# ---- values ----

def decode(value):
    if value.msgpack:
        return msgpack.unpackb(value.msgpack, strict_map_key=False)
    return json.loads(value.json) if value.json else None


def encode(value):
    return pb.DynamicValue(msgpack=msgpack.packb(value))


def is_unknown(value):
    return isinstance(value, msgpack.ExtType)


def path(*names):
    return pb.AttributePath(steps=[pb.AttributePath.Step(attribute_name=name) for name in names])


def error(summary, detail="", attribute=None, severity=pb.Diagnostic.ERROR):
    return pb.Diagnostic(severity=severity, summary=summary, detail=detail, attribute=attribute)


# ---- schemas ----

def attribute(name, kind, **rules):
    rules.setdefault("type", json.dumps(kind).encode())
    if PROTOCOL == 6:
        return pb.Attribute6(name=name, **rules)
    return pb.Attribute5(name=name, **rules)


def schema(attributes, blocks=(), version=0):
    block = pb.Schema.Block(attributes=[one.SerializeToString() for one in attributes], block_types=blocks)
    return pb.Schema(version=version, block=block).SerializeToString()


def thing_schema():
    attributes = [
        attribute("id", "string", computed=True),
        attribute("name", "string", required=True),
        attribute("size", "number", optional=True, computed=True),
        attribute("secret", "string", optional=True, sensitive=True),
        attribute("password_wo", "string", optional=True, write_only=True),
        attribute("tags", ["map", "string"], optional=True),
        attribute("anything", "dynamic", optional=True),
        attribute("ports", ["list", ["object", {"from": "number", "to": "number"}]], optional=True),
        attribute("revision", "number", computed=True),
        attribute("old", "string", optional=True, deprecated=True),
    ]
    if PROTOCOL == 6:
        leaf = [attribute("key", "string", required=True), attribute("value", "string", optional=True, computed=True),
                attribute("token", "string", optional=True, sensitive=True)]
        for name, nesting in (("single", pb.NESTING_SINGLE), ("many", pb.NESTING_LIST), ("named", pb.NESTING_MAP)):
            attributes.append(pb.Attribute6(name=name, optional=True,
                                            nested_type=pb.Object(attributes=leaf, nesting=nesting)))
    inner = pb.Schema.Block(attributes=[one.SerializeToString() for one in (
        attribute("cidr", "string", required=True), attribute("note", "string", optional=True, computed=True))])
    blocks = [pb.Schema.NestedBlock(type_name="rule", block=inner, nesting=pb.NESTING_LIST, max_items=3),
              pb.Schema.NestedBlock(type_name="limits", block=inner, nesting=pb.NESTING_SINGLE),
              pb.Schema.NestedBlock(type_name="peer", block=inner, nesting=pb.NESTING_SET)]
    return schema(attributes, blocks, version=2)


def answer_schema():
    answer = pb.GetProviderSchema.Response(
        provider=schema([attribute("folder", "string", optional=True), attribute("prefix", "string", optional=True)]))
    answer.resource_schemas["test_thing"] = thing_schema()
    answer.resource_schemas["test_other"] = schema([attribute("id", "string", computed=True),
                                                    attribute("name", "string", required=True)])
    if FAULT == "bad_schema":
        answer.resource_schemas["test_thing"] = schema([attribute("id", ["no such type"], computed=True)])
    answer.data_source_schemas["test_lookup"] = schema(
        [attribute("name", "string", required=True), attribute("id", "string", computed=True),
         attribute("size", "number", computed=True)])
    answer.ephemeral_resource_schemas["test_ticket"] = schema(
        [attribute("name", "string", required=True), attribute("secret", "string", computed=True, sensitive=True)])
    text = pb.Function.Parameter(name="text", type=b'"string"')
    answer.functions["shout"] = pb.Function(parameters=[text], variadic_parameter=text,
                                            **{"return": pb.Function.Return(type=b'"string"')}).SerializeToString()
    loose = pb.Function.Parameter(name="value", type=b'"dynamic"', allow_null_value=True, allow_unknown_values=True)
    answer.functions["what"] = pb.Function(parameters=[loose],
                                           **{"return": pb.Function.Return(type=b'"string"')}).SerializeToString()
    answer.server_capabilities.plan_destroy = True
    answer.server_capabilities.get_provider_schema_optional = True
    answer.server_capabilities.move_resource_state = True
    return answer


def answer_identities(request):
    response = pb.GetResourceIdentitySchemas.Response()
    thing = response.identity_schemas["test_thing"]
    thing.version = 1
    thing.identity_attributes.add(name="number", type=b'"string"', required_for_import=True)
    thing.identity_attributes.add(name="prefix", type=b'"string"', optional_for_import=True)
    return response


# ---- calls ----

def identity_of(type_name, object_id):
    """Of test_other there is none."""
    if type_name != "test_thing":
        return None
    return pb.ResourceIdentityData(identity_data=encode({"number": object_id, "prefix": state["prefix"] or None}))


def upgrade_identity(request):
    old = json.loads(request.raw_identity.json)
    new = {"number": old.get("id", old.get("number")), "prefix": None}
    return pb.UpgradeResourceIdentity.Response(
        upgraded_identity=pb.ResourceIdentityData(identity_data=encode(new)))


def noted(line):
    if "TEST_PROVIDER_CALLS" in os.environ:
        with open(os.environ["TEST_PROVIDER_CALLS"], "a") as file:
            file.write(line + "\n")


def open_ticket(request):
    """A secret that no argument has in it. Names that begin with `brief` are good for four seconds."""
    config = decode(request.config)
    response = pb.OpenEphemeralResource.Response()
    if config["name"] == "sold out":
        response.diagnostics.append(error("Sold out", "There is no ticket.", path("name")))
        return response
    config["secret"] = "tkt-" + config["name"][::-1]
    response.result.CopyFrom(encode(config))
    response.private = b"private of " + config["name"].encode()
    if config["name"].startswith("brief"):
        response.renew_at.seconds = int(time.time()) + 4
    noted("opened " + config["name"])
    return response


def renew_ticket(request):
    noted("renewed with " + request.private.decode())
    response = pb.RenewEphemeralResource.Response(private=request.private)
    response.renew_at.seconds = int(time.time()) + 60
    return response


def close_ticket(request):
    noted("closed with " + request.private.decode())
    return pb.CloseEphemeralResource.Response()


def file_of(object_id):
    return os.path.join(state["folder"], object_id + ".json")


def from_file(value):
    return value["$bytes"].encode() if "$bytes" in value else value


def validate_provider(request):
    config = decode(request.config)
    response = pb.ValidateProvider.Response()
    if config["prefix"] == "bad":
        response.diagnostics.append(error("Bad prefix", "A prefix must not be bad.", path("prefix")))
    return response


def configure(request):
    config = decode(request.config)
    state["folder"] = config["folder"] or "."
    state["prefix"] = config["prefix"] or ""
    return pb.Configure.Response()


def validate(request):
    config = decode(request.config)
    response = pb.ValidateObject.Response()
    if config.get("name") == "forbidden":
        response.diagnostics.append(error("Forbidden name", "That name is taken.", path("name")))
    if config.get("name") == "odd":
        response.diagnostics.append(error("Odd name", "", path("name"), pb.Diagnostic.WARNING))
    return response


def upgrade(request):
    value = json.loads(request.raw_state.json)
    if request.type_name == "test_thing" and request.version < 2:
        value["name"] = value.pop("title", value.get("name"))
    known = {one.name: None for one in names_of(request.type_name)}
    known.update({name: value[name] for name in known if name in value})
    for block in ("rule", "peer"):
        if block in known and known[block] is None:
            known[block] = []
    return pb.UpgradeResourceState.Response(upgraded_state=pb.DynamicValue(json=json.dumps(known).encode()))


class Name:
    def __init__(self, name):
        self.name = name


def names_of(type_name):
    kind = pb.Attribute6 if PROTOCOL == 6 else pb.Attribute5
    block = pb.Schema.FromString(answer_schema().resource_schemas[type_name]).block
    names = [Name(kind.FromString(one).name) for one in block.attributes]
    return names + [Name(one.type_name) for one in block.block_types]


def read(request):
    value = decode(request.current_state)
    try:
        with open(file_of(value["id"])) as file:
            value.update(json.load(file, object_hook=from_file))
    except FileNotFoundError:
        return pb.ReadResource.Response(new_state=encode(None))
    if FAULT == "unknown_read":
        value["id"] = UNKNOWN
    return pb.ReadResource.Response(new_state=encode(value), private=request.private,
                                    new_identity=identity_of(request.type_name, value["id"]))


def fill(value, prior):
    """What the provider chooses: unknown where it is new."""
    for name in ("single",):
        if value.get(name) and value[name]["value"] is None:
            value[name]["value"] = UNKNOWN
    for one in (value.get("many") or []) + list((value.get("named") or {}).values()):
        if one["value"] is None:
            one["value"] = UNKNOWN
    for name in ("rule", "peer"):
        for one in value.get(name) or []:
            if not is_unknown(one) and one["note"] is None:
                one["note"] = "noted"
    return value


def plan(request):
    prior, proposed = decode(request.prior_state), decode(request.proposed_new_state)
    response = pb.PlanResourceChange.Response(planned_private=request.prior_private)
    if FAULT == "nothing_planned" and proposed is not None:
        return response
    if FAULT == "escapes":
        response.diagnostics.append(error("Odd \x1b[2Jname", "\x1b]0;title\a", None, pb.Diagnostic.WARNING))
    if FAULT == "deferred":
        response.deferred.reason = 1
    if proposed is None:
        response.planned_state.CopyFrom(encode(None))
        if prior["name"] == "keep":
            response.diagnostics.append(error("Kept", "This one is not destroyed."))
        return response
    if proposed.get("password_wo") is not None:
        response.diagnostics.append(error("A write-only value was proposed"))
    if request.type_name == "test_thing":
        fill(proposed, prior)
        if prior is None:
            proposed.update(id=UNKNOWN, revision=UNKNOWN)
            if proposed["size"] is None:
                proposed["size"] = 7
        elif {k: v for k, v in proposed.items() if k != "revision"} != {k: v for k, v in prior.items() if k != "revision"}:
            proposed["revision"] = UNKNOWN
        if prior is not None and prior["name"] != proposed["name"]:
            response.requires_replace.append(path("name"))
        if FAULT == "invalid_plan":
            proposed["tags"] = {"invented": "yes"}
    elif prior is None:
        proposed["id"] = UNKNOWN
    response.planned_state.CopyFrom(encode(proposed))
    return response


def apply(request):
    prior, planned, config = decode(request.prior_state), decode(request.planned_state), decode(request.config)
    response = pb.ApplyResourceChange.Response()
    if FAULT == "panic":
        sys.stderr.write("panic: the provider fell over\n\ngoroutine 1 [running]:\n")
        sys.stderr.flush()
        os._exit(2)
    if planned is None:
        os.remove(file_of(prior["id"]))
        response.new_state.CopyFrom(encode(None))
        return response
    if planned["name"] == "slow":
        time.sleep(5)
    if planned["name"] == "fails":
        response.new_state.CopyFrom(encode(prior))
        response.diagnostics.append(error("It fails", "As its name says.", path("name")))
        return response
    settle(planned)
    if prior is None:
        planned["id"] = state["prefix"] + uuid.uuid4().hex[:8]
    if request.type_name == "test_thing":
        counter = json.loads(request.planned_private or b"{}").get("applied", 0) + 1
        planned["revision"] = counter
        response.private = json.dumps({"applied": counter}).encode()
        if FAULT == "infinite":
            planned["revision"] = float("inf")
        if FAULT == "inconsistent":
            planned["tags"] = {"other": "than planned"}
        if config["password_wo"] is not None:
            with open(file_of(planned["id"]) + ".password", "w") as file:
                file.write(config["password_wo"])
    if FAULT == "escapes":
        planned["id"] = "i\x1b[2J"
    with open(file_of(planned["id"]), "w") as file:
        json.dump(planned, file, default=lambda type_of_dynamic: {"$bytes": type_of_dynamic.decode()})
    if FAULT == "bytes":  # what is no UTF-8
        planned["id"] = "PLACE"
    response.new_state.CopyFrom(encode(planned))
    response.new_state.msgpack = response.new_state.msgpack.replace(b"PLACE", b"x\xff\xfey" + b"z")
    if request.type_name == "test_thing":
        response.new_identity.CopyFrom(identity_of(request.type_name, planned["id"]))
    return response


def settle(value):
    """Unknowns that are left become known."""
    for name, one in (value.items() if isinstance(value, dict) else enumerate(value)):
        if is_unknown(one):
            value[name] = "made"
        elif isinstance(one, (dict, list)):
            settle(one)


def import_state(request):
    response = pb.ImportResourceState.Response()
    value = {one.name: [] if one.name in ("rule", "peer") else None for one in names_of(request.type_name)}
    value["id"] = request.id
    if request.HasField("identity"):
        value["id"] = decode(request.identity.identity_data)["number"]
    response.imported_resources.add(type_name=request.type_name, state=encode(value),
                                    identity=identity_of(request.type_name, value["id"]))
    return response


def move(request):
    value = json.loads(request.source_state.json)
    response = pb.MoveResourceState.Response()
    if request.source_type_name != "test_other":
        response.diagnostics.append(error("Move not supported", "From " + request.source_type_name + "."))
        return response
    target = {one.name: [] if one.name in ("rule", "peer") else None for one in names_of("test_thing")}
    target.update(id=value["id"], name=value["name"])
    response.target_state.CopyFrom(encode(target))
    return response


def read_data(request):
    config = decode(request.config)
    response = pb.ReadDataSource.Response()
    for name in sorted(os.listdir(state["folder"])):
        if not name.endswith(".json"):
            continue
        with open(os.path.join(state["folder"], name)) as file:
            value = json.load(file, object_hook=from_file)
        if value["name"] == config["name"]:
            config.update(id=value["id"], size=value.get("size"))
            response.state.CopyFrom(encode(None if FAULT == "null_data" else config))
            return response
    response.diagnostics.append(error("Not found", "There is no object named " + config["name"] + "."))
    return response


def call_function(request):
    texts = [decode(argument) for argument in request.arguments]
    response = pb.CallFunction.Response()
    if request.name == "what":
        given = texts[0][1]  # after its type
        text = "unknown" if is_unknown(given) else "null" if given is None else "known"
        response.result.CopyFrom(encode(text))
        return response
    for index, text in enumerate(texts):
        if not text:
            response.error.text = "nothing to shout"
            response.error.function_argument = index
            return response
    response.result.CopyFrom(encode("!".join(texts).upper()))
    return response


def stop(request):
    return pb.StopProvider.Response()


def shutdown(request):
    if FAULT == "stays":
        threading.Event().wait()
    done.set()
    return pb.StopProvider.Response()


def names(five, six):
    return five if PROTOCOL == 5 else six


CALLS = {
    names("GetSchema", "GetProviderSchema"): (pb.GetProviderSchema, lambda request: answer_schema()),
    names("PrepareProviderConfig", "ValidateProviderConfig"): (pb.ValidateProvider, validate_provider),
    names("ValidateResourceTypeConfig", "ValidateResourceConfig"): (pb.ValidateObject, validate),
    names("ValidateDataSourceConfig", "ValidateDataResourceConfig"): (pb.ValidateObject, validate),
    names("Configure", "ConfigureProvider"): (pb.Configure, configure),
    names("Stop", "StopProvider"): (pb.StopProvider, stop),
    "UpgradeResourceState": (pb.UpgradeResourceState, upgrade),
    "ReadResource": (pb.ReadResource, read),
    "PlanResourceChange": (pb.PlanResourceChange, plan),
    "ApplyResourceChange": (pb.ApplyResourceChange, apply),
    "ImportResourceState": (pb.ImportResourceState, import_state),
    "MoveResourceState": (pb.MoveResourceState, move),
    "ReadDataSource": (pb.ReadDataSource, read_data),
    "CallFunction": (pb.CallFunction, call_function),
    "GetResourceIdentitySchemas": (pb.GetResourceIdentitySchemas, answer_identities),
    "UpgradeResourceIdentity": (pb.UpgradeResourceIdentity, upgrade_identity),
    "ValidateEphemeralResourceConfig": (pb.ValidateObject, validate),
    "OpenEphemeralResource": (pb.OpenEphemeralResource, open_ticket),
    "RenewEphemeralResource": (pb.RenewEphemeralResource, renew_ticket),
    "CloseEphemeralResource": (pb.CloseEphemeralResource, close_ticket),
}


def logged(name, call):
    def run(request, context):
        if "TEST_PROVIDER_CALLS" in os.environ:
            with open(os.environ["TEST_PROVIDER_CALLS"], "a") as file:
                file.write(name + "\n")
        return call(request)
    return run


def handlers(calls):
    return {name: grpc.unary_unary_rpc_method_handler(logged(name, call), message.Request.FromString,
                                                      lambda response: response.SerializeToString())
            for name, (message, call) in calls.items()}


def own_certificate():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.utcnow()
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                   .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(minutes=1))
                   .not_valid_after(now + datetime.timedelta(hours=1))
                   .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
                   .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256()))
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                            serialization.NoEncryption())
    return certificate, pem


def main():
    if os.environ.get("TF_PLUGIN_MAGIC_COOKIE") != "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2":
        sys.exit("This binary is a plugin. These are not meant to be executed directly.")
    if FAULT == "exit":
        sys.exit("no: it cannot start")
    if FAULT == "handshake":
        print("hello there", flush=True)
        done.wait(10)
    if FAULT == "leaves":  # a daemon that has its streams
        subprocess.Popen(["sleep", "20"], start_new_session=True)
    folder = tempfile.mkdtemp()
    socket = os.path.join(folder, "plugin")
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(16),
                         options=[("grpc.max_receive_message_length", 256 << 20)])
    server.add_generic_rpc_handlers((
        grpc.method_handlers_generic_handler(f"tfplugin{PROTOCOL}.Provider", handlers(CALLS)),
        grpc.method_handlers_generic_handler("plugin.GRPCController",
                                             handlers({"Shutdown": (pb.StopProvider, shutdown)}))))
    client = os.environ.get("PLUGIN_CLIENT_CERT")
    shown = ""
    if client:
        certificate, key = own_certificate()
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        shown = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode().rstrip("=")
        server.add_secure_port("unix:" + socket,
                               grpc.ssl_server_credentials([(key, pem)], client.encode(), require_client_auth=True))
    else:
        server.add_insecure_port("unix:" + socket)
    server.start()
    print(f"1|{PROTOCOL}|unix|{socket}|grpc|{shown}", flush=True)
    sys.stderr.write('{"@level":"debug","@message":"ready"}\n')
    sys.stderr.flush()
    done.wait()
    server.stop(0.05).wait()
    os.remove(socket) if os.path.exists(socket) else None
    os.rmdir(folder)


main()
