#include "plugin/wire/messages.h"

#include <utility>

#include "engine/provider/attribute_place.h"
#include "plugin/wire/value_codec.h"
#include "value/json.h"

namespace rolecall::plugin {

wire::DynamicValue Dynamic(const value::Value& value, const value::Type& type) {
  wire::DynamicValue message;
  message.set_msgpack(EncodeValue(value, type));
  return message;
}

Result<value::Value> ValueOf(const wire::DynamicValue& message, const value::Type& type) {
  if (!message.msgpack().empty()) return DecodeValue(message.msgpack(), type);
  if (message.json().empty()) return value::Value::Null(type);
  auto value = value::FromJson(message.json(), type);
  if (!value.ok()) {
    return Error{ErrorCode::kInvalidArgument, value::PathText(value.error().path) + ": " + value.error().message};
  }
  return *value;
}

namespace {

// An element of a set has no place: `past_sets` goes on behind it, else the path ends there.
value::Path PathOf(const wire::AttributePath& path, bool past_sets) {
  value::Path result;
  for (const auto& step : path.steps()) {
    switch (step.selector_case()) {
      case wire::AttributePath::Step::kAttributeName:
        result.emplace_back(value::AttributeStep{step.attribute_name()});
        break;
      case wire::AttributePath::Step::kElementKeyString:
        result.emplace_back(value::IndexStep{step.element_key_string()});
        break;
      case wire::AttributePath::Step::kElementKeyInt:
        result.emplace_back(value::IndexStep{static_cast<long long>(step.element_key_int())});
        break;
      case wire::AttributePath::Step::SELECTOR_NOT_SET:
        if (!past_sets) return result;
        break;
    }
  }
  return result;
}

}  // namespace

std::vector<value::Path> PathsOf(const google::protobuf::RepeatedPtrField<wire::AttributePath>& paths) {
  std::vector<value::Path> result;
  for (const wire::AttributePath& path : paths) result.push_back(PathOf(path, false));
  return result;
}

void AddDiagnostics(const google::protobuf::RepeatedPtrField<wire::Diagnostic>& from, diag::Diagnostics& to) {
  for (const wire::Diagnostic& one : from) {
    diag::Diagnostic problem;
    problem.severity = one.severity() == wire::Diagnostic::WARNING ? diag::Severity::kWarning : diag::Severity::kError;
    problem.summary = one.summary();
    problem.detail = one.detail();
    if (one.has_attribute()) problem.place = std::make_shared<engine::AttributePlace>(PathOf(one.attribute(), true));
    to.Add(std::move(problem));
  }
}

}  // namespace rolecall::plugin
