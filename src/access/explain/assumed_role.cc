#include "access/explain/assumed_role.h"

#include <algorithm>
#include <map>

#include "access/model/token_facts.h"
#include "diag/diagnostic.h"
#include "policy/document/document.h"
#include "policy/document/glob.h"

namespace rolecall::access {
namespace {

constexpr std::string_view kProvider = ":oidc-provider/";

// The issuer that a trust policy names, without scheme and closing slash; "" if it names none.
std::string TrustedIssuer(const Role& role) {
  const std::size_t at = role.trust.text.find(kProvider);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + kProvider.size();
  std::string url = WithoutScheme(role.trust.text.substr(begin, role.trust.text.find('"', begin) - begin));
  while (url.ends_with('/')) url.pop_back();
  return url;
}

}  // namespace

std::vector<std::string> TrustedSubjects(const PolicyDocument& trust) {
  std::vector<std::string> subjects;
  const policy::ParsedDocument parsed = policy::Parse(trust.text, policy::DocumentKind::kTrust);
  if (parsed.malformed) return subjects;
  for (const policy::Statement& statement : parsed.document.statements) {
    for (const policy::Condition& condition : statement.conditions) {
      for (const policy::Text& value : condition.values) {
        if (value.value.find("serviceaccount:") != std::string::npos) subjects.push_back(value.value);
      }
    }
  }
  return subjects;
}

AssumedRole RoleMeantFor(const IdentityModel& model, const kube::ServiceAccountName& account) {
  const std::string wanted = "system:serviceaccount:" + account.first + ":" + account.second;
  const Role* pattern = nullptr;
  const Role* same_name = nullptr;
  std::vector<std::string> all;
  std::vector<const Role*> roles;
  for (const Role& role : model.roles) {
    for (const std::string& subject : TrustedSubjects(role.trust)) {
      if (subject == wanted) return {role.arn, "no manifest is given; its trust policy is for this service account"};
      if (pattern == nullptr && policy::GlobMatch(policy::ToPattern(subject), wanted)) pattern = &role;
      const auto other = AccountOfSubject(subject);
      if (same_name == nullptr && other && other->second == account.second) same_name = &role;
      all.push_back(subject);
      roles.push_back(&role);
    }
  }
  if (pattern != nullptr) return {pattern->arn, "no manifest is given; its trust policy has a pattern for it"};
  if (same_name != nullptr) return {same_name->arn, "no manifest is given; its trust policy is for one of this name"};
  if (const auto near = diag::DidYouMean(wanted, all)) {
    const auto found = std::find(all.begin(), all.end(), *near);
    return {roles[static_cast<std::size_t>(found - all.begin())]->arn,
            "no manifest is given; its trust policy is for " + *near};
  }
  if (model.roles.size() == 1) return {model.roles.front().arn, "no manifest is given; it is the only role"};
  return {};
}

std::string AssumedIssuer(const IdentityModel& model, const Role* role, std::string& source) {
  if (model.providers.size() == 1) {
    source = "of the only OIDC provider, " + model.providers.front().arn;
    return "https://" + model.providers.front().url;
  }
  std::map<std::string, int> votes;
  for (const Role& one : model.roles) {
    if (std::string issuer = TrustedIssuer(one); !issuer.empty()) ++votes[issuer];
  }
  std::string best = role != nullptr ? TrustedIssuer(*role) : std::string();
  for (const auto& [issuer, count] : votes) {
    if (best.empty() || count > votes[best]) best = issuer;
  }
  if (best.empty()) return "";
  source = votes.size() == 1 ? "the only one that trust policies name" : "the one that most trust policies name";
  return "https://" + best;
}

}  // namespace rolecall::access
