# What surrounds a cluster: its OIDC provider (with the thumbprint of the issuer's certificate), node roles in two
# regions, names that are chosen once, waits, and the files that people need afterwards.
terraform {
  required_version = ">= 1.5"

  required_providers {
    aws    = { source = "hashicorp/aws", version = ">= 6.0, < 7.0" }
    local  = { source = "hashicorp/local", version = "~> 2.5" }
    null   = { source = "hashicorp/null" }
    random = { source = "hashicorp/random", version = ">= 3.6" }
    time   = { source = "hashicorp/time" }
    tls    = { source = "hashicorp/tls" }
  }
}

provider "aws" {
  region = local.regions.main
}

provider "aws" {
  alias  = "spare"
  region = local.regions["spare"]

  default_tags {
    tags = { Role = "spare" }
  }
}

variable "cluster" {
  type = object({
    name    = string
    version = optional(string, "1.31")
    network = optional(object({
      cidr    = optional(string, "10.20.0.0/16")
      subnets = optional(number, 3)
    }), {})
    node_groups = optional(map(object({
      size     = optional(number, 2)
      policies = optional(set(string), ["AmazonEKSWorkerNodePolicy"])
      labels   = optional(map(string))
    })))
  })
  default = {
    name = "blue"
    node_groups = {
      general = {}
      builds  = { size = 1, policies = ["AmazonEKSWorkerNodePolicy", "ReadOnlyAccess"], labels = { purpose = "ci" } }
    }
  }

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.cluster.name))
    error_message = "A cluster's name has lower-case letters, digits and hyphens, not ${jsonencode(var.cluster.name)}."
  }
}

variable "output_directory" {
  type    = string
  default = null
}

locals {
  regions = {
    main  = "eu-central-1"
    spare = "eu-west-1"
  }
  issuer  = "https://oidc.example.com/id/${upper(random_id.issuer.hex)}"
  subnets = [for number in range(var.cluster.network.subnets) : cidrsubnet(var.cluster.network.cidr, 4, number)]
  files   = coalesce(var.output_directory, "${path.module}/generated")

  groups_by_size = { for name, group in var.cluster.node_groups : group.size => name... }
}

# --- names

resource "random_id" "issuer" {
  byte_length = 16
  keepers     = { cluster = var.cluster.name }
}

resource "random_pet" "cluster" {
  prefix = var.cluster.name
  length = 2
}

resource "random_password" "admin" {
  length           = 24
  min_numeric      = 2
  min_special      = 2
  override_special = "-_=+"
}

resource "random_integer" "port" {
  min  = 30000
  max  = 32767
  seed = var.cluster.name
}

# --- identity

data "tls_certificate" "issuer" {
  content = file("${path.module}/issuer.pem")
}

module "identity" {
  source = "./modules/identity"

  issuer     = local.issuer
  thumbprint = data.tls_certificate.issuer.certificates[0].sha1_fingerprint
}

resource "time_sleep" "provider_is_known" {
  create_duration = "200ms"
  triggers        = { provider = module.identity.provider_arn }
}

resource "time_static" "built" {
  triggers = { provider = module.identity.provider_arn }
}

resource "time_rotating" "keys" {
  rotation_days = 90
}

resource "time_offset" "support_ends" {
  base_rfc3339  = time_static.built.rfc3339
  offset_months = 14
}

# --- nodes

module "nodes" {
  source    = "./modules/nodes"
  for_each  = var.cluster.node_groups
  providers = { aws.home = aws }

  name     = "${random_pet.cluster.id}-${each.key}"
  policies = each.value.policies

  depends_on = [time_sleep.provider_is_known]
}

module "spare_nodes" {
  source    = "./modules/nodes"
  count     = length(var.cluster.node_groups) > 1 ? 1 : 0
  providers = { aws.home = aws.spare }

  name     = "${random_pet.cluster.id}-spare-${count.index}"
  policies = setunion([for group in values(var.cluster.node_groups) : group.policies]...)
}

# --- what people need

resource "null_resource" "roll_nodes" {
  triggers = {
    version = var.cluster.version
    roles   = join(",", sort([for nodes in module.nodes : nodes.role_name]))
  }
}

resource "terraform_data" "release" {
  input            = { version = var.cluster.version, built = time_static.built.unix }
  triggers_replace = [null_resource.roll_nodes.id]
}

resource "local_file" "kubeconfig" {
  filename             = "${local.files}/kubeconfig.yaml"
  file_permission      = "0600"
  directory_permission = "0700"
  content = templatefile("${path.module}/templates/kubeconfig.yaml.tftpl", {
    cluster = random_pet.cluster.id
    server  = "https://${var.cluster.name}.example.com:${random_integer.port.result}"
    ca      = base64encode(trimspace(data.tls_certificate.issuer.certificates[0].cert_pem))
    args    = ["eks", "get-token", "--cluster-name", random_pet.cluster.id]
  })
}

resource "local_file" "nodes" {
  for_each = module.nodes

  filename = "${local.files}/nodes/${each.key}.yaml"
  content = yamlencode({
    role            = each.value.role_arn
    instanceProfile = each.value.instance_profile
    labels          = merge({ group = each.key }, try(coalesce(var.cluster.node_groups[each.key].labels), {}))
    subnets         = local.subnets
  })
}

resource "local_sensitive_file" "admin" {
  filename = "${local.files}/admin.txt"
  content  = random_password.admin.result
}

data "local_file" "kubeconfig" {
  filename = local_file.kubeconfig.filename
}

data "aws_region" "spare" {
  provider = aws.spare
}

output "cluster" {
  value = {
    name         = random_pet.cluster.id
    issuer       = local.issuer
    provider_arn = module.identity.provider_arn
    subnets      = local.subnets
    by_size      = local.groups_by_size
    spare_region = data.aws_region.spare.region
  }
}

output "kubeconfig_is_yaml" {
  value = yamldecode(data.local_file.kubeconfig.content).clusters.0.name == random_pet.cluster.id

  precondition {
    condition     = data.local_file.kubeconfig.content_sha256 == local_file.kubeconfig.content_sha256
    error_message = "The kubeconfig was changed while it was written."
  }
}

output "release" {
  value = terraform_data.release.output
}

output "role_names" {
  value = concat(values(module.nodes)[*].role_name, module.spare_nodes.*.role_name)
}

output "admin_password" {
  value     = random_password.admin.result
  sensitive = true
}
