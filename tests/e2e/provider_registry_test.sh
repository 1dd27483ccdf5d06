#!/usr/bin/env bash
# Providers from a registry and from a network mirror, over TLS: found, checked by checksum and signature, locked for all
# platforms, kept in mirrors and caches; and every package that is not what it should be is refused.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$work/pb" "$work/things" "$work/registry/www"
protoc --python_out="$work/pb" -I "$here/../src/plugin/wire" "$here/../src/plugin/wire/provider.proto"
export TEST_PROVIDER_MESSAGES=$work/pb
platform=linux_$(dpkg --print-architecture)
registry=$work/registry
for version in 1.0.0 1.2.0 2.0.0; do
  for one in "$platform" darwin_arm64; do
    package=$registry/packages/hashicorp/test/$version/$one
    mkdir -p "$package"
    install -m 755 "$here/support/test_provider.py" "$package/terraform-provider-test_v$version"
    echo "# $version for $one" >>"$package/terraform-provider-test_v$version"
  done
done
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null
PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$here/support/provider_registry.py" "$registry" "$work/cert.pem" "$work/key.pem" \
  2>"$work/serve-registry.log" &
planes+=("$!")
for _ in $(seq 1 600); do [ -s "$registry/port" ] && break || sleep 0.1; done
port=$(cat "$registry/port")
key=$(cat "$registry/key_id")
export SSL_CERT_FILE=$work/cert.pem TF_REGISTRY_DISCOVERY_RETRY=0 TF_PROVIDER_DOWNLOAD_RETRY=0 TF_CLI_CONFIG_FILE=$work/none.rc
tool() { "$ROLECALL" "$@" -no-color; }
faults() { echo "$*" >"$registry/faults"; }
faults

directory() { # NAME CONSTRAINT [HOST]
  mkdir -p "$work/$1"
  cd "$work/$1"
  cat >main.tf <<TF
terraform {
  required_providers {
    test = {
      source  = "${3:-localhost:$port}/hashicorp/test"
      version = "$2"
    }
  }
}

provider "test" {
  folder = "$work/things"
}

resource "test_other" "a" {
  name = "o"
}
TF
}
locks() { grep -c "\"$1:" .terraform.lock.hcl; }

# From the first init to an apply.
shown=localhost:$port/hashicorp/test # with its registry, which is not the default one
directory life '~> 1.0'
run 0 tool init
out_has "- Finding $shown versions matching \"~> 1.0\"..."
out_has "- Installing $shown v1.2.0..."
out_has "- Installed $shown v1.2.0 (signed, key ID $key)"
out_has 'Providers are signed by their developers.'
out_has 'Rolecall has created a lock file .terraform.lock.hcl'
grep -q "^provider \"localhost:$port/hashicorp/test\" {" .terraform.lock.hcl || fail "nothing was locked"
[ "$(locks h1) $(locks zh)" = '1 2' ] || fail "the lock file has not all hashes: $(cat .terraform.lock.hcl)"
[ -z "$(find . -name '.rolecall-*')" ] || fail "a staging folder was left"
run 0 tool apply -auto-approve
out_has '1 added'
run 0 tool init
out_has "- Reusing previous version of $shown from the dependency lock file"
out_has "- Using previously-installed $shown v1.2.0"
sed -i 's/~> 1.0/>= 1.0/' main.tf
run 1 tool init -upgrade -lockfile=readonly
err_has 'The -upgrade flag conflicts with -lockfile=readonly.'
run 0 tool init
out_has "- Using previously-installed $shown v1.2.0"
run 0 tool init -upgrade
out_has "- Installed $shown v2.0.0 (signed"
out_has 'made some changes to the provider dependency selections'
sed -i 's/">= 1.0"/"< 2.0"/' main.tf
run 1 tool init
err_has 'does not match configured version constraint < 2.0.0'
sed -i 's/"< 2.0"/">= 1.0"/' main.tf
run 0 tool destroy -auto-approve

