# Secrets with who may read them, and the bucket that a state can lie in.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
    random = {
      source = "hashicorp/random"
    }
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { Application = "shop" }
  }

  dynamic "endpoints" {
    for_each = var.endpoint == null ? [] : [var.endpoint]

    content {
      iam            = endpoints.value
      s3             = endpoints.value
      secretsmanager = endpoints.value
      sts            = endpoints.value
    }
  }
}

variable "endpoint" {
  description = "Where IAM, STS, S3 and Secrets Manager are, if not at AWS"
  type        = string
  default     = null
}

variable "databases" {
  type    = set(string)
  default = ["orders", "stock"]
}

data "aws_caller_identity" "me" {}

data "aws_default_tags" "all" {}

# --- the state's bucket

resource "random_id" "bucket" {
  byte_length = 4
}

resource "aws_s3_bucket" "state" {
  bucket        = "shop-state-${random_id.bucket.hex}"
  force_destroy = true

  tags = { Purpose = "state" }
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  bucket = aws_s3_bucket.state.bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "state" {
  bucket = aws_s3_bucket.state.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "state" {
  bucket = aws_s3_bucket.state.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

data "aws_iam_policy_document" "state" {
  statement {
    sid       = "OnlyThisAccount"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.state.arn, "${aws_s3_bucket.state.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "aws:PrincipalAccount"
      values   = [data.aws_caller_identity.me.account_id]
    }
  }
}

resource "aws_s3_bucket_policy" "state" {
  bucket = aws_s3_bucket.state.id
  policy = data.aws_iam_policy_document.state.json
}

# --- secrets

resource "random_password" "database" {
  for_each = var.databases

  length  = 32
  special = false
}

resource "aws_secretsmanager_secret" "database" {
  for_each = var.databases

  name                    = "shop/${each.key}"
  description             = "Password of the database ${title(each.key)}"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "database" {
  for_each = aws_secretsmanager_secret.database

  secret_id = each.value.id
  secret_string = jsonencode({
    username = each.key
    password = random_password.database[each.key].result
  })
}

resource "aws_secretsmanager_secret" "binary" {
  name_prefix             = "shop/key-"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "binary" {
  secret_id      = aws_secretsmanager_secret.binary.id
  secret_binary  = base64encode("not a real key")
  version_stages = ["AWSCURRENT", "BLUE"]
}

# --- who reads them

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [data.aws_caller_identity.me.account_id]
    }
  }
}

resource "aws_iam_role" "reader" {
  name               = "shop-reader"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "reader" {
  source_policy_documents = [for file in sort(fileset("${path.module}/policies", "*.json")) : file("${path.module}/policies/${file}")]

  statement {
    sid       = "Read"
    actions   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    resources = [for secret in aws_secretsmanager_secret.database : secret.arn]
  }
}

resource "aws_iam_role_policy" "reader" {
  name   = "read-secrets"
  role   = aws_iam_role.reader.name
  policy = data.aws_iam_policy_document.reader.json
}

resource "aws_secretsmanager_secret_policy" "database" {
  for_each = aws_secretsmanager_secret.database

  secret_arn = each.value.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "NobodyElseChangesIt"
      Effect    = "Deny"
      Principal = "*"
      Action    = "secretsmanager:PutSecretValue"
      Resource  = "*"
      Condition = { ArnEquals = { "aws:PrincipalArn" = aws_iam_role.reader.arn } }
    }]
  })
}

data "aws_secretsmanager_secret_version" "orders" {
  secret_id = aws_secretsmanager_secret_version.database["orders"].secret_id
}

output "orders_user" {
  value = nonsensitive(jsondecode(data.aws_secretsmanager_secret_version.orders.secret_string).username)
}

output "tags" {
  value = data.aws_default_tags.all.tags
}

output "bucket" {
  value = {
    name   = aws_s3_bucket.state.id
    domain = aws_s3_bucket.state.bucket_regional_domain_name
  }
}
