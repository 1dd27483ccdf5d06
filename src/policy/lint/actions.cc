#include "policy/lint/actions.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "embedded/table.h"
#include "policy/access_sets/text_set.h"
#include "policy/decide/pattern.h"
#include "policy/decide/request.h"
#include "policy/document/glob.h"

namespace rolecall::policy {
namespace {

const std::unordered_set<std::string_view>& RetiredServices() {
  static const auto* const kServices = [] {
    auto* services = new std::unordered_set<std::string_view>();
    for (const embedded::Row& row : embedded::ReadTable("retired-services.tsv", {"prefix"})) services->insert(row[0]);
    return services;
  }();
  return *kServices;
}

// Examples of ARNs by "service type", for the types that are met most.
const std::unordered_map<std::string, std::string_view>& Examples() {
  static const auto* const kExamples = [] {
    auto* examples = new std::unordered_map<std::string, std::string_view>();
    for (const embedded::Row& row : embedded::ReadTable("resource-examples.tsv", {"service", "type", "example"})) {
      examples->emplace(std::string(row[0]) + " " + std::string(row[1]), row[2]);
    }
    return examples;
  }();
  return *kExamples;
}

// The service of a type's ARN.
std::string_view ServiceOfArn(std::string_view arn) {
  ArnParts parts;
  return SplitArn(arn, parts) == 6 ? parts[2] : std::string_view();
}

std::string_view WrittenExample(const ResourceType& type) {
  const auto found = Examples().find(std::string(ServiceOfArn(type.arn)) + " " + LowerAscii(type.name));
  return found == Examples().end() ? std::string_view() : found->second;
}

// "arn:${Partition}:sns:${Region}:${Account}:${TopicName}" with something for each variable.
std::string FilledIn(std::string_view arn) {
  std::string filled;
  while (!arn.empty()) {
    const std::size_t begin = arn.find("${"), end = arn.find('}', begin);
    filled += arn.substr(0, begin);
    if (begin == arn.npos || end == arn.npos) break;
    const std::string_view name = arn.substr(begin + 2, end - begin - 2);
    filled += name == "Partition" ? "aws"
              : name == "Region"  ? "eu-central-1"
              : name == "Account" ? "111122223333"
                                  : "example";
    arn.remove_prefix(end + 1);
  }
  return filled;
}

// The type to name and to show: one that has an example, else the first.
const ResourceType* MainType(const TakenTypes& taken) {
  if (taken.types.empty()) return nullptr;
  const auto written = std::find_if(taken.types.begin(), taken.types.end(),
                                    [](const ResourceType* type) { return !WrittenExample(*type).empty(); });
  return written == taken.types.end() ? taken.types.front() : *written;
}

// Whether the reference has all actions that may match a name or a pattern ("s3:get*").
const ServiceReference* JudgingService(std::string_view lower_action) {
  const std::size_t colon = lower_action.find(':');
  if (colon == std::string_view::npos) return nullptr;
  const ServiceReference* service = FindService(lower_action.substr(0, colon));
  return service == nullptr || service->actions().empty() ? nullptr : service;
}

std::string FullName(const ServiceReference& service, const ServiceAction& action) {
  return std::string(service.service().prefix).append(":").append(action.name);
}

std::vector<std::uint16_t> NumbersOf(const ServiceReference& service, std::string_view lower_key) {
  std::vector<std::uint16_t> numbers;
  for (std::size_t i = 0; i < service.keys().size(); ++i) {
    if (service.keys()[i].Covers(lower_key)) numbers.push_back(static_cast<std::uint16_t>(i));
  }
  return numbers;
}

// Whether the action, or one of its types of resources, has one of these keys.
bool HasKey(const ServiceReference& service, const ServiceAction& action, const std::vector<std::uint16_t>& wanted) {
  const auto has_one = [&wanted](const std::vector<std::uint16_t>& keys) {
    return std::any_of(wanted.begin(), wanted.end(),
                       [&keys](std::uint16_t number) { return std::binary_search(keys.begin(), keys.end(), number); });
  };
  return has_one(action.keys) ||
         std::any_of(action.resources.begin(), action.resources.end(),
                     [&](std::uint16_t number) { return has_one(service.resource(number).keys); });
}

// Some text matches both globs.
bool GlobsMeet(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i < a.size() && i < b.size() && !IsWildcard(a[i]) && !IsWildcard(b[i]); ++i) {
    if (a[i] != b[i]) return false;
  }
  const bool plain = !HasWildcard(a) && !HasWildcard(b);
  return plain ? a == b : policy::Meets(GlobSet(a), GlobSet(b));
}

// `strict`: a segment that is only a star is any region, account or partition, and reaches no further.
bool MayMatchType(const ResourceType& type, std::string_view resource_pattern, bool strict) {
  ArnParts known, parts;
  if (SplitArn(type.pattern, known) != 6 || SplitArn(resource_pattern, parts) != 6) return true;
  for (int i = 0; i < 5; ++i) {
    // A star at a segment's end reaches on, and a variable may be anything.
    if (strict && parts[i] == "*" && i != 2) continue;
    if ((!parts[i].empty() && parts[i].back() == '*') || parts[i].find('$') != std::string_view::npos) return true;
  }
  if (!GlobsMeet(parts[2], known[2])) return false;
  if (parts[5].find("${") != std::string_view::npos) return true;
  const bool s3 = known[2] == "s3";
  // Access points stand for their bucket and its objects.
  if (s3 && parts[5].substr(0, 11) == "accesspoint") return true;
  if (s3 && type.name == "bucket") return parts[5].find('/') == std::string_view::npos;
  return GlobsMeet(parts[5], known[5]);
}

}  // namespace

