#include "access/paths/account_paths.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>

#include "access/model/caller_context.h"
#include "access/model/caller_side.h"
#include "access/model/policy_cache.h"
#include "access/model/resource_policy.h"
#include "access/model/trust_opening.h"
#include "embedded/table.h"
#include "partition/partition.h"
#include "policy/explain/judge.h"

namespace rolecall::access {
namespace {

struct Method {
  std::string name, kind, service, means;
  std::vector<std::string> actions;
};

const std::vector<Method>& Methods() {
  static const auto* const kMethods = [] {
    auto* methods = new std::vector<Method>();
    for (const embedded::Row& row : embedded::ReadTable(
             "escalation-methods.tsv", {"method", "kind", "service", "actions", "means", "everywhere"})) {
      methods->push_back({std::string(row[0]), std::string(row[1]), std::string(row[2]), std::string(row[4]),
                          embedded::Words(row[3])});
    }
    return methods;
  }();
  return *kMethods;
}

// Somebody of the account, with its own side.
struct Node {
  std::string arn;
  const Role* role = nullptr;
  const Member* user = nullptr;
  CallerSide side;
};

class Walk {
 public:
  Walk(const IdentityModel& model, const std::string& region) : model_(model), region_(region) {
    for (const Role& role : model.roles) {
      nodes_.push_back({role.arn, &role, nullptr, CallerSideOf(model, role, cache_)});
    }
    for (const Member& user : model.users) {
      nodes_.push_back({user.arn, nullptr, &user, CallerSideOf(model, user, cache_)});
    }
  }

  Escalations Run(const std::vector<std::string>& targets) {
    std::deque<const Node*> open;
    for (const Node& node : nodes_) {
      if (std::find(targets.begin(), targets.end(), node.arn) == targets.end()) continue;
      chains_[&node] = {};
      open.push_back(&node);
    }
    for (const Node& node : nodes_) {
      if (chains_.contains(&node)) continue;
      std::optional<EscalationStep> step = StepToItself(node);
      if (!step) continue;
      chains_[&node] = {*std::move(step)};
      open.push_back(&node);
    }
    while (!open.empty()) {
      const Node& reached = *open.front();
      open.pop_front();
      if (chains_[&reached].size() == kLongestEscalation) continue;
      for (const Node& node : nodes_) {
        if (chains_.contains(&node)) continue;
        std::optional<EscalationStep> step = StepInto(node, reached);
        if (!step) continue;
        std::vector<EscalationStep> chain{*std::move(step)};
        chain.insert(chain.end(), chains_[&reached].begin(), chains_[&reached].end());
        chains_[&node] = std::move(chain);
        open.push_back(&node);
      }
    }
    return Found();
  }

 private:
  Escalations Found() {
    Escalations escalations;
    escalations.complete = decisions_ <= kMostEscalationDecisions;
    for (const Node& node : nodes_) {
      const auto chain = chains_.find(&node);
      if (chain != chains_.end() && !chain->second.empty()) escalations.found.push_back({node.arn, chain->second});
    }
    std::stable_sort(escalations.found.begin(), escalations.found.end(),
                     [](const Escalation& a, const Escalation& b) { return a.steps.size() < b.steps.size(); });
    return escalations;
  }

  // Whether the node may do it; adds conditions.
  bool May(const Node& node, const std::string& action, const std::string& resource,
           std::vector<std::string>& conditions, const std::string& service = "") {
    if (++decisions_ > kMostEscalationDecisions) return false;
    policy::PolicyInputs inputs = node.side.inputs();
    policy::Context context = node.side.context;
    AddResourceKeys(model_, action, resource, region_, context);
    if (!service.empty()) context.Set("iam:PassedToService", service);
    const ResourcePolicy own = ResourcePolicyFor(model_, action, resource, cache_);
    inputs.resource = own.compiled.get();
    inputs.resource_optional = own.unknown;
    const policy::Judgement judged = policy::Judge(
        inputs, policy::Request(node.side.principal, action, resource, OwnerOfResource(model_, resource), context));
    if (judged.verdict == policy::Verdict::kDenied) return false;
    conditions.insert(conditions.end(), judged.conditions.begin(), judged.conditions.end());
    return true;
  }

