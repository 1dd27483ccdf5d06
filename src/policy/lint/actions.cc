#include "policy/lint/actions.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "policy/decide/pattern.h"
#include "policy/decide/request.h"
#include "policy/lint/inclusion.h"

namespace rolecall::policy {

// Tables, in files of their own: names separated by blanks.
extern const std::string_view kIamActions, kStsActions, kSecretsManagerActions, kKmsActions, kSsmActions;
extern const std::string_view kS3Actions, kRoute53Actions, kElasticLoadBalancingActions, kEc2DescribeActions;
extern const std::string_view kServicePrefixes;

namespace {

struct Service {
  std::string_view prefix;
  const std::string_view* actions;
  std::string_view only = "";  // the table has only the actions that begin so (lower case)
};

constexpr Service kServices[] = {
    {"ec2", &kEc2DescribeActions, "describe"},
    {"elasticloadbalancing", &kElasticLoadBalancingActions},
    {"iam", &kIamActions},
    {"kms", &kKmsActions},
    {"route53", &kRoute53Actions},
    {"s3", &kS3Actions},
    {"secretsmanager", &kSecretsManagerActions},
    {"ssm", &kSsmActions},
    {"sts", &kStsActions},
};

// What a resource of a type looks like in a policy.
struct Type {
  std::string_view name, service, resource, example;
};

constexpr Type kTypes[] = {
    {"secret", "secretsmanager", "secret:*", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:example-a1B2c3"},
    {"object", "s3", "*/*", "arn:aws:s3:::example-bucket/example"},
    {"bucket", "s3", "*", "arn:aws:s3:::example-bucket"},
    {"role", "iam", "role/*", "arn:aws:iam::111122223333:role/example"},
    {"user", "iam", "user/*", "arn:aws:iam::111122223333:user/example"},
    {"group", "iam", "group/*", "arn:aws:iam::111122223333:group/example"},
    {"policy", "iam", "policy/*", "arn:aws:iam::111122223333:policy/example"},
    {"instance-profile", "iam", "instance-profile/*", "arn:aws:iam::111122223333:instance-profile/example"},
    {"oidc-provider", "iam", "oidc-provider/*", "arn:aws:iam::111122223333:oidc-provider/example.com"},
    {"saml-provider", "iam", "saml-provider/*", "arn:aws:iam::111122223333:saml-provider/example"},
    {"key", "kms", "*", "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000"},
    {"parameter", "ssm", "parameter*", "arn:aws:ssm:eu-central-1:111122223333:parameter/example"},
    {"hostedzone", "route53", "hostedzone/*", "arn:aws:route53:::hostedzone/Z0000000000000000000"},
    {"change", "route53", "change/*", "arn:aws:route53:::change/C0000000000000000000"},
};

const Type* FindType(std::string_view name) {
  for (const Type& type : kTypes) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

struct Action {
  std::string name;  // "s3:GetObject"
  std::string_view type;
};

template <typename Take>
void ForEachWord(std::string_view words, Take take) {
  while (!words.empty()) {
    const std::size_t blank = words.find(' ');
    if (blank != 0) take(words.substr(0, blank));
    if (blank == std::string_view::npos) return;
    words.remove_prefix(blank + 1);
  }
}

// By lower-cased name; made once from the tables.
const std::unordered_map<std::string, Action>& Actions() {
  static const auto* const kActions = [] {
    auto* actions = new std::unordered_map<std::string, Action>();
    for (const Service& service : kServices) {
      ForEachWord(*service.actions, [&](std::string_view word) {
        const std::size_t equals = word.find('=');
        std::string name = std::string(service.prefix) + ":" + std::string(word.substr(0, equals));
        std::string lower = LowerAscii(name);
        const std::string_view type = equals == std::string_view::npos ? "" : word.substr(equals + 1);
        actions->emplace(std::move(lower), Action{std::move(name), type});
      });
    }
    return actions;
  }();
  return *kActions;
}

const Service* FindService(std::string_view prefix) {
  for (const Service& service : kServices) {
    if (service.prefix == prefix) return &service;
  }
  return nullptr;
}

}  // namespace

const std::vector<std::string>& ServicePrefixes() {
  static const auto* const kPrefixes = [] {
    auto* prefixes = new std::vector<std::string>();
    ForEachWord(kServicePrefixes, [prefixes](std::string_view word) { prefixes->emplace_back(word); });
    return prefixes;
  }();
  return *kPrefixes;
}

bool IsKnownService(std::string_view lower_service) {
  return std::binary_search(ServicePrefixes().begin(), ServicePrefixes().end(), lower_service);
}

ActionKnowledge IsKnownAction(std::string_view lower_action) {
  const std::size_t colon = lower_action.find(':');
  if (colon == std::string_view::npos) return ActionKnowledge::kUnjudged;
  const Service* service = FindService(lower_action.substr(0, colon));
  if (service == nullptr || lower_action.substr(colon + 1).substr(0, service->only.size()) != service->only) {
    return ActionKnowledge::kUnjudged;
  }
  return Actions().count(std::string(lower_action)) != 0 ? ActionKnowledge::kKnown : ActionKnowledge::kUnknown;
}

std::optional<std::vector<std::string>> KnownActionsLike(std::string_view lower_pattern) {
  const std::size_t colon = lower_pattern.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const Service* service = FindService(lower_pattern.substr(0, colon));
  if (service == nullptr || lower_pattern.substr(colon + 1).substr(0, service->only.size()) != service->only) {
    return std::nullopt;
  }
  std::vector<std::string> found;
  for (const auto& [lower, action] : Actions()) {
    if (GlobCovers(lower_pattern, lower)) found.push_back(action.name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> ActionsOfService(std::string_view lower_service) {
  std::vector<std::string> found;
  for (const auto& [lower, action] : Actions()) {
    if (std::string_view(lower).substr(0, lower.find(':')) == lower_service) found.push_back(action.name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string_view ResourceTypeOf(std::string_view lower_action) {
  const auto found = Actions().find(std::string(lower_action));
  return found == Actions().end() ? "" : found->second.type;
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
  if (known->name == "bucket") return parts[5].find('/') == std::string_view::npos;
  return GlobsMeet(parts[5], known->resource);
}

std::string ExampleResource(std::string_view type) {
  const Type* known = FindType(type);
  return std::string(known == nullptr ? "*" : known->example);
}

}  // namespace rolecall::policy
