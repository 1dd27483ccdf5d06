// Tags of the root, units, accounts and policies.
#include <algorithm>
#include <boost/json.hpp>
#include <functional>

#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tree.h"
#include "services/tag_rules.h"
#include "services/write.h"

namespace rolecall::services::organizations {
namespace {

using TagChange = std::function<std::optional<aws::ErrorShape>(directory::Tags&)>;

Answer ChangeTags(Call& call, const std::string& organization, const std::string& id, const TagChange& change) {
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const directory::Snapshot& snapshot = transaction.snapshot();
    // As it is now: the root is a part of its record, with what is attached to it.
    const OrganizationPointer current = snapshot.organizations.Find(organization);
    if (current == nullptr) return NotInUse();
    if (std::optional<Node> node = FindNode(snapshot, *current, id)) {
      ROLECALL_RETURN_IF_ERROR(change(node->tags));
      PutNode(transaction, *current, *node);
      return boost::json::object{};
    }
    const auto policy = snapshot.organization_policies.Find(organization + "/" + id);
    if (policy == nullptr) return NoTarget();
    directory::OrganizationPolicy changed = *policy;
    ROLECALL_RETURN_IF_ERROR(change(changed.tags));
    transaction.Put(std::move(changed));
    return boost::json::object{};
  });
}

std::optional<aws::ErrorShape> Merge(const directory::Tags& given, directory::Tags& own) {
  for (const auto& tag : given) {
    const auto found =
        std::find_if(own.begin(), own.end(), [&](const auto& other) { return other.first == tag.first; });
    if (found != own.end()) {
      found->second = tag.second;
    } else {
      own.push_back(tag);
    }
  }
  if (own.size() > kMaxTagsPerResource) {
    return Constraint("MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the number of tags allowed on this resource.");
  }
  if (!FindRepeatedTagKey(own, TagKeyCase::kIgnored)) return std::nullopt;
  return InvalidInput("DUPLICATE_TAG_KEY", "Tag keys must be unique among the tags attached to the same entity.");
}

// organizations:PolicyType of a policy's tags.
std::string TypeOf(const Call& call, const directory::Organization& organization, const std::string& id) {
  const std::optional<Policy> policy = FindPolicy(*call.snapshot, organization, id);
  return policy.has_value() ? policy->type : "";
}

}  // namespace

Answer TagResource(Call& call, Input& input) {
  const std::string id = input.Id("ResourceId", Form::kTaggable);
  if (!input.Has("Tags")) (void)input.Required("Tags", 1);
  const directory::Tags tags = input.Tags("Tags");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "TagResource"));
  const std::string type = TypeOf(call, *organization, id);
  const Details details{.policy_type = type, .request_tags = &tags};
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "TagResource", {id}, details));
  return ChangeTags(call, organization->id, id, [&tags](directory::Tags& own) { return Merge(tags, own); });
}

Answer UntagResource(Call& call, Input& input) {
  const std::string id = input.Id("ResourceId", Form::kTaggable);
  const std::vector<std::string> keys = input.Texts("TagKeys", kMaxTagsPerResource);
  if (keys.empty()) (void)input.Required("TagKeys", 1);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "UntagResource"));
  const std::string type = TypeOf(call, *organization, id);
  const Details details{.policy_type = type, .tag_keys = &keys};
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "UntagResource", {id}, details));
  return ChangeTags(call, organization->id, id, [&keys](directory::Tags& own) -> std::optional<aws::ErrorShape> {
    std::erase_if(own, [&](const auto& tag) { return std::find(keys.begin(), keys.end(), tag.first) != keys.end(); });
    return std::nullopt;
  });
}

Answer ListTagsForResource(Call& call, Input& input) {
  const std::string id = input.Id("ResourceId", Form::kTaggable);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "ListTagsForResource"));
  const std::string type = TypeOf(call, *organization, id);
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "ListTagsForResource", {id}, {.policy_type = type}));
  const std::optional<Node> node = FindNode(*call.snapshot, *organization, id);
  const std::optional<Policy> policy = FindPolicy(*call.snapshot, *organization, id);
  if (!node.has_value() && !policy.has_value()) return NoTarget();
  return boost::json::object{{"Tags", TagsShape(node.has_value() ? node->tags : policy->tags)}};
}

}  // namespace rolecall::services::organizations
