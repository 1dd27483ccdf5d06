// Directories as they are: with blocks, types, providers and modules that this program does not have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "access/offline/offline_plan.h"
#include "base/placeholder.h"
#include "tests/unit/access/directory_fixture.h"

namespace rolecall::access {
namespace {

using ::testing::Contains;
using testing::Directory;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kRole = R"(provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
)";

// One of each kind of block that the language reference has, with what it is told as; "" where it is read like any
// other.
struct Kind {
  const char* name;
  const char* text;
  const char* told;
};

class EveryKindOfBlock : public ::testing::TestWithParam<Kind> {};

TEST_P(EveryKindOfBlock, IsReadOrPassedOverWithANote) {
  Directory directory(
      {{"main.tf", kRole}, {"other.tf", GetParam().text}, {"m/main.tf", "variable \"a\" {\n  default = 1\n}\n"}});
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  EXPECT_NE(planned->model.FindRole("arn:aws:iam::111122223333:role/app"), nullptr);
  EXPECT_EQ(directory.requests(), 0);
  if (*GetParam().told != '\0') {
    EXPECT_THAT(planned->model.passed_over, Contains(HasSubstr(GetParam().told)));
  } else {
    EXPECT_THAT(planned->model.passed_over, IsEmpty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Language, EveryKindOfBlock,
    ::testing::Values(
        Kind{"TerraformVersion", "terraform {\n  required_version = \">= 99.0\"\n}\n", ""},
        Kind{"LanguageVersion", "language {\n  compatible_with {\n    opentofu = \">= 99.0\"\n  }\n}\n",
             "Incompatible module"},
        Kind{"TerraformProviders",
             "terraform {\n  required_providers {\n    x = { source = \"example/x\", version = \"~> 1.0\" }\n  }\n}\n",
             ""},
        Kind{"TerraformCloud", "terraform {\n  cloud {\n    organization = \"o\"\n  }\n}\n", "\"cloud\" block"},
        Kind{"TerraformBackend", "terraform {\n  backend \"azurerm\" {\n    key = \"k\"\n  }\n}\n", ""},
        Kind{"TerraformRemote",
             "terraform {\n  backend \"remote\" {\n    organization = \"o\"\n    workspaces { name = \"w\" }\n  }\n}\n",
             ""},
        Kind{"TerraformMeta", "terraform {\n  provider_meta \"x\" {\n    a = 1\n  }\n}\n", ""},
        Kind{"TerraformEncryption", "terraform {\n  encryption {}\n}\n", ""},
        Kind{"TerraformExperiments", "terraform {\n  experiments = []\n}\n", ""},
        Kind{"TerraformStateStore", "terraform {\n  state_store \"x_y\" {\n    provider \"x\" {}\n  }\n}\n", ""},
        Kind{"Provider",
             "provider \"helm\" {\n  kubernetes {\n    host = data.aws_eks_cluster.c.endpoint\n    exec { command = "
             "\"aws\" }\n  }\n}\ndata \"aws_eks_cluster\" \"c\" {\n  name = \"c\"\n}\n",
             ""},
        Kind{"ProviderAlias",
             "provider \"google\" {\n  alias = \"a\"\n}\nresource \"google_project\" \"p\" {\n  provider = "
             "google.a\n}\n",
             "google_project.p"},
        Kind{"ProviderOfOneArgumentMore",
             "provider \"aws\" {\n  alias = \"other\"\n  region = \"eu-west-1\"\n  new_argument = true\n  new_block "
             "{}\n}\nresource \"aws_iam_policy\" \"p\" {\n  provider = aws.other\n  name = \"p\"\n  policy = "
             "jsonencode({ Version = \"2012-10-17\", Statement = [] })\n}\n",
             "Unsupported"},
        Kind{"Variable",
             "variable \"v\" {\n  type = object({ a = optional(string, \"x\") })\n  default = {}\n  validation {\n    "
             "condition = var.v.a != data.external.e.result.x\n    error_message = \"no\"\n  }\n}\ndata \"external\" "
             "\"e\" {\n  program = [\"sh\"]\n}\n",
             "data.external.e"},
        Kind{"Locals",
             "locals {\n  a = aws_vpc.v.id\n  b = provider::aws::arn_parse(\"x\").service\n  c = [for s in "
             "aws_vpc.v.subnets : upper(s)]\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n",
             "aws_vpc.v"},
        Kind{"Output",
             "output \"o\" {\n  value = aws_vpc.v.tags_all[\"a\"]\n  precondition {\n    condition = aws_vpc.v.main\n  "
             "  error_message = \"m\"\n  }\n}\nresource \"aws_vpc\" \"v\" {}\n",
             "aws_vpc.v"},
        Kind{"Module",
             "module \"m\" {\n  source = \"./m\"\n  count = length(aws_vpc.v.azs)\n  a = aws_vpc.v.id\n}\nresource "
             "\"aws_vpc\" \"v\" {}\n",
             "aws_vpc.v"},
        Kind{"ModuleOfARegistry",
             "module \"eks\" {\n  source  = \"terraform-aws-modules/eks/aws\"\n  version = \"~> 20.0\"\n}\noutput "
             "\"o\" {\n  value = module.eks.oidc_provider_arn\n}\n",
             "Module not installed"},
        Kind{
            "ModuleWithForEach",
            "module \"m\" {\n  for_each = toset(aws_vpc.v.azs)\n  source = \"./m\"\n}\nresource \"aws_vpc\" \"v\" {}\n",
            "aws_vpc.v"},
        Kind{"Resource",
             "resource \"aws_instance\" \"i\" {\n  ami = \"x\"\n  ebs_block_device {\n    device_name = \"a\"\n  }\n  "
             "dynamic \"network_interface\" {\n    for_each = aws_vpc.v.interfaces\n    content {\n      id = "
             "network_interface.value\n    }\n  }\n  timeouts {}\n}\nresource \"aws_vpc\" \"v\" {}\n",
             "aws_instance.i"},
        Kind{"ResourceCount",
             "resource \"azurerm_group\" \"g\" {\n  count = 2\n  name = \"g${count.index}\"\n}\noutput \"o\" {\n  "
             "value = azurerm_group.g[1].name\n}\n",
             "azurerm_group.g"},
        Kind{"ResourceForEach",
             "resource \"azurerm_group\" \"g\" {\n  for_each = toset([\"a\"])\n  name = each.key\n}\noutput \"o\" {\n  "
             "value = azurerm_group.g[\"a\"].location\n}\n",
             "azurerm_group.g"},
        Kind{"ResourceLifecycle",
             "resource \"x_y\" \"z\" {\n  a = 1\n  lifecycle {\n    create_before_destroy = true\n    ignore_changes = "
             "[a]\n    replace_triggered_by = [aws_iam_role.app.arn]\n    precondition {\n      condition = path.root "
             "!= 1\n     "
             " error_message = \"m\"\n    }\n    action_trigger {\n      events = [after_create]\n      actions = "
             "[action.a.b]\n    }\n  }\n}\n",
             "x_y.z"},
        Kind{"Provisioner",
             "resource \"aws_iam_policy\" \"p\" {\n  name = \"p\"\n  policy = jsonencode({ Version = \"2012-10-17\", "
             "Statement = [] })\n  connection {\n    host = self.id\n  }\n  provisioner \"local-exec\" {\n    command "
             "= \"true\"\n  }\n  provisioner \"file\" {\n    source = \"a\"\n    destination = \"b\"\n  }\n}\n",
             "\"provisioner\" block"},
        Kind{"KnownTypeWithMore",
             "resource \"aws_iam_policy\" \"p\" {\n  name = \"p\"\n  new_argument = 1\n  policy = jsonencode({ Version "
             "= \"2012-10-17\", Statement = [] })\n}\n",
             "Unsupported argument"},
        Kind{"Data",
             "data \"http\" \"h\" {\n  url = \"https://example.com\"\n}\noutput \"o\" {\n  value = "
             "jsondecode(data.http.h.response_body).x\n}\n",
             "data.http.h"},
        Kind{"Ephemeral",
             "ephemeral \"aws_secretsmanager_secret_version\" \"s\" {\n  secret_id = \"x\"\n}\nlocals {\n  e = "
             "ephemeral.aws_secretsmanager_secret_version.s.secret_string\n}\n",
             "Ephemeral resources"},
        Kind{"Action", "action \"aws_lambda_invoke\" \"a\" {\n  config {\n    function_name = \"f\"\n  }\n}\n",
             "\"action\" block"},
        Kind{"Moved", "moved {\n  from = aws_vpc.a\n  to = aws_vpc.b\n}\n", ""},
        Kind{"Removed",
             "removed {\n  from = aws_vpc.a\n  lifecycle {\n    destroy = false\n  }\n  provisioner \"local-exec\" {\n "
             "   command = \"true\"\n    when = destroy\n  }\n}\n",
             "\"provisioner\" block"},
        Kind{"Import", "import {\n  to = aws_vpc.v\n  id = \"vpc-1\"\n}\nresource \"aws_vpc\" \"v\" {}\n", "aws_vpc.v"},
        Kind{"ImportByIdentity",
             "import {\n  to = aws_vpc.v\n  identity = { id = \"vpc-1\" }\n}\nresource \"aws_vpc\" \"v\" {}\n",
             "aws_vpc.v"},
        Kind{"Check",
             "check \"c\" {\n  data \"http\" \"h\" {\n    url = \"https://example.com\"\n  }\n  assert {\n    "
             "condition = data.http.h.status_code == 200\n    error_message = \"m\"\n  }\n}\n",
             "data.http.h"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(Directories, ForeignBlocksInJsonAreReadToo) {
  Directory directory(
      {{"main.tf", kRole},
       {"more.tf.json", R"({"resource": {"aws_vpc": {"v": {"cidr_block": "10.0.0.0/16", "tags": {"a": "b"}}},
 "kubernetes_service_account": {"s": {"metadata": [{"name": "web", "annotations": {"eks.amazonaws.com/role-arn": "${aws_iam_role.app.arn}"}}]}}},
 "output": {"o": {"value": "${aws_vpc.v.arn}"}}})"}});
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  ASSERT_EQ(planned->model.service_accounts.size(), 1u);
  EXPECT_EQ(planned->model.service_accounts[0].role_arn, "arn:aws:iam::111122223333:role/app");
}

TEST(Directories, PlanAndValidateStillRefuseWhatIsNotSupported) {
  Directory directory({{"main.tf", std::string(kRole) + "resource \"aws_vpc\" \"v\" {}\n"}});
  ASSERT_TRUE(directory.Plan());
  const OfflineRequest request = directory.Request();
  engine::Engine engine(request.context);
  diag::Diagnostics diagnostics;
  const auto configuration = engine.Load(".", diagnostics);
  ASSERT_NE(configuration, nullptr);
  engine.Validate(*configuration, diagnostics);
  EXPECT_TRUE(diagnostics.HasErrors());
}

// The engine does not mistake a placeholder for a value: what depends on it is unknown, not false.
TEST(Directories, WhatDependsOnAnUnreadDataSourceIsUnknown) {
  Directory directory({{"main.tf", kRole}, {"data.tf", R"(data "aws_eks_cluster" "c" {
  name = "prod"
}
locals {
  issuer  = replace(data.aws_eks_cluster.c.identity[0].oidc[0].issuer, "https://", "")
  is_test = local.issuer == "oidc.example.com/id/TEST"
}
resource "aws_iam_role" "irsa" {
  name = local.is_test ? "test" : "app-irsa"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${local.issuer}" }
    Condition = { StringEquals = { "${local.issuer}:sub" = "system:serviceaccount:apps:app" } } }] })
}
)"}});
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  ASSERT_EQ(planned->model.roles.size(), 2u);
  const Role& role = planned->model.roles[1].name == "app" ? planned->model.roles[0] : planned->model.roles[1];
  EXPECT_TRUE(HasPlaceholder(role.name)) << role.name;
  EXPECT_TRUE(role.trust.known);
  EXPECT_THAT(role.trust.unknown_parts, Contains("data.aws_eks_cluster.c.identity.0.oidc.0.issuer"));
  // One unknown, in the provider's ARN and in the key.
  EXPECT_THAT(role.trust.text, HasSubstr("oidc-provider/@unknown.data.aws_eks_cluster.c.identity.0.oidc.0.issuer@\""));
  EXPECT_THAT(role.trust.text, HasSubstr("\"@unknown.data.aws_eks_cluster.c.identity.0.oidc.0.issuer@:sub\""));
  EXPECT_THAT(planned->model.gaps,
              Contains(HasSubstr("is not known: data.aws_eks_cluster.c.identity.0.oidc.0.issuer")));
}

TEST(Directories, ANameNotYetKnownGetsAPlaceholderAndItsPoliciesAreJoined) {
  Directory directory(Directory::FileTexts{{"main.tf", R"(provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "random_string" "suffix" {
  length = 5
}
resource "aws_iam_role" "r" {
  name               = "irsa-${random_string.suffix.result}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
resource "aws_iam_role_policy" "all" {
  role   = aws_iam_role.r.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
)"}});
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  ASSERT_EQ(planned->model.roles.size(), 1u);
  EXPECT_EQ(planned->model.roles[0].arn, "arn:aws:iam::111122223333:role/irsa-@unknown.random_string.suffix.result@");
  EXPECT_EQ(planned->model.roles[0].inline_policies.size(), 1u);
  EXPECT_THAT(planned->model.roles[0].trust.unknown_parts, IsEmpty());
}

TEST(Directories, ADataSourceOfWhatTheDirectoryMakesIsAnsweredFromIt) {
  Directory directory(Directory::FileTexts{{"main.tf", R"(provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "c" {
  url             = "https://oidc.example.com/id/A"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}
data "aws_iam_openid_connect_provider" "c" {
  arn = aws_iam_openid_connect_provider.c.arn
}
resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = data.aws_iam_openid_connect_provider.c.arn }
    Condition = { StringEquals = { "${data.aws_iam_openid_connect_provider.c.url}:aud" = tolist(data.aws_iam_openid_connect_provider.c.client_id_list)[0] } } }] })
}
)"}});
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  const Role* role = planned->model.FindRoleByName("app");
  ASSERT_NE(role, nullptr);
  EXPECT_THAT(role->trust.text, HasSubstr("oidc.example.com/id/A:aud\":\"sts.amazonaws.com\""));
  EXPECT_THAT(role->trust.unknown_parts, IsEmpty());
}

TEST(Directories, OneInstanceStandsForThoseOfAnUnknownNumber) {
  Directory directory({{"main.tf", std::string(kRole) + R"(data "aws_iam_roles" "all" {}
resource "aws_iam_role_policy_attachment" "a" {
  for_each   = toset(data.aws_iam_roles.all.names)
  role       = aws_iam_role.app.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}
resource "aws_iam_role_policy_attachment" "b" {
  count      = length(data.aws_iam_roles.all.names)
  role       = aws_iam_role.app.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
)"}});
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  const Role* role = planned->model.FindRoleByName("app");
  ASSERT_NE(role, nullptr);
  EXPECT_EQ(role->attached.size(), 2u);
}

TEST(Directories, APolicyDocumentOfWhichPartsAreNotKnownIsKnownInTheRest) {
  Directory directory(
      {{"main.tf", std::string(kRole) + R"(module "eks" {
  source = "terraform-aws-modules/eks/aws"
}
data "aws_iam_policy_document" "p" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::reports/*", "${module.eks.bucket}/*"]
  }
  dynamic "statement" {
    for_each = module.eks.buckets
    content {
      actions   = ["s3:PutObject"]
      resources = [statement.value]
    }
  }
}
resource "aws_iam_role_policy" "p" {
  name   = "p"
  role   = aws_iam_role.app.name
  policy = data.aws_iam_policy_document.p.json
}
resource "aws_iam_role_policy" "t" {
  name   = "t"
  role   = aws_iam_role.app.name
  policy = templatefile("${path.module}/p.tpl", { bucket = module.eks.bucket })
}
)"},
       {"p.tpl",
        R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::${bucket}/*"}]})"}});
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  const Role* role = planned->model.FindRoleByName("app");
  ASSERT_NE(role, nullptr);
  ASSERT_EQ(role->inline_policies.size(), 2u);
  for (const PolicyDocument& document : role->inline_policies) {
    EXPECT_TRUE(document.known) << document.name;
    EXPECT_THAT(document.unknown_parts, Not(IsEmpty())) << document.text;
  }
  EXPECT_THAT(role->inline_policies[0].text, HasSubstr("arn:aws:s3:::reports/*"));
  EXPECT_THAT(role->inline_policies[0].text, HasSubstr("s3:PutObject"));
}

constexpr const char* kKubernetes = R"(
resource "kubernetes_namespace" "apps" {
  metadata {
    name = "apps"
  }
}
resource "kubernetes_service_account_v1" "a" {
  metadata {
    name        = "a"
    namespace   = kubernetes_namespace.apps.metadata[0].name
    annotations = { "eks.amazonaws.com/role-arn" = aws_iam_role.app.arn }
  }
}
resource "kubernetes_annotations" "b" {
  api_version = "v1"
  kind        = "ServiceAccount"
  metadata {
    name      = "b"
    namespace = "apps"
  }
  annotations = { "eks.amazonaws.com/role-arn" = aws_iam_role.app.arn }
}
resource "kubernetes_manifest" "c" {
  manifest = {
    apiVersion = "v1"
    kind       = "ServiceAccount"
    metadata   = { name = "c", namespace = "apps", annotations = { "eks.amazonaws.com/role-arn" = aws_iam_role.app.arn } }
  }
}
resource "kubectl_manifest" "d" {
  yaml_body = <<-EOT
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: d
      namespace: apps
      annotations:
        eks.amazonaws.com/role-arn: ${aws_iam_role.app.arn}
  EOT
}
resource "helm_release" "e" {
  name      = "e"
  namespace = "apps"
  values = [yamlencode({ controller = { serviceAccount = { name = "e", annotations = {} } } }), <<-EOT
    controller:
      serviceAccount:
        annotations:
          eks.amazonaws.com/role-arn: ${aws_iam_role.app.arn}
  EOT
  ]
}
resource "helm_release" "f" {
  name      = "f"
  namespace = "apps"
  set {
    name  = "serviceAccount.name"
    value = "f"
  }
  set {
    name  = "serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"
    value = aws_iam_role.app.arn
  }
}
resource "helm_release" "g" {
  name      = "g"
  namespace = "apps"
  set = [{ name = "serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn", value = aws_iam_role.app.arn }]
}
)";

TEST(Directories, AnnotationsAreReadWhereverTerraformWritesThem) {
  Directory directory({{"main.tf", std::string(kRole) + kKubernetes}});
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
    const ServiceAccount* account = planned->model.FindServiceAccount("apps", name);
    ASSERT_NE(account, nullptr) << name;
    EXPECT_EQ(account->role_arn, "arn:aws:iam::111122223333:role/app") << name;
    EXPECT_NE(account->origin.address, "") << name;
  }
  // The chart chooses the name: it is not known.
  EXPECT_EQ(planned->model.service_accounts.size(), 7u);
  const auto& accounts = planned->model.service_accounts;
  EXPECT_EQ(std::count_if(accounts.begin(), accounts.end(), [](const auto& one) { return HasPlaceholder(one.name); }),
            1);
}

}  // namespace
}  // namespace rolecall::access
