#!/usr/bin/env bash
# EKS's access entries from end to end: by the AWS CLI, by code, over a restart, under policies.
source "$(dirname "$0")/../support/plane.sh"
account=054000737513
export AWS_DEFAULT_REGION=eu-central-1
plane_flags=(--account-id $account --region eu-central-1 --cluster main)
start_plane data "${plane_flags[@]}"
trust='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"'$account'"},"Action":"sts:AssumeRole"}]}'
run 0 "$aws" iam create-role --role-name dev --path /teams/ --assume-role-policy-document "$trust"
run 0 "$aws" iam create-role --role-name node --assume-role-policy-document "$trust"
dev=arn:aws:iam::$account:role/teams/dev node=arn:aws:iam::$account:role/node
view=arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy
edit=arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy

# By the AWS CLI
run 0 "$aws" eks create-access-entry --cluster-name main --principal-arn "$dev" --kubernetes-groups devs --tags team=a \
  --query accessEntry.username --output text
out_is "arn:aws:sts::$account:assumed-role/dev/{{SessionName}}"
run 254 "$aws" eks create-access-entry --cluster-name main --principal-arn "$dev"
err_has "(ResourceInUseException) when calling the CreateAccessEntry operation: The specified access entry resource is already in use on this cluster."
run 254 "$aws" eks create-access-entry --cluster-name main --principal-arn "arn:aws:iam::$account:role/none"
err_has "The specified principalArn is invalid: invalid principal."
run 254 "$aws" eks create-access-entry --cluster-name main --principal-arn "$node" --kubernetes-groups system:masters
err_has "The kubernetes group name system:masters is invalid, it cannot start with system:"
run 0 "$aws" eks create-access-entry --cluster-name main --principal-arn "$node" --type EC2_LINUX --query accessEntry.kubernetesGroups --output text
out_is system:nodes
run 0 "$aws" eks associate-access-policy --cluster-name main --principal-arn "$dev" --policy-arn "$view" \
  --access-scope type=namespace,namespaces='dev-*',shop --query 'associatedAccessPolicy.accessScope.namespaces | join(`,`, @)' --output text
out_is "dev-*,shop"
run 0 "$aws" eks associate-access-policy --cluster-name main --principal-arn "$dev" --policy-arn "$edit" --access-scope type=cluster
run 254 "$aws" eks associate-access-policy --cluster-name main --principal-arn "$node" --policy-arn "$edit" --access-scope type=cluster
err_has 'This operation can only be performed on Access Entries with a type of "STANDARD".'
run 0 "$aws" eks list-associated-access-policies --cluster-name main --principal-arn "$dev" --max-items 10 --page-size 1 --query 'associatedAccessPolicies[].policyArn' --output text
out_is "$(printf '%s\n%s' "$edit" "$view")"  # a line a page
run 0 "$aws" eks list-access-entries --cluster-name main --associated-policy-arn "$edit" --query accessEntries --output text
out_is "$dev"
run 0 "$aws" eks list-access-policies --query 'length(accessPolicies[?name==`AmazonEKSClusterAdminPolicy`])' --output text
out_is 1
run 0 "$aws" eks update-access-entry --cluster-name main --principal-arn "$dev" --kubernetes-groups devs ops --query 'accessEntry.kubernetesGroups' --output text
out_is "$(printf 'devs\tops')"
run 0 "$aws" eks describe-access-entry --cluster-name main --principal-arn "$dev" --query accessEntry.accessEntryArn --output text
arn=$(cat "$work/out")
run 0 "$aws" eks tag-resource --resource-arn "$arn" --tags env=test
run 0 "$aws" eks list-tags-for-resource --resource-arn "$arn" --query 'tags | [team, env]' --output text
out_is "$(printf 'a\ttest')"

# Under policies: who may give view to development's namespaces, and nothing else
run 0 "$aws" iam create-user --user-name ann
run 0 "$aws" iam create-access-key --user-name ann --query AccessKey --output json
ann_id=$(jq -r .AccessKeyId "$work/out") ann_key=$(jq -r .SecretAccessKey "$work/out")
run 0 "$aws" iam put-user-policy --user-name ann --policy-name p --policy-document '{"Version":"2012-10-17","Statement":[
 {"Effect":"Allow","Action":"eks:AssociateAccessPolicy","Resource":"arn:aws:eks:*:*:access-entry/main/role/*","Condition":{
  "ArnEquals":{"eks:policyArn":"'$view'"},"StringEquals":{"eks:accessScope":"namespace"},"ForAllValues:StringLike":{"eks:namespaces":"dev-*"}}}]}'
