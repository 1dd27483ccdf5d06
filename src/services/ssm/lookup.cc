#include "services/ssm/lookup.h"

#include <algorithm>

#include "base/text.h"
#include "services/ssm/errors.h"

namespace rolecall::services::ssm {

ParameterPlace PlaceOf(const Call& call) { return {call.own_account(), call.region}; }

Checked<ParameterPointer> Authorized(Call& call, std::string_view action, const NamedParameter& named,
                                     Question question) {
  ParameterPointer parameter = FindParameter(*call.snapshot, named, call.now);
  question.action = "ssm:" + std::string(action);
  question.resource = named.Arn();
  question.resource_account = named.account;
  if (parameter != nullptr) question.resource_tags = &parameter->tags;
  ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  return parameter;
}

Checked<FoundParameter> FindAuthorized(Call& call, std::string_view action, std::string_view name, bool may_select,
                                       Question question) {
  ROLECALL_TRY(NamedParameter named, ReadName(PlaceOf(call), name, may_select));
  ROLECALL_TRY(ParameterPointer parameter, Authorized(call, action, named, std::move(question)));
  if (parameter == nullptr) return ParameterNotFound();
  return FoundParameter{std::move(named), std::move(parameter)};
}

std::optional<aws::ErrorShape> AuthorizeAction(Call& call, std::string_view action) {
  return Authorize(call, {.action = "ssm:" + std::string(action)});
}

const directory::ParameterVersion* FindVersion(const directory::ParameterRecord& parameter, int number) {
  const auto found = std::ranges::find(parameter.versions, number, &directory::ParameterVersion::number);
  return found == parameter.versions.end() ? nullptr : &*found;
}

const directory::ParameterVersion* FindLabel(const directory::ParameterRecord& parameter, std::string_view label) {
  const auto found = std::ranges::find_if(parameter.versions, [&](const directory::ParameterVersion& version) {
    return std::ranges::find(version.labels, label) != version.labels.end();
  });
  return found == parameter.versions.end() ? nullptr : &*found;
}

Checked<const directory::ParameterVersion*> SelectVersion(const FoundParameter& found) {
  const std::string& selector = found.named.selector;
  if (selector.empty()) return &found.parameter->current();
  // Labels do not begin with a digit: what does is a version.
  if (IsAsciiDigit(selector.front())) {
    const std::optional<int> number = ParseInt<int>(selector);
    const directory::ParameterVersion* version = number ? FindVersion(*found.parameter, *number) : nullptr;
    if (version == nullptr) return VersionNotFound(found.parameter->name, selector);
    return version;
  }
  const directory::ParameterVersion* version = FindLabel(*found.parameter, selector);
  if (version == nullptr) return LabelNotFound(found.parameter->name, selector);
  return version;
}

Checked<directory::ParameterRecord> Again(const directory::Transaction& transaction,
                                          const directory::ParameterRecord& parameter, Time now) {
  const ParameterPointer found = transaction.snapshot().parameters.Find(parameter.key());
  if (found == nullptr || IsExpired(*found, now)) return ParameterNotFound();
  return *found;
}

double JsonSeconds(Time time) { return static_cast<double>(time.time_since_epoch().count() / 1000) / 1000.0; }

}  // namespace rolecall::services::ssm
