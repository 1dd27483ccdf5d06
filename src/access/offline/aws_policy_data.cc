#include "access/offline/aws_policy_data.h"

#include <map>
#include <string>

#include "access/model/resource_value.h"
#include "policy/managed/aws_managed.h"

namespace rolecall::access {
namespace {

const policy::AwsManagedPolicy* FindMeant(const value::Value& object, const partition::Partition& partition) {
  const std::string arn = TextAt(object, "arn"), name = TextAt(object, "name");
  if (!arn.empty()) return policy::FindAwsManagedPolicy(arn);
  const policy::AwsManagedPolicy* found = policy::FindAwsManagedPolicyNamed(partition, name);
  return found != nullptr && found->path.starts_with(TextAt(object, "path_prefix")) ? found : nullptr;
}

}  // namespace

std::optional<value::Value> AwsPolicyData(const value::Value& object, const partition::Partition& partition) {
  const policy::AwsManagedPolicy* policy = FindMeant(object, partition);
  if (policy == nullptr) return std::nullopt;
  std::map<std::string, value::Value> members = object.members();
  const auto set = [&members](const char* name, std::string text) {
    if (members.contains(name)) members[name] = value::Value::String(std::move(text));
  };
  set("arn", policy->arn());
  set("id", policy->arn());
  set("name", std::string(policy->name));
  set("path", std::string(policy->path));
  set("description", std::string(policy->description));
  set("policy", policy::AwsPolicyText(*policy));
  return value::Value::Object(members);
}

}  // namespace rolecall::access
