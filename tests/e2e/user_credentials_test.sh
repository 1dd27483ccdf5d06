#!/usr/bin/env bash
# People's passwords and keys on a real plane: the password policy, login profiles, SSH keys, and secrets that only the
# owner of a PGP key reads.
source "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 054000737513 --region eu-central-1

# Two PGP keys, one of which is for signatures alone. (The agent of gpg ends with its home.)
export GNUPGHOME=$work/gnupg
mkdir -m 700 "$GNUPGHOME"
gpg -q --batch --passphrase '' --quick-generate-key ann@example.org future-default default never 2>"$work/err"
gpg -q --batch --passphrase '' --quick-generate-key sig@example.org future-default sign never 2>"$work/err"
ann_key=$(gpg --export ann@example.org | base64 -w 0)
sig_key=$(gpg --export sig@example.org | base64 -w 0)
fingerprint=$(gpg --with-colons --list-keys ann@example.org 2>/dev/null | grep -m 1 '^fpr' | cut -d : -f 10 | tr A-F a-f)

# What the program hands to gpg is seen on the way.
mkdir "$work/bin"
cat >"$work/bin/gpg" <<SH
#!/bin/sh
{ echo "\$@"; env; cat /proc/\$\$/cmdline; } >>"$work/gpg-calls"
exec /usr/bin/gpg "\$@"
SH
chmod +x "$work/bin/gpg"

mkdir "$work/project"
cd "$work/project"
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem 2>/dev/null
openssl pkey -in key.pem -pubout -out public.pem
ssh_form() {  # RFC 4253: the key's parts, each with its length
  python3 - "$1" <<'PY'
import base64, sys
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
key = load_pem_public_key(open(sys.argv[1], "rb").read())
print(key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode())
PY
}
ssh_form public.pem >public.ssh
sed -i 's/$/ ann@laptop/' public.ssh

cat >main.tf <<'TF'
variable "pgp_key" {
  default = ""
}

variable "status" {
  default = null
}

variable "max_age" {
  default = null
}

resource "aws_iam_account_password_policy" "this" {
  minimum_password_length = 16
  require_symbols         = true
  require_numbers         = true
  max_password_age        = var.max_age
}

resource "aws_iam_user" "ann" {
  name = "ann"
}

resource "aws_iam_user_login_profile" "ann" {
  user                    = aws_iam_user.ann.name
  password_reset_required = true
  depends_on              = [aws_iam_account_password_policy.this]
}

resource "aws_iam_user_login_profile" "bob" {
  user    = aws_iam_user.bob.name
  pgp_key = var.pgp_key
}

resource "aws_iam_user" "bob" {
  name = "bob"
}

resource "aws_iam_access_key" "bob" {
  user    = aws_iam_user.bob.name
  pgp_key = var.pgp_key
}

resource "aws_iam_user_ssh_key" "ssh" {
  username   = aws_iam_user.ann.name
  encoding   = "SSH"
  public_key = file("public.ssh")
  status     = var.status
}

resource "aws_iam_user_ssh_key" "pem" {
  username   = aws_iam_user.bob.name
  encoding   = "PEM"
  public_key = file("public.pem")
}

data "aws_iam_user_ssh_key" "pem" {
  username          = aws_iam_user.ann.name
  ssh_public_key_id = aws_iam_user_ssh_key.ssh.ssh_public_key_id
  encoding          = "PEM"
}

output "is_same" {
  value = trimspace(data.aws_iam_user_ssh_key.pem.public_key) == trimspace(file("public.pem"))
}
TF
attribute() { jq -r --arg type "$1" --arg name "$2" ".resources[] | select(.mode == \"managed\" and .type == \$type and .name == \$name).instances[0].attributes.$3" terraform.tfstate; }
quiet() { run 0 "$ROLECALL" plan -detailed-exitcode "$@"; out_has "No changes."; }

