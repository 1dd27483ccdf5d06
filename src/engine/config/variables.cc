#include "engine/config/variables.h"

#include <utility>

#include "engine/config/block_reader.h"
#include "hcl/decode/decode.h"
#include "hcl/decode/json_syntax.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/parser.h"
#include "json/document.h"
#include "value/convert.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxTfvarsBytes = 64u << 20;

class Collector {
 public:
  Collector(const Configuration& configuration, const FileSystem& files, diag::SourceMap* sources,
            diag::Diagnostics& diagnostics, bool only_syntax = false)
      : configuration_(configuration),
        files_(files),
        sources_(sources),
        diagnostics_(diagnostics),
        only_syntax_(only_syntax) {}

  void Environment(const rolecall::Environment& environment) {
    const std::string prefix = "TF_VAR_";
    for (const auto& [name, text] : environment.All()) {
      if (!name.starts_with(prefix)) continue;
      std::string variable = name.substr(prefix.size());
      auto declared = configuration_.root->variables.find(variable);
      if (declared == configuration_.root->variables.end()) continue;
      Put(variable, {ParseVariableText(declared->second, text, name, diagnostics_), {}, name});
    }
  }

  void AutomaticFiles() {
    const std::string& directory = configuration_.directory;
    for (const char* name : {"terraform.tfvars", "terraform.tfvars.json"}) {
      if (std::string path = JoinPath(directory, name); files_.Exists(path)) File(path, false);
    }
    Result<std::vector<DirectoryEntry>> entries = files_.List(directory);
    if (!entries.ok()) return;
    for (const DirectoryEntry& entry : *entries) {
      bool is_automatic = entry.name.ends_with(".auto.tfvars") || entry.name.ends_with(".auto.tfvars.json");
      if (is_automatic && !entry.is_directory) File(JoinPath(directory, entry.name), false);
    }
  }

  void Given(const VariableInput& input) {
    if (input.kind == VariableInput::Kind::kFile) return File(input.text, true);
    if (!CheckAssignment(input.text)) return;
    const std::size_t equals = input.text.find('=');
    std::string name = input.text.substr(0, equals);
    auto declared = configuration_.root->variables.find(name);
    if (declared == configuration_.root->variables.end()) {
      diagnostics_.AddError("undeclared-variable", "Value for undeclared variable",
                            "A variable named \"" + name +
                                "\" was assigned on the command line, but the root module does not declare a variable "
                                "of that name. To use this value, add a \"variable\" block to the configuration.");
      return;
    }
    Put(name, {ParseVariableText(declared->second, input.text.substr(equals + 1), "-var", diagnostics_), {}, "-var"});
  }

