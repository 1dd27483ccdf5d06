// TestFile: what one *.tftest.hcl says: the runs, one after another, and what they share.
//
//   std::vector<TestFile> files = LoadTestFiles(…);        // engine/testing/load_tests.h
//
// Blocks as written, whose fixed arguments are read and whose expressions wait to be evaluated; immutable. Expressions
// and ranges live as long as the TestFile.
#ifndef ROLECALL_ENGINE_TESTING_TEST_FILE_H_
#define ROLECALL_ENGINE_TESTING_TEST_FILE_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "diag/source.h"
#include "engine/config/configuration.h"
#include "engine/provider/mocked_provider.h"
#include "engine/state/address.h"
#include "hcl/syntax/tree.h"

namespace rolecall::engine {

// override_resource, override_data: the provider is not asked about these objects.
struct ResourceOverride {
  ResourceAddress target;  // a configuration address
  ResourceMode mode = ResourceMode::kManaged;
  MockValues values;
  diag::Range range;  // of the target
  const char* BlockName() const { return mode == ResourceMode::kData ? "override_data" : "override_resource"; }
};

struct ModuleOverride {
  ModuleAddress target;
  MockValues outputs;
  diag::Range range;
};

struct Overrides {
  std::vector<ResourceOverride> resources;
  std::vector<ModuleOverride> modules;
};

struct MockedProviderBlock {
  ProviderReference name;
  ProviderMock mock;
  std::vector<ResourceOverride> overrides;
  diag::Range range;
  const hcl::Expression* for_each = nullptr;
};

using TestVariables = std::map<std::string, hcl::AttributePtr, std::less<>>;

// Which configuration a run is about, if not the directory's own.
struct TestModule {
  std::string source, version;
  diag::Range range;
};

struct TestRun {
  std::string name;
  std::size_t index = 0;  // in its file
  bool plans_only = false;
  bool refresh_only = false;
  bool refresh = true;
  std::vector<hcl::Traversal> replace, targets;
  TestVariables variables;
  std::map<ProviderReference, ProviderReference> providers;  // the configuration's name -> the file's
  std::map<ProviderReference, diag::Range> provider_places;  // of the file's name, by the configuration's
  std::vector<CheckRule> asserts;
  std::optional<TestModule> module;
  std::vector<hcl::Traversal> expected_failures;
  Overrides overrides;
  diag::Range range;
};

struct TestFile {
  std::string name;  // "tests/main.tftest.hcl"
  TestVariables variables;
  std::map<ProviderReference, MockedProviderBlock> mocks;
  Overrides overrides;
  std::vector<TestRun> runs;
  // The provider blocks, and what all expressions point into.
  std::unique_ptr<Module> blocks;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_TESTING_TEST_FILE_H_
