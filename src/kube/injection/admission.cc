#include "kube/injection/admission.h"

#include <array>
#include <memory_resource>
#include <string>

#include "base/encoding.h"
#include "kube/injection/injection.h"
#include "kube/injection/review_view.h"

namespace rolecall::kube {
namespace {

// The answer's text, member by member.
class AnswerText {
 public:
  explicit AnswerText(const ReviewView& review, std::size_t patch_bytes = 0) {
    out_.reserve(512 + patch_bytes);
    out_ += R"({"kind":)";
    AppendJsonText(out_, review.kind);
    out_ += R"(,"apiVersion":)";
    AppendJsonText(out_, review.version);
    out_ += R"(,"response":{"uid":)";
    AppendJsonText(out_, review.uid);
  }
  AnswerText& Raw(std::string_view json) {
    out_ += json;
    return *this;
  }
  AnswerText& Text(std::string_view text) {
    AppendJsonText(out_, text);
    return *this;
  }
  std::string Finish() {
    out_ += "}}";
    return std::move(out_);
  }

 private:
  std::string out_;
};

ReviewAnswer Refuse(const ReviewView& review, std::string_view reason, std::string_view message) {
  AnswerText answer(review);
  answer.Raw(R"(,"allowed":false,"status":{"metadata":{},"message":)").Text(message).Raw("}");
  return {answer.Finish(), false, reason, 0};
}

// What the audit log shows of a pod that was changed: values are short, and name no secret.
std::string Described(const InjectionResult& result, const ReviewView& review) {
  std::string text = result.identity.method == IdentityMethod::kWebIdentity
                         ? "web identity, role " + result.identity.role_arn
                         : std::string("EKS Pod Identity");
  text += " of service account ";
  text += review.space;
  text += '/';
  text += review.pod.pod().service_account;
  return text;
}

std::string_view ReasonOf(const InjectionResult& result) {
  if (result.identity.method == IdentityMethod::kNone) return result.identity.reason_code;
  if (result.patch.empty()) return "complete";
  return result.identity.method == IdentityMethod::kWebIdentity ? "web_identity" : "container_credentials";
}

ReviewAnswer Allow(const ReviewView& review, const InjectionResult& result) {
  const std::string patch = result.patch.empty() ? "" : Base64Encode(FormatPatch(result.patch));
  AnswerText answer(review, patch.size());
  answer.Raw(R"(,"allowed":true)");
  for (std::size_t i = 0; i < result.warnings.size(); ++i) {
    answer.Raw(i == 0 ? R"(,"warnings":[)" : ",").Text(result.warnings[i]);
  }
  if (!result.warnings.empty()) answer.Raw("]");
  if (result.patch.empty()) {
    const bool is_complete = result.identity.method != IdentityMethod::kNone;
    answer.Raw(R"(,"auditAnnotations":{"not-mutated":)")
        .Text(is_complete ? "nothing is missing: " + Described(result, review) : result.identity.reason)
        .Raw("}");
  } else {
    answer.Raw(R"(,"auditAnnotations":{"mutated":)").Text(Described(result, review));
    answer.Raw(R"(},"patch":")").Raw(patch).Raw(R"(","patchType":"JSONPatch")");
  }
  return {answer.Finish(), !result.patch.empty(), ReasonOf(result), result.warnings.size()};
}

}  // namespace

ReviewAnswer Review(std::string_view body, const IdentitySource& source, const WebhookSettings& settings,
                    Random& random) {
  // One block after the other, given back together.
  std::array<std::byte, 8192> first;
  std::pmr::monotonic_buffer_resource memory(first.data(), first.size());
  ReviewView review(&memory);
  if (body.empty()) return Refuse(review, "unreadable", "bad content");
  if (body.size() > kMaxReviewBytes) {
    return Refuse(review, "too_large", "the review is larger than the limit of 3 MiB");
  }
  ReadReview(body, &memory, review);
  if (!review.problem.empty()) return Refuse(review, "unreadable", review.problem);
  const InjectionResult result = Inject(review.pod.pod(), std::string(review.space), source, settings, random);
  if (result.is_too_large) {
    return Refuse(review, "too_large",
                  "the pod has so many containers that with their identity it could not be stored: more than 1 MiB "
                  "would be added");
  }
  return Allow(review, result);
}

}  // namespace rolecall::kube