  // Whether the text of a -var has a name and a value.
  bool CheckAssignment(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
      diagnostics_.AddError("invalid-var-option", "Invalid -var option",
                            "The given -var option " + json::Quoted(text) +
                                " is not correctly specified. Must be a variable name and value separated by an equals "
                                "sign, like -var=\"key=value\".");
      return false;
    }
    const std::string given = text.substr(0, equals);
    if (!given.ends_with(' ')) return true;
    const std::string name = given.substr(0, given.size() - 1);
    const auto declared = configuration_.root->variables.find(name);
    // Of what nobody has declared it is not known.
    const bool is_secret = declared == configuration_.root->variables.end() || declared->second.sensitive;
    std::string value = is_secret ? "…" : text.substr(equals + 1);
    if (value.starts_with(' ')) value.erase(0, 1);
    diagnostics_.AddError("invalid-var-option", "Invalid -var option",
                          "Variable name " + json::Quoted(given) +
                              " is invalid due to trailing space. Did you mean -var=\"" + name + "=" + value + "\"?");
    return false;
  }

  RootVariables Take() {
    if (undeclared_in_files_ > kMostNamed) {
      diagnostics_.AddWarning("undeclared-variable", "Values for undeclared variables",
                              "In addition to the other similar warnings shown, " +
                                  std::to_string(undeclared_in_files_ - kMostNamed) +
                                  " other variable(s) defined without being declared.");
    }
    return std::move(variables_);
  }

 private:
  void File(const std::string& path, bool was_asked_for) {
    Result<std::string> text = files_.Read(path, kMaxTfvarsBytes);
    if (!text.ok()) {
      const bool missing = text.error().code == ErrorCode::kNotFound;
      diagnostics_.AddError(
          "unreadable-file", "Failed to read variables file",
          "Given variables file " + path + (missing ? " does not exist." : " cannot be read: " + text.error().message));
      return;
    }
    if (sources_ != nullptr) sources_->Add(path, *text);
    std::size_t first = text->find_first_not_of(" \t\r\n");
    bool looks_like_json = first != std::string::npos && (*text)[first] == '{' && !path.ends_with(".tfvars");
    bool is_json = path.ends_with(".json") || (was_asked_for && looks_like_json);
    hcl::File file = is_json ? hcl::ParseJsonFile(path, *std::move(text), diagnostics_)
                             : hcl::ParseFile(path, *std::move(text), diagnostics_);
    for (const hcl::BlockPtr& block : file.body.blocks) {
      if (block->type != "variable" || block->labels.empty()) continue;
      const std::string& name = block->labels[0].text;
      diagnostics_.AddError(
          "variable-declaration-in-tfvars", "Variable declaration in .tfvars file",
          "A .tfvars file is used to assign values to variables that have already been declared in .tf files, not to "
          "declare new variables. To declare variable \"" +
              name +
              "\", place this block in one of your .tf files, such as variables.tf.\n\nTo set a value for this "
              "variable "
              "in " +
              path + ", use the definition syntax instead:\n    " + name + " = <value>",
          block->type_range);
    }
    std::erase_if(file.body.blocks, [](const hcl::BlockPtr& block) { return block->type == "variable"; });
    for (const auto& [name, attribute] : hcl::DecodeAttributes(file.body, diagnostics_)) {
      if (only_syntax_) continue;
      if (configuration_.root->variables.count(name) == 0) {
        UndeclaredInFile(name, path);
        continue;
      }
      value::Value value = hcl::Evaluate(*attribute->expression, hcl::Scope(), diagnostics_);
      Put(name, {std::move(value), attribute->expression->range, path});
    }
  }

  // One set for all configurations of an organization may be in a file: two are named.
  void UndeclaredInFile(const std::string& name, const std::string& path) {
    if (++undeclared_in_files_ > kMostNamed) return;
    diagnostics_.AddWarning(
        "undeclared-variable", "Value for undeclared variable",
        "The root module does not declare a variable named \"" + name + "\" but a value was found in file \"" + path +
            "\". If you meant to use this value, add a \"variable\" block to the configuration.\n\nTo silence these "
            "warnings, use TF_VAR_... environment variables to provide certain \"global\" settings to all "
            "configurations in your organization. To reduce the verbosity of these warnings, use the "
            "-compact-warnings option.");
  }

  void Put(const std::string& name, GivenVariable given) { variables_[name] = std::move(given); }

  const Configuration& configuration_;
  const FileSystem& files_;
  diag::SourceMap* sources_;
  diag::Diagnostics& diagnostics_;
  const bool only_syntax_;
  static constexpr int kMostNamed = 2;
  RootVariables variables_;
  int undeclared_in_files_ = 0;
};

}  // namespace

RootVariables CollectVariables(const Configuration& configuration, const FileSystem& files,
                               const Environment& environment, const std::vector<VariableInput>& inputs,
                               diag::SourceMap* sources, diag::Diagnostics& diagnostics) {
  Collector collector(configuration, files, sources, diagnostics);
  collector.Environment(environment);
  collector.AutomaticFiles();
  for (const VariableInput& input : inputs) collector.Given(input);
  return collector.Take();
}

void CheckVariableFiles(const Configuration& configuration, const FileSystem& files,
                        const std::vector<VariableInput>& inputs, diag::SourceMap* sources,
                        diag::Diagnostics& diagnostics) {
  Collector collector(configuration, files, sources, diagnostics, true);
  collector.AutomaticFiles();
  for (const VariableInput& input : inputs) {
    input.kind == VariableInput::Kind::kFile ? collector.Given(input) : (void)collector.CheckAssignment(input.text);
  }
}

