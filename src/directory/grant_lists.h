// GrantLists: whose grants there are on which key, beside the table of grants: a decision must find those of its caller
// among fifty thousand.
//
//   GrantLists next = lists.With(grant);
//   lists.ForEach(key.key(), caller.arn, [&](const KmsGrant& grant) { … });
//
// Immutable, as a Table is. A list is kept in blocks, so that a change copies one block and not the list.
#ifndef ROLECALL_DIRECTORY_GRANT_LISTS_H_
#define ROLECALL_DIRECTORY_GRANT_LISTS_H_

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "directory/kms_records.h"
#include "directory/table.h"

namespace rolecall::directory {

class GrantLists {
 public:
  using Pointer = std::shared_ptr<const KmsGrant>;

  GrantLists With(const Pointer& grant) const {
    const std::string key = KeyOf(grant->key_of_key(), grant->grantee);
    const std::shared_ptr<const List> found = lists_.Find(key);
    List list = found == nullptr ? List() : *found;
    const bool is_full = list.empty() || list.back()->size() >= kBlock;
    Block block = is_full ? Block() : *list.back();
    if (!is_full) list.pop_back();
    block.push_back(grant);
    list.push_back(std::make_shared<const Block>(std::move(block)));
    return GrantLists(lists_.With(key, std::make_shared<const List>(std::move(list))));
  }

  GrantLists Without(const KmsGrant& grant) const {
    const std::string key = KeyOf(grant.key_of_key(), grant.grantee);
    const std::shared_ptr<const List> found = lists_.Find(key);
    if (found == nullptr) return *this;
    List list;
    for (const auto& block : *found) {
      const auto is_it = [&](const Pointer& each) { return each->id == grant.id; };
      if (std::none_of(block->begin(), block->end(), is_it)) {
        list.push_back(block);
        continue;
      }
      Block rest = *block;
      std::erase_if(rest, is_it);
      if (!rest.empty()) list.push_back(std::make_shared<const Block>(std::move(rest)));
    }
    if (list.empty()) return GrantLists(lists_.Without(key));
    return GrantLists(lists_.With(key, std::make_shared<const List>(std::move(list))));
  }

  // The grants of one grantee on one key; `action` says whether to go on.
  template <typename F>
  void ForEach(std::string_view key_of_key, std::string_view grantee, F action) const {
    const std::shared_ptr<const List> found = lists_.Find(KeyOf(key_of_key, grantee));
    if (found == nullptr) return;
    for (const auto& block : *found) {
      for (const Pointer& grant : *block) {
        if (!action(*grant)) return;
      }
    }
  }

  bool empty() const { return lists_.size() == 0; }

  GrantLists() = default;

 private:
  static constexpr std::size_t kBlock = 256;
  using Block = std::vector<Pointer>;
  using List = std::vector<std::shared_ptr<const Block>>;

  explicit GrantLists(Table<List> lists) : lists_(std::move(lists)) {}
  static std::string KeyOf(std::string_view key_of_key, std::string_view grantee) {
    return std::string(key_of_key).append("/").append(grantee);
  }

  Table<List> lists_;
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_GRANT_LISTS_H_