  // Things of other services are not in the model: one that nobody names stands for any.
  std::string AnyOf(const std::string& action) const {
    const std::string service = action.substr(0, action.find(':'));
    return partition::OfRegion(region_).arn + service + ":" + (region_.empty() ? "us-east-1" : region_) + ":" +
           model_.account_id + ":any/rolecall-probe-7f3a";
  }

  bool MayAll(const Node& node, const Method& method, std::vector<std::string>& conditions) {
    return std::all_of(method.actions.begin(), method.actions.end(), [&](const std::string& action) {
      return May(node, action, AnyOf(action), conditions) || May(node, action, "*", conditions);
    });
  }

  std::vector<std::string> OwnTargets(const Node& node, const std::string& what) const {
    if (what == "role") return node.role != nullptr ? std::vector<std::string>{node.arn} : std::vector<std::string>{};
    if (what == "user") return node.user != nullptr ? std::vector<std::string>{node.arn} : std::vector<std::string>{};
    std::vector<std::string> targets;
    if (what == "policy") {
      for (const Attachment& one : node.role != nullptr ? node.role->attached : node.user->attached) {
        if (one.policy_arn.find(":iam::aws:") == std::string::npos) targets.push_back(one.policy_arn);
      }
    }
    if (node.user == nullptr || (what != "group" && what != "anygroup")) return targets;
    for (const Member& group : model_.groups) {
      const auto& own = node.user->groups;
      const bool is_in = std::find(own.begin(), own.end(), group.name) != own.end();
      if (what == "anygroup" ? !is_in : is_in) targets.push_back(group.arn);
    }
    return targets;
  }

  std::optional<EscalationStep> StepToItself(const Node& node) {
    for (const Method& method : Methods()) {
      if (method.kind != "self") continue;
      for (const std::string& target : OwnTargets(node, method.service)) {
        EscalationStep step{method.name, method.means, "", {}};
        if (May(node, method.actions.front(), target, step.conditions)) return step;
      }
    }
    return std::nullopt;
  }

  bool Trusts(const Role& role, const std::string& service) {
    const auto [found, is_new] = services_.try_emplace(&role);
    if (is_new && role.trust.known) {
      if (const auto trust = cache_.Get(role.trust, policy::DocumentKind::kTrust)) {
        for (const TrustOpening& opening : OpeningsOf(policy::DocumentOf(*trust))) {
          if (opening.kind == TrustOpening::Kind::kService) found->second.push_back(opening.who);
        }
      }
    }
    return std::find(found->second.begin(), found->second.end(), service) != found->second.end();
  }

  std::optional<EscalationStep> StepInto(const Node& node, const Node& target) {
    for (const Method& method : Methods()) {
      EscalationStep step{method.name, method.means, target.arn, {}};
      if (method.kind == (target.role != nullptr ? "role" : "user")) {
        if (May(node, method.actions.front(), target.arn, step.conditions)) return step;
        continue;
      }
      if (target.role == nullptr || (method.kind != "pass" && method.kind != "run")) continue;
      if (!Trusts(*target.role, method.service)) continue;
      const bool passes =
          method.kind == "run" || May(node, "iam:PassRole", target.arn, step.conditions, method.service);
      if (passes && MayAll(node, method, step.conditions)) return step;
    }
    return std::nullopt;
  }

  const IdentityModel& model_;
  const std::string region_;
  PolicyCache cache_;
  std::vector<Node> nodes_;
  std::map<const Node*, std::vector<EscalationStep>> chains_;
  std::unordered_map<const Role*, std::vector<std::string>> services_;
  std::size_t decisions_ = 0;
};

}  // namespace

Escalations EscalationsTo(const IdentityModel& model, const std::vector<std::string>& targets,
                          const std::string& region) {
  return Walk(model, region).Run(targets);
}

}  // namespace rolecall::access
