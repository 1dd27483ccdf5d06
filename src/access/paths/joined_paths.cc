#include "access/paths/joined_paths.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "access/model/policy_cache.h"
#include "base/text.h"
#include "policy/document/glob.h"

namespace rolecall::access {
namespace {

namespace js = boost::json;
using Kind = TrustOpening::Kind;

class Joiner {
 public:
  Joiner(const IdentityModel& model, const Rbac& rbac) : model_(model), paths_(rbac) {
    for (const ServiceAccount& one : model.service_accounts) accounts_.insert({one.namespace_name, one.name});
    accounts_.insert(rbac.accounts().begin(), rbac.accounts().end());
  }

  JoinedPaths Run(const WhoCanAnswer& answer, const std::string& region) {
    std::set<std::string> targets;
    for (const Path& path : answer.paths) {
      if (path.is_user) targets.insert(path.opening.who);
      if (path.role != nullptr) targets.insert(path.role->arn);
      for (const Role* role : path.chain) targets.insert(role->arn);
      if (path.role != nullptr) AddOpening(path.opening, path.role->arn);
    }
    joined_.account = EscalationsTo(model_, {targets.begin(), targets.end()}, region);
    for (const Escalation& one : joined_.account.found) {
      if (const Role* role = model_.FindRole(one.who)) AddOpenings(*role);
    }
    if (!joined_.account.complete) joined_.notes.push_back("there are more escalations in the account than were tried");
    return std::move(joined_);
  }

 private:
  void AddOpenings(const Role& role) {
    if (!role.trust.known) return;
    const auto trust = cache_.Get(role.trust, policy::DocumentKind::kTrust);
    if (trust == nullptr) return;
    for (const TrustOpening& opening : OpeningsOf(policy::DocumentOf(*trust))) AddOpening(opening, role.arn);
  }

  bool LetsIn(const TrustOpening& opening, const kube::ServiceAccountName& account) const {
    switch (opening.kind) {
      case Kind::kServiceAccount: return opening.who == account.first + "/" + account.second;
      case Kind::kNamespace: return opening.who == account.first;
      case Kind::kCluster: return true;
      case Kind::kPattern:
        return policy::GlobMatch(policy::ToPattern(opening.who),
                                 "system:serviceaccount:" + account.first + ":" + account.second);
      case Kind::kTokens:
      case Kind::kPrincipal:
      case Kind::kAccount:
      case Kind::kEveryone:
      case Kind::kService: return false;
    }
    return false;
  }

  void AddOpening(const TrustOpening& opening, const std::string& role) {
    if (opening.provider.empty()) return;
    if (opening.kind == Kind::kServiceAccount) {
      if (const auto account = kube::ParseServiceAccountName(opening.who)) AddAccount(*account, role);
      return;
    }
    for (const kube::ServiceAccountName& account : accounts_) {
      if (LetsIn(opening, account)) AddAccount(account, role);
    }
  }

  void AddAccount(const kube::ServiceAccountName& account, const std::string& role) {
    const std::string name = account.first + "/" + account.second;
    if (!seen_.insert(name + " " + role).second) return;
    joined_.cluster.push_back({name, role, paths_.To(account)});
  }

  const IdentityModel& model_;
  const ClusterPaths paths_;
  PolicyCache cache_;
  std::set<kube::ServiceAccountName> accounts_;
  std::set<std::string> seen_;
  JoinedPaths joined_;
};

std::string StepText(const TakeoverStep& step) {
  return step.method + " (" + step.means + "; " + step.by + ") → " + step.into;
}

std::string StepText(const EscalationStep& step) {
  std::string text = step.method + " (" + step.means + ")";
  if (!step.into.empty()) text += " → " + step.into;
  if (!step.conditions.empty()) text += " if " + Join(step.conditions, " and ");
  return text;
}

template <typename Chain>
std::string ChainText(const Chain& chain) {
  std::string text = "      " + chain.who + "\n";
  for (const auto& step : chain.steps) text += "        " + StepText(step) + "\n";
  return text;
}

js::object StepJson(const TakeoverStep& step) {
  return {{"method", step.method}, {"means", step.means}, {"by", step.by}, {"into", step.into}};
}

js::object StepJson(const EscalationStep& step) {
  js::object one{{"method", step.method}, {"means", step.means}};
  if (!step.into.empty()) one["into"] = step.into;
  if (!step.conditions.empty()) one["if"] = js::array(step.conditions.begin(), step.conditions.end());
  return one;
}

template <typename Chain>
js::array ChainsJson(const std::vector<Chain>& chains) {
  js::array list;
  for (const Chain& chain : chains) {
    js::array steps;
    for (const auto& step : chain.steps) steps.push_back(StepJson(step));
    list.push_back(js::object{{"who", chain.who}, {"steps", std::move(steps)}});
  }
  return list;
}

}  // namespace

JoinedPaths JoinPaths(const WhoCanAnswer& answer, const IdentityModel& model, const Rbac& rbac,
                      const std::string& region) {
  JoinedPaths joined = Joiner(model, rbac).Run(answer, region);
  if (rbac.empty()) joined.notes.push_back("no RBAC object is given: who can become a service account is not known");
  joined.notes.insert(joined.notes.end(), rbac.gaps().begin(), rbac.gaps().end());
  return joined;
}

std::string TakeoversJson(const kube::ServiceAccountName& account, const Rbac& rbac) {
  return js::serialize(js::object{{"account", account.first + "/" + account.second},
                                  {"known", !rbac.empty()},
                                  {"takeovers", ChainsJson(ClusterPaths(rbac).To(account))},
                                  {"notes", js::array(rbac.gaps().begin(), rbac.gaps().end())}});
}

std::string ToText(const JoinedPaths& paths) {
  std::string text;
  if (!paths.account.found.empty()) text += "  Who can escalate to them in the account\n";
  for (const Escalation& one : paths.account.found) text += ChainText(one);
  if (!paths.account.found.empty()) text += "\n";
  if (!paths.cluster.empty()) text += "  Who can become their service accounts in the cluster\n";
  for (const JoinedPaths::AccountRole& one : paths.cluster) {
    text += "    " + one.account + ", as " + one.role + "\n";
    if (one.takeovers.empty()) text += "      nobody that is known here\n";
    for (const Takeover& takeover : one.takeovers) text += ChainText(takeover);
  }
  if (!paths.cluster.empty()) text += "\n";
  for (const std::string& note : paths.notes) text += "  Note: " + note + "\n";
  return text;
}

void AddJson(const JoinedPaths& paths, js::object& whole) {
  js::array cluster;
  for (const JoinedPaths::AccountRole& one : paths.cluster) {
    cluster.push_back(
        js::object{{"service_account", one.account}, {"role", one.role}, {"takeovers", ChainsJson(one.takeovers)}});
  }
  whole["cluster"] = std::move(cluster);
  whole["account"] = ChainsJson(paths.account.found);
  whole["paths_complete"] = paths.account.complete;
  if (!paths.notes.empty()) whole["path_notes"] = js::array(paths.notes.begin(), paths.notes.end());
}

}  // namespace rolecall::access
