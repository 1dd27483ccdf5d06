#!/usr/bin/env bash
# Two container images without Docker and without a registry: pause, and amazon/aws-cli made of Debian 12's packages (the
# AWS CLI 2 of its backports). Nothing of the plane is in them. Usage: images.sh OUT     OUT/pause.tar, OUT/aws-cli.tar
set -euo pipefail
out=$(mkdir -p "$1" && readlink -f "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/rolecall-images-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

# image NAME ROOT CONFIGURATION…
image() {
  umoci init --layout "$1.oci"
  umoci new --image "$1.oci:latest"
  umoci insert --image "$1.oci:latest" "$2" /
  umoci config --image "$1.oci:latest" "${@:3}"
  tar -cf "$out/$1.tar.new" -C "$1.oci" .
  mv "$out/$1.tar.new" "$out/$1.tar"
}

if [ ! -e "$out/pause.tar" ]; then
  mkdir pause
  printf '#include <signal.h>\n#include <unistd.h>\nstatic void stop(int s) { _exit(0); }\nint main() { signal(SIGTERM, stop); signal(SIGINT, stop); for (;;) pause(); }\n' >pause.c
  gcc -static -O2 -w -o pause/pause pause.c
  image pause pause --config.entrypoint /pause
fi
if [ ! -e "$out/aws-cli.tar" ]; then
  sources=()
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [ ! -s "$file" ] || ! grep -q debian "$file" || sources+=("$file")
  done
  mmdebstrap --quiet --variant=minbase bookworm aws-root "${sources[@]}" \
    --include=awscli/bookworm-backports,python3-awscrt/bookworm-backports,ca-certificates,less,groff-base
  rm -rf aws-root/var/cache/apt aws-root/var/lib/apt/lists aws-root/usr/share/doc aws-root/usr/share/man
  image aws-cli aws-root --config.entrypoint /usr/bin/aws --config.env LANG=C.UTF-8
fi
