variable "issuer" {
  type = string
}

variable "thumbprint" {
  type = string
}

resource "aws_iam_openid_connect_provider" "this" {
  url             = var.issuer
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = [var.thumbprint]

  lifecycle {
    postcondition {
      condition     = "https://${self.url}" == var.issuer || self.url == var.issuer
      error_message = "The provider is of another issuer: ${self.url}."
    }
  }
}

output "provider_arn" {
  value = aws_iam_openid_connect_provider.this.arn
}
