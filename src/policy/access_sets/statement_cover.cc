#include "policy/access_sets/statement_cover.h"

#include <algorithm>

#include "base/text.h"
#include "policy/access_sets/access_search.h"

namespace rolecall::policy {
namespace {

bool IsOpen(char sign) { return sign == '*' || sign == '?' || sign == '$'; }

// They do not differ before the first wildcard or variable of either, whatever the case.
bool HeadsMayMeet(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (IsOpen(a[i]) || IsOpen(b[i])) return true;
    if (LowerAscii(a[i]) != LowerAscii(b[i])) return false;
  }
  return true;
}

// Quick: false where some entry of the narrow list is surely in none of the wide list.
bool MayCover(const std::vector<Text>& wide, const std::vector<Text>& narrow) {
  return std::all_of(narrow.begin(), narrow.end(), [&wide](const Text& one) {
    return std::any_of(wide.begin(), wide.end(),
                       [&one](const Text& other) { return HeadsMayMeet(one.value, other.value); });
  });
}

bool MayCover(const Statement& wide, const Statement& narrow) {
  if (!wide.not_action && !narrow.not_action && !MayCover(wide.actions, narrow.actions)) return false;
  const bool listed = !wide.not_resource && !narrow.not_resource && !wide.resources.empty();
  return !listed || MayCover(wide.resources, narrow.resources);
}

bool PrincipalsCover(const Statement& wide, const Statement& narrow) {
  if (wide.has_principal != narrow.has_principal || wide.not_principal || narrow.not_principal) return false;
  return std::all_of(narrow.principals.begin(), narrow.principals.end(), [&wide](const PrincipalText& one) {
    return std::any_of(wide.principals.begin(), wide.principals.end(), [&one](const PrincipalText& other) {
      return other.type == one.type && other.value == one.value;
    });
  });
}

}  // namespace

const StatementSet& StatementCover::SetOf(std::size_t number) {
  std::unique_ptr<StatementSet>& set = sets_[number];
  if (set == nullptr) set = std::make_unique<StatementSet>(document_.statements[number], document_, letters_);
  return *set;
}

bool StatementCover::Covers(std::size_t wide, std::size_t narrow) {
  const Statement &one = document_.statements[wide], &other = document_.statements[narrow];
  if (!PrincipalsCover(one, other) || !MayCover(one, other)) return false;
  AccessSearch search(letters_, work_);
  const StatementSet &avoided = SetOf(wide), &region = SetOf(narrow);
  const std::vector<Box> parts = search.Within(Box{}, region);
  return std::all_of(parts.begin(), parts.end(),
                     [&](const Box& part) { return search.Find(part, {&avoided}).answer == Answer::kNone; });
}

}  // namespace rolecall::policy
