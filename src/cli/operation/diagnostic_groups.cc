#include "cli/operation/diagnostic_groups.h"

#include <map>
#include <utility>
#include <vector>

namespace rolecall::cli {
namespace {

using diag::Diagnostic;
using diag::Severity;

struct Group {
  std::size_t first = 0;  // its place in the list
  std::size_t count = 0;
};

void SayHowManyMore(Diagnostic& first, std::size_t more) {
  const std::string kind = first.severity == Severity::kError ? "error" : "warning";
  const std::string text = more == 1 ? "(and one more similar " + kind + " elsewhere)"
                                     : "(and " + std::to_string(more) + " more similar " + kind + "s elsewhere)";
  first.detail += (first.detail.empty() ? "" : "\n\n") + text;
}

}  // namespace

diag::Diagnostics Consolidated(const diag::Diagnostics& all, bool warnings, bool errors) {
  std::map<std::pair<Severity, std::string>, Group> groups;
  std::vector<Diagnostic> kept;
  for (const Diagnostic& one : all.list()) {
    const bool asked = one.severity == Severity::kError ? errors : warnings;
    // What has no place in the configuration is about an object, of which each is told, as is each rule.
    const bool is_rule = one.code == "check-failed" || one.code == "check-unknown";
    if (!asked || is_rule || !one.subject.has_place()) {
      kept.push_back(one);
      continue;
    }
    auto [group, is_new] = groups.try_emplace({one.severity, one.summary}, Group{kept.size(), 0});
    ++group->second.count;
    if (is_new) kept.push_back(one);
  }
  for (const auto& [name, group] : groups) {
    if (group.count > 1) SayHowManyMore(kept[group.first], group.count - 1);
  }
  diag::Diagnostics result;
  for (Diagnostic& one : kept) result.Add(std::move(one));
  return result;
}

std::optional<std::string> CompactWarnings(const diag::Diagnostics& all, bool color) {
  if (all.HasErrors() || all.empty()) return std::nullopt;
  std::map<std::string, std::vector<const Diagnostic*>> by_summary;
  std::vector<std::string> order;
  for (const Diagnostic& one : all.list()) {
    std::vector<const Diagnostic*>& group = by_summary[one.summary];
    if (group.empty()) order.push_back(one.summary);
    group.push_back(&one);
  }
  std::string text = color ? "\033[1m\033[33mWarnings:\033[0m\n\n" : "Warnings:\n\n";
  for (const std::string& summary : order) {
    const std::vector<const Diagnostic*>& group = by_summary[summary];
    const diag::Range& place = group.front()->subject;
    text += "- " + summary + "\n";
    if (place.has_place()) {
      text += "  on " + std::string(place.file_name()) + " line " + std::to_string(place.start.line);
      if (group.size() > 1) text += " (and " + std::to_string(group.size() - 1) + " more)";
      text += "\n";
    } else if (group.size() > 1) {
      text += "  (" + std::to_string(group.size()) + " occurrences of this warning)\n";
    }
  }
  return text + "\nTo see the full warning notes, run Rolecall without -compact-warnings.\n";
}

}  // namespace rolecall::cli
