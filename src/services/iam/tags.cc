#include "services/iam/tags.h"

namespace rolecall::services::iam {

using directory::InstanceProfile;
using directory::ManagedPolicy;
using directory::OidcProvider;
using directory::Role;
using directory::User;

template <>
struct ByArn<ManagedPolicy> {
  static constexpr std::string_view kParameter = "PolicyArn";
  static constexpr auto kTable = &directory::Snapshot::policies;
  static std::string Missing(const std::string& arn) { return "Policy " + arn + " was not found."; }
};
template <>
struct ByArn<OidcProvider> {
  static constexpr std::string_view kParameter = "OpenIDConnectProviderArn";
  static constexpr auto kTable = &directory::Snapshot::oidc_providers;
  static std::string Missing(const std::string& arn) { return "OpenIDConnect Provider not found for arn " + arn; }
};

void AddTags(Table& table) {
  AddTagsOf<Role>(table, "TagRole", "UntagRole", "ListRoleTags", kRoleName);
  AddTagsOf<User>(table, "TagUser", "UntagUser", "ListUserTags", kUserName);
  AddTagsOf<InstanceProfile>(table, "TagInstanceProfile", "UntagInstanceProfile", "ListInstanceProfileTags",
                             kProfileName);
  AddTagsOf<ManagedPolicy>(table, "TagPolicy", "UntagPolicy", "ListPolicyTags", kPolicyArn);
  AddTagsOf<OidcProvider>(table, "TagOpenIDConnectProvider", "UntagOpenIDConnectProvider",
                          "ListOpenIDConnectProviderTags", kOidcArn);
}

}  // namespace rolecall::services::iam
