#include "services/iam/tags.h"

namespace rolecall::services::iam {

using directory::InstanceProfile;
using directory::ManagedPolicy;
using directory::Role;
using directory::User;

template <>
struct ByArn<ManagedPolicy> {
  static constexpr std::string_view kParameter = "PolicyArn";
  static constexpr auto kTable = &directory::Snapshot::policies;
  static std::string Missing(const std::string& arn) { return "Policy " + arn + " was not found."; }
};

void AddTags(Table& table) {
  AddTagsOf<Role>(table, "TagRole", "UntagRole", "ListRoleTags", kRoleName);
  AddTagsOf<User>(table, "TagUser", "UntagUser", "ListUserTags", kUserName);
  AddTagsOf<InstanceProfile>(table, "TagInstanceProfile", "UntagInstanceProfile", "ListInstanceProfileTags",
                             kProfileName);
  AddTagsOf<ManagedPolicy>(table, "TagPolicy", "UntagPolicy", "ListPolicyTags", kPolicyArn);
}

}  // namespace rolecall::services::iam
