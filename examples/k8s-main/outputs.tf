output "external-dns" {
  description = "Role of external-dns: name and ARN for the service account's annotation"
  value       = module.irsa-external-dns
}

output "aws-load-balancer-controller" {
  description = "Role of the AWS load balancer controller"
  value       = module.irsa-aws-load-balancer-controller
}

output "external-secrets" {
  description = "Role of external-secrets"
  value       = module.irsa-external-secrets
}
