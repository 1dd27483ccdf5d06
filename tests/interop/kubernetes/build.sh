#!/usr/bin/env bash
# Builds kube-apiserver and kube-controller-manager from Debian's own source package (Kubernetes 1.20, the newest that
# Debian 12 carries) with Debian's Go, once. Usage: build.sh OUT      about 6 minutes of one processor, 1.5 GB of disk
#
# Three things the package does not do by itself: its reflect2 crashes under Go 1.18 and later (Debian's newer one is
# put in its place), it builds in GOPATH mode only, and its OpenAPI definitions are generated.
set -euo pipefail
out=$(mkdir -p "$1" && readlink -f "$1")
package='kubernetes=1.20.5+really1.20.2-1.1+deb12u1'
work=$(mktemp -d "${TMPDIR:-/tmp}/rolecall-kubernetes-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

# The sources, by lists of our own: the machine's stay as they are.
uri=$({ sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\?\(http[^ ]*\) .*/\2/p' /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null || true; } | head -n 1)  # of the two files one may be missing
echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri bookworm main" >src.list
mkdir -p lists/partial
sources=(-o Dir::Etc::sourcelist="$work/src.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists"
  -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
apt-get -qq "${sources[@]}" update
apt-get -qq "${sources[@]}" source --download-only "$package"
dpkg-source -x kubernetes_*.dsc src >/dev/null
rm -f src/vendor/github.com/modern-go/reflect2/*.go src/vendor/github.com/modern-go/reflect2/*.s
cp /usr/share/gocode/src/github.com/modern-go/reflect2/*.go /usr/share/gocode/src/github.com/modern-go/reflect2/*.s \
  src/vendor/github.com/modern-go/reflect2/

mkdir -p src/.go/src/k8s.io
ln -sfn ../../.. src/.go/src/k8s.io/kubernetes
export GOROOT=/usr/lib/go-1.19 GOPATH=$work/src/.go GOCACHE=$work/cache GO111MODULE=off GOFLAGS= GOPROXY=off CGO_ENABLED=0
export PATH=/usr/lib/go-1.19/bin:$PATH
cd "$GOPATH/src/k8s.io/kubernetes"
go build -p 2 -o "$work/openapi-gen" k8s.io/kubernetes/vendor/k8s.io/kube-openapi/cmd/openapi-gen
folders=$({ find pkg cmd plugin -name '*.go'
  find -L vendor/k8s.io -name '*.go' -not -path 'vendor/k8s.io/code-generator/*' -not -path 'vendor/k8s.io/sample-apiserver/*'; } |
  xargs grep -l '^// *+k8s:openapi-gen=' | xargs -n1 dirname | LC_ALL=C sort -u |
  grep -v -E '/(testdata|_examples|kube-openapi)(/|$)' | sed 's#^#k8s.io/kubernetes/#' | paste -sd,)
"$work/openapi-gen" --logtostderr -i "$folders" -p k8s.io/kubernetes/pkg/generated/openapi -O zz_generated.openapi \
  -h hack/boilerplate/boilerplate.generatego.txt -r "$work/violations"
flags="-s -w"
for part in component-base/version client-go/pkg/version; do
  at=k8s.io/kubernetes/vendor/k8s.io/$part
  flags="$flags -X $at.gitVersion=v1.20.2 -X $at.gitMajor=1 -X $at.gitMinor=20"
done
for program in kube-apiserver kube-controller-manager; do
  go build -p 2 -trimpath -tags providerless -ldflags "$flags" -o "$out/$program" k8s.io/kubernetes/cmd/$program
done
touch "$out/ready"