as_ann() { AWS_ACCESS_KEY_ID=$ann_id AWS_SECRET_ACCESS_KEY=$ann_key "$aws" eks "$@" --cluster-name main --principal-arn "$dev"; }
run 0 as_ann associate-access-policy --policy-arn "$view" --access-scope type=namespace,namespaces=dev-a
run 254 as_ann associate-access-policy --policy-arn "$view" --access-scope type=cluster
err_has "is not authorized to perform: eks:AssociateAccessPolicy on resource: arn:aws:eks:eu-central-1:$account:access-entry/main/role/$account/dev/*"
run 254 as_ann associate-access-policy --policy-arn "$edit" --access-scope type=namespace,namespaces=dev-a
run 254 as_ann describe-access-entry

# They outlive a restart
kill -TERM "$plane_pid"
wait "$plane_pid"
start_plane data "${plane_flags[@]}"
run 0 "$aws" eks describe-access-entry --cluster-name main --principal-arn "$dev" --query accessEntry.accessEntryArn --output text
out_is "$arn"
run 0 "$aws" eks disassociate-access-policy --cluster-name main --principal-arn "$dev" --policy-arn "$view"
run 0 "$aws" eks delete-access-entry --cluster-name main --principal-arn "$dev"
run 0 "$aws" eks delete-access-entry --cluster-name main --principal-arn "$node"
run 254 "$aws" eks describe-access-entry --cluster-name main --principal-arn "$dev"
err_has "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'."

# By code
mkdir "$work/project"
cd "$work/project"
cat >main.tf <<'TF'
provider "aws" {
  region = "eu-central-1"
}

variable "groups" {
  type    = list(string)
  default = ["devs"]
}

variable "team" {
  default = "core"
}

variable "namespaces" {
  type    = list(string)
  default = ["dev-*"]
}

resource "aws_iam_role" "api" {
  name               = "api"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "054000737513" }, Action = "sts:AssumeRole" }] })
}

resource "aws_eks_access_entry" "api" {
  cluster_name      = "main"
  principal_arn     = aws_iam_role.api.arn
  kubernetes_groups = var.groups
  tags              = { Team = var.team }
}

resource "aws_eks_access_entry" "root" {
  cluster_name  = "main"
  principal_arn = "arn:aws:iam::054000737513:root"
}

resource "aws_eks_access_policy_association" "view" {
  cluster_name  = "main"
  principal_arn = aws_eks_access_entry.api.principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
  access_scope {
    type       = "namespace"
    namespaces = var.namespaces
  }
}

resource "aws_eks_access_policy_association" "admin" {
  cluster_name  = "main"
  principal_arn = aws_eks_access_entry.root.principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
  access_scope {
    type = "cluster"
  }
}

data "aws_eks_access_entry" "api" {
  cluster_name  = aws_eks_access_entry.api.cluster_name
  principal_arn = aws_eks_access_entry.api.principal_arn
}

output "user" {
  value = data.aws_eks_access_entry.api.user_name
}
TF
run 0 "$ROLECALL" init
run 0 "$ROLECALL" apply -auto-approve
out_has 'user = "arn:aws:sts::054000737513:assumed-role/api/{{SessionName}}"'
run 0 "$ROLECALL" plan -detailed-exitcode
run 0 "$ROLECALL" apply -auto-approve -var 'groups=["devs","ops"]' -var team=other
out_has "0 added, 1 changed, 0 destroyed"
run 0 "$aws" eks describe-access-entry --cluster-name main --principal-arn arn:aws:iam::$account:role/api --query 'accessEntry.[kubernetesGroups[1], tags.Team]' --output text
out_is "$(printf 'ops\tother')"
run 0 "$ROLECALL" apply -auto-approve -var 'namespaces=["dev-*","shop"]'
out_has "1 added, 1 changed, 1 destroyed"
run 0 "$ROLECALL" plan -detailed-exitcode -var 'namespaces=["dev-*","shop"]'

# Somebody else deletes an entry: it is made again, with its policy
run 0 "$aws" eks delete-access-entry --cluster-name main --principal-arn arn:aws:iam::$account:role/api
run 0 "$ROLECALL" apply -auto-approve
run 0 "$ROLECALL" plan -detailed-exitcode

run 0 "$ROLECALL" state rm aws_eks_access_entry.api aws_eks_access_policy_association.view
run 0 "$ROLECALL" import aws_eks_access_entry.api "main:arn:aws:iam::$account:role/api"
run 0 "$ROLECALL" import aws_eks_access_policy_association.view "main#arn:aws:iam::$account:role/api#$view"
run 0 "$ROLECALL" plan -detailed-exitcode
run 0 "$ROLECALL" lint
run 0 "$ROLECALL" destroy -auto-approve
run 0 "$aws" eks list-access-entries --cluster-name main --query 'length(accessEntries)' --output text
out_is 0
echo "access entries: good"
