// provider::terraform::decode_tfvars, encode_expr, encode_tfvars.
#include <optional>
#include <utility>

#include "diag/diagnostic.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"
#include "hcl/format/format.h"
#include "hcl/format/value_source.h"
#include "hcl/syntax/parser.h"
#include "providers/functions/provider_functions.h"

namespace rolecall::providers::functions {
namespace {

using value::Arguments;
using value::Function;
using value::FunctionError;
using value::FunctionResult;
using value::Type;
using value::Value;

// OpenTofu counts from 0 here: lines, and the columns of the first one.
std::string PlaceText(const diag::Range& range) {
  const auto shifted = [](diag::Position at) {
    if (at.line == 1) --at.column;
    --at.line;
    return at;
  };
  return hcl::ShowRange({range.file, shifted(range.start), shifted(range.end)});
}

// A secret text's mistakes are not told, as they may quote it.
FunctionError NotDecoded(const diag::Diagnostics& diagnostics, bool is_secret) {
  std::string text = "failed to decode tfvars content";
  for (const diag::Diagnostic& found : diagnostics.list()) {
    if (is_secret) break;
    text += "\n" + PlaceText(found.subject) + ": " + found.summary + "; " + found.detail;
  }
  return Failed(text);
}

FunctionResult DecodeTfvars(Arguments arguments, const Type&) {
  const bool is_secret = arguments[0].IsMarked();
  diag::Diagnostics diagnostics;
  const hcl::File file = hcl::ParseFile("", arguments[0].Unmark().AsString(), diagnostics);
  if (diagnostics.HasErrors()) return NotDecoded(diagnostics, is_secret);
  const auto attributes = hcl::DecodeAttributes(file.body, diagnostics);
  if (diagnostics.HasErrors()) return NotDecoded(diagnostics, is_secret);
  std::map<std::string, Value> members;
  const hcl::Scope nothing;
  for (const auto& [name, attribute] : attributes) {
    Value value = hcl::Evaluate(*attribute->expression, nothing, diagnostics);
    if (diagnostics.HasErrors()) return NotDecoded(diagnostics, is_secret);
    members.emplace(name, std::move(value));
  }
  return Value::Object(std::move(members)).WithMarks(arguments[0].marks());
}

// Differs from OpenTofu: with something unknown inside, the text is unknown too. OpenTofu refuses encode_expr, and
// crashes in encode_tfvars.
FunctionResult EncodeExpression(Arguments arguments, const Type& type) {
  if (!arguments[0].IsWhollyKnown()) return Value::Unknown(type);
  return Value::String(hcl::ValueSource(arguments[0]));
}

FunctionResult EncodeTfvars(Arguments arguments, const Type& type) {
  const Value& input = arguments[0];
  if (!input.type().IsObject()) return Failed("invalid input: must be an object");
  for (const auto& [name, member] : input.members()) {
    if (hcl::IsValidIdentifier(name)) continue;
    return Failed("invalid input: object key: " + name + " - must be a valid identifier");
  }
  if (!input.IsWhollyKnown()) return Value::Unknown(type);
  std::string text;
  for (const auto& [name, member] : input.members()) text += name + " = " + hcl::ValueSource(member) + "\n";
  return Value::String(hcl::Format(text));
}

}  // namespace

void AddTerraformFunctions(std::map<std::string, Function>& table) {
  const auto text = Function::Returns(Type::String());
  table.emplace("decode_tfvars", Function("decode_tfvars", "The values of a variable file's text, as an object.",
                                          {{.name = "content", .type = Type::String(), .allow_marked = true}},
                                          Function::Returns(Type::Dynamic()), DecodeTfvars));
  table.emplace("encode_expr", Function("encode_expr", "The value as the language writes it.",
                                        {{.name = "expr", .type = Type::Dynamic()}}, text, EncodeExpression));
  table.emplace("encode_tfvars", Function("encode_tfvars", "An object as the text of a variable file.",
                                          {{.name = "input", .type = Type::Dynamic()}}, text, EncodeTfvars));
}

}  // namespace rolecall::providers::functions
