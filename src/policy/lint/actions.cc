#include "policy/lint/actions.h"

#include <algorithm>
#include <unordered_map>

#include "base/check.h"
#include "base/text.h"
#include "embedded/table.h"
#include "policy/decide/pattern.h"
#include "policy/decide/request.h"
#include "policy/lint/inclusion.h"

namespace rolecall::policy {

namespace {

// The row of a service in services.tsv.
struct Service {
  bool judged = false;         // actions.tsv has its actions…
  std::string_view only = "";  // …that begin so (lower case)
};

struct Type {
  std::string_view service, pattern, example;
};

struct Action {
  std::string name;  // "s3:GetObject"
  std::string_view type;
};

// What the tables say, by lower-cased name; made once.
struct Knowledge {
  std::vector<std::string> prefixes;  // sorted
  std::unordered_map<std::string_view, Service> services;
  std::unordered_map<std::string_view, Type> types;
  std::unordered_map<std::string, Action> actions;
};

Service ServiceOf(std::string_view actions) {
  if (actions == "-") return {};
  if (actions == "all") return {true, ""};
  ROLECALL_CHECK(actions == "Describe*");  // the only part of a service that we know; lower case once, here
  return {true, "describe"};
}

const Knowledge& Known() {
  static const auto* const kKnown = [] {
    auto* known = new Knowledge();
    for (const embedded::Row& row : embedded::ReadTable("services.tsv", {"prefix", "actions"})) {
      known->prefixes.emplace_back(row[0]);
      known->services.emplace(row[0], ServiceOf(row[1]));
    }
    ROLECALL_CHECK(std::is_sorted(known->prefixes.begin(), known->prefixes.end()));
    for (const embedded::Row& row :
         embedded::ReadTable("resource-types.tsv", {"type", "service", "pattern", "example"})) {
      known->types.emplace(row[0], Type{row[1], row[2], row[3]});
    }
    for (const embedded::Row& row : embedded::ReadTable("actions.tsv", {"action", "resource"})) {
      known->actions.emplace(LowerAscii(row[0]), Action{std::string(row[0]), row[1] == "?" ? "" : row[1]});
    }
    return known;
  }();
  return *kKnown;
}

const Type* FindType(std::string_view name) {
  const auto found = Known().types.find(name);
  return found == Known().types.end() ? nullptr : &found->second;
}

// Whether the tables have all actions that may match a name or a pattern ("s3:get*").
bool Judges(std::string_view lower_action) {
  const std::size_t colon = lower_action.find(':');
  if (colon == std::string_view::npos) return false;
  const auto service = Known().services.find(lower_action.substr(0, colon));
  return service != Known().services.end() && service->second.judged &&
         lower_action.substr(colon + 1).starts_with(service->second.only);
}

}  // namespace

const std::vector<std::string>& ServicePrefixes() { return Known().prefixes; }

bool IsKnownService(std::string_view lower_service) { return Known().services.count(lower_service) != 0; }

ActionKnowledge IsKnownAction(std::string_view lower_action) {
  if (!Judges(lower_action)) return ActionKnowledge::kUnjudged;
  return Known().actions.count(std::string(lower_action)) != 0 ? ActionKnowledge::kKnown : ActionKnowledge::kUnknown;
}

std::optional<std::vector<std::string>> KnownActionsLike(std::string_view lower_pattern) {
  if (!Judges(lower_pattern)) return std::nullopt;
  std::vector<std::string> found;
  for (const auto& [lower, action] : Known().actions) {
    if (GlobCovers(lower_pattern, lower)) found.push_back(action.name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> ActionsOfService(std::string_view lower_service) {
  std::vector<std::string> found;
  for (const auto& [lower, action] : Known().actions) {
    if (std::string_view(lower).substr(0, lower.find(':')) == lower_service) found.push_back(action.name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string_view ResourceTypeOf(std::string_view lower_action) {
  const auto found = Known().actions.find(std::string(lower_action));
  return found == Known().actions.end() ? "" : found->second.type;
}

bool MayMatchType(std::string_view type, std::string_view resource_pattern) {
  if (resource_pattern == "*") return true;
  if (type == "-") return false;
  const Type* known = FindType(type);
  ArnParts parts;
  if (known == nullptr || SplitArn(resource_pattern, parts) != 6) return true;
  for (int i = 0; i < 5; ++i) {
    // A star at a segment's end reaches on, and a variable may be anything.
    if ((!parts[i].empty() && parts[i].back() == '*') || parts[i].find('$') != std::string_view::npos) return true;
  }
  if (!GlobsMeet(parts[2], known->service)) return false;
  if (parts[5].find("${") != std::string_view::npos) return true;
  // Access points stand for their bucket and its objects.
  if (known->service == "s3" && parts[5].substr(0, 11) == "accesspoint") return true;
  if (type == "bucket") return parts[5].find('/') == std::string_view::npos;
  return GlobsMeet(parts[5], known->pattern);
}

std::string ExampleResource(std::string_view type) {
  const Type* known = FindType(type);
  return std::string(known == nullptr ? "*" : known->example);
}

}  // namespace rolecall::policy
