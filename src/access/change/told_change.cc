#include <algorithm>

#include "access/change/comparison.h"
#include "base/placeholder.h"
#include "base/text.h"

namespace rolecall::access {
namespace {

using policy::AccessDifference;
using policy::DifferenceCause;
using policy::Statement;

// An Allow of the other side for the same action and resource, whose conditions are others: they changed in place.
const Statement* SameWithOtherConditions(const AccessDifference& difference, const policy::PolicySet& other) {
  for (const auto& compiled : other) {
    for (const Statement& statement : policy::DocumentOf(*compiled).statements) {
      if (statement.effect != policy::Effect::kAllow || statement.not_action || statement.not_resource) continue;
      const auto has = [](const std::vector<policy::Text>& list, const std::string& text, auto set_of) {
        return std::any_of(list.begin(), list.end(),
                           [&](const policy::Text& one) { return policy::Covers(set_of(one.value), set_of(text)); });
      };
      if (!has(statement.actions, difference.action, policy::ActionSet)) continue;
      if (!statement.resources.empty() && !has(statement.resources, difference.resource, policy::GlobSet)) continue;
      if (policy::ConditionTexts(statement) != difference.conditions) return &statement;
    }
  }
  return nullptr;
}

std::string NoteOf(const AccessDifference& difference, bool gained) {
  switch (difference.cause) {
    case DifferenceCause::kStatement: return "";
    case DifferenceCause::kDeny: return gained ? "a Deny no longer applies" : "a Deny applies";
    case DifferenceCause::kLimit: return (gained ? "no longer limited by " : "limited by ") + difference.limit;
  }
  return "";
}

AccessChange ChangeOf(const AccessDifference& difference, const Told& told) {
  AccessChange change;
  change.kind = told.gained ? ChangeKind::kGain : ChangeKind::kLose;
  change.who = told.who;
  change.role = told.role;
  change.by_resource = told.by_resource;
  change.action = difference.action;
  change.resource = difference.resource;
  change.conditions = difference.conditions;
  change.note = NoteOf(difference, told.gained);
  if (!told.note.empty()) change.note += (change.note.empty() ? "" : "; ") + told.note;
  change.reason = difference.reason;
  if (difference.certain && difference.witness) {
    change.example = difference.witness->action + " on " + difference.witness->resource;
  }
  if (difference.cause == DifferenceCause::kStatement && !difference.statement->not_action &&
      !difference.statement->not_resource) {
    if (const Statement* same = SameWithOtherConditions(difference, told.other)) {
      change.kind = told.gained ? ChangeKind::kWiden : ChangeKind::kNarrow;
      change.were = policy::ConditionTexts(*same);
      if (!told.gained) std::swap(change.were, change.conditions);
    }
  }
  const auto add = [&](std::vector<std::string>& texts) {
    texts.insert(texts.end(), difference.exceptions.begin(), difference.exceptions.end());
    texts.insert(texts.end(), told.further_conditions.begin(), told.further_conditions.end());
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  };
  add(change.conditions);
  if (change.kind == ChangeKind::kWiden || change.kind == ChangeKind::kNarrow) add(change.were);
  return change;
}

// Some text of the change has a part that is not known yet.
bool NamesUnknown(const AccessChange& change) {
  std::string all = change.who + change.action + change.resource;
  for (const std::string& condition : change.conditions) all += condition;
  return HasPlaceholder(all);
}

bool SameTarget(const AccessChange& a, const AccessChange& b) {
  return a.who == b.who && a.action == b.action && a.resource == b.resource;
}

// The narrow pattern is surely not part of the wide one: most actions and resources are single ones.
bool IsApart(const std::string& wide, const std::string& narrow) {
  return wide.find_first_of("*?") == std::string::npos && LowerAscii(wide) != LowerAscii(narrow);
}

// What another change of the same kind already says.
bool SaidBy(const AccessChange& wide, const AccessChange& narrow) {
  if (wide.kind != narrow.kind || wide.who != narrow.who || wide.example.empty()) return false;
  if (wide.conditions != narrow.conditions || wide.note != narrow.note || wide.were != narrow.were) return false;
  if (IsApart(wide.action, narrow.action) || IsApart(wide.resource, narrow.resource)) return false;
  return policy::Covers(policy::ActionSet(wide.action), policy::ActionSet(narrow.action)) &&
         policy::Covers(policy::GlobSet(wide.resource), policy::GlobSet(narrow.resource));
}

}  // namespace

const char* ChangeName(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kGain: return "gain";
    case ChangeKind::kLose: return "lose";
    case ChangeKind::kWiden: return "widen";
    case ChangeKind::kNarrow: return "narrow";
    case ChangeKind::kChange: return "change";
  }
  return "";
}

void Tell(const std::vector<AccessDifference>& differences, const Told& told, AccessChanges& changes) {
  for (const AccessDifference& difference : differences) {
    if (difference.without_effect) continue;
    AccessChange change = ChangeOf(difference, told);
    if (NamesUnknown(change)) {
      change.example.clear();
      change.reason = "it is named by what is known only after apply";
    } else if (!told.unknown.empty()) {
      change.example.clear();
      change.reason = "the text of " + told.unknown.front() + " is not known";
    }
    changes.changes.push_back(std::move(change));
  }
}

void MergeInPlace(std::vector<AccessChange>& changes, std::size_t from) {
  for (std::size_t i = from; i < changes.size(); ++i) {
    for (std::size_t k = i + 1; k < changes.size();) {
      const bool contrary = (changes[i].kind == ChangeKind::kWiden && changes[k].kind == ChangeKind::kNarrow) ||
                            (changes[i].kind == ChangeKind::kNarrow && changes[k].kind == ChangeKind::kWiden);
      if (contrary && SameTarget(changes[i], changes[k])) {
        if (changes[i].kind == ChangeKind::kNarrow) std::swap(changes[i], changes[k]);
        changes[i].kind = ChangeKind::kChange;
      } else if (!SaidBy(changes[i], changes[k])) {
        if (!SaidBy(changes[k], changes[i])) {
          ++k;
          continue;
        }
        std::swap(changes[i], changes[k]);
      }
      changes.erase(changes.begin() + static_cast<std::ptrdiff_t>(k));
    }
  }
}

}  // namespace rolecall::access
