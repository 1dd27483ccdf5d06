// A denial in one line: what `serve --explain-denials` adds to AWS's sentence.
#include <algorithm>

#include "base/text.h"
#include "policy/explain/explain.h"

namespace rolecall::policy {
namespace {

std::string NameOfStatement(const StatementPlace& place) {
  std::string name = "policy \"" + NameOf(*place.compiled) + "\" statement " + std::to_string(place.statement);
  const std::string& sid = StatementOf(place).sid;
  return sid.empty() ? name : name + " (" + sid + ")";
}

// The conditions of a statement that applies, each with what it wants and what it got.
std::string ConditionsOf(const StatementTrace& trace, const Request& request) {
  std::string text;
  for (const std::string& line : DescribeStatement(trace, request)) {
    if (line.starts_with("  Condition: ")) text += "; " + line.substr(2);
  }
  return text;
}

std::string DetailOf(const Reason& reason, const std::vector<StatementTrace>& trace, const Request& request) {
  if (!reason.statement.has_value()) return reason.why;
  std::string text = NameOfStatement(*reason.statement) + ": " + reason.why;
  if (!reason.applies) return text;
  const auto is_it = [&](const StatementTrace& one) {
    return one.place.compiled == reason.statement->compiled && one.place.statement == reason.statement->statement;
  };
  const auto found = std::find_if(trace.begin(), trace.end(), is_it);
  return found == trace.end() ? text : text + ConditionsOf(*found, request);
}

// Not through the middle of a character.
std::string Bounded(std::string text) {
  if (text.size() <= kMaxDetailBytes) return text;
  std::size_t end = kMaxDetailBytes - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

}  // namespace

std::string DenialDetail(const PolicyInputs& inputs, const Request& request) {
  const Explanation explanation = Explain(inputs, request);
  std::vector<std::string> parts;
  for (const Reason& reason : explanation.reasons) parts.push_back(DetailOf(reason, explanation.trace, request));
  return Bounded(Join(parts, " "));
}

}  // namespace rolecall::policy
