#include "policy/lint/rule_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "embedded/files.h"

namespace rolecall::policy {
namespace {

using ::testing::HasSubstr;

constexpr const char* kPage = R"(---
title: A resource that no action takes
severity: warning
fix: automatic
example: identity policy
---

# resource-odd

Nothing matches it.

## Wrong

```json
{"Resource": "arn:aws:s3:::{{pad 30}}"}
```

## Right

```json
{"Resource": "*"}
```
)";

std::string With(const std::string& part, const std::string& other) {
  std::string page = kPage;
  const std::size_t at = page.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return page.replace(at, part.size(), other);
}

std::string ErrorOf(const std::string& page, std::string_view file = "resource-odd.md") {
  const Result<LintRule> rule = ParseRulePage(file, page);
  return rule.ok() ? "" : rule.error().message;
}

TEST(RulePage, EveryPageOfTheTreeIsRead) {
  ASSERT_FALSE(embedded::RulePages().all().empty());
  for (const embedded::File& page : embedded::RulePages().all()) {
    const Result<LintRule> rule = ParseRulePage(page.name, page.text);
    EXPECT_TRUE(rule.ok()) << rule.error().message;
  }
}

TEST(RulePage, GivesWhatItSays) {
  const Result<LintRule> rule = ParseRulePage("resource-odd.md", kPage);
  ASSERT_TRUE(rule.ok()) << rule.error().message;
  EXPECT_EQ(rule->code, "resource-odd");
  EXPECT_EQ(rule->title, "A resource that no action takes");
  EXPECT_EQ(rule->severity, FindingSeverity::kWarning);
  EXPECT_EQ(rule->fix, FixKind::kSafe);
  EXPECT_EQ(rule->example, ExampleKind::kIdentity);
  EXPECT_EQ(rule->why, "Nothing matches it.");
  EXPECT_EQ(rule->bad, "{\"Resource\": \"arn:aws:s3:::{{pad 30}}\"}");
  EXPECT_EQ(rule->good, "{\"Resource\": \"*\"}");
}

TEST(RulePage, AManifestKeepsTheNewlineAtItsEnd) {
  std::string page = With("example: identity policy", "example: manifest");
  for (std::size_t at; (at = page.find("```json")) != std::string::npos;) page.replace(at, 7, "```yaml");
  const Result<LintRule> rule = ParseRulePage("resource-odd.md", page);
  ASSERT_TRUE(rule.ok()) << rule.error().message;
  EXPECT_TRUE(rule->good.ends_with("}\n"));
}

TEST(RulePage, RefusesWhatIsNotWhereItIsExpectedAndNamesTheLine) {
  const std::pair<std::string, const char*> kBroken[] = {
      {With("---\ntitle", "title"), "line 1: \"---\""},
      {With("title: A", "name: A"), "line 2: \"title: "},
      {With("title: A", "title: 1"), "line 2: a title is plain"},
      {With("takes\n", "takes.\n"), "line 2: a title is plain"},
      {With("title: A", "title: A: a"), "line 2: a title is plain"},
      {With("warning", "bad"), "line 3: no severity is \"bad\""},
      {With("automatic", "safe"), "line 4: no fix is \"safe\""},
      {With("identity policy", "identity"), "line 5: no example is \"identity\""},
      {With("policy\n---", "policy\nsince: 1\n---"), "line 6: \"---\""},
      {With("# resource-odd", "# resource-even"), "line 8: \"# resource-odd\""},
      {With("Nothing matches it.", ""), "line 10: a paragraph"},
      {With("it.\n", "it.\nNever.\n"), "line 11: \"\""},
      {With("## Wrong", "## Bad"), "line 12: \"## Wrong\""},
      {With("```json", "```yaml"), "line 14: \"```json\""},
      {With("{\"Resource\": \"*\"}\n", ""), "line 21: the example is empty"},
      {With("{{pad 30}}", "{{pad }}"), "line 16: in the example above"},
      {With("{{pad 30}}", "{{pad 30"), "line 16: in the example above"},
      {With("{{pad 30}}", "{{pad 30000}}"), "line 16: in the example above"},
      {With("{{pad 30}}", "{{name}}"), "line 16: in the example above"},
      {std::string(kPage) + "More.\n", "line 23: the page ends"},
  };
  for (const auto& [page, error] : kBroken) EXPECT_THAT(ErrorOf(page), HasSubstr(error)) << page;
}

TEST(RulePage, IsRefusedWhereverItIsCutOff) {
  const std::string page = kPage;
  for (std::size_t size = 0; size < page.size(); ++size) {
    EXPECT_NE(ErrorOf(page.substr(0, size)), "") << "the first " << size << " bytes";
  }
}

TEST(RulePage, ItsFileIsNamedAsItsCode) {
  EXPECT_EQ(ErrorOf(kPage), "");
  for (const char* file : {"resource-odd", "resource-odd.txt", "Resource-odd.md", "-odd.md", ".md", ""}) {
    EXPECT_THAT(ErrorOf(kPage, file), HasSubstr("a page's name is CODE.md")) << file;
  }
}

TEST(RulePage, IsExplainedInWordsWithoutPadding) {
  const std::string page = ExplainRule(ParseRulePage("resource-odd.md", kPage).value());
  EXPECT_EQ(
      page,
      "# resource-odd\n\n**A resource that no action takes.** Severity: warning. Fix: by `--fix`.\n\n"
      "Nothing matches it.\n\n## Wrong\n\nAn identity policy:\n\n```json\n{\"Resource\": \"arn:aws:s3:::…\"}\n```\n"
      "\n## Right\n\n```json\n{\"Resource\": \"*\"}\n```\n\nTo accept a finding, write `# rolecall:ignore "
      "resource-odd REASON` on its line or the line before, or use `-ignore resource-odd`.\n");
}

}  // namespace
}  // namespace rolecall::policy
