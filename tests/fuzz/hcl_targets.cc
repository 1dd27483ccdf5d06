// The language: files, templates, expressions, types, the formatter.
#include <string>

#include "diag/diagnostic.h"
#include "functions/catalogue.h"
#include "hcl/decode/decode.h"
#include "hcl/decode/json_syntax.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"
#include "hcl/evaluate/show_value.h"
#include "hcl/evaluate/type_expression.h"
#include "hcl/format/format.h"
#include "hcl/syntax/parser.h"
#include "tests/fuzz/target.h"

namespace rolecall::fuzz {
namespace {

// Without files, clock and random: the same input gives the same work.
const hcl::FunctionTable& PureFunctions() {
  static const functions::Catalogue catalogue = functions::MakeCatalogue({});
  static const hcl::FunctionTable table = functions::MakeFunctionTable(catalogue);
  return table;
}

hcl::Scope MakeScope() {
  using value::Value;
  hcl::Scope scope;
  scope.SetFunctions(&PureFunctions());
  scope.Set("var", Value::Object({{"name", Value::String("n")},
                                  {"list", Value::Tuple({Value::Bool(true), Value::Number(2)})},
                                  {"unknown", Value::Unknown(value::Type::List(value::Type::String()))}}));
  scope.Set("local", Value::Object({{"map", Value::Object({{"k", Value::Null(value::Type::String())}})}}));
  return scope;
}

// What parses without error is formatted to something that does too and that formatting leaves alone.
void File(std::string_view input) {
  diag::Diagnostics diagnostics;
  const hcl::File file = hcl::ParseFile("f.tf", std::string(input), diagnostics);
  hcl::BodyReferences(file.body);
  if (diagnostics.HasErrors()) return;
  const std::string once = hcl::Format(input);
  diag::Diagnostics again;
  hcl::ParseFile("f.tf", once, again);
  FUZZ_EXPECT(!again.HasErrors());
  FUZZ_EXPECT(hcl::Format(once) == once);
}

void JsonFile(std::string_view input) {
  diag::Diagnostics diagnostics;
  const hcl::File file = hcl::ParseJsonFile("f.tf.json", std::string(input), diagnostics);
  hcl::BodyReferences(file.body);
  hcl::BodySchema schema;
  schema.attributes = {{"a", true}, {"b", false}};
  schema.blocks = {{"resource", {"type", "name"}}, {"locals", {}}};
  hcl::DecodePartial(file.body, schema, nullptr, diagnostics);
  hcl::DecodeAttributes(file.body, diagnostics);
}

void EvaluateBoth(const hcl::ParsedExpression& parsed) {
  const hcl::Scope scope = MakeScope();
  diag::Diagnostics first, second;
  const value::Value one = hcl::Evaluate(*parsed.root, scope, first);
  const value::Value two = hcl::Evaluate(*parsed.root, scope, second);
  FUZZ_EXPECT(one.Same(two));
  FUZZ_EXPECT(first.HasErrors() == second.HasErrors());
  hcl::ShortText(one);
}

void Expression(std::string_view input) {
  diag::Diagnostics diagnostics;
  const hcl::ParsedExpression parsed = hcl::ParseExpression("f", std::string(input.substr(0, 4096)), diagnostics);
  hcl::References(*parsed.root);
  EvaluateBoth(parsed);
}

void Template(std::string_view input) {
  diag::Diagnostics diagnostics;
  EvaluateBoth(hcl::ParseTemplate("f", std::string(input.substr(0, 4096)), diagnostics));
}

void TypeExpression(std::string_view input) {
  diag::Diagnostics diagnostics;
  const hcl::ParsedExpression parsed = hcl::ParseExpression("f", std::string(input), diagnostics);
  const hcl::TypeConstraint type =
      hcl::ParseTypeExpression(*parsed.root, hcl::TypeMode::kConstraint, /*legacy=*/true, diagnostics);
  if (type.defaults) hcl::ApplyDefaults(value::Value::Null(type.type), *type.defaults);
}

constexpr Target kTargets[] = {{"hcl_file", &File},
                               {"hcl_json", &JsonFile},
                               {"hcl_expression", &Expression},
                               {"hcl_template", &Template},
                               {"hcl_type", &TypeExpression}};

}  // namespace

std::span<const Target> HclTargets() { return kTargets; }

}  // namespace rolecall::fuzz
