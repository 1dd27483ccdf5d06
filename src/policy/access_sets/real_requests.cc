#include "policy/access_sets/real_requests.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "base/text.h"
#include "policy/reference/service_reference.h"

namespace rolecall::policy {
namespace {

// Tried where a policy says `*`: what examples are made of.
constexpr std::string_view kFamiliar[] = {"s3", "iam", "sts", "secretsmanager", "kms"};

// "s3" of "s3:get*"; nothing if the service itself is a pattern.
std::string ServiceOf(TextSetView action) {
  std::string service;
  for (const SetUnit unit : action) {
    if (unit == U':') return service;
    if (unit >= 0x80) return "";
    service += static_cast<char>(unit);
  }
  return "";
}

// Services to look into; `complete`: there are no others in the region.
std::vector<std::string> ServicesOf(const Box& box, const std::vector<const StatementSet*>& statements,
                                    bool& complete) {
  for (const TextSet* set : box.actions_in) {
    if (std::string service = ServiceOf(*set); !service.empty()) {
      complete = FindService(service) != nullptr;
      return {service};
    }
  }
  complete = false;
  std::vector<std::string> services;
  const auto add = [&services](std::string service) {
    if (!service.empty() && std::find(services.begin(), services.end(), service) == services.end()) {
      services.push_back(std::move(service));
    }
  };
  for (const StatementSet* statement : statements) {
    for (const TextSet& set : statement->actions) add(ServiceOf(set));
  }
  for (const std::string_view service : kFamiliar) add(std::string(service));
  return services;
}

// Which of the statements' entries are about the action: actions that are equal in this are so in all that is asked.
std::vector<bool> SignatureOf(TextSetView action, const std::vector<const StatementSet*>& statements) {
  std::vector<bool> signature;
  for (const StatementSet* statement : statements) {
    signature.push_back(std::any_of(statement->actions.begin(), statement->actions.end(),
                                    [&action](const TextSet& set) { return Covers(set, action); }));
  }
  return signature;
}

// Services whose resources have no colon in their names, but where the form of the ARN says so.
constexpr std::string_view kNoColons[] = {"iam", "kms", "secretsmanager", "sns", "sqs", "sts"};

// The ARNs of a type of resource: partition, region and account have no colons.
TextSet TypeSet(const std::string& pattern, std::string_view service) {
  const bool no_colons = std::find(std::begin(kNoColons), std::end(kNoColons), service) != std::end(kNoColons);
  TextSet set = GlobSet(pattern);
  int colons = 0;
  for (SetUnit& unit : set) {
    if (unit == U':') ++colons;
    if (unit == kRunUnit && (no_colons || colons < 5)) unit = kRunInPart;
  }
  return set;
}

// A service's actions and types of resources as sets, made once.
struct ServiceSets {
  explicit ServiceSets(const ServiceReference& reference) : service(reference) {
    const std::string prefix(reference.service().prefix);
    for (const ServiceAction& action : reference.actions()) {
      names.push_back(prefix + ":" + std::string(action.name));
      actions.push_back(TextOnly(LowerAscii(names.back())));
    }
    for (const ResourceType& type : reference.resources()) types.push_back(TypeSet(type.pattern, prefix));
    narrower_.resize(types.size());
  }

  // Types that are narrower: a bucket is no object, though the pattern of buckets matches objects. Looked for when they
  // are first asked for: EC2 has a hundred types.
  const std::vector<const TextSet*>& NarrowerThan(std::size_t type) const {
    const std::lock_guard lock(mutex_);
    std::optional<std::vector<const TextSet*>>& found = narrower_[type];
    if (found.has_value()) return *found;
    found.emplace();
    for (const TextSet& other : types) {
      if (other != types[type] && Covers(types[type], other)) found->push_back(&other);
    }
    return *found;
  }

  const ServiceReference& service;
  std::vector<std::string> names;
  std::vector<TextSet> actions, types;

