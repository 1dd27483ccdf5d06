#include "providers/aws/iam/calls.h"

#include <algorithm>

#include "base/encoding.h"
#include "http/message.h"
#include "providers/aws/framework/policy_equivalence.h"

namespace rolecall::providers::aws {
namespace {

constexpr int kMaxPages = 1000;

}  // namespace

std::string DecodeDocument(std::string_view text) {
  std::optional<std::string> decoded = PercentDecode(text);
  return decoded ? *decoded : std::string(text);
}

api::ServiceResult<std::vector<api::XmlNode>> AllPages(const Call& call, std::string_view action,
                                                       api::QueryParameters parameters, std::string_view list) {
  std::vector<api::XmlNode> members;
  std::string marker;
  for (int page = 0; page < kMaxPages; ++page) {
    api::QueryParameters with_marker = parameters;
    if (!marker.empty()) with_marker.emplace_back("Marker", marker);
    auto answer = call.Iam(action, std::move(with_marker));
    if (!answer.ok()) return answer.error();
    for (const api::XmlNode* member : answer->List(list)) members.push_back(*member);
    marker = answer->Get("IsTruncated") == "true" ? std::string(answer->Get("Marker")) : "";
    if (marker.empty()) break;
  }
  return members;
}

Result<void> UpdateIamTags(const Call& call, std::string_view noun, const std::string& key, const std::string& value,
                           const Object& prior, const Object& state) {
  const TagSettings& settings = call.provider.tags;
  TagChanges changes =
      ChangesOfTags(settings.Managed(prior.TextMap("tags_all")), settings.Managed(state.TextMap("tags_all")));
  std::string what = "updating tags for IAM " + std::string(noun) + " (" + value + ")";
  if (!changes.removed.empty()) {
    api::QueryParameters parameters = {{key, value}};
    AddListParameters(changes.removed, "TagKeys", parameters);
    auto answer = call.Iam("Untag" + std::string(noun), std::move(parameters));
    if (!answer.ok()) return Failed(what, answer.error());
  }
  if (!changes.set.empty()) {
    api::QueryParameters parameters = {{key, value}};
    AddTagParameters(changes.set, "Tags", parameters);
    auto answer = call.Iam("Tag" + std::string(noun), std::move(parameters));
    if (!answer.ok()) return Failed(what, answer.error());
  }
  return {};
}

void PlanMovedEntity(const Object& prior, Object& planned) {
  const auto differs = [&](const char* name) { return !prior.Get(name).Same(planned.Get(name)); };
  if (differs("name")) planned.SetUnknown("id");
  if (differs("name") || differs("path")) planned.SetUnknown("arn");
}

Result<void> GoneIsFine(const std::string& what, const api::ServiceResult<api::XmlNode>& outcome) {
  if (outcome.ok() || outcome.error().Is(kNoSuchEntity)) return {};
  return Failed(what, outcome.error());
}

}  // namespace rolecall::providers::aws
