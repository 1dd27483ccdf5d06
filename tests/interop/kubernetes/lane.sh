# The lane of a real Kubernetes control plane: the README's story on an API server, with service accounts and keys by
# list and watch, tokens by TokenRequest; the webhook under load. Sourced by run.sh.
#
# Today's Kubernetes, built from its Go modules, where there is a Go for it; else Debian's 1.20, built from its source
# package. $KUBERNETES=1.20 asks for that one.
kubernetes=$here/kubernetes
kubernetes_packages=(golang-1.19-go golang-github-modern-go-reflect2-dev dpkg-dev)

debian_binaries() { folder_for kubernetes "$kubernetes/build.sh"; }

# needs_current PROGRAM…: built, or why not. Progress goes to the terminal.
needs_current() {
  local folder program
  folder=$(current_binaries)
  for program in "$@"; do [ -x "$folder/$program" ] || break; done
  [ ! -x "$folder/$program" ] || return 0
  has_current_go || { echo "no Go $(sed -n 's/^go //p' "$kubernetes/current/go.mod") to build today's Kubernetes with"; return 1; }
  timeout "$(build_seconds)" "$kubernetes/current/build.sh" "$folder" "$@" && return
  echo "$* could not be built in time; the next run goes on from there"
  return 1
}

needs_debian_kubernetes() {
  local folder
  folder=$(debian_binaries)
  [ ! -e "$folder/ready" ] || return 0
  install "${kubernetes_packages[@]}" || return 1
  "$kubernetes/build.sh" "$folder" >"$work/kubernetes-build.log" 2>&1 && return
  echo "Kubernetes could not be built from its source package: $(tail -n 1 "$work/kubernetes-build.log")"
  return 1
}

# The folder that run_kubernetes takes.
kubernetes_binaries() {
  local folder
  folder=$(current_binaries)
  if [ "${KUBERNETES:-}" != 1.20 ] && [ -x "$folder/kube-apiserver" ] && [ -x "$folder/kube-controller-manager" ]; then
    echo "$folder"
  else
    debian_binaries
  fi
}

needs_kubernetes() {
  local why
  needs kubectl openssl python3 /usr/bin/aws && install etcd-server || return 1
  install libfaketime >/dev/null || true # without it the rotation by time is left out
  if [ "${KUBERNETES:-}" != 1.20 ]; then
    if why=$(needs_current kube-apiserver kube-controller-manager); then
      # Its own kubectl, and Helm, if there is time for them.
      needs_current kubectl helm >/dev/null || true
      return 0
    fi
    echo "kubernetes: $why; Debian's 1.20 instead" >&2
  fi
  needs_debian_kubernetes
}

run_kubernetes() {
  binaries=$(kubernetes_binaries) timeout 900 "$kubernetes/check.sh" "$work/kubernetes"
}
