// TagResource, UntagResource.
#include <algorithm>
#include <boost/json.hpp>

#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/secrets.h"
#include "services/write.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::size_t kMostTags = 50;

Answer ChangeTags(Call& call, const directory::SecretRecord& secret,
                  const std::function<void(directory::Tags&)>& change) {
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, secret));
    change(changed.tags);
    if (changed.tags.size() > kMostTags) return InvalidParameter("You can't have more than 50 tags on a secret.");
    changed.changed = call.now;
    transaction.Put(std::move(changed));
    return boost::json::object{};
  });
}

}  // namespace

Answer TagResource(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  const directory::Tags tags = input.Tags().value_or(directory::Tags{});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "TagResource", id, {.request_tags = &tags}));
  ROLECALL_RETURN_IF_ERROR(RefuseDeleted(*secret, "perform this operation on the secret"));
  return ChangeTags(call, *secret, [&](directory::Tags& own) {
    for (const auto& tag : tags) {
      const auto found =
          std::find_if(own.begin(), own.end(), [&](const auto& each) { return each.first == tag.first; });
      if (found != own.end()) {
        found->second = tag.second;
      } else {
        own.push_back(tag);
      }
    }
  });
}

Answer UntagResource(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  const std::vector<std::string> keys = input.Texts("TagKeys", kMostTags);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "UntagResource", id, {.tag_keys = &keys}));
  ROLECALL_RETURN_IF_ERROR(RefuseDeleted(*secret, "perform this operation on the secret"));
  return ChangeTags(call, *secret, [&](directory::Tags& own) {
    std::erase_if(own, [&](const auto& tag) { return std::find(keys.begin(), keys.end(), tag.first) != keys.end(); });
  });
}

}  // namespace rolecall::services::secretsmanager
