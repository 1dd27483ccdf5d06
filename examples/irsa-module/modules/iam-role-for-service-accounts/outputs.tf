output "arn" {
  description = "ARN of the role; null if there is none"
  value       = try(aws_iam_role.this[0].arn, null)
}

output "name" {
  value = try(aws_iam_role.this[0].name, null)
}

output "unique_id" {
  value = one(aws_iam_role.this[*].unique_id)
}

output "policy_arn" {
  value = try(aws_iam_policy.this[0].arn, null)
}

output "policy_sids" {
  value = [for statement in try(jsondecode(aws_iam_policy.this[0].policy).Statement, []) : statement.Sid]
}
