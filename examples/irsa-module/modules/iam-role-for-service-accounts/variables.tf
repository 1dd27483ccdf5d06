variable "create" {
  description = "Whether anything is made at all"
  type        = bool
  default     = true
  nullable    = false
}

variable "name" {
  description = "Name of the role, or what it begins with"
  type        = string
  default     = ""
}

variable "use_name_prefix" {
  type    = bool
  default = true
}

variable "path" {
  type    = string
  default = "/"
}

variable "description" {
  type    = string
  default = null
}

variable "max_session_duration" {
  type    = number
  default = null

  validation {
    condition     = var.max_session_duration == null ? true : var.max_session_duration >= 3600 && var.max_session_duration <= 43200
    error_message = "A session lasts from 3600 to 43200 seconds."
  }
}

variable "permissions_boundary" {
  type    = string
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}

# --- who may assume the role

variable "oidc_providers" {
  description = "The clusters' OIDC providers, each with the service accounts that it vouches for, as NAMESPACE:NAME"
  type = map(object({
    provider_arn               = string
    namespace_service_accounts = list(string)
  }))
  default = {}
}

variable "trust_condition_test" {
  description = "StringEquals, or StringLike for names with wildcards"
  type        = string
  default     = "StringEquals"
}

variable "trust_statements" {
  description = "More statements of the trust policy"
  type = map(object({
    actions = optional(list(string))
    effect  = optional(string, "Allow")
    principals = optional(list(object({
      type        = string
      identifiers = list(string)
    })), [])
    conditions = optional(list(object({
      test     = string
      variable = string
      values   = list(string)
    })))
  }))
  default = null
}

# --- what it may do

variable "policies" {
  description = "ARNs of policies to attach, under names of your choice"
  type        = map(string)
  default     = {}
}

variable "statements" {
  description = "Statements of a policy of its own"
  type = map(object({
    sid           = optional(string)
    effect        = optional(string)
    actions       = optional(list(string))
    not_actions   = optional(list(string))
    resources     = optional(list(string))
    not_resources = optional(list(string))
    conditions = optional(list(object({
      test     = string
      variable = string
      values   = list(string)
    })))
  }))
  default = null
}

variable "source_policy_documents" {
  type    = list(string)
  default = []
}

variable "override_policy_documents" {
  type    = list(string)
  default = []
}

variable "policy_name" {
  type    = string
  default = null
}

variable "attach_external_dns_policy" {
  type    = bool
  default = false
}

variable "external_dns_zone_arns" {
  type    = list(string)
  default = []
}

variable "attach_secrets_policy" {
  type    = bool
  default = false
}

variable "secrets_policy_arns" {
  type    = list(string)
  default = []
}

variable "secrets_policy_may_create" {
  type    = bool
  default = false
}

variable "attach_backup_policy" {
  type    = bool
  default = false
}

variable "backup_bucket_arns" {
  type    = list(string)
  default = []
}
