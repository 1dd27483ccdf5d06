// The examples of the catalogue's rules about manifests and whole set-ups: each bad one gives exactly its code.
#include "policy/lint/rules.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "access/check/contract.h"
#include "access/lint/contracts.h"
#include "access/lint/lint.h"
#include "access/lint/model.h"
#include "access/model/model_readers.h"
#include "policy/lint/example.h"
#include "tests/unit/access/directory_fixture.h"

namespace rolecall::access {
namespace {

using policy::ExampleKind;
using policy::LintRule;

// "### NAME" before each file.
std::map<std::string, std::string> FilesOf(std::string_view example) {
  std::map<std::string, std::string> files;
  std::string name;
  for (std::size_t begin = 0; begin < example.size();) {
    const std::size_t end = std::min(example.find('\n', begin), example.size());
    const std::string line(example.substr(begin, end - begin));
    if (line.rfind("### ", 0) == 0) {
      name = line.substr(4);
    } else {
      files[name] += line + "\n";
    }
    begin = end + 1;
  }
  return files;
}

LintReport LintFiles(const std::map<std::string, std::string>& files, const kube::WebhookSettings& settings) {
  LintReport report;
  testing::Directory directory(files);
  std::optional<OfflinePlan> planned = directory.Plan();
  EXPECT_TRUE(planned) << directory.Errors();
  if (!planned) return report;
  report.sources.Append(planned->configuration->sources);
  std::vector<LintSource> manifests;
  for (const auto& [name, text] : files) {
    if (!name.ends_with(".yaml")) continue;
    manifests.push_back({name, text});
    EXPECT_TRUE(AddManifestText(name, text, settings.annotation_prefix, planned->model).ok());
  }
  LintModel(planned->model, settings, report);
  if (const auto contracts = files.find(kContractFile); contracts != files.end()) {
    diag::Diagnostics diagnostics;
    LintContracts(contracts->first, contracts->second, planned->model, report, diagnostics);
    EXPECT_FALSE(diagnostics.HasErrors());
  }
  EXPECT_TRUE(LintManifests(manifests, settings, report).ok());
  return report;
}

LintReport LintExample(const LintRule& rule, std::string_view example) {
  const kube::WebhookSettings settings;
  const std::string text = policy::ExpandExample(example);
  if (rule.example == ExampleKind::kDirectory) return LintFiles(FilesOf(text), settings);
  LintReport report;
  EXPECT_TRUE(LintManifests({{"manifest.yaml", text}}, settings, report).ok());
  return report;
}

std::string Describe(const LintReport& report) { return LintText(report, {}); }

std::set<std::string> RuleCodes(const LintReport& report) {
  std::set<std::string> codes;
  for (const LintFinding& finding : report.findings) codes.emplace(finding.rule->code);
  return codes;
}

std::vector<const LintRule*> Rules() {
  std::vector<const LintRule*> rules;
  for (const LintRule& rule : policy::LintRules()) {
    if (!policy::IsPolicy(rule.example)) rules.push_back(&rule);
  }
  return rules;
}

class EachRule : public ::testing::TestWithParam<const LintRule*> {};

TEST_P(EachRule, BadExampleGivesItsCodeAndNoOther) {
  const LintReport report = LintExample(*GetParam(), GetParam()->bad);
  EXPECT_EQ(RuleCodes(report), std::set<std::string>{std::string(GetParam()->code)}) << Describe(report);
  for (const LintFinding& finding : report.findings) {
    EXPECT_TRUE(finding.range.has_place()) << Describe(report);
    EXPECT_FALSE(finding.subject.empty());
  }
}

TEST_P(EachRule, GoodExampleIsClean) {
  const LintReport report = LintExample(*GetParam(), GetParam()->good);
  EXPECT_TRUE(report.findings.empty()) << Describe(report);
}

TEST_P(EachRule, SafeFixLeavesNothing) {
  const LintRule& rule = *GetParam();
  if (rule.fix != policy::FixKind::kSafe || rule.example != ExampleKind::kManifest) return;
  const std::map<std::string, std::string> fixed = SafelyFixed(LintExample(rule, rule.bad));
  ASSERT_EQ(fixed.count("manifest.yaml"), 1U);
  const LintReport report = LintExample(rule, fixed.at("manifest.yaml"));
  EXPECT_TRUE(report.findings.empty()) << fixed.at("manifest.yaml") << Describe(report);
}

std::string NameOf(const ::testing::TestParamInfo<const LintRule*>& info) {
  std::string name(info.param->code);
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
}

INSTANTIATE_TEST_SUITE_P(LintRules, EachRule, ::testing::ValuesIn(Rules()), NameOf);

// What stands between double quotes in the sources of both lint folders.
std::set<std::string> LiteralsOfChecks() {
  std::set<std::string> literals;
  for (const char* folder : {"/src/policy/lint", "/src/access/lint"}) {
    for (const auto& file : std::filesystem::directory_iterator(std::string(ROLECALL_SOURCE_DIR) + folder)) {
      std::ifstream stream(file.path());
      const std::string text{std::istreambuf_iterator<char>(stream), {}};
      const std::regex literal("\"([a-z0-9]+(-[a-z0-9]+)+)\"");
      for (auto at = std::sregex_iterator(text.begin(), text.end(), literal); at != std::sregex_iterator(); ++at) {
        literals.insert((*at)[1]);
      }
    }
  }
  return literals;
}

// That a page's check gives its code is what EachRule proves; this is the other direction. A literal that looks like a
// code (two words, the first one that codes begin with) and is none (an annotation) is named here.
TEST(LintCatalogue, EveryCodeOfACheckHasAPage) {
  const std::set<std::string> others = {"role-arn"};
  std::set<std::string> families;
  for (const LintRule& rule : policy::LintRules()) families.emplace(rule.code.substr(0, rule.code.find('-')));
  std::size_t codes = 0;
  for (const std::string& literal : LiteralsOfChecks()) {
    if (families.count(literal.substr(0, literal.find('-'))) == 0 || others.count(literal) != 0) continue;
    EXPECT_NE(policy::FindLintRule(literal), nullptr) << literal << " has no page in rules/";
    ++codes;
  }
  EXPECT_EQ(codes, policy::LintRules().size());
}

}  // namespace
}  // namespace rolecall::access
