// DeleteParameter, DeleteParameters.
#include <boost/json.hpp>

#include "services/ssm/errors.h"
#include "services/ssm/lookup.h"
#include "services/ssm/operations.h"
#include "services/write.h"

namespace rolecall::services::ssm {
Answer DeleteParameter(Call& call, JsonInput& input) {
  const std::string name = input.Required("Name", {.max = kMaxNameLength});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(FoundParameter found, FindAuthorized(call, "DeleteParameter", name, false));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::ParameterRecord again, Again(transaction, *found.parameter, call.now));
    transaction.Delete(again);
    return boost::json::object{};
  });
}

Answer DeleteParameters(Call& call, JsonInput& input) {
  if (!input.Has("Names")) (void)input.Required("Names");
  const std::vector<std::string> names = input.Texts(
      "Names", {.min = input.Has("Names") ? std::size_t{1} : 0, .max = kMostNames, .item = {.max = kMaxNameLength}});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  std::vector<std::pair<std::string, ParameterPointer>> wanted;  // null: no such parameter
  for (const std::string& name : names) {
    Checked<NamedParameter> named = ReadName(PlaceOf(call), name, false);
    // No parameter has such a name.
    if (!named.ok()) {
      ROLECALL_RETURN_IF_ERROR(AuthorizeAction(call, "DeleteParameters"));
      wanted.emplace_back(name, nullptr);
      continue;
    }
    ROLECALL_TRY(ParameterPointer parameter, Authorized(call, "DeleteParameters", *named));
    wanted.emplace_back(name, std::move(parameter));
  }
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    boost::json::array deleted, invalid;
    for (const auto& [name, parameter] : wanted) {
      Checked<directory::ParameterRecord> again =
          parameter != nullptr ? Again(transaction, *parameter, call.now) : ParameterNotFound();
      if (again.ok()) transaction.Delete(*again);
      (again.ok() ? deleted : invalid).emplace_back(name);
    }
    return boost::json::object{{"DeletedParameters", std::move(deleted)}, {"InvalidParameters", std::move(invalid)}};
  });
}

}  // namespace rolecall::services::ssm
