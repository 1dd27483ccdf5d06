// LoadOptions: what loading a configuration depends on besides its files.
//
//   LoadOptions options{.workspace = workspace, .installer = &installer};
//
// Plain values; what is pointed to outlives the call. Engine::Load fills in data_directory and workspace itself.
#ifndef ROLECALL_ENGINE_MODULES_LOAD_OPTIONS_H_
#define ROLECALL_ENGINE_MODULES_LOAD_OPTIONS_H_

#include <functional>
#include <map>
#include <string>

#include "engine/config/configuration.h"
#include "engine/modules/install.h"
#include "engine/provider/language_version.h"
#include "value/value.h"

namespace rolecall::engine {

// How far loading goes: a backend needs the root module's blocks only; then the sources of its calls and its provider
// instances are made out; then the modules that are called are read.
enum class LoadDepth { kBlocks, kRoot, kTree };

struct LoadOptions {
  std::string language_version = kLanguageVersion;  // what required_version is checked against
  std::string data_directory = ".terraform";        // TF_DATA_DIR
  std::string workspace = "default";
  // The values that the root module's variables are given, where a module's source needs one; empty: none.
  std::function<std::map<std::string, value::Value>(const Configuration&)> variables = {};
  ModuleInstaller* installer = nullptr;  // gets modules that are not installed; null: they are reported
  // Analysis: what this program does not have (provisioners, cloud blocks, ephemeral resources, modules that are not
  // installed, newer language versions) is passed over, with a warning (engine/config/passed_over.h).
  bool passes_over = false;
  LoadDepth depth = LoadDepth::kTree;
  // What is wrong with the root module is told alone: here only what is wrong with its blocks. What is wrong with the
  // module as a whole (names that are declared twice, sources of calls, provider instances) is told beside the modules,
  // as where OpenTofu has read the backend's block before.
  bool goes_on = false;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_LOAD_OPTIONS_H_
