// GetParameter, GetParameters.
#include <boost/json.hpp>

#include "services/ssm/errors.h"
#include "services/ssm/lookup.h"
#include "services/ssm/operations.h"
#include "services/ssm/secret_reference.h"
#include "services/ssm/value.h"

namespace rolecall::services::ssm {
namespace {

// What GetParameters lists as invalid instead of failing.
bool IsMissing(const aws::ErrorShape& error) {
  return error.code == "ParameterNotFound" || error.code == "ParameterVersionNotFound";
}

// "Parameter" of one name.
Checked<boost::json::object> ReadOne(Call& call, std::string_view action, const std::string& name, bool decrypt) {
  if (IsSecretReference(name)) return ReadSecretReference(call, action, name, decrypt);
  ROLECALL_TRY(FoundParameter found, FindAuthorized(call, action, name, true));
  ROLECALL_TRY(const directory::ParameterVersion* version, SelectVersion(found));
  return ParameterJson(call, *found.parameter, *version, found.named.selector, decrypt);
}

}  // namespace

Answer GetParameter(Call& call, JsonInput& input) {
  const std::string name = input.Required("Name", {.max = kMaxNameLength});
  const bool decrypt = input.Flag("WithDecryption");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(boost::json::object parameter, ReadOne(call, "GetParameter", name, decrypt));
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
    Checked<boost::json::object> parameter = ReadOne(call, "GetParameters", name, decrypt);
    if (parameter.ok()) {
      parameters.emplace_back(*std::move(parameter));
    } else if (IsMissing(parameter.error()) ||
               (IsSecretReference(name) && parameter.error().code == "ValidationException")) {
      invalid.emplace_back(name);
    } else {
      return std::move(parameter.error());
    }
  }
  return boost::json::object{{"InvalidParameters", std::move(invalid)}, {"Parameters", std::move(parameters)}};
}

}  // namespace rolecall::services::ssm
