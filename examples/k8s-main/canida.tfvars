cluster  = "k8s-main"
region   = "eu-central-1"
oidc_url = "oidc.eks.eu-central-1.amazonaws.com/id/81E1F9ED8100DE07F6B96AF57C8191BC"

tags = {
  Owner = "platform"
}
