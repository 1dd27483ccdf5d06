#include "access/change/unread_access.h"

#include <unordered_map>

#include "embedded/table.h"

namespace rolecall::access {

std::optional<std::string_view> UnreadAccess(std::string_view type) {
  static const auto* const kTypesNotRead = [] {
    auto* types = new std::unordered_map<std::string_view, std::string_view>();
    for (const embedded::Row& row : embedded::ReadTable("access-not-read.tsv", {"type", "gives"})) {
      types->emplace(row[0], row[1]);
    }
    return types;
  }();
  const auto found = kTypesNotRead->find(type);
  if (found == kTypesNotRead->end()) return std::nullopt;
  return found->second;
}

std::string UnreadAccessText(const std::string& address, std::string_view gives) {
  return address + " gives access that is not looked at: " + std::string(gives);
}

std::vector<std::string> UnreadAccessIn(const engine::Plan& plan) {
  std::vector<std::string> unread;
  for (const engine::ResourceChange& change : plan.changes) {
    const bool gives_none = change.action == engine::Action::kNoOp || change.action == engine::Action::kRead ||
                            change.action == engine::Action::kDelete || change.action == engine::Action::kForget;
    const std::optional<std::string_view> gives = UnreadAccess(change.address.type);
    if (gives && !gives_none) unread.push_back(UnreadAccessText(change.address.Text(), *gives));
  }
  return unread;
}

}  // namespace rolecall::access
