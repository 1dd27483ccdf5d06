#include "services/ssm/policies.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/clock.h"
#include "base/text.h"
#include "services/ssm/errors.h"

namespace rolecall::services::ssm {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMostPolicies = 10;

aws::ErrorShape BadAttribute(const std::string& why) {
  return {400, "InvalidPolicyAttributeException", "A policy attribute or its value is invalid: " + why};
}

aws::ErrorShape BadType() {
  return {400, "InvalidPolicyTypeException",
          "The policy type is not supported. Parameter Store supports the following policy types: Expiration, "
          "ExpirationNotification, and NoChangeNotification."};
}

std::string TextOf(const bj::object& object, const char* name) {
  const bj::value* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

// {"After"|"Before": "20", "Unit": "Days"|"Hours"}
std::optional<aws::ErrorShape> RefuseNotification(const bj::object& attributes, const char* count) {
  const std::optional<int> number = ParseInt<int>(TextOf(attributes, count));
  if (!number || *number < 1) return BadAttribute(std::string(count) + " must be a whole number.");
  const std::string unit = TextOf(attributes, "Unit");
  if (unit != "Days" && unit != "Hours") return BadAttribute("Unit must be Days or Hours.");
  return std::nullopt;
}

Checked<Time> ReadExpiration(const bj::object& attributes, Time now) {
  const std::optional<Time> at = ParseRfc3339(TextOf(attributes, "Timestamp"));
  if (!at) return BadAttribute("Timestamp must be a time in ISO 8601.");
  if (*at <= now) return BadAttribute("Timestamp must be in the future.");
  return *at;
}

std::optional<aws::ErrorShape> AddPolicy(const bj::object& policy, Time now, ReadPolicies& read) {
  const std::string type = TextOf(policy, "Type");
  const bj::value* attributes = policy.if_contains("Attributes");
  if (type != "Expiration" && type != "ExpirationNotification" && type != "NoChangeNotification") return BadType();
  if (TextOf(policy, "Version") != "1.0") return BadAttribute("Version must be 1.0.");
  if (attributes == nullptr || !attributes->is_object()) return BadAttribute("Attributes are missing.");
  if (type == "Expiration") {
    if (read.expires) {
      return aws::ErrorShape{
          400, "IncompatiblePolicyException",
          "There is a conflict in the policies specified for this parameter. You can't, for example, "
          "specify two Expiration policies for a parameter. Review your policies, and try again."};
    }
    ROLECALL_TRY(read.expires, ReadExpiration(attributes->as_object(), now));
  } else {
    const char* count = type == "ExpirationNotification" ? "Before" : "After";
    ROLECALL_RETURN_IF_ERROR(RefuseNotification(attributes->as_object(), count));
  }
  read.policies.push_back({type, bj::serialize(policy)});
  return std::nullopt;
}

}  // namespace

Checked<ReadPolicies> ReadParameterPolicies(const std::string& text, Time now) {
  boost::system::error_code error;
  const bj::value parsed = bj::parse(text, error);
  if (error || !parsed.is_array()) return BadAttribute("the policies are not a JSON list.");
  const bj::array& list = parsed.as_array();
  ReadPolicies read;
  if (list.empty() || (list.size() == 1 && list[0].is_object() && list[0].as_object().empty())) return read;
  if (list.size() > kMostPolicies) {
    return aws::ErrorShape{400, "PoliciesLimitExceededException",
                           "You specified more than the maximum number of allowed policies for the parameter. The "
                           "maximum is 10."};
  }
  for (const bj::value& policy : list) {
    if (!policy.is_object()) return BadType();
    ROLECALL_RETURN_IF_ERROR(AddPolicy(policy.as_object(), now, read));
  }
  const bool warns =
      std::ranges::any_of(read.policies, [](const auto& each) { return each.type == "ExpirationNotification"; });
  if (warns && !read.expires) {
    return aws::ErrorShape{
        400, "IncompatiblePolicyException",
        "There is a conflict in the policies specified for this parameter. An ExpirationNotification "
        "policy needs an Expiration policy. Review your policies, and try again."};
  }
  return read;
}

}  // namespace rolecall::services::ssm
