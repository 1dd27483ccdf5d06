#!/usr/bin/env bash
# .pre-commit-hooks.yaml: each hook is a command of ours that passes where all is well and stops a commit where not, and
# its files are those that it reads.
source "$(dirname "$0")/../support/plane.sh"
tree=$(cd "$(dirname "$0")/../.." && pwd)
mkdir "$work/bin" "$work/repository"
ln -s "$ROLECALL" "$work/bin/rolecall"
export PATH=$work/bin:$PATH
cd "$work/repository"
cp "$tree/.pre-commit-hooks.yaml" hooks.yaml
"$ROLECALL" console <<<'jsonencode(yamldecode(file("hooks.yaml")))' | jq -r . >"$work/hooks.json"
rm hooks.yaml
[ "$(jq length "$work/hooks.json")" = 2 ] || fail "there are $(jq length "$work/hooks.json") hooks"

# hook ID: as pre-commit runs it without file names.
hook() { bash -c "$(jq -r --arg id "$1" '.[] | select(.id == $id) | [.entry, .args[]] | join(" ")' "$work/hooks.json")"; }
for id in rolecall-lint rolecall-fmt; do
  [ "$(jq -r --arg id $id '.[] | select(.id == $id) | "\(.language) \(.pass_filenames)"' "$work/hooks.json")" = "system false" ] ||
    fail "$id is run in another way"
done
# files ID NAME: whether the hook is run for it.
files() { grep -qE -- "$(jq -r --arg id "$1" '.[] | select(.id == $id) | .files' "$work/hooks.json")" <<<"$2"; }
for name in main.tf a/b.tf.json x.tfvars policy.json sa.yaml sa.yml; do files rolecall-lint "$name" || fail "lint is not run for $name"; done
! files rolecall-lint README.md || fail "lint is run for documents"
files rolecall-fmt main.tf || fail "fmt is not run for main.tf"
! files rolecall-fmt sa.yaml || fail "fmt is run for manifests"

cp "$tree"/tests/cases/sound/* .
run 0 hook rolecall-lint
cp main.tf before
printf 'locals {\n      a   = 1\n}\n' >odd.tf
run 0 hook rolecall-fmt
grep -qx '  a = 1' odd.tf || fail "fmt left odd.tf as it was"
rm odd.tf question
patch -s -p1 <"$tree/tests/cases/broken/open-to-the-cluster/mistake.patch"
run 2 hook rolecall-lint
out_has trust-oidc-no-sub
echo "hooks: good"
