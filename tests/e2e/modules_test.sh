#!/usr/bin/env bash
# Modules from git, from a directory, and from a registry that nobody answers for: init gets them, plan uses them.
source "$(dirname "$0")/../support/plane.sh"
start_plane data
command -v git >/dev/null || fail "git is needed for this test"
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b

# A repository with two versions of a module that uses its sibling.
mkdir -p "$work/repository/modules/role" "$work/repository/modules/name" "$work/dir/local"
cd "$work/repository"
git init -q .
cat >modules/name/main.tf <<'T'
output "name" { value = "one" }
T
cat >modules/role/main.tf <<'T'
module "name" { source = "../name" }
output "name" { value = module.name.name }
T
git add -A && git commit -qm one && git tag v1
sed -i s/one/two/ modules/name/main.tf
git commit -qam two && git tag v2

cd "$work/dir"
echo 'output "x" { value = 1 }' >local/main.tf
configure() {
  cat >main.tf <<T
variable "ref" { default = "$1" }
module "role" { source = "git::file://$work/repository//modules/role?ref=\${var.ref}" }
module "again" { source = "git::file://$work/repository//modules/name?ref=v1" }
module "local" { source = "./local" }
module "absolute" { source = "$work/repository//modules/name" }
output "names" { value = [module.role.name, module.again.name, module.absolute.name] }
T
}
configure v1
run 1 "$ROLECALL" validate
err_has "Module not installed"
err_has 'Run "rolecall init"'
run 0 "$ROLECALL" init
out_has "Downloading git::file://$work/repository?ref=v1 for role..."
out_has "- role in .terraform/modules/role/modules/role"
out_has "- role.name in .terraform/modules/role/modules/name"
out_has "- local in local"
grep -qF '{"Key":"role.name","Source":"../name","Dir":".terraform/modules/role/modules/name"}' \
  .terraform/modules/modules.json || fail "the manifest is $(cat .terraform/modules/modules.json)"
run 0 "$ROLECALL" apply -auto-approve
run 0 "$ROLECALL" output -json names
out_is '["one","one","two"]'

# Another version is another source.
run 1 "$ROLECALL" plan -var ref=v2
err_has "Module source has changed"
run 0 "$ROLECALL" get -var ref=v2
run 0 "$ROLECALL" apply -auto-approve -var ref=v2
run 0 "$ROLECALL" output -json names
out_is '["two","one","two"]'
run 0 "$ROLECALL" init
out_has "- role in .terraform/modules/role/modules/role"
out_lacks "- again in" # it is there already

# What cannot be gotten is named, and leaves nothing behind.
configure v3
run 1 "$ROLECALL" init
err_has 'Could not download module "role"'
err_has "git exited with 1"
[ ! -e .terraform/modules/role ] || fail "a failed download was left"
printf 'module "r" {\n  source  = "registry.invalid/a/b/aws"\n  version = "~> 1.0"\n}\n' >main.tf
run 1 "$ROLECALL" init
err_has 'Failed to retrieve available versions for module "r"'
err_has registry.invalid
printf 'module "r" { source = "a/b" }\n' >main.tf
run 1 "$ROLECALL" init
err_has 'use "./a/b" instead'

# A directory that is not there; providers that do not fit; mistakes of the root module, told alone.
printf 'module "r" {\n  source = "./none"\n}\n' >main.tf
run 1 "$ROLECALL" init
out_has "Initializing modules..."
err_has "lstat none: no such file or directory"
mkdir none
printf 'terraform {\n required_providers {\n  a = {\n   source = "b/c"\n  }\n }\n}\n' >none/m.tf
printf 'module "r" {\n  source = "./none"\n  providers = {\n    a = null\n  }\n}\n' | sed 's/null/terraform/' >main.tf
for command in init validate plan; do
  run 1 "$ROLECALL" $command
  err_has "Provider type mismatch"
done
echo 'nonsense {}' >>main.tf
echo 'rubbish {}' >>none/m.tf
run 1 "$ROLECALL" init
err_has "Rolecall encountered problems during initialization"
err_has nonsense
! grep -q rubbish "$work/err" || fail "a module of a bad root was read"

# A registry without TLS, as the CLI configuration may name one; nobody listens there.
cat >"$work/tofurc" <<T
host "registry.example.com" { services = { "modules.v1" = "http://127.0.0.1:9/m/" } }
T
printf 'module "r" { source = "registry.example.com/a/b/aws" }\n' >main.tf
TF_CLI_CONFIG_FILE=$work/tofurc run 1 "$ROLECALL" init
err_has 'from registry.example.com'

# Modules in S3: an archive, one of its versions, and a directory, with the caller's credentials.
run 0 "$aws" s3api create-bucket --bucket modules --create-bucket-configuration LocationConstraint=eu-central-1
run 0 "$aws" s3api put-bucket-versioning --bucket modules --versioning-configuration Status=Enabled
put_module() { # VALUE
  printf 'output "x" { value = "%s" }\n' "$1" >"$work/main.tf"
  (cd "$work" && rm -f m.zip && python3 -m zipfile -c m.zip main.tf)
  run 0 "$aws" s3api put-object --bucket modules --key role.zip --body "$work/m.zip"
}
put_module old
old=$(jq -r .VersionId "$work/out")
put_module new
run 0 "$aws" s3api put-object --bucket modules --key folder/main.tf --body "$work/main.tf"
mkdir "$work/buckets" && cd "$work/buckets"
cat >main.tf <<T
module "archive" { source = "s3::https://s3-eu-central-1.amazonaws.com/modules/role.zip" }
module "short" { source = "modules.s3.eu-central-1.amazonaws.com/role.zip" }
module "version" { source = "s3::$AWS_ENDPOINT_URL/modules/role.zip?region=eu-central-1&version=$old" }
module "folder" { source = "s3::https://modules.s3.eu-central-1.amazonaws.com/folder" }
output "all" { value = join(" ", [module.archive.x, module.short.x, module.version.x, module.folder.x]) }
T
run 0 "$ROLECALL" init
out_has "Downloading s3::https://s3-eu-central-1.amazonaws.com/modules/role.zip for archive..."
TF_APPEND_USER_AGENT="ci/7" run 0 "$ROLECALL" get -update
run 0 "$ROLECALL" apply -auto-approve
out_has 'all = "new new old new"'
grep -q '"eventName":"GetObject".*"userAgent":"rolecall ci/7"' "$work/data/audit.log" || fail "the tool's name did not come along"
# Nobody without the permission gets one
run 0 "$aws" iam create-user --user-name stranger
run 0 "$aws" iam create-access-key --user-name stranger
AWS_ACCESS_KEY_ID=$(jq -r .AccessKey.AccessKeyId "$work/out") AWS_SECRET_ACCESS_KEY=$(jq -r .AccessKey.SecretAccessKey "$work/out") \
  run 1 "$ROLECALL" get -update
err_has "is not authorized to perform: s3:GetObject"

echo "modules: ok"
