#!/usr/bin/env bash
# The packages of `make deb` and `make image`, as a new user of Debian meets them. Usage: check.sh TREE WORK
set -euo pipefail
tree=$(realpath "$1") work=$2
root=$work/root
mkdir -p "$work"
source "$(dirname "$0")/containerd.sh"
checks=0
check() { # NAME COMMAND…: the command must succeed
  local name=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    checks=$((checks + 1))
  else
    echo "FAIL $name"
    tail -n 15 "$work/log"
    exit 1
  fi
}
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
apt() { inside apt-get -qq -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@" >>"$work/apt.log"; }
# Not one of these paths is there.
lacks() {
  local path
  for path in "$@"; do [ ! -e "$path" ] || return 1; done
}
# USER ROOT DATA: a plane in that root comes up as that user, and ends in order.
serves() {
  local user=$1 at=$2 data=$3 out=$work/serve.out
  chroot --userspec="$user" "$at" /usr/bin/rolecall serve --data-dir "$data" --listen 127.0.0.1:0 >"$out" 2>&1 &
  local pid=$!
  for _ in $(seq 100); do grep -q ready "$out" && break || sleep 0.1; done
  kill -TERM $pid
  wait $pid
  grep -q ready "$out"
}

check "make deb" make -C "$tree" deb
deb=$(ls "$tree"/build/deb/rolecall_*.deb)
first=$(sha256sum <"$deb")
check "lintian" lintian --allow-root --fail-on error,warning "$tree"/build/deb/*.deb
touch "$tree/CHANGELOG.md"
check "make deb again" make -C "$tree" deb
check "the same bytes" [ "$first" = "$(sha256sum <"$deb")" ]
dpkg-deb -x "$deb" "$work/unpacked"
sbom=$work/unpacked/usr/share/doc/rolecall/rolecall.spdx.json
check "an SBOM" jq -e '.spdxVersion == "SPDX-2.3" and (.packages | length) > 20' "$sbom"
for library in $(dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed -E 's/^ +//; s/ .*//' | grep -E '^(lib|zlib1g)'); do
  check "$library is in the SBOM, with its version" jq -e --arg name "$library" --arg version "$(dpkg-query -W -f '${Version}' "$library" | head -n 1)" \
    'any(.packages[]; .name == $name and .versionInfo == $version) and any(.relationships[]; .relationshipType == "DYNAMIC_LINK" and (.relatedSpdxElement | endswith($name | gsub("[^A-Za-z0-9.-]"; "-"))))' "$sbom"
done
check "the program's digest is in the SBOM" jq -e --arg sum "$(sha256sum <"$work/unpacked/usr/bin/rolecall" | cut -d' ' -f1)" \
  'any(.files[].checksums[]; .algorithm == "SHA256" and .checksumValue == $sum)' "$sbom"
check "the program is under 15 MB" [ "$(dpkg-deb --fsys-tarfile "$deb" | tar -xO ./usr/bin/rolecall | wc -c)" -lt 15000000 ]

mmdebstrap --quiet --variant=minbase --include=systemd,systemd-sysv,dbus bookworm "$root"
cp "$deb" "$root/tmp/rolecall.deb"
apt update
# What a new user does: install, and ask why. The clock runs from apt on, over the mirror that this machine has.
begin=$(date +%s)
check "it installs" apt install -y --no-install-recommends /tmp/rolecall.deb
check "the program runs" inside rolecall version
awk '/^```sh$/ { block = block + 1; inside = 1; next } /^```/ { inside = 0 } inside && block <= 2' "$tree/docs/quickstart.md" >"$root/root/quickstart.sh"
check "the first denial is explained" [ "$(inside bash -c 'cd /root && bash quickstart.sh >answer; echo $?')" = 2 ]
check "with what is on the page" grep -q 'it wants the namespace store, the service account is in shop' "$root/root/answer"
seconds=$(($(date +%s) - begin))
check "within three minutes" [ $seconds -lt 180 ]
check "the pages on error texts are there" inside sh -c 'test -e /usr/share/doc/rolecall/errors/token-no-provider.md* && rolecall errors token-no-provider'
check "a manual page for each command" [ "$(inside rolecall -help | grep -c '^  [a-z]')" = "$(($(ls "$root"/usr/share/man/man1/rolecall*.1.gz | wc -l) - 1))" ]
check "completion of bash" inside bash -n /usr/share/bash-completion/completions/rolecall
check "the service's user" inside getent passwd rolecall
check "the unit" systemd-analyze verify --root="$root" --man=no "$root/lib/systemd/system/rolecall.service"
check "the unit's exposure is under 2 of 10" systemd-analyze security --offline=true --root="$root" --threshold=20 rolecall.service
# The system is started: the service runs in its unit's sandbox, answers root, takes SIGHUP, and ends with the system.
cat >"$root/etc/systemd/system/probe.service" <<'EOF'
[Unit]
After=rolecall.service
[Service]
Type=oneshot
StandardOutput=file:/root/probe
ExecStart=-/bin/sh -c 'for i in 1 2 3 4 5 6 7 8 9; do rolecall env --data-dir /var/lib/private/rolecall && break; sleep 1; done; systemctl reload rolecall; systemctl is-active rolecall; grep -E "^(Seccomp|NoNewPrivs|CapEff):" /proc/$(systemctl show -P MainPID rolecall)/status; stat -c "%%U %%a" /var/lib/private/rolecall/master.key'
ExecStart=systemctl poweroff
[Install]
WantedBy=multi-user.target
EOF
inside systemctl enable rolecall probe 2>>"$work/apt.log"
timeout 120 systemd-nspawn -q -D "$root" --boot --console=pipe --register=no --keep-unit </dev/null >"$work/boot.log" 2>&1 || true
check "the service runs" grep -qx active "$root/root/probe"
check "it answers who may read its credentials" grep -q "^export AWS_ENDPOINT_URL='http://127.0.0.1:4747'" "$root/root/probe"
check "without capabilities" grep -qE '^CapEff:\s+0+$' "$root/root/probe"
check "behind a system call filter" grep -qE '^Seccomp:\s+2$' "$root/root/probe"
check "its files are its own" grep -qx 'rolecall 600' "$root/root/probe"
inside systemctl disable probe 2>>"$work/apt.log"
chmod 0711 "$root/var/lib/private"

# A newer version over it: what the operator wrote stays.
dpkg-deb -R "$deb" "$work/newer"
sed -i 's/^Version: .*/&+1/' "$work/newer/DEBIAN/control"
dpkg-deb --root-owner-group -b "$work/newer" "$root/tmp/newer.deb" >/dev/null
echo 'ROLECALL_OPTIONS="--account-id 111122223333"' >"$root/etc/default/rolecall"
check "it upgrades" apt install -y --no-install-recommends /tmp/newer.deb
check "the operator's options stay" grep -q 111122223333 "$root/etc/default/rolecall"
check "what it stored stays" serves rolecall "$root" /var/lib/private/rolecall
check "it is purged" apt purge -y rolecall
check "nothing but what it stored is left" lacks "$root/usr/bin/rolecall" "$root/etc/default/rolecall"
check "what it stored is left" [ -f "$root/var/lib/private/rolecall/master.key" ]

check "make image" make -C "$tree" image
check "the image is under 60 MB" [ "$(du -sm "$tree/build/image" | cut -f1)" -lt 60 ]
check "it unpacks" umoci unpack --image "$tree/build/image:latest" "$work/bundle"
rootfs=$work/bundle/rootfs
check "no shell" lacks "$rootfs/bin/sh" "$rootfs/usr/bin/sh" "$rootfs/usr/bin/dpkg"
check "nothing of this machine" lacks "$rootfs/etc/hostname" "$rootfs/etc/resolv.conf" "$rootfs/etc/fstab"
check "its user is not root" [ "$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["process"]["user"]["uid"])' "$work/bundle/config.json")" = 65532 ]
check "public CAs" grep -q 'BEGIN CERTIFICATE' "$rootfs/etc/ssl/certs/ca-certificates.crt"
mount --bind "$rootfs" "$rootfs" && mount -o remount,ro,bind "$rootfs"
mount -t tmpfs -o mode=0700,uid=65532,gid=65532 tmpfs "$rootfs/data"
trap 'umount "$rootfs/data" "$rootfs"' EXIT
check "a plane as its user, on a read-only root" serves 65532:65532 "$rootfs" /data
trap 'umount "$rootfs/data" "$rootfs"; stop_containerd' EXIT
check "containerd" start_containerd
check "it takes the image" import_image "$tree/build/image"
check "a plane in a container" serves_in_container
echo "$checks checks; $seconds s from apt install to the first explained denial"
