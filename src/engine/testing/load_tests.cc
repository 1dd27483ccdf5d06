#include "engine/testing/load_tests.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/modules/address.h"
#include "engine/testing/test_configuration.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {
namespace {

// "x.tofutest.hcl" -> "x.hcl", and that it is one of OpenTofu's own.
struct TestName {
  std::string stem;
  bool is_test = false, is_tofu = false;
};

TestName NameOf(const std::string& name) {
  if (name.empty() || name.front() == '.' || name.front() == '#' || name.back() == '~') return {};
  for (const char* kind : {".tftest", ".tofutest"}) {
    for (const char* syntax : {".hcl", ".json"}) {
      const std::string end = std::string(kind) + syntax;
      if (!name.ends_with(end)) continue;
      return {name.substr(0, name.size() - end.size()) + syntax, true, std::string_view(kind) == ".tofutest"};
    }
  }
  return {};
}

class TestLoader {
 public:
  TestLoader(const FileSystem& files, diag::SourceMap& sources, diag::Diagnostics& diagnostics)
      : files_(files), sources_(sources), diagnostics_(diagnostics) {}

  void LoadFrom(const std::string& directory, const std::string& prefix) {
    const Result<std::vector<DirectoryEntry>> entries = files_.List(directory);
    if (!entries.ok()) {
      diagnostics_.AddError("unreadable-directory", "Failed to read test directory",
                            "Test directory " + directory + " could not be read: " + entries.error().message + ".");
      return;
    }
    std::set<std::string> tofu;
    for (const DirectoryEntry& entry : *entries) {
      if (const TestName name = NameOf(entry.name); name.is_tofu) tofu.insert(name.stem);
    }
    for (const DirectoryEntry& entry : *entries) {
      const TestName name = NameOf(entry.name);
      if (entry.is_directory || !name.is_test || (!name.is_tofu && tofu.count(name.stem) > 0)) continue;
      Load(JoinPath(directory, entry.name), prefix + entry.name);
    }
  }

  std::vector<TestFile> Take() {
    std::sort(tests_.begin(), tests_.end(), [](const TestFile& a, const TestFile& b) { return a.name < b.name; });
    return std::move(tests_);
  }

 private:
  void Load(const std::string& path, const std::string& name) {
    Result<std::string> text = files_.Read(path, hcl::kMaxSourceBytes);
    if (!text.ok()) {
      diagnostics_.AddError("unreadable-file", "Failed to read file",
                            "The file " + name + " cannot be read: " + text.error().message);
      return;
    }
    sources_.Add(name, *text);
    tests_.push_back(ReadTestFile(name, *std::move(text), diagnostics_));
  }

  const FileSystem& files_;
  diag::SourceMap& sources_;
  diag::Diagnostics& diagnostics_;
  std::vector<TestFile> tests_;
};

}  // namespace

std::vector<TestFile> LoadTestFiles(const FileSystem& files, const std::string& directory,
                                    const std::string& test_directory, diag::SourceMap& sources,
                                    diag::Diagnostics& diagnostics) {
  TestLoader loader(files, sources, diagnostics);
  loader.LoadFrom(directory, "");
  const std::string folder = JoinPath(directory, test_directory);
  if (CleanPath(folder) == CleanPath(directory)) return loader.Take();
  if (files.IsDirectory(folder)) {
    loader.LoadFrom(folder, CleanPath(test_directory) + "/");
  } else if (test_directory != kDefaultTestDirectory) {
    diagnostics.AddWarning("no-test-directory", "Test directory does not exist",
                           "Requested test directory " + CleanPath(folder) + " does not exist.");
  }
  return loader.Take();
}

void CheckTestFile(const TestFile& file, diag::Diagnostics& diagnostics) {
  CheckOverrides(file.overrides, diagnostics);
  for (const TestRun& run : file.runs) CheckRun(run, diagnostics);
}

}  // namespace rolecall::engine
