// Review: what a plan of another program changes for service accounts, what lint finds in it, and what is not known.
//
//   Review review = MakeReview(std::move(document), settings);
//   out << ReviewText({review}, color);                 // or ReviewJson, ReviewMarkdown; LintSarif(review.lint)
//
// Of a plan lint tells what it brings in, of a state all that it finds. Pure.
#ifndef ROLECALL_ACCESS_REVIEW_REVIEW_H_
#define ROLECALL_ACCESS_REVIEW_REVIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/change/access_change.h"
#include "access/lint/lint.h"
#include "access/review/plan_document.h"
#include "kube/service_account.h"
#include "kube/webhook_settings.h"

namespace rolecall::access {

struct Review {
  std::string file;
  bool is_plan = false, errored = false;
  int resources = 0;
  AccessChanges access;
  LintReport lint;
  std::vector<std::string> unknown;  // sentences
  struct Explained {
    std::string text, json;  // as `explain` tells it
  };
  std::vector<Explained> explained;  // what was asked about it
};

Review MakeReview(const ReviewedDocument& document, const kube::WebhookSettings& settings);

// A question about what the document leaves: may this service account do that?
struct ReviewQuestion {
  kube::ServiceAccountName account;
  std::string action, resource;
};
// "NAMESPACE/NAME ACTION ARN", with blanks or commas between; nothing if it is not of that form.
std::optional<ReviewQuestion> ParseReviewQuestion(const std::string& text);
// Adds its answer. `now`: Unix seconds.
void ExplainInReview(const ReviewedDocument& document, const ReviewQuestion& question,
                     const kube::WebhookSettings& settings, std::int64_t now, Review& review);

std::string ReviewText(const std::vector<Review>& reviews, bool color);
std::string ReviewJson(const std::vector<Review>& reviews);
// For a comment on a pull request: folded, and with the same first line each time, by which a comment is found again.
inline constexpr const char* kReviewAnchor = "<!-- rolecall-review -->";
std::string ReviewMarkdown(const std::vector<Review>& reviews);
// All findings in one report, for SARIF.
LintReport JoinedLint(const std::vector<Review>& reviews);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_REVIEW_REVIEW_H_
