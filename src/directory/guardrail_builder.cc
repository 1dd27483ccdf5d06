// Makes the guardrails of a snapshot (guardrails.h); declared in record_kind.h.
#include <algorithm>
#include <unordered_map>

#include "directory/guardrails.h"
#include "directory/record_kind.h"
#include "partition/own_partition.h"

namespace rolecall::directory {
namespace {

constexpr AwsOrganizationPolicy kAwsPolicies[] = {
    {kFullAccessId, "FullAWSAccess", kServiceControl, "Allows access to every operation",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})"},
    {kResourceFullAccessId, "RCPFullAWSAccess", kResourceControl, "Allows access to every resource",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]})"},
};

constexpr int kMostLevels = 16;  // AWS's depth is five below the root: a ring of damaged records ends somewhere

policy::DocumentKind KindOf(std::string_view type) {
  return type == kServiceControl ? policy::DocumentKind::kScp : policy::DocumentKind::kRcp;
}

using CompiledPointer = std::shared_ptr<const policy::CompiledPolicy>;

CompiledPointer CompiledOfAws(std::string_view id) {
  static const auto* const kCompiled = [] {
    auto* compiled = new std::unordered_map<std::string_view, CompiledPointer>();
    for (const AwsOrganizationPolicy& aws : AwsOrganizationPolicies()) {
      compiled->emplace(aws.id, MakeStoredPolicy(std::string(aws.text), KindOf(aws.type), aws.arn()).compiled());
    }
    return compiled;
  }();
  const auto found = kCompiled->find(id);
  return found == kCompiled->end() ? nullptr : found->second;
}

// What stands for what is attached and could not be read: it might have denied.
CompiledPointer DenyingAll(std::string_view type) {
  return MakeStoredPolicy("unreadable", KindOf(type), "a policy that cannot be read").compiled();
}

void DenyAllFor(Guardrails& rails) {
  rails.service_control.push_back({DenyingAll(kServiceControl)});
  rails.resource_control.push_back({DenyingAll(kResourceControl)});
}

// One organization's tree.
class Tree {
 public:
  Tree(const Snapshot& snapshot, const Organization& organization) : snapshot_(snapshot), organization_(organization) {}

  Guardrails Of(const MemberAccount& account) const {
    Guardrails rails;
    rails.organization = organization_.id;
    rails.is_management = account.account == organization_.account;
    std::vector<const std::vector<std::string>*> levels = {&account.attached};
    std::string path;
    std::vector<std::shared_ptr<const OrganizationalUnit>> units;  // keep what `levels` points to
    std::string parent = account.parent;
    for (int depth = 0; parent != organization_.root_id && depth < kMostLevels; ++depth) {
      auto unit = snapshot_.organizational_units.Find(organization_.id + "/" + parent);
      if (unit == nullptr) {  // could not be read
        DenyAllFor(rails);
        break;
      }
      path = unit->id + "/" + path;
      levels.push_back(&unit->attached);
      parent = unit->parent;
      units.push_back(std::move(unit));
    }
    rails.path = organization_.id + "/" + organization_.root_id + "/" + path;
    levels.push_back(&organization_.attached);
    std::reverse(levels.begin(), levels.end());
    for (const auto* attached : levels) AddLevel(*attached, rails);
    return rails;
  }

 private:
  bool IsEnabled(std::string_view type) const {
    return std::find(organization_.policy_types.begin(), organization_.policy_types.end(), type) !=
           organization_.policy_types.end();
  }

  void AddLevel(const std::vector<std::string>& attached, Guardrails& rails) const {
    policy::PolicySet service, resource;
    for (const std::string& id : attached) {
      if (const AwsOrganizationPolicy* aws = FindAwsOrganizationPolicy(id)) {
        (aws->type == kServiceControl ? service : resource).push_back(CompiledOfAws(id));
        continue;
      }
      const auto policy = snapshot_.organization_policies.Find(organization_.id + "/" + id);
      if (policy == nullptr) {
        service.push_back(DenyingAll(kServiceControl));
        resource.push_back(DenyingAll(kResourceControl));
      } else {
        (policy->controls_resources ? resource : service).push_back(policy->content.compiled());
      }
    }
    if (IsEnabled(kServiceControl)) rails.service_control.push_back(std::move(service));
    if (IsEnabled(kResourceControl)) rails.resource_control.push_back(std::move(resource));
  }

  const Snapshot& snapshot_;
  const Organization& organization_;
};

}  // namespace

std::string AwsOrganizationPolicy::arn() const {
  return partition::OwnArn() + "organizations::aws:policy/" +
         std::string(type == kServiceControl ? "service_control_policy/" : "resource_control_policy/").append(id);
}

std::span<const AwsOrganizationPolicy> AwsOrganizationPolicies() { return kAwsPolicies; }

const AwsOrganizationPolicy* FindAwsOrganizationPolicy(std::string_view id) {
  const auto* const found = std::find_if(std::begin(kAwsPolicies), std::end(kAwsPolicies),
                                         [id](const AwsOrganizationPolicy& policy) { return policy.id == id; });
  return found == std::end(kAwsPolicies) ? nullptr : found;
}

void MakeGuardrails(Snapshot& snapshot) {
  snapshot.guardrails = {};
  for (const auto& account : snapshot.member_accounts.Sorted()) {
    const auto organization = snapshot.organizations.Find(account->organization);
    auto rails = std::make_shared<Guardrails>();
    if (organization != nullptr) {
      *rails = Tree(snapshot, *organization).Of(*account);
    } else if (!account->invited) {  // the organization could not be read: only its management account goes on
      DenyAllFor(*rails);
    }
    snapshot.guardrails.Put(account->account, std::move(rails));
  }
}

}  // namespace rolecall::directory
