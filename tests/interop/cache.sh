# What is built once and kept outside of the tree, and what a machine must have for it. Sourced by run.sh, and by the
# demonstration on a node.
interop=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${ROLECALL_INTEROP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/rolecall/interop}
mkdir -p "$cache"

# needs PROGRAM…: all there, or the first that is not.
needs() {
  for program in "$@"; do
    command -v "$program" >/dev/null || { echo "there is no $program on this machine"; return 1; }
  done
}

# folder_for LANE FILE…: a folder in the cache for what is made of these files. Another version of them: another folder.
folder_for() {
  local lane=$1
  shift
  local folder=$cache/$lane-$(cat "$@" | sha256sum | cut -c1-16)
  mkdir -p "$folder"
  echo "$folder"
}

# install PACKAGE…: those that are not on this machine, where that can be.
install() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  if [ "$(id -u)" != 0 ] || ! DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >&2; then
    echo "these packages are not on this machine: ${missing[*]}"
    return 1
  fi
}

# The Go that go.mod asks for.
has_current_go() {
  local wanted
  wanted=$(sed -n 's/^go //p' "$interop/kubernetes/current/go.mod")
  command -v go >/dev/null && [ "$(printf '%s\ngo%s\n' "$(go env GOVERSION)" "$wanted" | sort -V | head -n 1)" = "go$wanted" ]
}

# Of today's Kubernetes.
current_binaries() {
  folder_for kubernetes-current "$interop/kubernetes/current"/{build.sh,go.mod,go.sum}
}