 private:
  mutable std::mutex mutex_;
  mutable std::vector<std::optional<std::vector<const TextSet*>>> narrower_;
};

const ServiceSets& SetsOf(const ServiceReference& service) {
  static std::mutex mutex;
  static std::map<const ServiceReference*, std::unique_ptr<ServiceSets>> known;
  const std::lock_guard lock(mutex);
  std::unique_ptr<ServiceSets>& sets = known[&service];
  if (sets == nullptr) sets = std::make_unique<ServiceSets>(service);
  return *sets;
}

class PartFinder {
 public:
  PartFinder(const Box& box, const std::vector<const StatementSet*>& statements, std::vector<RealPart>& parts)
      : box_(box), statements_(statements), parts_(parts) {}

  void AddService(const ServiceReference& service) {
    const ServiceSets& sets = SetsOf(service);
    const auto only = std::find_if(box_.actions_in.begin(), box_.actions_in.end(),
                                   [](const TextSet* set) { return OnlyText(*set).has_value(); });
    for (std::size_t i = 0; i < sets.actions.size(); ++i) {
      if (only != box_.actions_in.end() && sets.actions[i] != **only) continue;
      if (!InRegion(sets.actions[i]) || sets.names[i] == "sts:GetCallerIdentity") continue;  // that is always allowed
      std::pair<std::vector<bool>, std::vector<std::uint16_t>> kind(SignatureOf(sets.actions[i], statements_),
                                                                    service.actions()[i].resources);
      if (seen_.insert(std::move(kind)).second) AddAction(sets, i);
    }
  }

 private:
  bool InRegion(const TextSet& action) const {
    const auto covers = [&action](const TextSet* set) { return Covers(*set, action); };
    return std::all_of(box_.actions_in.begin(), box_.actions_in.end(), covers) &&
           std::none_of(box_.actions_out.begin(), box_.actions_out.end(), covers);
  }

  void AddAction(const ServiceSets& sets, std::size_t number) {
    static const TextSet kStar = TextOnly("*");
    const ServiceAction& action = sets.service.actions()[number];
    for (const std::uint16_t type : action.resources) Add(sets, number, sets.types[type], sets.NarrowerThan(type));
    // Without a resource that every request names, the request's resource is a star.
    const bool some = std::find(action.required.begin(), action.required.end(), true) != action.required.end();
    if (!some) Add(sets, number, kStar, {});
  }

  void Add(const ServiceSets& sets, std::size_t number, const TextSet& resource,
           const std::vector<const TextSet*>& others) {
    const bool apart = std::any_of(box_.resources_in.begin(), box_.resources_in.end(),
                                   [&resource](const TextSet* set) { return !Meets(*set, resource); });
    if (apart) return;
    RealPart part{box_, sets.names[number]};
    part.box.actions_in = {&sets.actions[number]};
    part.box.actions_out.clear();
    part.box.resources_in.push_back(&resource);
    part.box.resources_out.insert(part.box.resources_out.end(), others.begin(), others.end());
    parts_.push_back(std::move(part));
  }

  const Box& box_;
  const std::vector<const StatementSet*>& statements_;
  std::vector<RealPart>& parts_;
  std::set<std::pair<std::vector<bool>, std::vector<std::uint16_t>>> seen_;
};

}  // namespace

RealParts RealPartsOf(const Box& box, const std::vector<const StatementSet*>& statements) {
  RealParts parts;
  for (const std::string& name : ServicesOf(box, statements, parts.complete)) {
    const ServiceReference* service = FindService(name);
    if (service != nullptr) PartFinder(box, statements, parts.parts).AddService(*service);
  }
  // What is plain makes examples that are.
  std::stable_sort(parts.parts.begin(), parts.parts.end(), [](const RealPart& a, const RealPart& b) {
    return a.box.resources_in.back()->size() < b.box.resources_in.back()->size();
  });
  return parts;
}

}  // namespace rolecall::policy
