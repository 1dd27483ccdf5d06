#include "access/review/review.h"

#include <algorithm>
#include <boost/json.hpp>

#include "access/explain/explain.h"
#include "access/explain/question.h"
#include "access/lint/model.h"

namespace rolecall::access {
namespace {

constexpr std::size_t kMostLines = 200;  // of one part of a comment: services refuse comments that are too long

std::string Counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

// Text that means itself in Markdown.
std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]<>|#").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string Folded(const std::string& title, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  std::string text = "<details><summary>" + title + "</summary>\n\n";
  for (std::size_t i = 0; i < lines.size() && i < kMostLines; ++i) text += "- " + lines[i] + "\n";
  if (lines.size() > kMostLines) text += "- … and " + std::to_string(lines.size() - kMostLines) + " more\n";
  return text + "\n</details>\n\n";
}

// Text as it stands, whatever fences are in it.
std::string Fenced(const std::string& text) {
  std::string fence = "```";
  while (text.find(fence) != std::string::npos) fence += '`';
  return fence + "text\n" + text + fence + "\n";
}

std::string Summary(const Review& review) {
  const LintCount count = CountOf(review.lint);
  const std::size_t changes = review.access.changes.size() + review.access.openings.size();
  return Counted(changes, "change of access", "changes of access") + ", " +
         Counted(static_cast<std::size_t>(count.errors), "error", "errors") + ", " +
         Counted(static_cast<std::size_t>(count.warnings), "warning", "warnings") + ", " +
         Counted(review.unknown.size(), "thing not known", "things not known");
}

std::string FindingLine(const LintFinding& finding) {
  std::string line = "**" + std::string(policy::SeverityName(finding.rule->severity)) + "** `" +
                     std::string(finding.rule->code) + "` " + Escaped(finding.message) + " — " +
                     Escaped(finding.address.empty() ? finding.subject : finding.address);
  if (finding.demonstration) line += "<br>shown: " + Escaped(policy::DescribeDemonstration(*finding.demonstration));
  if (!finding.suggestion.empty()) line += "<br>instead: " + Escaped(finding.suggestion);
  return line;
}

}  // namespace

Review MakeReview(const ReviewedDocument& document, const kube::WebhookSettings& settings) {
  Review review{document.file, document.is_plan, document.errored, document.resources, {}, {}, {}, {}};
  if (document.is_plan) {
    review.access = CompareAccess(document.before, document.after);
    review.lint = NewFindings(document.before, document.after, settings, {});
  } else {
    LintModel(document.after, settings, review.lint);
  }
  SortFindings(review.lint);
  for (const LintUnknown& unknown : review.lint.unknowns) review.unknown.push_back(unknown.Text());
  if (document.errored) review.unknown.push_back("the plan was made with errors: what is missing in it is not seen");
  for (const std::string& gap : document.after.gaps) {
    // Documents are told by lint already.
    if (!gap.starts_with("of the ")) review.unknown.push_back(gap);
  }
  return review;
}

std::optional<ReviewQuestion> ParseReviewQuestion(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; (begin = text.find_first_not_of(" ,", begin)) != std::string::npos && words.size() < 4;) {
    const std::size_t end = std::min(text.find_first_of(" ,", begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  const auto account = words.size() == 3 ? kube::ParseServiceAccountName(words[0]) : std::nullopt;
  if (!account || words[1].find(':') == std::string::npos) return std::nullopt;
  if (words[2] != "*" && !words[2].starts_with("arn:")) return std::nullopt;
  return ReviewQuestion{*account, words[1], words[2]};
}

void ExplainInReview(const ReviewedDocument& document, const ReviewQuestion& asked,
                     const kube::WebhookSettings& settings, std::int64_t now, Review& review) {
  const ExplainQuestion question =
      QuestionAbout(document.after, asked.account, asked.action, asked.resource, settings, now);
  const ExplainAnswer answer = Explain(question);
  review.explained.push_back({ToText(question, answer, nullptr, false), ToJson(question, answer, nullptr)});
}

std::string ReviewText(const std::vector<Review>& reviews, bool color) {
  std::string text;
  for (const Review& review : reviews) {
    text += (text.empty() ? "" : "\n") + review.file + (review.is_plan ? " (plan): " : " (state): ") + Summary(review) +
            "\n";
    const std::string access = AccessText(review.access, color);
    if (!access.empty()) text += access;
    text += "\n" + LintText(review.lint, {.color = color});
    for (const std::string& unknown : review.unknown) text += "Note: not known: " + unknown + "\n";
    for (const Review::Explained& one : review.explained) text += "\n" + one.text;
  }
  return text;
}

std::string ReviewJson(const std::vector<Review>& reviews) {
  boost::json::array files;
  for (const Review& review : reviews) {
    boost::json::object one{{"file", review.file}, {"kind", review.is_plan ? "plan" : "state"}};
    const std::string access = AccessJson(review.access);
    one["access"] = access.empty() ? boost::json::value(nullptr) : boost::json::parse(access);
    one["lint"] = boost::json::parse(LintJson(review.lint));
    one["unknown"] = boost::json::array(review.unknown.begin(), review.unknown.end());
    boost::json::array explained;
    for (const Review::Explained& answer : review.explained) explained.push_back(boost::json::parse(answer.json));
    if (!explained.empty()) one["explain"] = std::move(explained);
    files.push_back(std::move(one));
  }
  return boost::json::serialize(boost::json::object{{"format_version", "1.0"}, {"files", std::move(files)}}) + "\n";
}

std::string ReviewMarkdown(const std::vector<Review>& reviews) {
  std::string text = std::string(kReviewAnchor) + "\n### Access of service accounts\n\n";
  for (const Review& review : reviews) {
    text += "**" + Escaped(review.file) + "**: " + Summary(review) + "\n\n";
    std::vector<std::string> access, findings, hints, unknown;
    for (const AccessLine& line : AccessLines(review.access)) access.push_back(Escaped(line.message));
    for (const LintFinding& finding : review.lint.findings) {
      if (finding.suppressed) continue;
      const bool is_hint = finding.rule->severity == policy::FindingSeverity::kHint;
      (is_hint ? hints : findings).push_back(FindingLine(finding));
    }
    for (const std::string& one : review.unknown) unknown.push_back(Escaped(one));
    text += Folded("Changes of access", access) + Folded("Findings", findings) + Folded("Hints", hints) +
            Folded("Not known", unknown);
    for (const Review::Explained& one : review.explained) {
      text += "<details><summary>" + Escaped(one.text.substr(0, one.text.find('\n'))) + "</summary>\n\n" +
              Fenced(one.text) + "\n</details>\n\n";
    }
  }
  return text;
}

LintReport JoinedLint(const std::vector<Review>& reviews) {
  LintReport joined;
  for (const Review& review : reviews) {
    joined.findings.insert(joined.findings.end(), review.lint.findings.begin(), review.lint.findings.end());
    joined.unknowns.insert(joined.unknowns.end(), review.lint.unknowns.begin(), review.lint.unknowns.end());
    joined.documents += review.lint.documents;
  }
  return joined;
}

}  // namespace rolecall::access
