# The lane of a real Kubernetes control plane: the README's story on an API server, with service accounts and keys by
# list and watch, tokens by TokenRequest. Sourced by run.sh.
kubernetes=$here/kubernetes
kubernetes_packages=(golang-1.19-go golang-github-modern-go-reflect2-dev etcd-server dpkg-dev)

kubernetes_binaries() { folder_for kubernetes "$kubernetes/build.sh"; }

needs_kubernetes() {
  needs kubectl openssl python3 /usr/bin/aws || return 1
  local missing=() package folder
  folder=$(kubernetes_binaries)
  for package in "${kubernetes_packages[@]}"; do
    [ -e "$folder/ready" ] && [ "$package" != etcd-server ] && continue
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
  done
  if [ ${#missing[@]} != 0 ]; then
    if [ "$(id -u)" != 0 ] || ! DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >&2; then
      echo "these packages are not on this machine: ${missing[*]}"
      return 1
    fi
  fi
  [ -e "$folder/ready" ] || "$kubernetes/build.sh" "$folder" >"$work/kubernetes-build.log" 2>&1 && return
  echo "Kubernetes could not be built from its source package: $(tail -n 1 "$work/kubernetes-build.log")"
  return 1
}

run_kubernetes() {
  binaries=$(kubernetes_binaries) timeout 600 "$kubernetes/check.sh" "$work/kubernetes"
}
