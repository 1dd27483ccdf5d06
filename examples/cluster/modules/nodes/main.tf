terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.home]
    }
  }
}

variable "name" {
  type = string
}

variable "policies" {
  type = set(string)
}

data "aws_partition" "current" {
  provider = aws.home
}

data "aws_service_principal" "ec2" {
  provider     = aws.home
  service_name = "ec2"
}

data "aws_iam_policy_document" "assume" {
  provider = aws.home

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = [data.aws_service_principal.ec2.name]
    }
  }
}

resource "aws_iam_role" "this" {
  provider = aws.home

  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.assume.minified_json

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [description, tags["LastSeen"]]
  }
}

resource "aws_iam_role_policy_attachments_exclusive" "this" {
  provider = aws.home

  role_name   = aws_iam_role.this.name
  policy_arns = [for name in var.policies : "arn:${data.aws_partition.current.partition}:iam::aws:policy/${name}"]
}

resource "aws_iam_instance_profile" "this" {
  provider = aws.home

  name = var.name
  role = aws_iam_role.this.name

  lifecycle {
    replace_triggered_by = [aws_iam_role.this.unique_id]
  }
}

output "role_name" {
  value = aws_iam_role.this.name
}

output "role_arn" {
  value = aws_iam_role.this.arn
}

output "instance_profile" {
  value = aws_iam_instance_profile.this.name
}
