#include "kube/injection/admission.h"

#include <array>
#include <memory_resource>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

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

// Reads the question. What cannot be read is answered; else nothing.
std::optional<ReviewAnswer> ReadQuestion(std::string_view body, std::pmr::memory_resource* memory, ReviewView& review) {
  if (body.empty()) return Refuse(review, "unreadable", "bad content");
  if (body.size() > kMaxReviewBytes) {
    return Refuse(review, "too_large", "the review is larger than the limit of 3 MiB");
  }
  ReadReview(body, memory, review);
  if (!review.problem.empty()) return Refuse(review, "unreadable", review.problem);
  return std::nullopt;
}

// Each role once: what containers with a token have, or else the account's.
std::set<std::string, std::less<>> RolesOf(const PodView& pod, const PodIdentity& identity) {
  std::set<std::string, std::less<>> roles;
  for (const auto* list : {&pod.init_containers, &pod.containers}) {
    for (const ContainerView& container : *list) {
      const std::string_view role = container.ValueOf(Variable::kRoleArn);
      if (!role.empty() && container.Defines(Variable::kTokenFile) && roles.size() < kMaxWarnings) roles.emplace(role);
    }
  }
  if (roles.empty() && !identity.role_arn.empty()) roles.insert(identity.role_arn);
  return roles;
}

ReviewAnswer AllowWith(const ReviewView& review, std::string_view reason, const std::vector<std::string>& warnings) {
  AnswerText answer(review);
  answer.Raw(R"(,"allowed":true)");
  for (std::size_t i = 0; i < warnings.size(); ++i) answer.Raw(i == 0 ? R"(,"warnings":[)" : ",").Text(warnings[i]);
  if (!warnings.empty()) answer.Raw("]");
  return {answer.Finish(), false, reason, warnings.size()};
}

}  // namespace

ReviewAnswer ReviewRoles(std::string_view body, const IdentitySource& source, const WebhookSettings& settings,
                         const JudgeRole& judge, bool only_warns) {
  std::array<std::byte, 8192> first;
  std::pmr::monotonic_buffer_resource memory(first.data(), first.size());
  ReviewView review(&memory);
  if (std::optional<ReviewAnswer> refused = ReadQuestion(body, &memory, review)) return *std::move(refused);
  const PodView& pod = review.pod.pod();
  if (pod.service_account.empty()) return AllowWith(review, "no_service_account", {});
  const ServiceAccountName account(review.space, pod.service_account);
  const PodIdentity identity = IdentityOf(account, source, settings);
  if (identity.method != IdentityMethod::kWebIdentity) {
    return AllowWith(review, identity.reason_code.empty() ? "container_credentials" : identity.reason_code, {});
  }
  std::vector<std::string> warnings;
  bool is_refused = false;
  for (const std::string& role : RolesOf(pod, identity)) {
    RoleVerdict verdict = judge({account, role, identity.audience});
    if (verdict.kind == RoleVerdict::Kind::kYes) continue;
    is_refused |= verdict.kind == RoleVerdict::Kind::kNo;
    const bool is_sure = verdict.kind == RoleVerdict::Kind::kNo;
    warnings.push_back("service account " + account.first + "/" + account.second +
                       (is_sure ? " cannot assume " : " may not be able to assume ") + role + ": " + verdict.why);
  }
  const std::string_view reason = is_refused ? "not_assumable" : "assumable";
  if (!is_refused || only_warns) return AllowWith(review, reason, warnings);
  std::string message;
  for (const std::string& warning : warnings) message += (message.empty() ? "" : "; ") + warning;
  return Refuse(review, reason, message);
}

ReviewAnswer Review(std::string_view body, const IdentitySource& source, const WebhookSettings& settings,
                    Random& random) {
  // One block after the other, given back together.
  std::array<std::byte, 8192> first;
  std::pmr::monotonic_buffer_resource memory(first.data(), first.size());
  ReviewView review(&memory);
  if (std::optional<ReviewAnswer> refused = ReadQuestion(body, &memory, review)) return *std::move(refused);
  const InjectionResult result = Inject(review.pod.pod(), std::string(review.space), source, settings, random);
  if (result.is_too_large) {
    return Refuse(review, "too_large",
                  "the pod has so many containers that with their identity it could not be stored: more than 1 MiB "
                  "would be added");
  }
  return Allow(review, result);
}

}  // namespace rolecall::kube
