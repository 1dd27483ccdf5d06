provider "aws" {
  alias  = "west"
  region = "us-west-2"
  default_tags { tags = { a = "b" } }
}
variable "v" {
  type = object({ a = optional(string, "x") })
  validation {
    condition     = var.v.a != ""
    error_message = "No."
  }
}
module "m" {
  source    = "./m"
  count     = 2
  providers = { aws = aws.west }
}
moved {
  from = aws_iam_role.a
  to   = module.m[0].aws_iam_role.a
}
import {
  for_each = { a = "b" }
  to       = aws_iam_role.x[each.key]
  id       = each.value
}
removed {
  from = aws_iam_policy.p
  lifecycle { destroy = false }
}
check "c" {
  data "aws_region" "r" {}
  assert {
    condition     = data.aws_region.r.name == "x"
    error_message = "No."
  }
}
output "o" {
  value     = module.m[*].x
  sensitive = true
}
