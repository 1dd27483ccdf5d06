// How an explanation is told.
#include "base/text.h"

#include <algorithm>

#include "access/explain/explain.h"
#include "access/explain/fix.h"

namespace rolecall::access {
namespace {

constexpr std::size_t kWidth = 16;  // of the links' names

std::string Padded(std::string text) {
  text.resize(std::max(kWidth, text.size() + 1), ' ');
  return text;
}

std::string JoinedOrAbsent(const std::vector<std::string>& texts) {
  if (texts.empty()) return "(absent)";
  return Join(texts, ", ");
}

std::string Who(const ExplainQuestion& question) {
  if (!question.principal_arn.empty()) return question.principal_arn;
  if (question.account) return question.account->first + "/" + question.account->second;
  return question.role_arn;
}

class Painter {
 public:
  explicit Painter(bool color) : color_(color) {}
  std::string operator()(const char* code, const std::string& text) const {
    return color_ ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
  }

 private:
  bool color_;
};

std::string Diff(const std::string& diff, const Painter& paint) {
  std::string text;
  for (std::size_t begin = 0; begin < diff.size();) {
    const std::size_t end = std::min(diff.find('\n', begin), diff.size());
    const std::string line = diff.substr(begin, end - begin);
    const char* code = line.starts_with("+") ? "32" : line.starts_with("-") ? "31" : nullptr;
    text += "  " + (code != nullptr ? paint(code, line) : line) + "\n";
    begin = end + 1;
  }
  return text;
}

std::string Rows(const ChainLink& link, const Painter& paint) {
  std::string text;
  for (const StatementRow& row : link.statements) {
    const char* verdict = row.matched ? (row.allows ? "allows" : "denies") : "does not apply";
    text += "          " + std::string(row.nearest ? "nearest: " : "") + row.name + ": " + verdict;
    if (const std::string place = row.origin.PlaceText(); !place.empty()) text += "  [" + place + "]";
    text += "\n";
    for (const std::string& note : row.notes) text += "            " + note + "\n";
    for (const ConditionRow& condition : row.conditions) {
      text += "            " + (condition.matched ? paint("32", "ok  ") : paint("31", "FAIL")) + " " + condition.claim +
              "  " + condition.operator_text + "  expected " + JoinedOrAbsent(condition.expected) + "  actual " +
              JoinedOrAbsent(condition.actual) + (condition.note.empty() ? "" : "  (" + condition.note + ")") + "\n";
    }
  }
  return text;
}

}  // namespace

std::string ToText(const ExplainQuestion& question, const ExplainAnswer& answer, const Fix* fix, bool color) {
  const Painter paint(color);
  const std::string verdict = answer.undecided()          ? paint("1;33", "NOT KNOWN")
                              : !answer.allowed           ? paint("1;31", "DENIED")
                              : answer.conditions.empty() ? paint("1;32", "ALLOWED")
                                                          : paint("1;33", "ALLOWED IF");
  std::string text = verdict + "  " + Who(question) + "  " + question.action + "  on  " + question.resource + "\n\n";
  for (const std::string& condition : answer.conditions) text += "  " + paint("1", "If:    ") + condition + "\n";
  if (!answer.conditions.empty()) text += "\n";
  for (const std::string& one : answer.unknown) text += "  " + paint("1", "Not known: ") + one + "\n";
  if (!answer.unknown.empty()) text += "\n";
  if (const ChainLink* failed = answer.failed()) {
    text += "  " + paint("1", "Cause: ") + failed->verdict + " [" + failed->code + "]\n";
    if (const std::string place = failed->origin.Text(); !place.empty()) {
      text += "  " + paint("1", "Where: ") + place + "\n";
    }
    if (fix != nullptr) {
      text += "  " + paint("1", "Fix:   ") + fix->summary + "\n";
      if (!fix->next.empty()) text += "         After it the next thing that fails: " + fix->next + "\n";
      if (!fix->diff.empty()) text += "\n" + Diff(fix->diff, paint);
      if (!fix->json_patch.empty()) text += "\n  " + fix->document + ":\n  " + fix->json_patch + "\n";
    } else if (!answer.advice.empty()) {
      text += "  " + paint("1", "Fix:   ") + answer.advice + "\n";
    }
    text += "\n";
  }
  for (const ChainLink& link : answer.links) {
    const std::string mark = !link.reached ? "  -   " : link.good ? paint("32", "  ok  ") : paint("31", "  FAIL");
    text += mark + "  " + Padded(link.name) + link.verdict + "\n";
    for (const std::string& line : link.details) text += "          " + line + "\n";
    text += Rows(link, paint);
  }
  for (const std::string& remark : question.remarks) text += "\n  Note: " + remark + "\n";
  return text;
}

}  // namespace rolecall::access
