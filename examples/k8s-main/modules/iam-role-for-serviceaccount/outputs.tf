output "name" {
  value = aws_iam_role.irsa.name
}

output "arn" {
  value = aws_iam_role.irsa.arn
}
