// jsonencode() and jsondecode().
#include "value/json.h"

#include "functions/define.h"
#include "functions/notation/json_mistake.h"

namespace rolecall::functions {
namespace {

// The first character tells the kind; it is known even if the rest is not.
FunctionResult UnknownJson(const Value& value) {
  value::Refinement known;
  known.not_null = true;
  if (value::DefinitelyNotNull(value)) {
    const Type& type = value.type();
    if (type.IsObject() || type.IsMap()) known.string_prefix = "{";
    if (type.IsTuple() || type.IsList() || type.IsSet()) known.string_prefix = "[";
    if (type.IsString()) known.string_prefix = "\"";
  }
  return Value::Unknown(Type::String(), std::move(known));
}

FunctionResult JsonEncode(Arguments arguments, const Type&) {
  if (!arguments[0].IsWhollyKnown()) return UnknownJson(arguments[0]);
  auto text = value::ToJson(arguments[0]);
  if (!text.ok()) return Failure(text.error().message);
  return Value::String(std::move(*text));
}

FunctionResult JsonDecode(Arguments arguments, const Type&) {
  auto decoded = value::FromJson(arguments[0].AsString());
  if (decoded.ok()) return *decoded;
  const std::optional<std::string> mistake = JsonMistake(arguments[0].AsString());
  return Failure(mistake ? *mistake : decoded.error().message);
}

}  // namespace

void AddJson(Catalogue& catalogue) {
  Define(
      catalogue,
      Function(
          "jsonencode", "The value as JSON.",
          {{.name = "val", .type = Type::Dynamic(), .allow_null = true, .allow_unknown = true, .allow_dynamic = true}},
          Function::Returns(Type::String()), JsonEncode)
          .NeverNull());
  Define(catalogue, Function("jsondecode", "The value that the JSON stands for.", {Plain("str", Type::String())},
                             // The type is in the text: it is read once, by the implementation.
                             Function::Returns(Type::Dynamic()), JsonDecode));
}

}  // namespace rolecall::functions
