#include "engine/testing/test_configuration.h"

#include <set>
#include <utility>

#include "engine/config/expansion.h"
#include "engine/config/references.h"

namespace rolecall::engine {
namespace {

using value::Value;

std::string Name(const ResourceOverride& override) { return override.target.Text(); }
std::string Name(const ModuleOverride& override) { return override.target.Text(); }

Module* FindModule(Configuration& configuration, const ModuleAddress& path) {
  Module* module = configuration.root.get();
  for (const ModuleStep& step : path.steps) {
    const auto child = module->children.find(step.name);
    if (child == module->children.end()) return nullptr;
    module = child->second.get();
  }
  return module;
}

class Preparation {
 public:
  Preparation(const TestFile& file, const TestRun& run, const hcl::Scope& scope, Configuration& configuration,
              diag::Diagnostics& diagnostics)
      : file_(file), run_(run), scope_(scope), configuration_(configuration), diagnostics_(diagnostics) {}

  void Do() {
    PutProviders();
    for (const ModuleOverride& one : Merged(run_.overrides.modules, file_.overrides.modules)) OverrideModule(one);
    for (const ResourceOverride& one : Merged(run_.overrides.resources, file_.overrides.resources)) {
      OverrideResource(one);
    }
    for (const TestVariables* variables : {&run_.variables, &file_.variables}) {
      for (const auto& [name, attribute] : *variables) Declare(name, attribute->range);
    }
  }

 private:
  // Those of the run go before those of the file.
  template <typename Override>
  std::vector<Override> Merged(const std::vector<Override>& own, const std::vector<Override>& shared) {
    std::set<std::string> names;
    for (const Override& one : own) names.insert(Name(one));
    std::vector<Override> merged = own;
    for (const Override& one : shared) {
      if (names.count(Name(one)) == 0) {
        merged.push_back(one);
        continue;
      }
      diagnostics_.AddWarning("override-twice", "Multiple `" + BlockName(one) + "` blocks for the same address",
                              "`" + Name(one) +
                                  "` is overridden in both global file and local run blocks. The declaration in global "
                                  "file block will be ignored.",
                              one.range);
    }
    return merged;
  }
  static std::string BlockName(const ResourceOverride& override) { return override.BlockName(); }
  static std::string BlockName(const ModuleOverride&) { return "override_module"; }

  void PutProviders() {
    if (run_.providers.empty()) {
      for (const auto& [name, block] : file_.blocks->providers) PutProvider(name, name, {});
      for (const auto& [name, mock] : file_.mocks) PutProvider(name, name, {});
      return;
    }
    for (const auto& [name, wanted] : run_.providers) PutProvider(name, wanted, run_.range);
  }

  void PutProvider(const ProviderReference& name, const ProviderReference& wanted, const diag::Range& range) {
    const auto block = file_.blocks->providers.find(wanted);
    const auto mock = file_.mocks.find(wanted);
    if (block != file_.blocks->providers.end()) {
      ProviderBlock stand_in = block->second;
      stand_in.name = name;
      Put(std::move(stand_in));
    } else if (mock != file_.mocks.end()) {
      ProviderBlock stand_in{name, {}, mock->second.range};
      stand_in.mock = mock->second.mock;
      stand_in.for_each = mock->second.for_each;
      Put(std::move(stand_in));
      for (const ResourceOverride& one : mock->second.overrides) OverrideMocked(name, one);
    } else {
      diagnostics_.AddError("missing-provider", "Missing provider definition for " + wanted.Text(),
                            "This provider block references a provider definition that does not exist.", range);
    }
  }

  // In place of the configuration's block and of what its for_each made; one for each key where the test's has one.
  void Put(ProviderBlock block) {
    auto& providers = configuration_.root->providers;
    if (const auto before = providers.find(block.name); before != providers.end()) {
      const std::vector<std::string> keys = before->second.keys;
      for (const std::string& key : keys) {
        providers.erase({block.name.local_name, InstanceAlias(block.name.alias, key)});
      }
    }
    if (block.for_each != nullptr) {
      const auto each = EvaluateRepetition({.for_each = block.for_each}, scope_, UnknownKeys::kRefuse, diagnostics_);
      for (const Repetition& one : each ? *each : std::vector<Repetition>()) {
        const std::string& key = std::get<std::string>(one.key);
        ProviderBlock instance = block;
        instance.for_each = nullptr;
        instance.name.alias = InstanceAlias(block.name.alias, key);
        instance.each = one;
        providers[instance.name] = std::move(instance);
        block.keys.push_back(key);
      }
    }
    providers[block.name] = std::move(block);
  }

  // Overrides of a mock are for the objects of that provider.
  void OverrideMocked(const ProviderReference& name, const ResourceOverride& one) {
    ResourceBlock* block = FindBlock(one);
    if (block == nullptr || block->mode != one.mode) return;
    const ResolvedProvider resolved = ResolveProvider(*FindModule(configuration_, one.target.module), block->provider);
    if (resolved.module.IsRoot() && resolved.name == name) block->overridden = one.values;
  }

