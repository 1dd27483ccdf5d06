variable "cluster" {
  type        = string
  description = "Name of the cluster; also the path of its roles and policies"
}

variable "region" {
  type        = string
  description = "AWS region of the cluster"
}

variable "oidc_url" {
  type        = string
  description = "Issuer of the cluster's service account tokens, without https://"
}

variable "tags" {
  type        = map(string)
  description = "Tags for everything that this directory makes"
  default     = {}
}
