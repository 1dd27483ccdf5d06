variable "enabled" {
  type        = bool
  description = "false takes the permissions away and leaves the role"
  default     = true
}

variable "name" {
  type        = string
  description = "Name of the role"
}

variable "path" {
  type        = string
  description = "Path of the role, with a slash at both ends"
  default     = "/"
}

variable "namespace" {
  type        = string
  description = "Namespace of the service account"
}

variable "serviceaccount" {
  type        = string
  description = "Name of the service account"
}

variable "oidc_url" {
  type        = string
  description = "Issuer of the cluster's tokens, without https://"
}

variable "policy_arns" {
  type        = list(string)
  description = "ARNs of the policies to attach"
  default     = []
}

variable "tags" {
  type    = map(string)
  default = {}
}
