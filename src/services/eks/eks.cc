#include "services/eks/eks.h"

#include "services/authorize.h"
#include "services/eks/answers.h"
#include "services/eks/errors.h"
#include "services/eks/operations.h"

namespace rolecall::services::eks {
namespace {

constexpr std::size_t kMaxQueryParameters = 64;

struct Operation {
  std::string_view name, method, path;
  EksResult (*run)(EksRequest&);  // null: not served here
};

// EKS API Reference, all operations.
constexpr Operation kOperations[] = {
    {"ActivateCertificateAuthority", "POST",
     "/clusters/{name}/certificate-authorities/{certificateAuthorityId}/activate", nullptr},
    {"AssociateAccessPolicy", "POST", "/clusters/{name}/access-entries/{principalArn}/access-policies",
     &AssociateAccessPolicy},
    {"AssociateEncryptionConfig", "POST", "/clusters/{name}/encryption-config/associate", nullptr},
    {"AssociateIdentityProviderConfig", "POST", "/clusters/{name}/identity-provider-configs/associate", nullptr},
    {"CancelUpdate", "POST", "/clusters/{name}/updates/{updateId}/cancel-update", nullptr},
    {"CreateAccessEntry", "POST", "/clusters/{name}/access-entries", &CreateAccessEntry},
    {"CreateAddon", "POST", "/clusters/{name}/addons", nullptr},
    {"CreateCapability", "POST", "/clusters/{name}/capabilities", nullptr},
    {"CreateCertificateAuthority", "POST", "/clusters/{name}/certificate-authorities", nullptr},
    {"CreateCluster", "POST", "/clusters", nullptr},
    {"CreateEksAnywhereSubscription", "POST", "/eks-anywhere-subscriptions", nullptr},
    {"CreateFargateProfile", "POST", "/clusters/{name}/fargate-profiles", nullptr},
    {"CreateNodegroup", "POST", "/clusters/{name}/node-groups", nullptr},
    {"CreatePodIdentityAssociation", "POST", "/clusters/{name}/pod-identity-associations",
     &CreatePodIdentityAssociation},
    {"DeleteAccessEntry", "DELETE", "/clusters/{name}/access-entries/{principalArn}", &DeleteAccessEntry},
    {"DeleteAddon", "DELETE", "/clusters/{name}/addons/{addonName}", nullptr},
    {"DeleteCapability", "DELETE", "/clusters/{name}/capabilities/{capabilityName}", nullptr},
    {"DeleteCertificateAuthority", "DELETE", "/clusters/{name}/certificate-authorities/{certificateAuthorityId}",
     nullptr},
    {"DeleteCluster", "DELETE", "/clusters/{name}", nullptr},
    {"DeleteEksAnywhereSubscription", "DELETE", "/eks-anywhere-subscriptions/{id}", nullptr},
    {"DeleteFargateProfile", "DELETE", "/clusters/{name}/fargate-profiles/{fargateProfileName}", nullptr},
    {"DeleteNodegroup", "DELETE", "/clusters/{name}/node-groups/{nodegroupName}", nullptr},
    {"DeletePodIdentityAssociation", "DELETE", "/clusters/{name}/pod-identity-associations/{associationId}",
     &DeletePodIdentityAssociation},
    {"DeregisterCluster", "DELETE", "/cluster-registrations/{name}", nullptr},
    {"DescribeAccessEntry", "GET", "/clusters/{name}/access-entries/{principalArn}", &DescribeAccessEntry},
    {"DescribeAddon", "GET", "/clusters/{name}/addons/{addonName}", nullptr},
    {"DescribeAddonConfiguration", "GET", "/addons/configuration-schemas", nullptr},
    {"DescribeAddonVersions", "GET", "/addons/supported-versions", nullptr},
    {"DescribeCapability", "GET", "/clusters/{name}/capabilities/{capabilityName}", nullptr},
    {"DescribeCertificateAuthority", "GET", "/clusters/{name}/certificate-authorities/{certificateAuthorityId}",
     nullptr},
    {"DescribeCluster", "GET", "/clusters/{name}", &DescribeCluster},
    {"DescribeClusterVersions", "GET", "/cluster-versions", nullptr},
    {"DescribeEksAnywhereSubscription", "GET", "/eks-anywhere-subscriptions/{id}", nullptr},
    {"DescribeFargateProfile", "GET", "/clusters/{name}/fargate-profiles/{fargateProfileName}", nullptr},
    {"DescribeIdentityProviderConfig", "POST", "/clusters/{name}/identity-provider-configs/describe", nullptr},
    {"DescribeInsight", "GET", "/clusters/{name}/insights/{id}", nullptr},
    {"DescribeInsightsRefresh", "GET", "/clusters/{name}/insights-refresh", nullptr},
    {"DescribeNodegroup", "GET", "/clusters/{name}/node-groups/{nodegroupName}", nullptr},
    {"DescribePodIdentityAssociation", "GET", "/clusters/{name}/pod-identity-associations/{associationId}",
     &DescribePodIdentityAssociation},
    {"DescribeUpdate", "GET", "/clusters/{name}/updates/{updateId}", nullptr},
    {"DisassociateAccessPolicy", "DELETE", "/clusters/{name}/access-entries/{principalArn}/access-policies/{policyArn}",
     &DisassociateAccessPolicy},
    {"DisassociateIdentityProviderConfig", "POST", "/clusters/{name}/identity-provider-configs/disassociate", nullptr},
    {"ListAccessEntries", "GET", "/clusters/{name}/access-entries", &ListAccessEntries},
    {"ListAccessPolicies", "GET", "/access-policies", &ListAccessPolicies},
    {"ListAddons", "GET", "/clusters/{name}/addons", nullptr},
    {"ListAssociatedAccessPolicies", "GET", "/clusters/{name}/access-entries/{principalArn}/access-policies",
     &ListAssociatedAccessPolicies},
    {"ListCapabilities", "GET", "/clusters/{name}/capabilities", nullptr},
    {"ListCertificateAuthorities", "GET", "/clusters/{name}/certificate-authorities", nullptr},
    {"ListClusters", "GET", "/clusters", &ListClusters},
    {"ListEksAnywhereSubscriptions", "GET", "/eks-anywhere-subscriptions", nullptr},
    {"ListFargateProfiles", "GET", "/clusters/{name}/fargate-profiles", nullptr},
    {"ListIdentityProviderConfigs", "GET", "/clusters/{name}/identity-provider-configs", nullptr},
    {"ListInsights", "POST", "/clusters/{name}/insights", nullptr},
    {"ListNodegroups", "GET", "/clusters/{name}/node-groups", nullptr},
    {"ListPodIdentityAssociations", "GET", "/clusters/{name}/pod-identity-associations", &ListPodIdentityAssociations},
    {"ListTagsForResource", "GET", "/tags/{resourceArn}", &ListTagsForResource},
    {"ListUpdates", "GET", "/clusters/{name}/updates", nullptr},
    {"RegisterCluster", "POST", "/cluster-registrations", nullptr},
    {"StartInsightsRefresh", "POST", "/clusters/{name}/insights-refresh", nullptr},
    {"TagResource", "POST", "/tags/{resourceArn}", &TagResource},
    {"UntagResource", "DELETE", "/tags/{resourceArn}", &UntagResource},
    {"UpdateAccessEntry", "POST", "/clusters/{name}/access-entries/{principalArn}", &UpdateAccessEntry},
    {"UpdateAddon", "POST", "/clusters/{name}/addons/{addonName}/update", nullptr},
    {"UpdateCapability", "POST", "/clusters/{name}/capabilities/{capabilityName}", nullptr},
    {"UpdateClusterConfig", "POST", "/clusters/{name}/update-config", nullptr},
    {"UpdateClusterVersion", "POST", "/clusters/{name}/updates", nullptr},
    {"UpdateEksAnywhereSubscription", "POST", "/eks-anywhere-subscriptions/{id}", nullptr},
    {"UpdateNodegroupConfig", "POST", "/clusters/{name}/node-groups/{nodegroupName}/update-config", nullptr},
    {"UpdateNodegroupVersion", "POST", "/clusters/{name}/node-groups/{nodegroupName}/update-version", nullptr},
    {"UpdatePodIdentityAssociation", "POST", "/clusters/{name}/pod-identity-associations/{associationId}",
     &UpdatePodIdentityAssociation},
};

class EksService final : public services::Service {
 public:
  explicit EksService(const Clusters& clusters) : clusters_(clusters) {}
  std::string_view name() const override { return "eks"; }
  aws::Protocol protocol() const override { return aws::Protocol::kRestJson; }

