# What deploy/ has, by the API server's own judgement: the kustomize base, and the chart as Helm renders it. They must
# be the same but for what only a chart has. Sourced by check.sh.
"$ROLECALL" webhook --cert-dir "$work/deploy" --namespace pod-identity-webhook --print-configuration >"$work/configuration.yaml"
$kubectl kustomize "$root/deploy/base" >"$work/base.yaml"
$kubectl create namespace pod-identity-webhook --dry-run=client -o yaml | $kubectl apply -f - >/dev/null
run 0 $kubectl apply --dry-run=server -f "$work/base.yaml" -f "$work/configuration.yaml"
! grep -i warning "$work/err"
ok "the API server takes the kustomize base"
if [ ! -x "$binaries/helm" ]; then
  echo "Helm: left out (it is not built)"
else
  run 0 "$binaries/helm" lint "$root/deploy/chart" --set-file "tls.ca=$work/deploy/ca.crt"
  run 1 "$binaries/helm" template webhook "$root/deploy/chart"
  err_has "tls.ca"
  run 0 "$binaries/helm" template webhook "$root/deploy/chart" -n pod-identity-webhook --set-file "tls.ca=$work/deploy/ca.crt"
  cp "$work/out" "$work/chart.yaml"
  run 0 $kubectl apply --dry-run=server -f "$work/chart.yaml"
  ! grep -i warning "$work/err"
  for name in base configuration chart; do
    $kubectl create --dry-run=client -o json -f "$work/$name.yaml" >"$work/$name.json"
  done
  "$here/same_deployment.py" "$work"/{base,configuration,chart}.json
  ok "the chart by $("$binaries/helm" version --template '{{.Version}}'), the same as the base"
fi
