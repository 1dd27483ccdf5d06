// GetParameterHistory.
#include <algorithm>
#include <boost/json.hpp>

#include "services/ssm/lookup.h"
#include "services/ssm/operations.h"
#include "services/ssm/page.h"
#include "services/ssm/value.h"

namespace rolecall::services::ssm {
namespace {

constexpr std::size_t kMostOfHistory = 50;

boost::json::array TextArray(const std::vector<std::string>& texts) {
  boost::json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

Checked<boost::json::object> HistoryJson(Call& call, const directory::ParameterRecord& parameter,
                                         const directory::ParameterVersion& version, bool decrypt) {
  boost::json::object json = MetadataJson(parameter, version, call.now);
  ROLECALL_TRY(std::string value, ShownValue(call, parameter, version, decrypt));
  json["Value"] = value;
  Wipe(value);
  json["Labels"] = TextArray(version.labels);
  return json;
}

}  // namespace

Answer GetParameterHistory(Call& call, JsonInput& input) {
  const std::string name = input.Required("Name", {.max = kMaxNameLength});
  const bool decrypt = input.Flag("WithDecryption");
  ROLECALL_TRY(const PageRequest page, ReadPage(call, input, kMostOfHistory));
  ROLECALL_TRY(FoundParameter found, FindAuthorized(call, "GetParameterHistory", name, false));
  boost::json::array parameters;
  std::string next;
  for (const directory::ParameterVersion& version : found.parameter->versions) {
    // Numbers of one width: in the order of their texts.
    const std::string place = SortableNumber(version.number);
    if (place <= page.after) continue;
    if (parameters.size() == page.most) {
      next = page.TokenOf(call, SortableNumber(version.number - 1));
      break;
    }
    ROLECALL_TRY(boost::json::object json, HistoryJson(call, *found.parameter, version, decrypt));
    parameters.emplace_back(std::move(json));
  }
  boost::json::object answer{{"Parameters", std::move(parameters)}};
  if (!next.empty()) answer["NextToken"] = next;
  return answer;
}

}  // namespace rolecall::services::ssm
