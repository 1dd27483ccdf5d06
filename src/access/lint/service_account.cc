// Rules about service accounts, and about the annotations that the pod identity webhook reads.
#include <algorithm>
#include <boost/json.hpp>

#include "access/lint/manifest.h"
#include "base/text.h"
#include "diag/diagnostic.h"
#include "json/pointer.h"
#include "kube/json_patch.h"

namespace rolecall::access {
namespace {

constexpr std::int64_t kMaxTokenExpiration = 86400;
constexpr std::string_view kAnnotations = "/metadata/annotations";

std::string PointerOf(const std::string& base, std::string_view key) { return base + "/" + json::PointerToken(key); }

// What is wrong with a text that should be a role's ARN.
std::string WhyNoRole(const std::string& text) {
  if (text.find_first_of(" \t\n") != std::string::npos) return "it has blanks";
  if (text.rfind("arn:", 0) != 0) return "it is no ARN";
  if (text.find(":role/") == std::string::npos) return "it is not the ARN of a role";
  return "it is not of the form arn:aws:iam::ACCOUNT:role/NAME, with an account of twelve digits";
}

void LintRole(const ManifestObject& object, const ManifestFacts& facts, const std::string& key) {
  const boost::json::value* value = At(object.value, {"metadata", "annotations", key});
  if (value == nullptr) return;
  const std::string pointer = PointerOf(std::string(kAnnotations), key);
  if (!value->is_string()) {
    object.Add("role-annotation-form", pointer, "the value of an annotation is text: the API server refuses this one");
    return;
  }
  const std::string role(value->as_string());
  if (kube::IsRoleArn(role) || (facts.settings.compose_role_arn && role.find(':') == std::string::npos)) return;
  LintFinding& finding = object.Add("role-annotation-form", pointer,
                                    "\"" + role + "\" does not name a role: " + WhyNoRole(role) +
                                        ". The webhook injects it as it is, and STS refuses it");
  std::string trimmed = role;
  std::erase_if(trimmed, [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
  if (!kube::IsRoleArn(trimmed)) return;
  finding.suggestion = trimmed;
  object.Replace(finding, pointer, trimmed);
}

void LintAudience(const ManifestObject& object, const ManifestFacts& facts, const std::string& key) {
  const boost::json::value* value = At(object.value, {"metadata", "annotations", key});
  if (value == nullptr || !value->is_string()) return;
  const std::string audience(value->as_string());
  const std::string pointer = PointerOf(std::string(kAnnotations), key);
  const std::string& usual = facts.settings.token_audience;
  if (audience.empty()) {
    object.Add("role-annotation-audience", pointer,
               "the audience is empty: tokens are then for the API server, and STS refuses them", usual);
  } else if (audience != usual && diag::DidYouMean(audience, {usual})) {
    LintFinding& finding = object.Add("role-annotation-audience", pointer,
                                      "\"" + audience + "\" is probably meant to be " + usual +
                                          ": providers hardly have another audience that is so like it",
                                      usual);
    object.Replace(finding, pointer, usual);
  }
}

void LintRegional(const ManifestObject& object, const std::string& key) {
  const boost::json::value* value = At(object.value, {"metadata", "annotations", key});
  if (value == nullptr || !value->is_string()) return;
  const std::string text(value->as_string());
  const std::string pointer = PointerOf(std::string(kAnnotations), key);
  const std::optional<bool> regional = ParseBool(text);
  if (regional == false) {
    object.Add("role-annotation-sts-global", pointer,
               "pods then use the global STS endpoint: slower, and not there in regions that are opted into", "true");
  }
  if (regional) return;
  object.Add("role-annotation-sts-regional", pointer,
             "\"" + text + "\" is neither true nor false: the webhook's default is used", "\"true\"");
}

}  // namespace

void LintTokenExpiration(const ManifestObject& object, const ManifestFacts& facts, const boost::json::value& holder,
                         const std::string& base) {
  const std::string key = facts.settings.annotation_prefix + "/token-expiration";
  const boost::json::value* value = At(holder, {key});
  if (value == nullptr) return;
  const std::string pointer = PointerOf(base, key);
  if (!value->is_string()) {
    LintFinding& finding = object.Add("role-annotation-expiration", pointer,
                                      "the value of an annotation is text: the API server refuses a number");
    if (value->is_int64()) {
      finding.suggestion = "\"" + std::to_string(value->as_int64()) + "\"";
      object.Replace(finding, pointer, finding.suggestion);
    }
    return;
  }
  const std::string text(value->as_string());
  const auto seconds = ParseInt<std::int64_t>(std::string_view(text).substr(text.starts_with('+') ? 1 : 0));
  if (!seconds) {
    object.Add("role-annotation-expiration", pointer,
               "\"" + text + "\" is no number of seconds: the webhook's default is used");
  } else if (*seconds < kube::kMinTokenExpiration) {
    LintFinding& finding =
        object.Add("role-annotation-expiration", pointer,
                   text + " seconds are less than the API server allows: the webhook takes 600", "\"600\"");
    object.Replace(finding, pointer, "\"600\"");
  } else if (*seconds > kMaxTokenExpiration) {
    object.Add("role-annotation-expiration", pointer,
               text + " seconds are more than a day: clusters limit the lifetime of tokens to 86400", "\"86400\"");
  }
}

void LintAnnotationNames(const ManifestObject& object, const ManifestFacts& facts, const boost::json::value& holder,
                         const std::string& base, bool service_account) {
  const boost::json::object* annotations = holder.if_object();
  if (annotations == nullptr) return;
  const std::string prefix = facts.settings.annotation_prefix + "/";
  std::vector<std::string> known;
  const std::vector<const char*> names =
      service_account ? std::vector<const char*>{"role-arn", "audience", "sts-regional-endpoints", "token-expiration"}
                      : std::vector<const char*>{"token-expiration", "skip-containers"};
  known.reserve(names.size());
  for (const char* name : names) known.push_back(prefix + name);
  for (const auto& [name, value] : *annotations) {
    const std::string key(name);
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    if (!service_account && key == prefix + "role-arn") {
      object.Add("role-annotation-kind", PointerOf(base, key),
                 "the webhook reads the role from the service account, not from " + object.kind() + " objects",
                 "annotate the service account", true);
      continue;
    }
    // Another tool's annotations are not ours to judge, unless they are all but equal.
    const std::size_t slash = key.find('/');
    const bool ours = key.rfind(prefix, 0) == 0;
    const std::string host = key.substr(0, slash);
    const bool like_ours = slash != std::string::npos && diag::DidYouMean(host, {facts.settings.annotation_prefix}) &&
                           host.size() + 4 > facts.settings.annotation_prefix.size();
    if (!ours && !like_ours) continue;
    const std::optional<std::string> meant = diag::DidYouMean(key, known);
    if (!meant) continue;
    LintFinding& finding =
        object.Add("role-annotation-key", PointerOf(base, key),
                   "the webhook does not know the annotation " + key + ": it has no effect", *meant, true);
    if (!annotations->contains(*meant)) object.Replace(finding, PointerOf(base, key), *meant, true);
  }
}

void LintServiceAccount(const ManifestObject& object, const ManifestFacts& facts) {
  const std::string prefix = facts.settings.annotation_prefix + "/";
  const boost::json::value* annotations = At(object.value, {"metadata", "annotations"});
  if (annotations == nullptr) return;
  const std::string base(kAnnotations);
  LintRole(object, facts, prefix + "role-arn");
  LintAudience(object, facts, prefix + "audience");
  LintRegional(object, prefix + "sts-regional-endpoints");
  LintTokenExpiration(object, facts, *annotations, base);
  LintAnnotationNames(object, facts, *annotations, base, true);
}

}  // namespace rolecall::access