run 0 "$ROLECALL" apply -auto-approve
out_has "8 added, 0 changed, 0 destroyed"
out_has "is_same = true"
quiet
password=$(attribute aws_iam_user_login_profile ann password)
[ ${#password} = 20 ] || fail "the password has ${#password} characters"
run 0 "$ROLECALL" show
out_has "password                = (sensitive value)"
out_lacks "$password"
[ "$(attribute aws_iam_account_password_policy this expire_passwords)" = false ] || fail "passwords expire"
[ "$(attribute aws_iam_account_password_policy this max_password_age)" = 0 ] || fail "an age that is none is 0"
run 0 "$aws" iam get-login-profile --user-name ann --query LoginProfile.PasswordResetRequired --output text
out_is True
run 0 "$aws" iam get-ssh-public-key --user-name ann --encoding SSH \
  --ssh-public-key-id "$(attribute aws_iam_user_ssh_key ssh id)" --query SSHPublicKey.Fingerprint --output text
out_is "$(attribute aws_iam_user_ssh_key ssh fingerprint)"

# In place: the key's status, the policy. What a comment or a line end says is nothing.
run 0 "$ROLECALL" apply -auto-approve -var status=Inactive -var max_age=90
out_has "0 added, 2 changed, 0 destroyed"
quiet -var status=Inactive -var max_age=90
[ "$(attribute aws_iam_account_password_policy this expire_passwords)" = true ] || fail "passwords do not expire"
sed -i 's/ann@laptop/ann@desk/' public.ssh
echo >>public.pem
quiet
run 0 "$aws" iam list-ssh-public-keys --user-name ann --query 'SSHPublicKeys[0].Status' --output text
out_is Inactive

# Somebody changes the password, and what it was made with stays; somebody deletes the profile, and it is made again.
run 0 "$aws" iam update-login-profile --user-name ann --no-password-reset-required
quiet
run 0 "$aws" iam delete-login-profile --user-name ann
run 2 "$ROLECALL" plan -detailed-exitcode
out_has "aws_iam_user_login_profile.ann will be created"
run 0 "$ROLECALL" apply -auto-approve
[ "$(attribute aws_iam_user_login_profile ann password)" != "$password" ] || fail "the password is the old one"

# Secrets for a PGP key: nobody else can read them, and nothing of them is seen on the way.
run 0 env PATH="$work/bin:$PATH" "$ROLECALL" apply -auto-approve -var pgp_key="$ann_key"
out_has "2 added, 0 changed, 2 destroyed"
quiet -var pgp_key="$ann_key"
[ "$(attribute aws_iam_access_key bob secret)" = null ] || fail "the secret is in the state"
[ "$(attribute aws_iam_access_key bob ses_smtp_password_v4)" = null ] || fail "the SMTP password is in the state"
[ "$(attribute aws_iam_user_login_profile bob password)" = null ] || fail "the password is in the state"
[ "$(attribute aws_iam_access_key bob key_fingerprint)" = "$fingerprint" ] || fail "the fingerprint"
secret=$(attribute aws_iam_access_key bob encrypted_secret | base64 -d | gpg -q -d 2>/dev/null)
AWS_ACCESS_KEY_ID=$(attribute aws_iam_access_key bob id) AWS_SECRET_ACCESS_KEY=$secret \
  run 0 "$aws" sts get-caller-identity --query Arn --output text
out_is arn:aws:iam::054000737513:user/bob
password=$(attribute aws_iam_user_login_profile bob encrypted_password | base64 -d | gpg -q -d 2>/dev/null)
[ ${#password} = 20 ] || fail "the encrypted password has ${#password} characters"
for hidden in "$secret" "$password"; do
  ! grep -qaF -- "$hidden" "$work/gpg-calls" || fail "gpg was called with a secret"
  jq -e --arg hidden "$hidden" '[.. | strings | select(contains($hidden))] == []' terraform.tfstate >/dev/null || fail "a secret is in the state"
done
grep -q -- --recipient-file "$work/gpg-calls" || fail "gpg was not called"
! compgen -G "${TMPDIR:-/tmp}/.rolecall-*/recipient" >/dev/null || fail "a key stayed behind"

# What cannot be done is told before anything is made.
keys() { "$aws" iam list-access-keys --user-name ann --query 'length(AccessKeyMetadata)' --output text; }
refused() {
  cat >extra.tf <<TF
resource "aws_iam_access_key" "ann" {
  user    = "ann"
  pgp_key = "$1"
}
TF
  run 1 "${@:3}" "$ROLECALL" apply -auto-approve -var pgp_key="$ann_key"
  err_has "creating IAM Access Key (ann): $2"
  [ "$(keys)" = 0 ] || fail "a key was made"
  rm extra.tf
}
refused keybase:ann "retrieving Public Key (keybase:ann): rolecall asks no Keybase" env
refused "no key" "encrypting IAM Access Key Secret: decoding given PGP key: illegal base64 data at input byte 2" env
refused "$sig_key" "encrypting IAM Access Key Secret: setting up encryption for PGP message" env
mkdir "$work/nothing"
refused "$ann_key" "encrypting IAM Access Key Secret: there is no gpg (Debian's package gpg)" env PATH="$work/nothing"

# Imported into a directory without a state. A profile's length and key are not known then: they are ignored.
mkdir "$work/again"
cp main.tf public.* "$work/again/"
ssh_id=$(attribute aws_iam_user_ssh_key ssh id)
cd "$work/again"
sed -i '/"aws_iam_user_login_profile" "ann"/a lifecycle { ignore_changes = [password_length, password_reset_required, pgp_key] }' main.tf
"$ROLECALL" fmt >/dev/null
import() { run 0 "$ROLECALL" import "$@"; out_has "Import successful!"; }
import aws_iam_account_password_policy.this iam-account-password-policy
import aws_iam_user.ann ann
import aws_iam_user_login_profile.ann ann
import aws_iam_user_ssh_key.ssh "ann:$ssh_id:SSH"
[ "$(attribute aws_iam_user_login_profile ann encrypted_password)" = "" ] || fail "an imported profile has no password"
# Only what no API keeps is set: force_destroy.
run 0 "$ROLECALL" plan -target aws_iam_account_password_policy.this -target aws_iam_user_login_profile.ann \
  -target aws_iam_user_ssh_key.ssh -var max_age=90 -var status=Inactive
out_has "Plan: 0 to add, 1 to change, 0 to destroy."
out_has "+ force_destroy = false"
run 1 "$ROLECALL" import aws_iam_user_ssh_key.pem "bob:APKA"
err_has 'unexpected format of ID ("bob:APKA"), UserName:SSHPublicKeyId:Encoding'
cd "$work/project"

# The analyses know the types.
run 0 "$ROLECALL" adopt -var pgp_key="$ann_key"
out_has "aws_iam_user_login_profile (hashicorp/aws): 2 blocks, 2 objects"
out_has "no changes: the directory can be used as it is"
run 0 "$ROLECALL" lint .
run 0 "$ROLECALL" validate
sed -i 's/password_reset_required = true/password_length = 4/' main.tf
run 1 "$ROLECALL" validate
err_has "expected password_length to be in the range (5 - 128), got 4"
sed -i 's/password_length = 4/password_reset_required = true/' main.tf

run 0 "$ROLECALL" destroy -auto-approve -var pgp_key="$ann_key"
out_has "Destroy complete! Resources: 8 destroyed."
run 254 "$aws" iam get-account-password-policy
err_has "NoSuchEntity"
echo "user credentials: good"
