// templatefile() and templatestring().
#include <memory>

#include "diag/diagnostic.h"
#include "functions/define.h"
#include "functions/marked.h"
#include "functions/source_file.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/parser.h"
#include "value/convert.h"

namespace rolecall::functions {
namespace {

// What every nested call of these functions shares: the functions that a template may call, without these two.
struct Surroundings {
  Catalogue functions;
  SourceFiles files;
  int depth_limit;
};
using SharedSurroundings = std::shared_ptr<const Surroundings>;

void AddAtDepth(Catalogue& catalogue, const SharedSurroundings& surroundings, int depth);

// The first one, and how many more there are.
FunctionError FromDiagnostics(const diag::Diagnostics& diagnostics) {
  const diag::Diagnostic& first = diagnostics.list().front();
  std::string text = first.subject.has_place() ? hcl::ShowRange(first.subject) + ": " : "";
  text += first.summary + "; " + first.detail;
  if (diagnostics.size() > 1) text += ", and " + std::to_string(diagnostics.size() - 1) + " other diagnostic(s)";
  return Failure(text);
}

bool IsVariableName(const std::string& name) {
  const bool starts_well = !name.empty() && ((name[0] | 0x20) >= 'a' && (name[0] | 0x20) <= 'z');
  return (starts_well || (!name.empty() && static_cast<unsigned char>(name[0]) >= 0x80)) &&
         hcl::IsValidIdentifier(name);
}

std::optional<FunctionError> CheckVariables(const Value& variables) {
  const Type& type = variables.type();
  if (!type.IsMap() && !type.IsObject()) return ArgumentError(1, "invalid vars value: must be a map");
  for (const auto& [name, variable] : variables.members()) {
    if (IsVariableName(name)) continue;
    return ArgumentError(1, "invalid template variable name " + Shown(Value::String(name)) +
                                ": must start with a letter, followed by zero or more letters, digits, and "
                                "underscores");
  }
  return std::nullopt;
}

constexpr const char* kNoFile = "NoFileNeeded";  // the name of templatestring's text

class Renderer {
 public:
  Renderer(SharedSurroundings surroundings, int depth) : surroundings_(std::move(surroundings)), depth_(depth) {}

  // Renders the text named `name` (which may be the path of a file).
  FunctionResult Render(const std::string& name, const std::string& text, const Value& variables) const {
    if (depth_ >= surroundings_->depth_limit) {
      return ArgumentError(
          0, "maximum recursion depth " + std::to_string(surroundings_->depth_limit) + " reached in " + name);
    }
    if (auto error = CheckVariables(variables.Unmark())) return *error;
    diag::Diagnostics diagnostics;
    const hcl::ParsedExpression parsed = hcl::ParseTemplate(name, text, diagnostics);
    if (diagnostics.HasErrors()) return FromDiagnostics(diagnostics);
    hcl::Scope scope;
    scope.AllowVariables();
    const Value plain = variables.Unmark();
    for (const auto& [key, variable] : plain.members()) scope.Set(key, variable);
    for (const hcl::Traversal* reference : hcl::References(*parsed.root)) {
      if (scope.Find(reference->root) != nullptr) continue;
      const std::string place = name == kNoFile ? "" : ", referenced at " + hcl::ShowRange(reference->root_range);
      return ArgumentError(1, "vars map does not contain key \"" + reference->root + "\"" + place);
    }
    Catalogue nested;
    AddAtDepth(nested, surroundings_, depth_ + 1);
    hcl::FunctionTable table = MakeFunctionTable(surroundings_->functions);
    table.merge(MakeFunctionTable(nested));
    scope.SetFunctions(&table);
    const Value result = hcl::Evaluate(*parsed.root, scope, diagnostics);
    if (diagnostics.HasErrors()) return FromDiagnostics(diagnostics);
    return result.WithMarks(variables.marks());
  }

  const Surroundings& surroundings() const { return *surroundings_; }

 private:
  SharedSurroundings surroundings_;
  int depth_;
};

FunctionResult RenderFile(const Renderer& renderer, Arguments arguments) {
  const auto text = renderer.surroundings().files.ReadText(arguments[0]);
  if (!text.ok()) return text.error();
  FunctionResult result = renderer.Render(arguments[0].Unmark().AsString(), *text, arguments[1]);
  if (!result.ok()) return result;
  return result->WithMarks(arguments[0].marks());
}

FunctionResult RenderString(const Renderer& renderer, Arguments arguments) {
  FunctionResult result = renderer.Render(kNoFile, arguments[0].Unmark().AsString(), arguments[1]);
  if (!result.ok()) return result;
  return result->WithMarks(arguments[0].marks());
}

// The type is that of the result, so that both callbacks render; what is unknown leaves it open.
Function MakeTemplate(const char* name, const char* description, const char* first_parameter, const Renderer& renderer,
                      FunctionResult (*render)(const Renderer&, Arguments)) {
  return Function(
      name, description, {Marked(first_parameter, Type::String()), Plain("vars", Type::Dynamic())},
      [](Arguments) -> FunctionType { return Type::Dynamic(); },
      [renderer, render](Arguments arguments, const Type&) -> FunctionResult { return render(renderer, arguments); });
}

void AddAtDepth(Catalogue& catalogue, const SharedSurroundings& surroundings, int depth) {
  const Renderer renderer(surroundings, depth);
  Define(catalogue, MakeTemplate("templatefile", "The text of a template file, rendered with the given values.", "path",
                                 renderer, RenderFile));
  Define(catalogue, MakeTemplate("templatestring", "The template, rendered with the given values.", "data", renderer,
                                 RenderString));
}

}  // namespace

void AddTemplates(Catalogue& catalogue, const Options& options) {
  auto surroundings =
      std::make_shared<const Surroundings>(Surroundings{catalogue, SourceFiles(options), options.template_depth});
  AddAtDepth(catalogue, surroundings, 0);
}

}  // namespace rolecall::functions