std::vector<std::string> MissingVariables(const Configuration& configuration, const RootVariables& variables) {
  std::vector<std::string> missing;
  for (const auto& [name, variable] : configuration.root->variables) {
    if (!variable.default_value && variables.count(name) == 0) missing.push_back(name);
  }
  return missing;
}

value::Value ParseVariableText(const Variable& variable, const std::string& text, const std::string& source,
                               diag::Diagnostics& diagnostics) {
  bool is_literal = !variable.has_type || variable.constraint.type.IsPrimitive();
  if (is_literal) return value::Value::String(text);
  std::string name = "<value for var." + variable.name + ">";
  diag::Diagnostics problems;
  hcl::ParsedExpression parsed = hcl::ParseExpression(name, text, problems);
  value::Value value = value::Value::Unknown(value::Type::Dynamic());
  if (!problems.HasErrors()) value = hcl::Evaluate(*parsed.root, hcl::Scope(), problems);
  if (variable.sensitive && problems.HasErrors()) {
    diagnostics.AddError("invalid-variable-value", "Invalid value for variable",
                         "The value of the sensitive variable \"" + variable.name + "\" from " + source +
                             " is not an expression of the language.");
    return value;
  }
  diagnostics.Append(problems);
  return value;
}

namespace {

// How a value was given that stands in no file.
std::string HowGiven(const Variable& variable, const std::string& source) {
  if (source.starts_with("TF_VAR_")) return "set using the " + source + " environment variable";
  if (source == "-var") return "set using -var=\"" + variable.name + "=...\"";
  return "set interactively";
}

std::string Unsuitable(const Variable& variable, const ValueOrigin& origin, const char* declared,
                       const std::string& why) {
  const std::string address = (origin.module.empty() ? "" : origin.module + ".") + "var." + variable.name;
  if (!origin.range.has_place() && !origin.source.empty()) {
    return "Unsuitable value for " + address + " " + HowGiven(variable, origin.source) + ": " + why + ".";
  }
  return "The given value is not suitable for " + address + " " + declared + " at " + PlaceOf(variable.range) + ": " +
         why + ".";
}

}  // namespace

value::Value FitVariable(const Variable& variable, const std::optional<value::Value>& given, const ValueOrigin& origin,
                         diag::Diagnostics& diagnostics) {
  const value::Type type = value::WithoutOptional(variable.constraint.type);
  std::optional<value::Value> value = given;
  bool is_null = value && value->IsKnown() && value->IsNull();
  if (!value || (is_null && !variable.nullable)) value = variable.default_value;
  if (!value || (!variable.nullable && value->IsKnown() && value->IsNull())) {
    if (is_null) {
      diagnostics.AddError("required-variable", "Required variable not set",
                           Unsuitable(variable, origin, "defined", "required variable may not be set to null"),
                           origin.range.has_place() ? origin.range : variable.range);
    } else if (origin.module.empty()) {  // the calls of other modules are checked by themselves
      diagnostics.AddError("required-variable", "No value for required variable",
                           "The root module input variable \"" + variable.name +
                               "\" is not set, and has no default value. Use a -var or -var-file command line argument "
                               "to provide a value for this variable.",
                           variable.range);
    }
    return value::Value::Unknown(type);
  }
  value::Value plain = *value;
  bool has_defaults = variable.constraint.defaults != nullptr && plain.IsKnown() && !plain.IsNull();
  if (has_defaults) plain = hcl::ApplyDefaults(plain, *variable.constraint.defaults);
  value::Conversion converted = value::Convert(plain, variable.constraint.type);
  if (!converted.ok()) {
    diagnostics.AddError("invalid-variable-value", "Invalid value for input variable",
                         Unsuitable(variable, origin, "declared", converted.error().Text()), variable.range);
    return value::Value::Unknown(type);
  }
  return variable.sensitive ? converted->Mark(value::kSensitive) : *converted;
}

}  // namespace rolecall::engine
