// Loading a configuration: the files of a directory, then the modules that they call, depth first.
#include "engine/modules/load.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "engine/config/block_reader.h"
#include "engine/config/configuration.h"
#include "engine/config/passed_over.h"
#include "engine/modules/provider_rules.h"
#include "engine/modules/source.h"
#include "engine/modules/static_evaluation.h"
#include "hcl/decode/decode.h"
#include "hcl/decode/json_syntax.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxModuleDepth = 40;
constexpr std::size_t kMaxModules = 20'000;

// The name without extension, and whether it is configuration at all.
struct FileKind {
  bool is_configuration = false;
  bool is_json = false;
  bool is_tofu = false;
  std::string stem;
};

FileKind KindOf(const std::string& name) {
  FileKind kind;
  if (name.empty() || name.front() == '.' || name.back() == '~') return kind;
  if (name.front() == '#' && name.back() == '#') return kind;
  for (const char* extension : {".tf.json", ".tofu.json", ".tf", ".tofu"}) {
    if (!name.ends_with(extension)) continue;
    std::string_view text(extension);
    kind.is_configuration = true;
    kind.is_json = text.ends_with(".json");
    kind.is_tofu = text.find(".tofu") == 0;
    kind.stem = name.substr(0, name.size() - text.size());
    return kind;
  }
  return kind;
}

// Of the mistakes of a module's files those that are none of a single block.
bool IsOfWholeModule(const diag::Diagnostic& one) {
  for (const char* code : {"duplicate-declaration", "missing-base", "duplicate-import", "duplicate-provider-meta",
                           "duplicate-required-providers"}) {
    if (one.code == code) return true;
  }
  return false;
}

bool IsOverride(const FileKind& kind) { return kind.stem == "override" || kind.stem.ends_with("_override"); }

class Loader {
 public:
  Loader(const FileSystem& files, Configuration& configuration, const LoadOptions& options,
         diag::Diagnostics& diagnostics)
      : files_(files), configuration_(configuration), options_(options), diagnostics_(diagnostics) {
    installed_ = ReadModuleManifest(files, JoinPath(configuration.directory, options.data_directory), diagnostics);
  }

  bool LoadModule(Module& module, std::vector<std::string> ancestors) {
    Result<std::vector<DirectoryEntry>> entries = files_.List(module.directory);
    if (!entries.ok()) {
      diagnostics_.AddError("unreadable-directory", "Failed to read module directory",
                            "Module directory " + module.directory + " does not exist or cannot be read.");
      return false;
    }
    const std::size_t before = diagnostics_.size();
    ReadFiles(module, *entries);
    CheckRequiredVersion(module);
    if (options_.depth == LoadDepth::kBlocks) return true;
    const bool goes_on = options_.goes_on && module.parent == nullptr;
    if (goes_on && TellsBlocksAlone(before)) return true;
    const Sources sources = ReadSources(module);
    ExpandProviders(module);
    KeepIncompatibilities(before);
    // What is wrong with the root module itself is told alone.
    const bool ends_here = module.parent == nullptr && HasErrorsSince(before) && !goes_on;
    if (options_.depth == LoadDepth::kRoot || ends_here) return true;
    ancestors.push_back(module.directory);
    for (auto& [name, call] : module.calls) {
      const auto source = sources.find(name);
      if (source != sources.end()) LoadChild(module, call, source->second, ancestors);
      if (source == sources.end() && options_.goes_on) {
        CheckIsInstalled(module.path.Child(name), call, installed_, diagnostics_);
      }
    }
    return true;
  }

 private:
  using Sources = std::map<std::string, ModuleSource>;  // by the names of calls

  bool HasErrorsSince(std::size_t before) const {
    const auto& list = diagnostics_.list();
    return std::any_of(list.begin() + static_cast<std::ptrdiff_t>(before), list.end(),
                       [](const diag::Diagnostic& one) { return one.severity == diag::Severity::kError; });
  }

  // Whether blocks are wrong by themselves: then nothing else is told.
  bool TellsBlocksAlone(std::size_t before) {
    KeepIncompatibilities(before);
    auto& list = diagnostics_.list();
    const auto first = list.begin() + static_cast<std::ptrdiff_t>(before);
    const auto is_of_block = [](const diag::Diagnostic& one) {
      return one.severity == diag::Severity::kError && !IsOfWholeModule(one);
    };
    if (std::none_of(first, list.end(), is_of_block)) return false;
    list.erase(std::remove_if(first, list.end(), IsOfWholeModule), list.end());
    return true;
  }

