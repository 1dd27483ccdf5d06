#include "access/explain/explain.h"

#include <algorithm>
#include <map>

#include "access/explain/chain.h"
#include "policy/document/document.h"

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

// Adds links in order; after the first that fails, the others are not reached.
class Collector {
 public:
  explicit Collector(ExplainAnswer& answer) : answer_(answer) {}

  template <typename Check>
  void Add(const char* name, Check&& check) {
    if (failed_) {
      ChainLink skipped;
      skipped.name = name;
      skipped.reached = false;
      skipped.verdict = "not reached";
      return answer_.links.push_back(std::move(skipped));
    }
    ChainLink link = check();
    link.name = name;
    failed_ = !link.good;
    answer_.links.push_back(std::move(link));
  }

  bool failed() const { return failed_; }

 private:
  ExplainAnswer& answer_;
  bool failed_ = false;
};

}  // namespace

ChainLink Good(std::string name, std::string verdict) {
  ChainLink link;
  link.name = std::move(name);
  link.good = true;
  link.verdict = std::move(verdict);
  return link;
}

ChainLink Bad(std::string name, std::string code, std::string verdict, Origin origin) {
  ChainLink link;
  link.name = std::move(name);
  link.code = std::move(code);
  link.verdict = std::move(verdict);
  link.origin = std::move(origin);
  return link;
}

const ChainLink* ExplainAnswer::failed() const {
  const auto found =
      std::find_if(links.begin(), links.end(), [](const ChainLink& link) { return link.reached && !link.good; });
  return found == links.end() ? nullptr : &*found;
}

ExplainAnswer Explain(const ExplainQuestion& question) {
  ExplainAnswer answer;
  ChainState state{question};
  Collector chain(answer);
  const bool assumes = question.principal_arn.empty() && question.account.has_value();
  if (assumes) {
    chain.Add("service account", [&] { return CheckAnnotation(state); });
    chain.Add("role", [&] { return CheckRole(state); });
    chain.Add("provider", [&] { return CheckProvider(state); });
    chain.Add("token", [&] { return CheckToken(state); });
    chain.Add("trust policy", [&] { return CheckTrust(state); });
  } else if (question.principal_arn.empty()) {
    chain.Add("role", [&] { return CheckRole(state); });
  }
  std::optional<Permissions> permissions;
  if (!chain.failed()) permissions.emplace(state);
  if (assumes || !question.session_policies.empty()) {
    chain.Add("session", [&] { return permissions->CheckSession(); });
  }
  chain.Add("permissions", [&] { return permissions->CheckIdentity(); });
  chain.Add("resource policy", [&] { return permissions->CheckResource(); });
  answer.allowed = !chain.failed();
  answer.advice = std::move(state.advice);
  return answer;
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
