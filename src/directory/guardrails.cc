#include "directory/guardrails.h"

#include <algorithm>

namespace rolecall::directory {
namespace {

constexpr AwsOrganizationPolicy kAwsPolicies[] = {
    {kFullAccessId, "FullAWSAccess", kServiceControl, "Allows access to every operation",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})"},
    {kResourceFullAccessId, "RCPFullAWSAccess", kResourceControl, "Allows access to every resource",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]})"},
};

}  // namespace

std::string AwsOrganizationPolicy::arn() const {
  return "arn:aws:organizations::aws:policy/" +
         std::string(type == kServiceControl ? "service_control_policy/" : "resource_control_policy/").append(id);
}

std::span<const AwsOrganizationPolicy> AwsOrganizationPolicies() { return kAwsPolicies; }

const AwsOrganizationPolicy* FindAwsOrganizationPolicy(std::string_view id) {
  const auto* const found = std::find_if(std::begin(kAwsPolicies), std::end(kAwsPolicies),
                                         [id](const AwsOrganizationPolicy& policy) { return policy.id == id; });
  return found == std::end(kAwsPolicies) ? nullptr : found;
}

}  // namespace rolecall::directory
