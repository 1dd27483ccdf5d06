#include "engine/testing/test_providers.h"

#include <map>
#include <set>
#include <string>

namespace rolecall::engine {
namespace {

std::string SourceIn(const Module& module, const std::string& local_name) {
  const auto required = module.requirements.find(local_name);
  if (required == module.requirements.end()) return ProviderRequirement().host + "/hashicorp/" + local_name;
  return required->second.host + "/" + required->second.source;
}

// The local names that a module says something of.
std::set<std::string> NamesOf(const Module& module) {
  std::set<std::string> names;
  for (const auto& [name, requirement] : module.requirements) names.insert(name);
  for (const auto& [name, block] : module.providers) names.insert(name.local_name);
  return names;
}

class TestProviders {
 public:
  TestProviders(const TestFile& file, const Module& root, diag::Diagnostics& diagnostics)
      : file_(file), root_(root), diagnostics_(diagnostics) {
    for (const auto& [name, block] : file.blocks->providers) names_.insert(name.local_name);
  }

  // Gives sources to the file's blocks, run by run.
  void Assign(const TestRun& run, const Module& module) {
    if (run.providers.empty()) {
      for (const std::string& name : NamesOf(module)) {
        if (names_.count(name) > 0) sources_.try_emplace(name, SourceIn(module, name));
      }
      return;
    }
    auto& given = given_[&run];
    for (const auto& [child, ours] : run.providers) {
      const std::string wanted = SourceIn(module, child.local_name);
      const auto known = sources_.find(ours.local_name);
      given[child] = known == sources_.end() ? wanted : known->second;
      if (names_.count(ours.local_name) > 0) sources_.try_emplace(ours.local_name, wanted);
    }
  }

  // Of a run that is about the directory's own configuration.
  void Check(const TestRun& run) {
    if (!run.providers.empty()) return CheckGiven(run);
    for (const auto& [name, requirement] : root_.requirements) {
      CheckBlock({name, ""}, name, kShared);
      for (const ProviderReference& alias : requirement.aliases) CheckBlock(alias, name, kShared);
    }
    for (const auto& [name, block] : root_.providers) CheckBlock(name, name.local_name, "");
  }

 private:
  static constexpr const char* kShared = ", or other provider definitions with the same name, have";

  std::string Mismatch(const std::string& what, const std::string& ours, const std::string& source,
                       const std::string& name, const std::string& wanted, const std::string& shared) const {
    return "The " + what + " \"" + ours + "\" in " + file_.name + " represents provider \"" + source + "\", but \"" +
           name + "\" in the root module represents \"" + wanted + "\".\n\nThis means the provider definition for \"" +
           ours + "\" within " + file_.name + (shared.empty() ? " has" : shared) +
           " been referenced by multiple run blocks and assigned to different provider types.";
  }

  void CheckGiven(const TestRun& run) {
    for (const auto& [child, ours] : run.providers) {
      const std::string wanted = SourceIn(root_, child.local_name);
      const std::string& source = given_.at(&run).at(child);
      if (source == wanted) continue;
      diagnostics_.AddError("provider-rules", "Provider type mismatch",
                            Mismatch("local name", ours.local_name, source, child.local_name, wanted, kShared),
                            run.provider_places.at(child));
    }
  }

  // The file's block of the name, if it has one, against what the root module calls so.
  void CheckBlock(const ProviderReference& name, const std::string& local_name, const std::string& shared) {
    const auto block = file_.blocks->providers.find(name);
    if (block == file_.blocks->providers.end()) return;
    const auto assigned = sources_.find(name.local_name);
    const std::string wanted = SourceIn(root_, local_name);
    const std::string source = assigned == sources_.end() ? SourceIn({}, name.local_name) : assigned->second;
    if (source == wanted) return;
    diagnostics_.AddError("provider-rules", "Provider type mismatch",
                          Mismatch("provider", name.Text(), source, name.Text(), wanted, shared), block->second.range);
  }

  const TestFile& file_;
  const Module& root_;
  diag::Diagnostics& diagnostics_;
  std::set<std::string> names_;                 // that the file has blocks of
  std::map<std::string, std::string> sources_;  // which they have, by names
  std::map<const TestRun*, std::map<ProviderReference, std::string>> given_;
};

}  // namespace

void CheckTestProviders(const TestFile& file, const Configuration& configuration, const RunModules& module_of,
                        diag::Diagnostics& diagnostics) {
  TestProviders providers(file, *configuration.root, diagnostics);
  for (const TestRun& run : file.runs) {
    const Configuration* other = module_of(run);
    if (run.module && other == nullptr) continue;
    providers.Assign(run, other == nullptr ? *configuration.root : *other->root);
  }
  for (const TestRun& run : file.runs) {
    if (!run.module) providers.Check(run);
  }
}

}  // namespace rolecall::engine