  // What else is wrong with a module that is for another version may be right there.
  void KeepIncompatibilities(std::size_t before) {
    auto& list = diagnostics_.list();
    const auto first = list.begin() + static_cast<std::ptrdiff_t>(before);
    const auto is_compatible = [](const diag::Diagnostic& one) {
      return one.code != "unsupported-version" || one.severity != diag::Severity::kError;
    };
    if (std::all_of(first, list.end(), is_compatible)) return;
    list.erase(std::remove_if(first, list.end(), is_compatible), list.end());
  }

  // Of the calls whose sources and versions are right.
  Sources ReadSources(Module& module) {
    Sources sources;
    for (auto& [name, call] : module.calls) {
      if (call.source_expression == nullptr) continue;  // told when the block was read
      diag::Diagnostics problems;
      std::optional<ModuleSource> source;
      if (EvaluateSource(module, call, problems)) source = SourceOf(call, problems);
      if (source) sources.emplace(name, *std::move(source));
      for (diag::Diagnostic& problem : problems.list()) {
        if (options_.passes_over) PassOver(problem);
      }
      diagnostics_.Append(problems);
    }
    return sources;
  }

  void ReadFiles(Module& module, const std::vector<DirectoryEntry>& entries) {
    std::set<std::string> tofu_names;
    for (const DirectoryEntry& entry : entries) {
      FileKind kind = KindOf(entry.name);
      if (kind.is_tofu) tofu_names.insert(kind.stem + (kind.is_json ? ".json" : ""));
    }
    std::vector<std::pair<std::string, FileKind>> primary, overrides;
    for (const DirectoryEntry& entry : entries) {
      FileKind kind = KindOf(entry.name);
      if (entry.is_directory || !kind.is_configuration) continue;
      bool is_shadowed = !kind.is_tofu && tofu_names.count(kind.stem + (kind.is_json ? ".json" : "")) > 0;
      if (is_shadowed) continue;
      (IsOverride(kind) ? overrides : primary).emplace_back(entry.name, kind);
    }
    BlockReader reader(module, diagnostics_, options_.passes_over);
    for (const auto& [name, kind] : primary) ReadFile(module, reader, name, kind, false);
    for (const auto& [name, kind] : overrides) ReadFile(module, reader, name, kind, true);
  }

  void ReadFile(Module& module, BlockReader& reader, const std::string& name, const FileKind& kind, bool is_override) {
    std::string path = JoinPath(module.directory, name);
    Result<std::string> text = files_.Read(path, hcl::kMaxSourceBytes);
    if (!text.ok()) {
      diagnostics_.AddError("unreadable-file", "Failed to read file",
                            "The file " + path + " cannot be read: " + text.error().message);
      return;
    }
    configuration_.sources.Add(path, *text);
    auto file = std::make_shared<hcl::File>(kind.is_json ? hcl::ParseJsonFile(path, *std::move(text), diagnostics_)
                                                         : hcl::ParseFile(path, *std::move(text), diagnostics_));
    module.files.push_back(file);
    reader.ReadFile(file->body, is_override, kind.is_tofu);
  }

  // What .tf files require is meant for Terraform, and not looked at, as OpenTofu does not look at it.
  void CheckRequiredVersion(const Module& module) {
    for (const RequiredVersion& required : module.required_versions) CheckVersion(required);
  }

  void CheckVersion(const RequiredVersion& required) {
    Result<bool> satisfied = VersionSatisfies(options_.language_version, required.constraint);
    if (!satisfied.ok()) {
      diagnostics_.AddError("invalid-version-constraint", "Invalid version constraint", satisfied.error().message,
                            required.range);
    } else if (required.constraint.find('-') != std::string::npos) {
      diagnostics_.AddError("invalid-version-constraint", "Invalid required_version constraint",
                            "Prerelease version constraints are not supported: " + required.constraint +
                                ". Remove the prerelease information from the constraint.",
                            required.declaration);
    } else if (!*satisfied) {
      diagnostics_.AddError(
          "unsupported-version", "Incompatible module",
          "This module is not compatible with OpenTofu v" + options_.language_version +
              ".\n\nTo proceed, either choose another supported OpenTofu version or update this version constraint. "
              "Version constraints are normally "
              "set for good reason, so updating the constraint may lead to other errors or unexpected "
              "behavior.",
          required.declaration);
      if (options_.passes_over) PassOver(diagnostics_.list().back());
    }
  }

