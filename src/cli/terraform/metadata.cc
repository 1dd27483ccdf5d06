// `rolecall metadata functions -json`: the signatures of the language's functions, for editors and other programs.
#include <ostream>

#include "cli/terraform/commands.h"
#include "engine/plan_json/text.h"
#include "functions/catalogue.h"
#include "hcl/evaluate/call_json.h"
#include "hcl/evaluate/special_forms.h"
#include "value/json.h"

namespace rolecall::cli {
namespace {

std::string ParameterJson(const value::Parameter& parameter) {
  engine::JsonObject object;
  object.Text("name", parameter.name);
  if (parameter.allow_null) object.Flag("is_nullable", true);
  return object.Raw("type", value::TypeToJson(parameter.type)).Close();
}

std::string FunctionJson(const value::Function& function) {
  engine::JsonObject object;
  object.TextIf("description", function.description());
  object.Raw("return_type", value::TypeToJson(hcl::ResultType(function)));
  std::vector<std::string> parameters;
  for (const value::Parameter& parameter : function.parameters()) parameters.push_back(ParameterJson(parameter));
  if (!parameters.empty()) object.Raw("parameters", engine::JsonArray(parameters));
  if (function.variadic()) object.Raw("variadic_parameter", ParameterJson(*function.variadic()));
  return object.Close();
}

class MetadataFunctionsCommand final : public Command {
 public:
  std::string name() const override { return "metadata functions"; }
  std::string summary() const override { return "Print the signatures of the language's functions"; }
  std::string usage() const override { return "-json"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override { flags.Switch("json", &json_, "Print JSON: the only form that there is"); }

  void CheckArguments(const CommandContext&, const ParsedFlags&, diag::Diagnostics& problems) override {
    if (json_) return;
    problems.AddError("wrong-arguments", "Invalid arguments",
                      "The `rolecall metadata functions` command requires the `-json` flag.");
  }

  int Run(CommandContext& context, const std::vector<std::string>&) override {
    functions::Options options;
    options.files = &context.files;
    options.environment = &context.environment;
    options.clock = &context.clock;
    options.random = &context.random;
    options.pure_only = true;
    engine::JsonObject signatures;
    functions::Catalogue catalogue = functions::MakeCatalogue(options);
    for (const char* removed : {"list", "map"}) catalogue.erase(removed);  // they only say what to write instead
    for (const value::Function& special : hcl::SpecialForms()) catalogue.emplace(special.name(), special);
    for (const auto& [name, function] : catalogue) signatures.Raw(name, FunctionJson(function));
    for (const auto& [name, function] : catalogue) signatures.Raw("core::" + name, FunctionJson(function));
    engine::JsonObject object;
    object.Text("format_version", "1.0").Raw("function_signatures", signatures.Close());
    context.out << object.Close() << "\n";
    return kExitOk;
  }

 private:
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeMetadataFunctionsCommand() { return std::make_unique<MetadataFunctionsCommand>(); }

}  // namespace rolecall::cli
