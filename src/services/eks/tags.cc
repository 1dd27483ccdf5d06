// Tags of clusters, pod identity associations and access entries, by their ARNs.
#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "policy/document/arn.h"
#include "services/authorize.h"
#include "services/eks/access_entry.h"
#include "services/eks/errors.h"
#include "services/eks/operations.h"
#include "services/tag_rules.h"
#include "services/write.h"

namespace rolecall::services::eks {
namespace {

namespace bj = boost::json;
using directory::PodIdentityAssociation;

// What an ARN names: a cluster, or one of its associations or access entries.
struct Tagged {
  std::string cluster;
  std::string association_id = {}, entry_arn = {};  // both empty: the cluster itself
};

aws::ErrorShape NotFound(std::string_view arn) {
  return {404, "NotFoundException", "No resource found for ARN: " + std::string(FirstCharacters(arn, 300))};
}

Checked<Tagged> ReadArn(const EksRequest& request) {
  const std::string& text = request.Path("resourceArn");
  const std::optional<policy::Arn> arn = policy::ParseArn(text);
  if (!arn || arn->service != "eks") return aws::ErrorShape{400, "BadRequestException", "The ARN is not valid."};
  const std::vector<std::string> parts = SplitStrings(arn->resource, '/');
  const bool is_ours = arn->region == request.clusters.region && arn->account == request.clusters.account;
  if (is_ours && parts.size() == 2 && parts[0] == "cluster") return Tagged{parts[1]};
  if (is_ours && parts.size() == 3 && parts[0] == "podidentityassociation") return Tagged{parts[1], parts[2]};
  if (is_ours && parts.size() == 6 && parts[0] == "access-entry") return Tagged{parts[1], "", text};
  // Of other kinds, and elsewhere, nothing is here; whether one may ask is asked all the same.
  return Tagged{""};
}

std::optional<directory::Tags> FindTags(const directory::Snapshot& snapshot, const Clusters& clusters,
                                        const Tagged& tagged) {
  if (clusters.Find(tagged.cluster) == nullptr) return std::nullopt;
  if (!tagged.entry_arn.empty()) {
    const auto entry = FindAccessEntryByArn(snapshot, clusters, tagged.cluster, tagged.entry_arn);
    return entry != nullptr ? std::optional(entry->tags) : std::nullopt;
  }
  if (tagged.association_id.empty()) return TagsOfCluster(snapshot, clusters, tagged.cluster);
  const auto association = FindAssociation(snapshot, clusters, tagged.cluster, tagged.association_id);
  return association != nullptr ? std::optional(association->tags) : std::nullopt;
}

void PutTags(directory::Transaction& transaction, const Clusters& clusters, const Tagged& tagged,
             directory::Tags tags) {
  if (!tagged.entry_arn.empty()) {
    directory::AccessEntry changed =
        *FindAccessEntryByArn(transaction.snapshot(), clusters, tagged.cluster, tagged.entry_arn);
    changed.tags = std::move(tags);
    transaction.Put(std::move(changed));
    return;
  }
  if (tagged.association_id.empty()) {
    transaction.Put(directory::ClusterTags{clusters.account, clusters.region, tagged.cluster, std::move(tags)});
    return;
  }
  const auto there = FindAssociation(transaction.snapshot(), clusters, tagged.cluster, tagged.association_id);
  PodIdentityAssociation changed = *there;
  changed.tags = std::move(tags);
  transaction.Put(std::move(changed));
}

Question Ask(const EksRequest& request, const std::string& action, const Tagged& tagged,
             const directory::Tags* current) {
  const std::string& arn = request.Path("resourceArn");
  Question question{.action = action, .resource = arn, .resource_tags = current};
  const std::optional<policy::Arn> parsed = policy::ParseArn(arn);
  if (parsed.has_value() && policy::IsAccountId(parsed->account)) question.resource_account = parsed->account;
  if (tagged.entry_arn.empty()) return question;
  const auto entry = FindAccessEntryByArn(*request.call.snapshot, request.clusters, tagged.cluster, tagged.entry_arn);
  if (entry != nullptr) question.context = KeysOfEntry(*entry);
  return question;
}

// The tags as `change` makes them, if the resource is there.
template <typename Change>
EksResult ChangeTags(EksRequest& request, const Tagged& tagged, Change change) {
  return Update<bj::object>(request.call, [&](directory::Transaction& transaction) -> EksResult {
    std::optional<directory::Tags> tags = FindTags(transaction.snapshot(), request.clusters, tagged);
    if (!tags.has_value()) return NotFound(request.Path("resourceArn"));
    ROLECALL_RETURN_IF_ERROR(change(*tags));
    PutTags(transaction, request.clusters, tagged, *std::move(tags));
    return bj::object();
  });
}

bool IsKey(const std::pair<std::string, std::string>& tag, const std::string& key) {
  return EqualsIgnoringAsciiCase(tag.first, key);
}

}  // namespace

EksResult TagResource(EksRequest& request) {
  ROLECALL_TRY(Tagged tagged, ReadArn(request));
  ROLECALL_TRY(directory::Tags wanted, request.Tags());
  const std::optional<directory::Tags> current = FindTags(*request.call.snapshot, request.clusters, tagged);
  Question question = Ask(request, "eks:TagResource", tagged, current ? &*current : nullptr);
  question.request_tags = &wanted;
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, question));
  if (wanted.empty()) return aws::ErrorShape{400, "BadRequestException", "The parameter tags is required."};
  return ChangeTags(request, tagged, [&](directory::Tags& tags) -> std::optional<aws::ErrorShape> {
    for (const auto& tag : wanted) {
      const auto there = std::find_if(tags.begin(), tags.end(), [&](const auto& one) { return IsKey(one, tag.first); });
      if (there == tags.end()) {
        tags.push_back(tag);
      } else {
        *there = tag;
      }
    }
    if (tags.size() <= kMaxTagsPerResource) return std::nullopt;
    return aws::ErrorShape{400, "BadRequestException", "A resource has 50 tags at most."};
  });
}

EksResult UntagResource(EksRequest& request) {
  ROLECALL_TRY(Tagged tagged, ReadArn(request));
  std::vector<std::string> keys;
  for (const auto& [name, value] : request.query) {
    if (name == "tagKeys") keys.push_back(value);
  }
  const std::optional<directory::Tags> current = FindTags(*request.call.snapshot, request.clusters, tagged);
  Question question = Ask(request, "eks:UntagResource", tagged, current ? &*current : nullptr);
  question.tag_keys = &keys;
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, question));
  if (keys.empty() || keys.size() > kMaxTagsPerResource || !FindTagKeyFaults(keys).empty()) {
    return aws::ErrorShape{400, "BadRequestException", "The parameter tagKeys has 1 to 50 keys of tags."};
  }
  return ChangeTags(request, tagged, [&](directory::Tags& tags) -> std::optional<aws::ErrorShape> {
    std::erase_if(tags, [&](const auto& tag) {
      return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return tag.first == key; });
    });
    return std::nullopt;
  });
}

EksResult ListTagsForResource(EksRequest& request) {
  ROLECALL_TRY(Tagged tagged, ReadArn(request));
  const std::optional<directory::Tags> current = FindTags(*request.call.snapshot, request.clusters, tagged);
  ROLECALL_RETURN_IF_ERROR(
      Authorize(request.call, Ask(request, "eks:ListTagsForResource", tagged, current ? &*current : nullptr)));
  if (!current.has_value()) return NotFound(request.Path("resourceArn"));
  return bj::object{{"tags", TagsObject(*current)}};
}

}  // namespace rolecall::services::eks
