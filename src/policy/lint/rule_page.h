// A rule of lint as a page, rules/CODE.md: read into the catalogue, and printed by `lint -explain`.
//
// A page is
//
//   ---
//   title: One line, no full stop
//   severity: error | warning | hint
//   fix: by hand | suggested | automatic
//   example: trust policy | identity policy | … | manifest | directory
//   aws: CODE, CODE        (may be left out: what AWS's own validation, ValidatePolicy, calls it)
//   ---
//
//   # CODE
//
//   Why, in one paragraph of one line.
//
//   ## Wrong
//
//   ```json            (yaml for a manifest, text for a directory)
//   …
//   ```
//
//   ## Right
//
//   ```json
//   …
//   ```
//
// and nothing else, but that {{pad 200}} in an example stands for so many characters: every line is where it is
// expected, or the page is refused. A test reads all pages, so none is refused in front of a user.
#ifndef ROLECALL_POLICY_LINT_RULE_PAGE_H_
#define ROLECALL_POLICY_LINT_RULE_PAGE_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "policy/lint/rule.h"

namespace rolecall::policy {

// `file`: "CODE.md". The rule points into both texts. kDataLoss: "CODE.md, line 3: …".
Result<LintRule> ParseRulePage(std::string_view file, std::string_view text);

// For a reader at a terminal, as Markdown: without front matter, in words.
std::string ExplainRule(const LintRule& rule);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_RULE_PAGE_H_
