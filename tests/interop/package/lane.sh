# The lane of the packages: the .deb in a clean Debian root, the OCI image as its user. Sourced by run.sh.
package=$here/package
package_packages=(binutils containerd debhelper dpkg-dev jq lintian mmdebstrap runc systemd-container umoci)

needs_package() {
  local missing=() name
  for name in "${package_packages[@]}"; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null | grep -q '^ii' || missing+=("$name")
  done
  if [ "$(id -u)" != 0 ]; then
    echo "a root directory of another system is made by root only"
    return 1
  fi
  [ ${#missing[@]} = 0 ] || DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >&2 && return
  echo "these packages are not on this machine: ${missing[*]}"
  return 1
}

needs_reproducible() { needs_package; }

run_reproducible() {
  mkdir -p "$work/reproducible"
  timeout 3000 "$package/reproducible.sh" "$here/../.." "$work/reproducible"
}

run_package() { timeout 900 "$package/check.sh" "$here/../.." "$work/package"; }