  http::Response Handle(services::Call& call) override {
    EksRequest request{call, clusters_};
    const Operation* operation = Find(request);
    if (operation == nullptr) {
      return RefuseJson(call, {404, "UnknownOperationException", "There is no such operation of EKS."});
    }
    call.audit.operation = std::string(operation->name);
    if (call.caller.anonymous()) return RefuseJson(call, MissingAuthentication(protocol()));
    if (operation->run == nullptr) return RefuseJson(call, NotServed(call, operation->name));
    Checked<boost::json::object> body = ReadBody(call.request.body);
    if (!body.ok()) return RefuseJson(call, body.error());
    request.body = *std::move(body);
    if (!ReadQuery(request)) return RefuseJson(call, InvalidParameter("The query string is not well-formed."));
    const EksResult result = operation->run(request);
    return result.ok() ? AnswerJson(call, *result) : RefuseJson(call, result.error());
  }

 private:
  static const Operation* Find(EksRequest& request) {
    for (const Operation& operation : kOperations) {
      if (operation.method != request.call.request.method) continue;
      auto values = MatchPath(operation.path, request.call.request.path());
      if (!values.has_value()) continue;
      request.path = *std::move(values);
      return &operation;
    }
    return nullptr;
  }
  static bool ReadQuery(EksRequest& request) {
    auto query = http::ParseQuery(request.call.request.query(), kMaxQueryParameters);
    if (!query.has_value()) return false;
    request.query = *std::move(query);
    return true;
  }
  static aws::ErrorShape NotServed(services::Call& call, std::string_view name) {
    if (auto denied = Authorize(call, {.action = "eks:" + std::string(name)})) return *denied;
    return {501, "NotImplemented",
            std::string(name) +
                " is not served here: of EKS there are the operator's clusters, access entries and pod identity "
                "associations."};
  }

  const Clusters& clusters_;
};

}  // namespace

std::unique_ptr<services::Service> MakeEks(const Clusters& clusters) { return std::make_unique<EksService>(clusters); }

std::vector<std::string_view> OperationNames() {
  std::vector<std::string_view> names;
  for (const Operation& operation : kOperations) names.push_back(operation.name);
  return names;
}

}  // namespace rolecall::services::eks