  // A block for each key of those with `for_each`.
  void ExpandProviders(Module& module) {
    std::vector<ProviderBlock> instances;
    for (auto& [name, block] : module.providers) {
      if (block.for_each == nullptr) continue;
      if (!statics_) statics_.emplace(files_, configuration_, options_);
      diag::Diagnostics problems;
      auto each = statics_->Each(module, *block.for_each, "provider." + name.Text() + ".for_each", problems);
      if (options_.passes_over && !each) {
        for (diag::Diagnostic& problem : problems.list()) PassOver(problem);
        block.for_each = nullptr;  // one stands for all
        block.each = Repetition{{}, value::Value::Unknown(value::Type::Dynamic()), true, false};
      }
      diagnostics_.Append(problems);
      for (const Repetition& one : each ? *each : std::vector<Repetition>()) {
        const std::string& key = std::get<std::string>(one.key);
        ProviderBlock& instance = instances.emplace_back(ProviderBlock{name, block.body, block.range});
        instance.name.alias = InstanceAlias(name.alias, key);
        instance.each = one;
        block.keys.push_back(key);
      }
    }
    for (ProviderBlock& instance : instances) module.providers[instance.name] = std::move(instance);
  }

  // What only a root module may have.
  void CheckChild(const Module& module) {
    if (module.backend) {
      diagnostics_.AddWarning(
          "ignored-backend", "Backend configuration ignored",
          "Any selected backend applies to the entire configuration, so Rolecall expects provider configurations only "
          "in the root module.\n\nThis is a warning rather than an error because it's "
          "sometimes convenient to temporarily call a root module as a child module for testing "
          "purposes, but this backend configuration block will have no effect.",
          module.backend->range);
    }
    if (module.imports.empty()) return;
    diagnostics_.AddError("invalid-import", "Invalid import configuration",
                          "An import block was detected in \"" + module.path.Text() +
                              "\". Import blocks are only allowed in the root module.",
                          module.imports.front().range);
  }

  // False, with an error: there is no value.
  bool EvaluateSource(const Module& parent, ModuleCall& call, diag::Diagnostics& problems) {
    if (!statics_) statics_.emplace(files_, configuration_, options_);
    const std::string name = "module." + call.name;
    bool good = true;
    if (call.version_expression != nullptr) {
      const auto version = statics_->Version(parent, *call.version_expression, name + ".version", problems);
      good = version.has_value();
      call.version = version.value_or("");
      if (good && call.version.empty()) call.version_expression = nullptr;
    }
    const auto source = statics_->Text(parent, *call.source_expression, name + ".source", problems);
    call.source = source.value_or("");
    return good && source.has_value();
  }

  void LoadChild(Module& parent, ModuleCall& call, const ModuleSource& source,
                 const std::vector<std::string>& ancestors) {
    auto child = std::make_unique<Module>();
    child->path = parent.path.Child(call.name);
    child->parent = &parent;
    diag::Diagnostics problems;
    std::optional<std::string> directory =
        LocateModule(call, source, parent, *child, files_, installed_, configuration_, options_.installer, problems);
    for (diag::Diagnostic& problem : problems.list()) {
      if (options_.passes_over && !directory) PassOver(problem);
    }
    diagnostics_.Append(problems);
    if (!directory) return;
    child->directory = *directory;
    bool is_cycle = std::find(ancestors.begin(), ancestors.end(), *directory) != ancestors.end();
    if (is_cycle || ancestors.size() >= kMaxModuleDepth) {
      diagnostics_.AddError(
          "module-recursion", is_cycle ? "Module calls itself" : "Too many nested modules",
          is_cycle ? "The module in " + *directory +
                         " calls itself, directly or through other modules: " + Chain(ancestors, *directory) + "."
                   : "Modules may be nested " + std::to_string(kMaxModuleDepth) + " deep.",
          call.range);
      return;
    }
    if (++modules_ > kMaxModules) {
      if (modules_ == kMaxModules + 1) {
        diagnostics_.AddError("too-many-modules", "Too many modules",
                              "A configuration may call " + std::to_string(kMaxModules) +
                                  " modules altogether. Those after this call are left out.",
                              call.range);
      }
      return;
    }
    Module& module = *child;
    parent.children[call.name] = std::move(child);
    LoadModule(module, ancestors);
    CheckChild(module);
    CheckArguments(call, module);
  }

