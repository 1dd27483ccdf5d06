#!/usr/bin/env bash
# A SAML provider's life by code and by the AWS CLI: made, seen, changed in place, imported, found wanting, gone.
source "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 054000737513 --region eu-central-1
mkdir "$work/project"
cd "$work/project"

certificate=$(head -c 1200 /dev/zero | tr '\0' 'A')
metadata() {
  cat <<XML
<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/$1">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><X509Certificate>$certificate</X509Certificate></md:KeyDescriptor>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
XML
}
metadata first >metadata.xml
cat >main.tf <<'TF'
provider "aws" {
  region = "eu-central-1"
}

variable "team" {
  default = "core"
}

resource "aws_iam_saml_provider" "people" {
  name                   = "people"
  saml_metadata_document = file("metadata.xml")
  tags                   = { Team = var.team }
}

resource "aws_iam_role" "people" {
  name = "people"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithSAML"
      Principal = { Federated = aws_iam_saml_provider.people.arn }
      Condition = { StringEquals = { "SAML:aud" = "https://signin.aws.amazon.com/saml" } }
    }]
  })
}

output "valid_until" {
  value = aws_iam_saml_provider.people.valid_until
}
TF
arn=arn:aws:iam::054000737513:saml-provider/people
is() { [ "$("$aws" iam get-saml-provider --saml-provider-arn $arn --query "$1" --output text)" = "$2" ] || fail "$1 is not '$2'"; }
refused() { run 254 "${@:2}"; err_has "($1)"; }
create() { "$aws" iam create-saml-provider --name "$1" --saml-metadata-document "$2"; }

run 0 "$ROLECALL" init
run 0 "$ROLECALL" apply -auto-approve
out_has "2 added"
run 0 "$ROLECALL" output -raw valid_until
grep -qE '^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} UTC$' "$work/out" || fail "not a time as Go writes it"
run 0 "$ROLECALL" plan -detailed-exitcode
run 0 "$aws" iam list-saml-providers --query 'SAMLProviderList[].Arn' --output text
out_is $arn
is SAMLMetadataDocument "$(cat metadata.xml)"
is 'Tags[0].Value' core

# Changed in place; then as somebody else's, taken over whole.
metadata second >metadata.xml
run 0 "$ROLECALL" apply -auto-approve -var team=identity
out_has "0 added, 1 changed, 0 destroyed"
is SAMLMetadataDocument "$(cat metadata.xml)"
is 'Tags[0].Value' identity
run 0 "$ROLECALL" state rm aws_iam_saml_provider.people
run 0 "$ROLECALL" import -var team=identity aws_iam_saml_provider.people $arn
run 0 "$ROLECALL" plan -detailed-exitcode -var team=identity

padding=$(head -c 1000 /dev/zero | tr '\0' ' ')
refused EntityAlreadyExists create people file://metadata.xml
refused InvalidInput create other "<a>$padding</a>"
refused InvalidInput create other "no XML$padding"
refused ValidationError create 'a b' file://metadata.xml

run 0 "$ROLECALL" destroy -auto-approve -var team=identity
refused NoSuchEntity "$aws" iam get-saml-provider --saml-provider-arn $arn
echo "SAML provider: good"
