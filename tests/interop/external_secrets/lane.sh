# The lane of the real External Secrets controller on a real control plane, with the plane as its AWS. Sourced by run.sh.
external_secrets=$here/external_secrets

external_secrets_folder() { folder_for external-secrets "$external_secrets/build.sh"; }

needs_external_secrets() {
  needs openssl python3 /usr/bin/aws kubectl && install etcd-server || return 1
  local folder
  folder=$(external_secrets_folder)
  needs_current kube-apiserver kube-controller-manager || return 1
  [ ! -e "$folder/ready" ] || return 0
  timeout "$(build_seconds)" "$external_secrets/build.sh" "$folder" && return
  echo "External Secrets could not be built in time; the next run goes on from there"
  return 1
}

run_external_secrets() {
  binaries=$(current_binaries) external_secrets=$(external_secrets_folder) \
    timeout 600 "$external_secrets/check.sh" "$work/external-secrets"
}