  void WarnOfDeprecation(const Variable& variable, const diag::Range& range) {
    if (variable.deprecated.empty()) return;
    diagnostics_.AddWarning("deprecated-variable", "Variable marked as deprecated by the module author",
                            "Variable \"" + variable.name + "\" is marked as deprecated with the following message:\n" +
                                variable.deprecated,
                            range);
  }

  // A `const` variable has its value before anything is planned: it is made of such values only.
  void CheckConstant(const Variable& variable, const hcl::Expression& argument) {
    if (!variable.is_constant) return;
    for (const hcl::Traversal* traversal : hcl::References(argument)) {
      const std::string& root = traversal->root;
      const bool is_static =
          root == "var" || root == "local" || root == "path" || root == "terraform" || root == "tofu";
      if (is_static) continue;
      diagnostics_.AddError("static-evaluation",
                            "Unable to use " + hcl::TraversalText(*traversal) + " in static context",
                            "The variable \"" + variable.name +
                                "\" is constant: its value must be known before anything is planned, so it may only "
                                "refer to variables and locals.",
                            traversal->range);
    }
  }

  static std::string Chain(const std::vector<std::string>& ancestors, const std::string& last) {
    std::string chain;
    for (const std::string& directory : ancestors) chain += directory + " -> ";
    return chain + last;
  }

  // Those that are missing or that no variable is there for are told by who evaluates them (engine/graph).
  void CheckArguments(const ModuleCall& call, const Module& module) {
    for (const auto& [name, attribute] : call.arguments) {
      const auto variable = module.variables.find(name);
      if (variable == module.variables.end()) continue;
      WarnOfDeprecation(variable->second, attribute->expression->range);
      CheckConstant(variable->second, *attribute->expression);
    }
  }

  const FileSystem& files_;
  Configuration& configuration_;
  const LoadOptions& options_;
  diag::Diagnostics& diagnostics_;
  ModuleManifest installed_;
  std::size_t modules_ = 0;
  std::optional<StaticEvaluation> statics_;
};

// .terraform.lock.hcl: provider "HOST/NAMESPACE/TYPE" { version = "…" }. Only read, never written.
void ReadLockFile(const FileSystem& files, Configuration& configuration, diag::Diagnostics& diagnostics) {
  std::string path = JoinPath(configuration.directory, ".terraform.lock.hcl");
  if (!files.Exists(path)) return;
  Result<std::string> text = files.Read(path, hcl::kMaxSourceBytes);
  if (!text.ok()) return;
  configuration.sources.Add(path, *text);
  hcl::File file = hcl::ParseFile(path, *std::move(text), diagnostics);
  for (const hcl::BlockPtr& block : file.body.blocks) {
    if (block->type != "provider" || block->labels.size() != 1) continue;
    const std::string& address = block->labels[0].text;
    configuration.locked_hosts[ProviderSource(address)] = address.substr(0, address.find('/'));
    for (const hcl::AttributePtr& attribute : block->body.attributes) {
      if (attribute->name != "version") continue;
      value::Value version = hcl::Evaluate(*attribute->expression, hcl::Scope(), diagnostics);
      if (version.IsKnown() && !version.IsNull() && version.type() == value::Type::String()) {
        configuration.locked_versions[ProviderSource(block->labels[0].text)] = version.AsString();
      }
    }
  }
}

}  // namespace

std::unique_ptr<Configuration> LoadConfiguration(const FileSystem& files, const std::string& directory,
                                                 const LoadOptions& options, diag::Diagnostics& diagnostics) {
  auto configuration = std::make_unique<Configuration>();
  configuration->directory = directory.empty() ? "." : directory;
  configuration->root = std::make_unique<Module>();
  configuration->root->directory = configuration->directory;
  ReadLockFile(files, *configuration, diagnostics);
  Loader loader(files, *configuration, options, diagnostics);
  if (!loader.LoadModule(*configuration->root, {})) return nullptr;
  if (options.depth == LoadDepth::kTree && !diagnostics.HasErrors()) CheckProviders(*configuration, diagnostics);
  return configuration;
}

}  // namespace rolecall::engine
