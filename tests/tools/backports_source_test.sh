#!/usr/bin/env bash
# tools/backports-source finds the mirror in every way that apt lets one write it.
set -euo pipefail
script=$(cd "$(dirname "$0")/../../tools" && pwd)/backports-source
work=$(mktemp -d "${TMPDIR:-/tmp}/rolecall-test-XXXXXX")
trap 'rm -rf "$work"' EXIT
etc=$work/apt
fail() { echo "FAILED: $*" >&2; exit 1; }
fresh() { rm -rf "$etc"; mkdir -p "$etc/sources.list.d"; }
# expect LINE…: what is printed; and apt takes it for what it says.
expect() {
  local got
  got=$("$script" "$etc" bookworm)
  [ "$got" = "$(printf '%s\n' "$@")" ] || fail "printed: $got"
  printf '%s\n' "$got" >"$work/backports.sources"
  mkdir -p "$work/parts" && cp "$work/backports.sources" "$work/parts/"
  [ -z "$(command -v apt-get)" ] ||
    apt-get -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/parts" update --print-uris |
      grep -q "'${2#URIs: }/dists/bookworm-backports/InRelease'" || fail "apt reads it otherwise: $got"
}

fresh # one line, with a comment, a source package line and a blank in front
cat >"$etc/sources.list" <<'APT'
# deb http://commented.example.org/debian bookworm main
deb-src http://sources.example.org/debian bookworm main
  deb http://mirror.example.org/debian/ bookworm main contrib # the local one
deb http://security.example.org/debian-security bookworm-security main
APT
expect "Types: deb" "URIs: http://mirror.example.org/debian" "Suites: bookworm-backports" "Components: main"

fresh # one line with options
echo 'deb [ arch=amd64 signed-by=/usr/share/keyrings/local.gpg ] https://mirror.example.org/debian bookworm contrib main' \
  >"$etc/sources.list.d/debian.list"
expect "Types: deb" "URIs: https://mirror.example.org/debian" "Suites: bookworm-backports" "Components: main" \
  "Signed-By: /usr/share/keyrings/local.gpg"

fresh # deb822, as Debian's images have it; the security archive is not it
cat >"$etc/sources.list.d/debian.sources" <<'APT'
Types: deb
# http://snapshot.example.org/archive
URIs: http://security.example.org/debian-security
Suites: bookworm-security
Components: main

Types: deb deb-src
URIs: http://mirror.example.org/debian http://second.example.org/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
APT
expect "Types: deb" "URIs: http://mirror.example.org/debian" "Suites: bookworm-backports" "Components: main" \
  "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg"

fresh # another vendor's suite of the same name comes first in the order of the files: the one with updates is Debian's
echo 'deb [signed-by=/usr/share/keyrings/vendor.gpg] https://packages.example.com bookworm main' \
  >"$etc/sources.list.d/a-vendor.list"
cat >"$etc/sources.list.d/debian.sources" <<'APT'
types: deb
uris: http://mirror.example.org/debian
suites: bookworm
components: main

Types: deb
URIs: http://mirror.example.org/debian/
Suites: bookworm-updates
Components: main
APT
expect "Types: deb" "URIs: http://mirror.example.org/debian" "Suites: bookworm-backports" "Components: main"

fresh # the CD and what is switched off are passed over; a key of many lines and Trusted go with the source
echo 'deb cdrom:[Debian_12]/ bookworm main' >"$etc/sources.list"
cat >"$etc/sources.list.d/local.sources" <<'APT'
Enabled: no
Types: deb
URIs: http://off.example.org/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs:
 http://mirror.example.org/debian
Suites: bookworm
Components: main
Trusted: yes
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEY865UxYJKwYBBAHaRw8BAQdA
 -----END PGP PUBLIC KEY BLOCK-----
APT
expect "Types: deb" "URIs: http://mirror.example.org/debian" "Suites: bookworm-backports" "Components: main" \
  "Signed-By: " " -----BEGIN PGP PUBLIC KEY BLOCK-----" " ." " mDMEY865UxYJKwYBBAHaRw8BAQdA" \
  " -----END PGP PUBLIC KEY BLOCK-----" "Trusted: yes"

fresh # no source of this release
echo 'deb http://mirror.example.org/debian trixie main' >"$etc/sources.list"
if "$script" "$etc" bookworm >"$work/out" 2>"$work/err"; then fail "a source was found where there is none"; fi
[ ! -s "$work/out" ] || fail "printed: $(cat "$work/out")"
grep -q "no source of bookworm's main in $etc" "$work/err" || fail "said: $(cat "$work/err")"
echo ok
