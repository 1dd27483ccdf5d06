// GetParameter, GetParameters.
#include <boost/json.hpp>

#include "services/ssm/errors.h"
#include "services/ssm/lookup.h"
#include "services/ssm/operations.h"
#include "services/ssm/value.h"

namespace rolecall::services::ssm {
namespace {

// What GetParameters lists as invalid instead of failing.
bool IsMissing(const aws::ErrorShape& error) {
  return error.code == "ParameterNotFound" || error.code == "ParameterVersionNotFound";
}

}  // namespace

Answer GetParameter(Call& call, JsonInput& input) {
  const std::string name = input.Required("Name", {.max = kMaxNameLength});
  const bool decrypt = input.Flag("WithDecryption");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(FoundParameter found, FindAuthorized(call, "GetParameter", name, true));
  ROLECALL_TRY(const directory::ParameterVersion* version, SelectVersion(found));
  ROLECALL_TRY(boost::json::object parameter,
               ParameterJson(call, *found.parameter, *version, found.named.selector, decrypt));
  return boost::json::object{{"Parameter", std::move(parameter)}};
}

// AWS: a name that the caller may not read fails the call; one that is not there does not.
Answer GetParameters(Call& call, JsonInput& input) {
  if (!input.Has("Names")) (void)input.Required("Names");
  const std::vector<std::string> names = input.Texts(
      "Names", {.min = input.Has("Names") ? std::size_t{1} : 0, .max = kMostNames, .item = {.max = kMaxNameLength}});
  const bool decrypt = input.Flag("WithDecryption");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  boost::json::array parameters, invalid;
  for (const std::string& name : names) {
    Checked<FoundParameter> found = FindAuthorized(call, "GetParameters", name, true);
    if (!found.ok() && !IsMissing(found.error())) return found.error();
    Checked<const directory::ParameterVersion*> version =
        found.ok() ? SelectVersion(*found) : Checked<const directory::ParameterVersion*>(found.error());
    if (!version.ok()) {
      invalid.emplace_back(name);
      continue;
    }
    ROLECALL_TRY(boost::json::object parameter,
                 ParameterJson(call, *found->parameter, **version, found->named.selector, decrypt));
    parameters.emplace_back(std::move(parameter));
  }
  return boost::json::object{{"InvalidParameters", std::move(invalid)}, {"Parameters", std::move(parameters)}};
}

}  // namespace rolecall::services::ssm