  ResourceBlock* FindBlock(const ResourceOverride& one) {
    Module* module = FindModule(configuration_, one.target.module);
    if (module == nullptr) return nullptr;
    const auto found = module->resources.find(ModePrefix(one.target.mode) + one.target.type + "." + one.target.name);
    return found == module->resources.end() ? nullptr : &found->second;
  }

  void OverrideResource(const ResourceOverride& one) {
    const auto error = [&](const std::string& summary, const std::string& detail) {
      diagnostics_.AddError("invalid-override", summary, detail, one.range);
    };
    if (FindModule(configuration_, one.target.module) == nullptr) {
      return error("Module not found: " + one.target.module.Text(),
                   "Target points to resource in undefined module. Please, ensure module exists.");
    }
    ResourceBlock* block = FindBlock(one);
    if (block == nullptr) {
      return error("Resource not found: " + one.target.Text(),
                   "Target points to undefined resource. Please, ensure resource exists.");
    }
    if (block->mode != one.mode) {
      const std::string kind = block->mode == ResourceMode::kData ? "data" : "resource";
      return error("Unsupported `" + kind + "` target in `" + one.BlockName() + "` block",
                   "Target `" + one.target.Text() + "` is `" + kind + "` block itself and cannot be overridden with `" +
                       one.BlockName() + "`.");
    }
    block->overridden = one.values;
  }

  // Nothing of the module is left but its outputs.
  void OverrideModule(const ModuleOverride& one) {
    Module* module = FindModule(configuration_, one.target);
    if (module == nullptr) {
      diagnostics_.AddError("invalid-override", "Module not found: " + one.target.Text(),
                            "Target points to an undefined module. Please, ensure module exists.", one.range);
      return;
    }
    for (const auto& [name, value] : one.outputs) {
      if (module->outputs.count(name) > 0) continue;
      diagnostics_.AddWarning("invalid-override", "Output not found: " + name,
                              "Specified output to override is not present in the module and will be ignored.",
                              one.range);
    }
    module->resources.clear();
    module->calls.clear();
    module->children.clear();
    module->checks.clear();
    module->locals.clear();
    for (auto& [name, variable] : module->variables) variable.validations.clear();
    for (auto& [name, output] : module->outputs) {
      const auto given = one.outputs.find(name);
      output.value = Literal(*module, given == one.outputs.end() ? Value::Null(value::Type::Dynamic()) : given->second,
                             output.range);
      output.preconditions.clear();
      output.depends_on.clear();
    }
  }

  static const hcl::Expression* Literal(Module& module, const Value& value, const diag::Range&) {
    auto literal = std::make_unique<hcl::LiteralExpression>();
    literal->value = value;
    auto attribute = std::make_shared<hcl::Attribute>();
    attribute->expression = std::move(literal);
    module.kept_attributes.push_back(attribute);
    return attribute->expression.get();
  }

  // What only the test knows may be used by its provider blocks and assertions.
  void Declare(const std::string& name, const diag::Range& range) {
    auto& variables = configuration_.root->variables;
    if (variables.count(name) > 0) return;
    Variable variable;
    variable.name = name;
    variable.range = range;
    variables[name] = std::move(variable);
  }

  const TestFile& file_;
  const TestRun& run_;
  const hcl::Scope& scope_;
  Configuration& configuration_;
  diag::Diagnostics& diagnostics_;
};

template <typename Override>
void CheckTwice(const std::vector<Override>& overrides, const std::string& block, diag::Diagnostics& diagnostics) {
  std::set<std::string> names;
  for (const Override& one : overrides) {
    if (names.insert(Name(one)).second) continue;
    diagnostics.AddError(
        "duplicate-block", "Duplicated `" + block + "` block",
        "It is not allowed to have multiple `" + block + "` blocks with the same target: `" + Name(one) + "`.",
        one.range);
  }
}

bool CanFail(const hcl::Traversal& traversal) {
  if (traversal.root == "output" || traversal.root == "check") return traversal.steps.size() == 1;
  const Subject subject = SubjectOf(traversal);
  return subject.kind == Subject::Kind::kVariable || subject.kind == Subject::Kind::kResource;
}

}  // namespace

void PrepareForRun(const TestFile& file, const TestRun& run, const hcl::Scope& scope, Configuration& configuration,
                   diag::Diagnostics& diagnostics) {
  Preparation(file, run, scope, configuration, diagnostics).Do();
}

void CheckOverrides(const Overrides& overrides, diag::Diagnostics& diagnostics) {
  CheckTwice(overrides.resources, "override_resource", diagnostics);
  CheckTwice(overrides.modules, "override_module", diagnostics);
}

void CheckRun(const TestRun& run, diag::Diagnostics& diagnostics) {
  CheckOverrides(run.overrides, diagnostics);
  for (const hcl::Traversal& traversal : run.expected_failures) {
    if (CanFail(traversal)) continue;
    diagnostics.AddError("invalid-expectation", "Invalid `expect_failures` reference",
                         "You cannot expect failures from " + hcl::TraversalText(traversal) +
                             ". You can only expect failures from checkable objects such as input variables, output "
                             "values, check blocks, managed resources and data sources.",
                         traversal.range);
  }
}

}  // namespace rolecall::engine
