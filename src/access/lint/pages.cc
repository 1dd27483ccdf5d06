// The reference of lint: a page for each code, made from the catalogue.
#include <algorithm>

#include "access/lint/lint.h"
#include "access/lint/rules.h"

namespace rolecall::access {
namespace {

using policy::ExampleKind;
using policy::FixKind;
using policy::LintRule;

std::string_view FixText(FixKind fix) {
  switch (fix) {
    case FixKind::kNone: return "by hand";
    case FixKind::kSuggested: return "suggested; a person decides";
    case FixKind::kSafe: return "by `--fix`";
  }
  return "";
}

std::string_view ExampleText(ExampleKind kind) {
  switch (kind) {
    case ExampleKind::kTrust: return "A trust policy of role `arn:aws:iam::111122223333:role/k8s-main/App`";
    case ExampleKind::kIdentity: return "An identity policy";
    case ExampleKind::kResource: return "A resource policy";
    case ExampleKind::kSession: return "A session policy";
    case ExampleKind::kScp: return "A service control policy";
    case ExampleKind::kRcp: return "A resource control policy";
    case ExampleKind::kManifest: return "A manifest";
    case ExampleKind::kDirectory: return "A directory";
  }
  return "";
}

std::string Fenced(const LintRule& rule, std::string_view example) {
  const bool json = rule.example != ExampleKind::kManifest && rule.example != ExampleKind::kDirectory;
  std::string text(example);
  // Padding is for the tests.
  for (std::size_t at; (at = text.find("{{pad ")) != std::string::npos;) {
    text.replace(at, text.find("}}", at) + 2 - at, "…");
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const char* language = json ? "json" : rule.example == ExampleKind::kManifest ? "yaml" : "text";
  return "```" + std::string(language) + "\n" + text + "\n```\n";
}

}  // namespace

std::string LintRulePage(const LintRule& rule) {
  std::string page =
      "# " + std::string(rule.code) + "\n\nMade by `make reference` from the catalogue of checks. Do not edit.\n\n";
  page += "**" + std::string(rule.title) + ".** Severity: " + std::string(policy::SeverityName(rule.severity)) +
          ". Fix: " + std::string(FixText(rule.fix)) + ".\n\n";
  page += std::string(rule.why) + "\n\n";
  page += "## Wrong\n\n" + std::string(ExampleText(rule.example)) + ":\n\n" + Fenced(rule, rule.bad);
  page += "\n## Right\n\n" + Fenced(rule, rule.good);
  page += "\nTo accept a finding, write `# rolecall:ignore " + std::string(rule.code) +
          " REASON` on its line or the line before, or use `-ignore " + std::string(rule.code) + "`.\n";
  return page;
}

std::string LintIndexPage() {
  std::string page =
      "# Checks of `rolecall lint`\n\nMade by `make reference` from the catalogue of checks. Do not edit.\n\n"
      "| code | severity | fix | finds |\n|---|---|---|---|\n";
  std::vector<const LintRule*> rules = LintRules();
  std::sort(rules.begin(), rules.end(), [](const LintRule* a, const LintRule* b) { return a->code < b->code; });
  for (const LintRule* rule : rules) {
    page += "| [" + std::string(rule->code) + "](" + std::string(rule->code) + ".md) | " +
            std::string(policy::SeverityName(rule->severity)) + " | " + std::string(FixText(rule->fix)) + " | " +
            std::string(rule->title) + " |\n";
  }
  return page;
}

std::vector<const LintRule*> LintRules() {
  std::vector<const LintRule*> rules = policy::PolicyLintRules();
  for (const auto& family : {ManifestLintRules(), SetUpLintRules()}) {
    for (const LintRule& rule : family) rules.push_back(&rule);
  }
  return rules;
}

const LintRule* FindRule(std::string_view code) {
  if (const LintRule* rule = policy::FindLintRule(code)) return rule;
  for (const auto& family : {ManifestLintRules(), SetUpLintRules()}) {
    for (const LintRule& rule : family) {
      if (rule.code == code) return &rule;
    }
  }
  return nullptr;
}

}  // namespace rolecall::access
