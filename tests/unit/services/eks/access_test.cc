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

constexpr char kEntryId[] = "00000000-0000-4000-8000-000000000001";
constexpr char kEntryArn[] =
    "arn:aws:eks:eu-central-1:054000737513:access-entry/main/role/054000737513/app/"
    "00000000-0000-4000-8000-000000000001";

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

std::vector<AccessCase> EntryCases() {
  const std::string list = "/clusters/main/access-entries", one = list + "/" + PercentEncode(kRoleArn);
  const std::string policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";
  const std::string policies = one + "/access-policies", tags = "/tags/" + PercentEncode(kEntryArn);
  return {
      {.name = "CreateAccessEntry",
       .action = "eks:CreateAccessEntry",
       .resource = kClusterArn,
       .request = Json("POST", list, R"({"principalArn":"arn:aws:iam::054000737513:root"})")},
      {.name = "DescribeAccessEntry",
       .action = "eks:DescribeAccessEntry",
       .resource = kEntryArn,
       .request = Json("GET", one),
       .secrets = {kEntryId, "secret-group"}},
      {.name = "ListAccessEntries",
       .action = "eks:ListAccessEntries",
       .resource = kClusterArn,
       .request = Json("GET", list),
       .secrets = {kRoleArn}},
      {.name = "UpdateAccessEntry",
       .action = "eks:UpdateAccessEntry",
       .resource = kEntryArn,
       .request = Json("POST", one, R"({"username":"other"})"),
       .secrets = {"secret-group"}},
      {.name = "DeleteAccessEntry",
       .action = "eks:DeleteAccessEntry",
       .resource = kEntryArn,
       .request = Json("DELETE", one)},
      {.name = "AssociateAccessPolicy",
       .action = "eks:AssociateAccessPolicy",
       .resource = kEntryArn,
       .request = Json("POST", policies, R"({"policyArn":")" + policy + R"(","accessScope":{"type":"cluster"}})")},
      {.name = "DisassociateAccessPolicy",
       .action = "eks:DisassociateAccessPolicy",
       .resource = kEntryArn,
       .request = Json("DELETE", policies + "/" + PercentEncode(policy))},
      {.name = "ListAssociatedAccessPolicies",
       .action = "eks:ListAssociatedAccessPolicies",
       .resource = kEntryArn,
       .request = Json("GET", policies),
       .secrets = {"secret-namespace"}},
      {.name = "ListAccessPolicies",
       .action = "eks:ListAccessPolicies",
       .request = Json("GET", "/access-policies"),
       .names_mean_own_account = true},
      {.name = "TagAccessEntry",
       .action = "eks:TagResource",
       .resource = kEntryArn,
       .request = Json("POST", tags, R"({"tags":{"a":"b"}})")},
      {.name = "UntagAccessEntry",
       .action = "eks:UntagResource",
       .resource = kEntryArn,
       .request = Json("DELETE", tags + "?tagKeys=team")},
      {.name = "ListTagsOfAccessEntry",
       .action = "eks:ListTagsForResource",
       .resource = kEntryArn,
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
      directory::AccessEntry entry;
      entry.account = kAccount;
      entry.region = kRegion;
      entry.cluster = "main";
      entry.principal_arn = kRoleArn;
      entry.id = kEntryId;
      entry.type = "STANDARD";
      entry.username = "app";
      entry.groups = {"secret-group"};
      entry.policies.push_back({.policy_arn = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
                                .namespaces = {"secret-namespace"},
                                .associated = {},
                                .modified = {}});
      entry.tags = {{"team", "x"}};
      transaction.Put(std::move(entry));
    });
  }
  const Clusters clusters_{kAccount, kRegion, {{"main", kIssuer, "", "", ""}}};
  const std::unique_ptr<services::Service> eks_ = MakeEks(clusters_);
};

TEST_P(EksAccess, IsForItsPermissionAlone) { ExpectForItsPermissionAlone(*eks_, GetParam()); }

INSTANTIATE_TEST_SUITE_P(Operations, EksAccess, ::testing::ValuesIn(Cases()), services::testing::AccessCaseName);
INSTANTIATE_TEST_SUITE_P(AccessEntries, EksAccess, ::testing::ValuesIn(EntryCases()),
                         services::testing::AccessCaseName);

}  // namespace
}  // namespace rolecall::services::eks
