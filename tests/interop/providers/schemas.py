"""Schemas of our types beside those of the real provider: each difference that is not known is printed; exit code 1.

Usage: schemas.py OURS.json THEIRS.json NAME      as `providers schema -json` prints them; NAME: the provider's, "aws".
"""
import json
import sys

# Where we differ: docs/LANGUAGE.md. What is computed alone and called deprecated is told by nobody.
KNOWN = {
    ("data_source_schemas", "aws_secretsmanager_random_password", "random_password", "sensitive"),
    ("data_source_schemas", "aws_secretsmanager_secret_version", "arn", "deprecated"),
} | {("data_source_schemas", name, "id", "deprecated") for name in ("aws_arn", "aws_default_tags", "aws_partition", "aws_region")}


def provider(path, name):
    with open(path) as file:
        schemas = json.load(file)["provider_schemas"]
    return next(schema for source, schema in schemas.items() if source.endswith("/" + name))


def compare(ours, theirs, members, at):
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in ours or name not in theirs:
            yield at + (name, "ours alone" if name in ours else "theirs alone")
            continue
        for member in members:
            if ours[name].get(member) != theirs[name].get(member):
                yield at + (name, member)
        if "block" in ours[name]:
            yield from blocks(ours[name]["block"], theirs[name]["block"], at + (name,))


def blocks(ours, theirs, at):
    attributes = ("type", "optional", "required", "computed", "sensitive", "write_only", "deprecated")
    yield from compare(ours.get("attributes", {}), theirs.get("attributes", {}), attributes, at)
    yield from compare(ours.get("block_types", {}), theirs.get("block_types", {}), ("nesting_mode", "min_items", "max_items"), at)


def main():
    ours, theirs = (provider(path, sys.argv[3]) for path in sys.argv[1:3])
    differences, count = [], 0
    for kind in ("resource_schemas", "data_source_schemas", "ephemeral_resource_schemas"):
        for name, schema in ours.get(kind, {}).items():
            count += 1
            real = theirs.get(kind, {}).get(name)
            if real is None or real.get("version") != schema.get("version"):
                differences.append((kind, name, "not theirs, or of another version"))
            if real is not None:
                differences += blocks(schema["block"], real["block"], (kind, name))
    unknown = [one for one in differences if one not in KNOWN]
    for one in unknown:
        print("FAIL: schema:", *one)
    if not unknown:
        print(count, "schemas are the real ones")
    sys.exit(1 if unknown or count < 80 else 0)


main()
