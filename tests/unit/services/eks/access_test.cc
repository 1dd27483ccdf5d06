// Every operation of EKS that is served, against every caller that must not get through.
#include <algorithm>

#include "tests/support/access_matrix.h"
#include "tests/unit/services/eks/eks_fixture.h"

namespace rolecall::services::eks {
namespace {

using services::testing::AccessCase;

constexpr char kId[] = "a-00000000000000001";
constexpr char kAssociationArn[] =
    "arn:aws:eks:eu-central-1:054000737513:podidentityassociation/main/a-00000000000000001";

http::Request Json(const std::string& method, const std::string& target, const std::string& body = "") {
  return {.method = method, .target = target, .headers = {{"Content-Type", "application/json"}}, .body = body};
}

std::vector<AccessCase> Cases() {
  const std::string list = "/clusters/main/pod-identity-associations", one = list + "/" + kId;
  const std::string tags = "/tags/" + PercentEncode(kAssociationArn);
  return {
      {.name = "DescribeCluster",
       .action = "eks:DescribeCluster",
       .resource = kClusterArn,
       .request = Json("GET", "/clusters/main")},
      {.name = "ListClusters",
       .action = "eks:ListClusters",
       .request = Json("GET", "/clusters"),
       .names_mean_own_account = true},
      {.name = "CreatePodIdentityAssociation",
       .action = "eks:CreatePodIdentityAssociation",
       .resource = kClusterArn,
       .request = Json("POST", list,
                       R"({"namespace":"n","serviceAccount":"s","roleArn":"arn:aws:iam::054000737513:role/app"})"),
       .also = {"iam:PassRole"}},
      {.name = "DescribePodIdentityAssociation",
       .action = "eks:DescribePodIdentityAssociation",
       .resource = kAssociationArn,
       .request = Json("GET", one),
       .secrets = {"external-secret"}},
      {.name = "ListPodIdentityAssociations",
       .action = "eks:ListPodIdentityAssociations",
       .resource = kClusterArn,
       .request = Json("GET", list),
       .secrets = {kId}},
      {.name = "UpdatePodIdentityAssociation",
       .action = "eks:UpdatePodIdentityAssociation",
       .resource = kAssociationArn,
       .request = Json("POST", one, R"({"disableSessionTags":true})")},
      {.name = "DeletePodIdentityAssociation",
       .action = "eks:DeletePodIdentityAssociation",
       .resource = kAssociationArn,
       .request = Json("DELETE", one)},
      {.name = "TagResource",
       .action = "eks:TagResource",
       .resource = kAssociationArn,
       .request = Json("POST", tags, R"({"tags":{"a":"b"}})")},
      {.name = "UntagResource",
       .action = "eks:UntagResource",
       .resource = kAssociationArn,
       .request = Json("DELETE", tags + "?tagKeys=team")},
      {.name = "ListTagsForResource",
       .action = "eks:ListTagsForResource",
       .resource = kAssociationArn,
       .request = Json("GET", tags)},
  };
}

class EksAccess : public services::testing::AccessMatrix, public ::testing::WithParamInterface<AccessCase> {
 protected:
  EksAccess() {
    Write([&](directory::Transaction& transaction) {
      directory::Role role;
      role.account = kAccount;
      role.name = "app";
      role.id = directory::MakeUniqueId(random(), "AROA");
      role.trust = directory::MakeStoredPolicy(PolicyDocument(kPodTrust), policy::DocumentKind::kTrust, "trust");
      transaction.Put(std::move(role));
      directory::PodIdentityAssociation association;
      association.account = kAccount;
      association.region = kRegion;
      association.cluster = "main";
      association.name_space = "apps";
      association.service_account = "web";
      association.id = kId;
      association.role_arn = kRoleArn;
      association.target_role_arn = kRoleArn;
      association.external_id = "external-secret";
      association.tags = {{"team", "x"}};
      transaction.Put(std::move(association));
    });
  }
  const Clusters clusters_{kAccount, kRegion, {{"main", kIssuer, "", "", ""}}};
  const std::unique_ptr<services::Service> eks_ = MakeEks(clusters_);
};

TEST_P(EksAccess, IsForItsPermissionAlone) { ExpectForItsPermissionAlone(*eks_, GetParam()); }

INSTANTIATE_TEST_SUITE_P(Operations, EksAccess, ::testing::ValuesIn(Cases()), services::testing::AccessCaseName);

}  // namespace
}  // namespace rolecall::services::eks
