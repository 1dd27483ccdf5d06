#include "providers/aws/ssm/calls.h"

#include <boost/json.hpp>

namespace rolecall::providers::aws {

JsonAnswer CallSsm(const Call& call, std::string_view action, const boost::json::object& input) {
  return call.client().Json(api::kSsm, action, input);
}

boost::json::value ParameterIn(const boost::json::value& answer) {
  const boost::json::value* found = answer.is_object() ? answer.as_object().if_contains("Parameter") : nullptr;
  return found != nullptr && found->is_object() ? *found : boost::json::value(boost::json::object());
}

std::int64_t VersionIn(const boost::json::value& parameter) {
  const boost::json::value* found = parameter.as_object().if_contains("Version");
  return found != nullptr && found->is_int64() ? found->as_int64() : 0;
}

}  // namespace rolecall::providers::aws
