#include "policy/access_sets/access_formula.h"

#include <algorithm>

#include "policy/document/arn.h"

namespace rolecall::policy {
namespace {

constexpr const char* kBoundary = "the permissions boundary";
constexpr const char* kSession = "the session policy";
constexpr const char* kScp = "a service control policy";
constexpr const char* kRcp = "a resource control policy";

// The numbers are those of decide/decide.cc.
class Builder {
 public:
  Builder(const AccessSide& side, World& world) : side_(side), world_(world) {}

  AccessFormula Build() {
    const Principal& principal = side_.principal;
    const bool identity = principal.IsIdentity();
    if (side_.inputs.resource != nullptr) AddDenies(*side_.inputs.resource);
    if (identity) AddCallersDenies();
    std::vector<AllowLayer> guardrails = Guardrails();
    const bool own = OwnsResource();
    if (!identity) {
      AddWay({Resource(GrantClass::kDirect)}, guardrails);  // G4
      return std::move(formula_);
    }
    std::vector<AllowLayer> limits = Limits();
    if (side_.inputs.resource != nullptr && own) {
      AddWay({Resource(GrantClass::kDirect)}, guardrails);  // G1
      std::vector<AllowLayer> by_role = {Resource(GrantClass::kRole)};
      by_role.insert(by_role.end(), limits.begin(), limits.end());
      AddWay(std::move(by_role), guardrails);  // G2
    }
    std::vector<AllowLayer> way;
    if (!own || side_.resource_decides) way.push_back(Resource(GrantClass::kAccount));  // X2, T, K
    way.push_back(principal.kind == Principal::Kind::kRoot ? OfRoot() : Identity());
    way.insert(way.end(), limits.begin(), limits.end());
    AddWay(std::move(way), guardrails);  // G3, E5, X1
    return std::move(formula_);
  }

 private:
  bool OwnsResource() const {
    return side_.resource_account.empty() || side_.resource_account == side_.principal.account;
  }

  void AddWay(std::vector<AllowLayer> way, const std::vector<AllowLayer>& guardrails) {
    way.insert(way.end(), guardrails.begin(), guardrails.end());
    formula_.ways.push_back(std::move(way));
  }

  void Add(const CompiledPolicy& policy, GrantClass at_least, AllowLayer& layer) {
    for (const StatementSet& one : world_.Of(policy)) {
      const bool allow = one.effect() == Effect::kAllow;
      if (allow && one.principals.Match(side_.principal) >= at_least) layer.allows.push_back(&one);
    }
  }
  AllowLayer Union(const PolicySet* set, const char* limit) {
    AllowLayer layer;
    layer.limit = limit;
    if (set == nullptr) return layer;
    for (const auto& policy : *set) Add(*policy, GrantClass::kAccount, layer);
    return layer;
  }
  // Root may do everything in its account.
  AllowLayer OfRoot() {
    static const PolicySet kEverything = {
        Compile(Parse(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})",
                      DocumentKind::kIdentity)
                    .document,
                "root")};
    return Union(&kEverything, "");
  }
  AllowLayer Identity() { return Union(side_.inputs.identity, ""); }
  AllowLayer Resource(GrantClass at_least) {
    AllowLayer layer;
    if (side_.inputs.resource != nullptr) Add(*side_.inputs.resource, at_least, layer);
    return layer;
  }

  void AddEach(const PolicySet* set, const char* limit, std::vector<AllowLayer>& layers) {
    if (set == nullptr) return;
    for (const auto& policy : *set) {
      layers.push_back(AllowLayer{{}, limit});
      Add(*policy, GrantClass::kAccount, layers.back());
    }
  }

  std::vector<AllowLayer> Limits() {
    std::vector<AllowLayer> layers;
    AddEach(side_.inputs.boundary, kBoundary, layers);                                             // E6
    if (side_.inputs.session != nullptr) layers.push_back(Union(side_.inputs.session, kSession));  // E7
    return layers;
  }

  bool IsServiceLinked() const {
    const std::optional<Arn> arn = ParseArn(side_.principal.role_arn);
    return arn && arn->resource.starts_with("role/aws-service-role/");
  }

  std::vector<AllowLayer> Guardrails() {
    std::vector<AllowLayer> layers;
    if (!IsServiceLinked()) {
      if (side_.principal.IsIdentity()) AddLevels(side_.inputs.scps, kScp, false, layers);  // E3
      AddLevels(side_.inputs.rcps, kRcp, true, layers);                                     // E2
    }
    AddEach(side_.inputs.endpoint, kEndpointLimit, layers);  // V
    if (side_.inputs.endpoint != nullptr) AddDenies(side_.inputs.endpoint);
    return layers;
  }

  // RCPs: a level that only denies allows the rest.
  void AddLevels(std::span<const PolicySet> levels, const char* limit, bool full_access,
                 std::vector<AllowLayer>& layers) {
    for (const PolicySet& level : levels) {
      AddDenies(&level);
      const bool has_allow = std::any_of(level.begin(), level.end(), [this](const auto& policy) {
        const auto& sets = world_.Of(*policy);
        return std::any_of(sets.begin(), sets.end(),
                           [](const StatementSet& one) { return one.effect() == Effect::kAllow; });
      });
      if (!full_access || has_allow) layers.push_back(Union(&level, limit));
    }
  }

  void AddCallersDenies() {
    AddDenies(side_.inputs.identity);
    AddDenies(side_.inputs.boundary);
    AddDenies(side_.inputs.session);
  }
  void AddDenies(const PolicySet* set) {
    if (set == nullptr) return;
    for (const auto& policy : *set) AddDenies(*policy);
  }
  void AddDenies(const CompiledPolicy& policy) {
    for (const StatementSet& one : world_.Of(policy)) {
      const bool deny = one.effect() == Effect::kDeny;
      if (deny && one.principals.Match(side_.principal) != GrantClass::kNone) formula_.denies.push_back(&one);
    }
  }

  const AccessSide& side_;
  World& world_;
  AccessFormula formula_;
};

}  // namespace

AccessFormula FormulaOf(const AccessSide& side, World& world) { return Builder(side, world).Build(); }

}  // namespace rolecall::policy