# What a read-only lock file takes.
directory readonly '1.2.0'
run 1 tool init -lockfile=readonly
err_has 'the lock file is read-only'
[ ! -e .terraform.lock.hcl ] || fail "a read-only lock file was written"
run 0 tool init
sed -i '/"zh:/d' .terraform.lock.hcl
rm -rf .terraform
run 0 tool init -lockfile=readonly
out_tells 'Provider lock file not updated'
[ "$(grep -c '"zh:' .terraform.lock.hcl)" = 0 ] || fail "a read-only lock file was written"

# Every package that is not what it should be is refused, and nothing of it stays.
directory refused '1.2.0'
for fault in 'wrong-archive:archive has incorrect checksum' \
  'wrong-shasum:checksum list has unexpected SHA-256 hash' \
  'wrong-sums:checksum list has unexpected SHA-256 hash' \
  'wrong-signature:error checking signature: it is not of this file' \
  'stranger:the provider is not signed with a valid signing key' \
  'no-keys:the provider is not signed with a valid signing key' \
  'wrong-target:has incorrect target linux_other' \
  'old-protocol:is not supported by this version' \
  'slip:has a path that leads out of it'; do
  faults "${fault%%:*}"
  run 1 tool init
  err_has 'Failed to install provider'
  err_has "${fault#*:}"
  [ ! -e .terraform/providers ] && [ ! -e .terraform.lock.hcl ] || fail "something of a refused package stayed (${fault%%:*})"
done
[ ! -e "$work/slipped" ] && [ ! -e slipped ] || fail "a file was written outside of the folder"
# An expired key will do, with a warning, unless it must not.
faults expired
OPENTOFU_ENFORCE_GPG_EXPIRATION=true run 1 tool init
run 0 tool init
out_tells 'has expired'
out_has "key ID $(cat "$registry/expired_key_id")"
rm -rf .terraform .terraform.lock.hcl
# Redirects, warnings, versions that are none.
faults elsewhere warns bad-version
sed -i 's/"1.2.0"/">= 1.0"/' main.tf
run 0 tool init
out_tells 'this provider has moved'
out_has 'v2.0.0'
rm -rf .terraform .terraform.lock.hcl
# What passes is tried again; a registry that cannot be reached does not stop what may not need it.
faults flaky
TF_REGISTRY_DISCOVERY_RETRY=1 TF_PROVIDER_DOWNLOAD_RETRY=1 run 0 tool init
rm -rf .terraform .terraform.lock.hcl
faults no-providers
run 0 tool init
out_tells 'does not offer a provider registry'
ROLECALL_PROVIDERS=plugin run 1 tool init
err_has 'Invalid provider registry host'
faults

# Credentials, by the CLI configuration and by a variable; services of a host, as the configuration has them.
echo t0ken >"$registry/token"
directory token '1.0.0'
ROLECALL_PROVIDERS=plugin run 1 tool init
err_has "host localhost:$port requires authentication credentials"
printf 'credentials "localhost:%s" {\n  token = "wrong"\n}\n' "$port" >"$work/credentials.rc"
TF_CLI_CONFIG_FILE=$work/credentials.rc run 1 tool init
err_has 'rejected the given authentication credentials'
sed -i 's/wrong/t0ken/' "$work/credentials.rc"
TF_CLI_CONFIG_FILE=$work/credentials.rc run 0 tool init
grep -q '^/files/.* -$' "$registry/log" || fail "archives were not gotten"
! grep -q '^/files/.*t0ken' "$registry/log" || fail "the token went to where archives lie"
rm "$registry/token"
directory hosts '1.0.0' registry.example.com
printf 'host "registry.example.com" {\n  services = {\n    "providers.v1" = "https://127.0.0.1:%s/v1/providers/"\n  }\n}\n' "$port" >"$work/hosts.rc"
TF_CLI_CONFIG_FILE=$work/hosts.rc run 0 tool init
grep -q '^provider "registry.example.com/hashicorp/test"' .terraform.lock.hcl || fail "the host is not the lock file's"

# The cache: gotten once.
directory cached '1.0.0'
export TF_PLUGIN_CACHE_DIR=$work/cache
run 0 tool init
[ -L ".terraform/providers/localhost:$port/hashicorp/test/1.0.0/$platform" ] || fail "the package is no link into the cache"
rm -rf .terraform
: >"$registry/log"
run 0 tool init
out_has "- Using $shown v1.0.0 from the shared cache directory"
[ ! -s "$registry/log" ] || fail "the registry was asked for what the cache has"
run 0 tool plan
unset TF_PLUGIN_CACHE_DIR

# Other platforms: locked without being installed.
directory lock '~> 1.0'
run 0 tool providers lock -platform=darwin_arm64
out_has '- Fetching hashicorp/test 1.2.0 for darwin_arm64...'
out_has "- Retrieved hashicorp/test 1.2.0 for darwin_arm64 (signed, key ID $key)"
out_has 'This was a new provider and the checksums for this platform are now tracked in the lock file'
out_has 'Rolecall has updated the lock file.'
[ ! -e .terraform/providers ] || fail "providers lock installed something"
run 0 tool providers lock -platform=darwin_arm64 -platform="$platform"
out_has 'checksums for darwin_arm64; All checksums for this platform were already tracked'
out_has "checksums for $platform; Additional checksums for this platform are now tracked"
run 0 tool providers lock "localhost:$port/hashicorp/test"
out_has 'found no need for changes'
[ "$(locks h1) $(locks zh)" = '2 2' ] || fail "the lock file has not both platforms' hashes"
run 0 tool init
run 1 tool providers lock -platform=plan9_amd64
err_has 'is not available for plan9_amd64'
run 1 tool providers lock -platform=linux
err_has 'is not a valid target platform'
run 1 tool providers lock hashicorp/other
err_has 'is not required by the current configuration'
run 1 tool providers lock -net-mirror=http://localhost/
err_has 'requires a valid https: URL'

# A mirror, made and then used as a folder and behind a web server.
run 0 tool providers mirror -platform="$platform" -platform=darwin_arm64 "$registry/www/mirror"
out_has '  - Selected v1.2.0 to match dependency lock file'
out_has "  - Package authenticated: signed, key ID $key"
mirrored=$registry/www/mirror/localhost:$port/hashicorp/test
/usr/bin/python3 - "$mirrored" <<'PY' || fail "the mirror's indexes are not right"
import json, os, sys
assert json.load(open(sys.argv[1] + "/index.json")) == {"versions": {"1.2.0": {}}}
archives = json.load(open(sys.argv[1] + "/1.2.0.json"))["archives"]
assert len(archives) == 2
for one in archives.values():
    assert one["hashes"][0].startswith("h1:") and os.path.exists(os.path.join(sys.argv[1], one["url"])), one
PY
rm -rf .terraform
printf 'provider_installation {\n  network_mirror {\n    url = "https://localhost:%s/www/mirror/"\n  }\n}\n' "$port" >"$work/mirror.rc"
: >"$registry/log"
TF_CLI_CONFIG_FILE=$work/mirror.rc run 0 tool init
out_has "- Installed $shown v1.2.0 (verified checksum)"
! grep -q '^/v1/' "$registry/log" || fail "the registry was asked though there is a mirror"
run 0 tool plan
rm -rf .terraform .terraform.lock.hcl
TF_CLI_CONFIG_FILE=$work/mirror.rc run 0 tool init
out_tells 'Incomplete lock file information for providers'
faults no-type
rm -rf .terraform .terraform.lock.hcl
TF_CLI_CONFIG_FILE=$work/mirror.rc ROLECALL_PROVIDERS=plugin run 1 tool init
err_has 'response has invalid Content-Type: must be application/json'
faults
sed -i 's/https:/http:/' "$work/mirror.rc"
TF_CLI_CONFIG_FILE=$work/mirror.rc run 1 tool init
err_has 'the mirror must be at an https: URL'
run 0 tool providers lock -fs-mirror="$registry/www/mirror" -platform=darwin_arm64
out_has 'for darwin_arm64 (unauthenticated)'
run 0 tool providers lock -net-mirror="https://localhost:$port/www/mirror/" -platform="$platform"
out_has "for $platform (verified checksum)"
printf 'provider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' "$registry/www/mirror" >"$work/folder.rc"
TF_CLI_CONFIG_FILE=$work/folder.rc run 0 tool init
run 0 tool plan

# A certificate that nobody vouches for is not believed.
SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
directory stranger '1.0.0'
run 1 tool init
err_has 'certificate'
[ ! -e .terraform/providers ] || fail "something came from a stranger"

echo "provider registry: ok"
