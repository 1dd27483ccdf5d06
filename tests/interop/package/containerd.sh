# The image as a node runs it: by containerd and runc, as its own user, on a read-only root. Sourced by check.sh; needs
# $work. All that containerd and runc remember lies in there: a run that was cut short leaves nothing in the way of the
# next.
containers() { ctr -a "$work/containerd.sock" -n rolecall-test "$@"; }

start_containerd() {
  cat >"$work/containerd.toml" <<TOML
version = 2
root = "$work/containerd"
state = "$work/containerd-state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$work/containerd.sock"
TOML
  containerd -c "$work/containerd.toml" >"$work/containerd.log" 2>&1 &
  containerd=$!
  for _ in $(seq 100); do containers version >/dev/null 2>&1 && return || sleep 0.1; done
  return 1
}

# LAYOUT: as the image "rolecall:latest".
import_image() {
  tar -C "$1" -cf "$work/image.tar" .
  containers images import --base-name docker.io/local/rolecall "$work/image.tar"
}

# A plane comes up as the image says, answers on the host's loopback, and ends in order when it is told to.
serves_in_container() {
  containers run --detach --runc-root "$work/runc" --cgroup "" --read-only --net-host --cwd /data --pid-file "$work/container.pid" --log-uri "file://$work/container.log" \
    --mount type=tmpfs,src=tmpfs,dst=/data,options=mode=0700:uid=65532:gid=65532 docker.io/local/rolecall:latest plane \
    rolecall serve --data-dir=/data --listen=127.0.0.1:0 || return 1
  for _ in $(seq 100); do grep -q ready "$work/container.log" && break || sleep 0.1; done
  grep -q '^Uid:\s65532' "/proc/$(cat "$work/container.pid")/status" || return 1
  containers task kill --signal SIGTERM plane || return 1
  for _ in $(seq 100); do containers task list | grep -q 'plane.*STOPPED' && break || sleep 0.1; done
  # Its exit code is the plane's.
  containers task delete plane && containers containers delete plane || return 1
  grep -q ready "$work/container.log"
}

stop_containerd() {
  { containers task rm -f plane && containers containers rm plane; } >/dev/null 2>&1 || true
  kill "$containerd" && wait "$containerd" || true
}
