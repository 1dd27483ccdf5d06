// Tags of IAM's records: the same three operations for each kind. For this folder only.
//
//   AddTagsOf<Role>(table, "TagRole", "UntagRole", "ListRoleTags", kRoleName);
//
// T has `account` and `tags`, and is found by name (Entity<T>) or by ARN (ByArn<T>). Tags are checked, merged and
// listed as shapes.h says; each operation is authorized on the record with its tags.
#ifndef ROLECALL_SERVICES_IAM_TAGS_H_
#define ROLECALL_SERVICES_IAM_TAGS_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/iam/lookup.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {

// How a tagged record is named and found if not by its name (Entity<T>): by its ARN. Its family specializes this:
// kParameter, kTable, Missing(arn).
template <typename T>
struct ByArn;
template <typename T>
concept HasArnKey = requires {
  ByArn<T>::kParameter;
};

template <typename T>
std::shared_ptr<const T> Locate(const Call& call, const directory::Snapshot& snapshot) {
  if constexpr (HasArnKey<T>) {
    return FindOwn(call, ByArn<T>::kTable, snapshot, call.parameters.Get(ByArn<T>::kParameter));
  } else {
    return Find<T>(snapshot, call.caller.account, std::string(call.parameters.Get(Entity<T>::kParameter)));
  }
}

template <typename T>
Checked<std::shared_ptr<const T>> AskForTagged(Call& call, Question more) {
  if constexpr (HasArnKey<T>) {
    const std::string arn(call.parameters.Get(ByArn<T>::kParameter));
    auto found = Locate<T>(call, *call.snapshot);
    Question question = Ask(call, arn);
    question.request_tags = more.request_tags;
    question.tag_keys = more.tag_keys;
    if (found != nullptr) question.resource_tags = &found->tags;
    ROLECALL_RETURN_IF_ERROR(services::Authorize(call, question));
    if (found == nullptr) return NoSuchEntity(ByArn<T>::Missing(arn));
    return found;
  } else {
    return AskAndFind<T>(call, std::move(more));
  }
}

template <typename T, typename F>
OperationResult EditTags(Call& call, F edit) {
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = Locate<T>(call, transaction.snapshot());
    if (current == nullptr) return NoSuchEntity("The resource was deleted meanwhile.");
    T changed = *current;
    if (Refusal refusal = edit(changed.tags)) return *std::move(refusal);
    transaction.Put(std::move(changed));
    return std::string();
  });
}

template <typename T>
OperationResult Tag(Call& call) {
  ROLECALL_TRY(directory::Tags tags, ReadTags(call));
  Question more;
  more.request_tags = &tags;
  ROLECALL_TRY([[maybe_unused]] auto tagged, AskForTagged<T>(call, std::move(more)));
  return EditTags<T>(call, [&](directory::Tags& changed) { return MergeTags(changed, tags); });
}

template <typename T>
OperationResult Untag(Call& call) {
  const std::vector<std::string> keys = call.parameters.List("TagKeys");
  Question more;
  more.tag_keys = &keys;
  ROLECALL_TRY([[maybe_unused]] auto tagged, AskForTagged<T>(call, std::move(more)));
  return EditTags<T>(call, [&](directory::Tags& changed) -> Refusal {
    RemoveTags(changed, keys);
    return std::nullopt;
  });
}

template <typename T>
OperationResult ListTags(Call& call) {
  ROLECALL_TRY(auto tagged, AskForTagged<T>(call, {}));
  std::vector<Item> items;
  for (const auto& tag : tagged->tags) {
    aws::XmlWriter xml;
    xml.Text("Key", tag.first).Text("Value", tag.second);
    items.push_back({tag.first, xml.Take()});
  }
  return Page(call, "Tags", std::move(items));
}

// The three operations; `name` is the parameter that names the record.
template <typename T>
void AddTagsOf(Table& table, std::string_view tag, std::string_view untag, std::string_view list,
               const ParameterRule& name) {
  table.push_back({tag, &Tag<T>, {name, kNewTags}, false, false});
  table.push_back({untag, &Untag<T>, {name, kTagKeys}, false, false});
  table.push_back({list, &ListTags<T>, {name, kMarker, kMaxItems}});
}

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_TAGS_H_