const std::vector<std::string>& ServicePrefixes() {
  static const auto* const kPrefixes = [] {
    auto* prefixes = new std::vector<std::string>();
    for (const ServiceName& service : ServiceNames()) prefixes->emplace_back(service.prefix);
    return prefixes;
  }();
  return *kPrefixes;
}

bool IsKnownService(std::string_view lower_service) {
  return FindServiceName(lower_service) != nullptr || RetiredServices().count(lower_service) != 0;
}

ActionKnowledge IsKnownAction(std::string_view lower_action) {
  const ServiceReference* service = JudgingService(lower_action);
  if (service == nullptr) return ActionKnowledge::kUnjudged;
  const bool known = service->FindAction(lower_action.substr(lower_action.find(':') + 1)) != nullptr;
  return known ? ActionKnowledge::kKnown : ActionKnowledge::kUnknown;
}

std::optional<std::vector<std::string>> KnownActionsLike(std::string_view lower_pattern) {
  const ServiceReference* service = JudgingService(lower_pattern);
  if (service == nullptr) return std::nullopt;
  const Pattern pattern = ToPattern(lower_pattern.substr(lower_pattern.find(':') + 1));
  std::vector<std::string> found;
  for (const ServiceAction& action : service->actions()) {
    if (GlobMatch(pattern, LowerAscii(action.name))) found.push_back(FullName(*service, action));
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string WriteLike(std::string_view lower_pattern) {
  const ServiceReference* service = JudgingService(lower_pattern);
  if (service == nullptr) return "";
  const std::string_view name = lower_pattern.substr(lower_pattern.find(':') + 1);
  if (name == "*") return "";
  const Pattern pattern = ToPattern(name);
  for (const ServiceAction& action : service->actions()) {
    if (action.level == AccessLevel::kRead || action.level == AccessLevel::kList || action.resources.empty()) continue;
    if (GlobMatch(pattern, LowerAscii(action.name))) return FullName(*service, action);
  }
  return "";
}

std::vector<std::string> ActionsOfService(std::string_view lower_service) {
  std::vector<std::string> found;
  const ServiceReference* service = FindService(lower_service);
  if (service == nullptr) return found;
  for (const ServiceAction& action : service->actions()) found.push_back(FullName(*service, action));
  std::sort(found.begin(), found.end());
  return found;
}

bool MayHaveKey(std::string_view lower_pattern, std::string_view lower_key) {
  const ServiceReference* service = JudgingService(lower_pattern);
  if (service == nullptr) return true;
  const std::string_view pattern = lower_pattern.substr(lower_pattern.find(':') + 1);
  const std::vector<std::uint16_t> wanted = NumbersOf(*service, lower_key);
  const auto has_key = [&](const ServiceAction& action) { return HasKey(*service, action, wanted); };
  const std::span<const ServiceAction> actions = service->actions();
  if (!HasWildcard(pattern)) {
    const ServiceAction* action = service->FindAction(pattern);
    if (action == nullptr || has_key(*action)) return true;
  } else {
    const Pattern glob = ToPattern(pattern);
    const bool has_one = std::any_of(actions.begin(), actions.end(), [&](const ServiceAction& action) {
      return has_key(action) && GlobMatch(glob, LowerAscii(action.name));
    });
    if (has_one) return true;
  }
  // What none of the service's is said to have, as the keys of all requests, is not judged.
  return std::none_of(actions.begin(), actions.end(), has_key);
}

TakenTypes TypesOf(std::string_view lower_action) {
  const ServiceReference* service = JudgingService(lower_action);
  const ServiceAction* action =
      service == nullptr ? nullptr : service->FindAction(lower_action.substr(lower_action.find(':') + 1));
  if (action == nullptr) return {};
  TakenTypes taken{true, {}};
  // First those that every request has: ses:SendEmail is about an identity, a configuration set may come with it.
  for (const bool required : {true, false}) {
    for (std::size_t i = 0; i < action->resources.size(); ++i) {
      if (action->required[i] == required) taken.types.push_back(&service->resource(action->resources[i]));
    }
  }
  // IAM's lists are on a path ("arn:aws:iam::…:role/team/"), which the reference does not say.
  if (taken.types.empty() && service->service().prefix == "iam" && action->level == AccessLevel::kList) return {};
  return taken;
}

std::string TakenTypes::MainName() const {
  const ResourceType* main = MainType(*this);
  return main == nullptr ? "" : LowerAscii(main->name);
}

bool MayMatchTypes(const TakenTypes& types, std::string_view resource_pattern, bool strict) {
  if (resource_pattern == "*" || !types.known) return true;
  return std::any_of(types.types.begin(), types.types.end(),
                     [&](const ResourceType* type) { return MayMatchType(*type, resource_pattern, strict); });
}

std::string ExampleResource(const TakenTypes& types) {
  const ResourceType* main = MainType(types);
  if (main == nullptr) return "*";
  const std::string_view written = WrittenExample(*main);
  return written.empty() ? FilledIn(main->arn) : std::string(written);
}

}  // namespace rolecall::policy
