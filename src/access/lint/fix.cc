// Fixes made in the files' texts. A fix that would leave a file which cannot be read is not made: two keys that were
// both misspelt for the same one are corrected one after the other.
#include <algorithm>

#include "access/lint/lint.h"
#include "json/document.h"
#include "kube/manifest.h"
#include "policy/document/document.h"

namespace rolecall::access {
namespace {

bool IsMalformed(std::string_view text) {
  return policy::ParseGrammar(text, policy::DocumentKind::kResource).malformed.has_value();
}

// Whether the changed file is of the same form as it was.
bool StaysReadable(const std::string& file, const std::string& before, const std::string& after) {
  const bool yaml = file.ends_with(".yaml") || file.ends_with(".yml");
  if (yaml) return kube::ParseManifests(file, after).ok();
  if (file.ends_with(".tf")) return true;  // only literal strings are replaced by others
  if (!json::Parse(after, {}).error.empty()) return false;
  const bool manifest = json::Parse(before, {}).root.Find("apiVersion") != nullptr;
  if (manifest) return kube::ParseManifests(file, after).ok();
  return !IsMalformed(after) || IsMalformed(before);
}

std::vector<policy::Edit> EditsOf(const LintFinding& finding) {
  std::vector<policy::Edit> edits;
  for (const FileEdit& edit : finding.edits) edits.push_back({{edit.begin, edit.end}, edit.text});
  return edits;
}

std::string Fixed(const std::string& file, const std::string& text, const std::vector<const LintFinding*>& findings) {
  std::vector<policy::Edit> all;
  for (const LintFinding* finding : findings) {
    for (policy::Edit& edit : EditsOf(*finding)) all.push_back(std::move(edit));
  }
  std::string changed = policy::ApplyEdits(text, all);
  if (StaysReadable(file, text, changed)) return changed;
  // One by one; whoever fixes again gets the next.
  for (const LintFinding* finding : findings) {
    changed = policy::ApplyEdits(text, EditsOf(*finding));
    if (StaysReadable(file, text, changed)) return changed;
  }
  return text;
}

}  // namespace

std::map<std::string, std::string> SafelyFixed(const LintReport& report) {
  std::map<std::string, std::vector<const LintFinding*>> fixable;
  for (const LintFinding& finding : report.findings) {
    const bool safe = finding.rule->fix == policy::FixKind::kSafe && !finding.edits.empty();
    if (finding.suppressed || !safe || !finding.range.has_place()) continue;
    fixable[std::string(finding.range.file_name())].push_back(&finding);
  }
  std::map<std::string, std::string> fixed;
  for (const auto& [file, findings] : fixable) {
    const std::string* text = report.sources.Find(file);
    if (text == nullptr) continue;
    std::string changed = Fixed(file, *text, findings);
    if (changed != *text) fixed[file] = std::move(changed);
  }
  return fixed;
}

}  // namespace rolecall::access
