deny "only app may read" {
  actions   = ["secretsmanager:GetSecretValue"]
  resources = ["arn:aws:secretsmanager:*:*:secret:app/*"]
  except    = ["ns/app"]
}
allow "app reads" {
  principals = ["ns/app"]
  actions    = ["s3:Get*"]
  resources  = ["*"]
}
