# Where the state lives. The bucket must exist; the key is one per directory.
terraform {
  backend "s3" {
    bucket = "canida-terraform"
    key    = "k8s-main/iam-roles.tfstate"
    region = "eu-central-1"
  }
}
