// LabelParameterVersion, UnlabelParameterVersion.
#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "services/ssm/errors.h"
#include "services/ssm/lookup.h"
#include "services/ssm/operations.h"
#include "services/write.h"

namespace rolecall::services::ssm {
namespace {

constexpr std::size_t kMostLabels = 10;  // of a version
constexpr long long kMaxVersion = 2147483647;

// AWS, LabelParameterVersion: letters, digits, '.', '-' and '_'; not beginning with a digit, "aws" or "ssm".
bool IsLabel(std::string_view label) {
  const auto is_good = [](char c) { return IsAsciiAlphanumeric(c) || c == '.' || c == '-' || c == '_'; };
  const std::string start = LowerAscii(label.substr(0, 3));
  return std::ranges::all_of(label, is_good) && !IsAsciiDigit(label.front()) && start != "aws" && start != "ssm";
}

struct LabelRequest {
  std::string name;
  std::optional<int> version;
  std::vector<std::string> labels;
};

Checked<LabelRequest> ReadLabels(JsonInput& input, bool version_needed) {
  LabelRequest request;
  request.name = input.Required("Name", {.max = kMaxNameLength});
  const std::optional<long long> version = input.Number("ParameterVersion", 1, kMaxVersion);
  if (version) request.version = static_cast<int>(*version);
  if (version_needed && !version) (void)input.Required("ParameterVersion");
  if (!input.Has("Labels")) (void)input.Required("Labels");
  request.labels =
      input.Texts("Labels", {.min = input.Has("Labels") ? std::size_t{1} : 0, .max = SIZE_MAX, .item = {.max = 100}});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  return request;
}

Checked<directory::ParameterVersion*> VersionIn(directory::ParameterRecord& parameter, std::optional<int> number) {
  if (!number) return &parameter.versions.back();
  const auto found = std::ranges::find(parameter.versions, *number, &directory::ParameterVersion::number);
  if (found == parameter.versions.end()) return VersionNotFound(parameter.name, std::to_string(*number));
  return &*found;
}

bool HasLabel(const directory::ParameterVersion& version, const std::string& label) {
  return std::ranges::find(version.labels, label) != version.labels.end();
}

aws::ErrorShape TooManyLabels() {
  return {400, "ParameterVersionLabelLimitExceeded",
          "A parameter version can have maximum 10 labels.Move one or more labels to another version and try again."};
}

}  // namespace

Answer LabelParameterVersion(Call& call, JsonInput& input) {
  ROLECALL_TRY(const LabelRequest request, ReadLabels(input, false));
  ROLECALL_TRY(FoundParameter found, FindAuthorized(call, "LabelParameterVersion", request.name, false));
  if (request.labels.size() > kMostLabels) return TooManyLabels();
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::ParameterRecord changed, Again(transaction, *found.parameter, call.now));
    ROLECALL_TRY(directory::ParameterVersion * version, VersionIn(changed, request.version));
    boost::json::array invalid;
    for (const std::string& label : request.labels) {
      if (!IsLabel(label)) {
        invalid.emplace_back(label);
      } else if (!HasLabel(*version, label)) {
        // A label is on one version: it moves.
        for (directory::ParameterVersion& each : changed.versions) std::erase(each.labels, label);
        version->labels.push_back(label);
      }
    }
    if (version->labels.size() > kMostLabels) return TooManyLabels();
    const int number = version->number;
    transaction.Put(std::move(changed));
    return boost::json::object{{"InvalidLabels", std::move(invalid)}, {"ParameterVersion", number}};
  });
}

Answer UnlabelParameterVersion(Call& call, JsonInput& input) {
  ROLECALL_TRY(const LabelRequest request, ReadLabels(input, true));
  ROLECALL_TRY(FoundParameter found, FindAuthorized(call, "UnlabelParameterVersion", request.name, false));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::ParameterRecord changed, Again(transaction, *found.parameter, call.now));
    ROLECALL_TRY(directory::ParameterVersion * version, VersionIn(changed, request.version));
    boost::json::array removed, invalid;
    for (const std::string& label : request.labels) {
      (HasLabel(*version, label) ? removed : invalid).emplace_back(label);
      std::erase(version->labels, label);
    }
    if (!removed.empty()) transaction.Put(std::move(changed));
    return boost::json::object{{"RemovedLabels", std::move(removed)}, {"InvalidLabels", std::move(invalid)}};
  });
}

}  // namespace rolecall::services::ssm
