// Loading a configuration: the files of a directory, then the modules that they call, depth first.
#include "engine/modules/load.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "engine/config/block_reader.h"
#include "engine/config/configuration.h"
#include "engine/config/passed_over.h"
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
                            "The directory " + module.directory + " cannot be read: " + entries.error().message);
      return false;
    }
    ReadFiles(module, *entries);
    CheckRequiredVersion(module);
    if (options_.root_only) return true;
    ancestors.push_back(module.directory);
    for (auto& [name, call] : module.calls) LoadChild(module, call, ancestors);
    return true;
  }

 private:
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
    reader.ReadFile(file->body, is_override);
  }

  void CheckRequiredVersion(const Module& module) {
    for (const auto& [constraint, range] : module.required_versions) {
      Result<bool> satisfied = VersionSatisfies(options_.language_version, constraint);
      if (!satisfied.ok()) {
        diagnostics_.AddError("invalid-version-constraint", "Invalid version constraint", satisfied.error().message,
                              range);
      } else if (!*satisfied) {
        diagnostics_.AddError("unsupported-version", "Unsupported language version",
                              "This configuration requires version " + constraint +
                                  "; this program implements version " + options_.language_version +
                                  " of the language.",
                              range);
        if (options_.passes_over) PassOver(diagnostics_.list().back());
      }
    }
  }

  // Sources and versions that are not constants. False, with an error: there is no value.
  bool EvaluateSource(const Module& parent, ModuleCall& call) {
    bool good = true;
    const auto evaluate = [&](const hcl::Expression* expression, const char* argument, std::string& text) {
      if (expression == nullptr || !text.empty()) return;
      if (!statics_) statics_.emplace(files_, configuration_, options_);
      const std::string prefix = parent.path.IsRoot() ? "" : parent.path.Text() + ".";
      auto value = statics_->Text(parent, *expression, prefix + "module." + call.name + "." + argument, diagnostics_);
      good = good && value.has_value();
      text = value.value_or("");
    };
    evaluate(call.source_expression, "source", call.source);
    evaluate(call.version_expression, "version", call.version);
    return good;
  }

  void LoadChild(Module& parent, ModuleCall& call, const std::vector<std::string>& ancestors) {
    if (!EvaluateSource(parent, call)) return;
    auto child = std::make_unique<Module>();
    child->path = parent.path.Child(call.name);
    child->parent = &parent;
    if (call.source.empty()) return;  // reported when the block was read
    diag::Diagnostics problems;
    std::optional<std::string> directory =
        LocateModule(call, parent, *child, installed_, configuration_, options_.installer, problems);
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
    if (!files_.IsDirectory(*directory)) {
      diagnostics_.AddError("unreadable-module", "Unreadable module directory",
                            "The directory " + *directory + " of module \"" + call.name + "\" does not exist.",
                            call.range);
      return;
    }
    Module& module = *child;
    parent.children[call.name] = std::move(child);
    LoadModule(module, ancestors);
    CheckArguments(call, module);
  }

  static std::string Chain(const std::vector<std::string>& ancestors, const std::string& last) {
    std::string chain;
    for (const std::string& directory : ancestors) chain += directory + " -> ";
    return chain + last;
  }

  void CheckArguments(const ModuleCall& call, const Module& module) {
    std::vector<std::string> names;
    for (const auto& [name, variable] : module.variables) names.push_back(name);
    for (const auto& [name, attribute] : call.arguments) {
      if (module.variables.count(name) > 0) continue;
      std::string hint;
      if (auto meant = diag::DidYouMean(name, names)) hint = " Did you mean \"" + *meant + "\"?";
      diagnostics_.AddError("unsupported-argument", "Unsupported argument",
                            "An argument named \"" + name +
                                "\" is not expected here: the module has no such "
                                "variable." +
                                hint,
                            attribute->name_range);
    }
    for (const auto& [name, variable] : module.variables) {
      if (variable.default_value || call.arguments.count(name) > 0) continue;
      diagnostics_.AddError("missing-argument", "Missing required argument",
                            "The argument \"" + name + "\" is required, but no definition was found.",
                            call.missing_range.has_place() ? call.missing_range : call.range);
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
  return configuration;
}

}  // namespace rolecall::engine
