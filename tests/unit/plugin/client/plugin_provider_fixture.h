// A provider over a plugin of one type, test_file.
#ifndef ROLECALL_TESTS_UNIT_PLUGIN_CLIENT_PLUGIN_PROVIDER_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_PLUGIN_CLIENT_PLUGIN_PROVIDER_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "plugin/client/plugin_provider.h"
#include "tests/unit/plugin/client/fake_plugin.h"

namespace rolecall::plugin {

inline const value::Type kFile = value::Type::Object(
    {{"id", value::Type::String()}, {"name", value::Type::String()}, {"password", value::Type::String()}});

inline value::Value File(value::Value id, const std::string& name = "a",
                         value::Value password = value::Value::Null(value::Type::String())) {
  return value::Value::Object(
      {{"id", std::move(id)}, {"name", value::Value::String(name)}, {"password", std::move(password)}});
}

class Never final : public engine::Cancellation {
 public:
  bool IsCancelled() const override { return false; }
};

class PluginProviderFixture : public ::testing::Test {
 protected:
  engine::Provider& provider() {
    if (provider_ == nullptr) {
      const auto package = plugin_.MakePackage();
      EXPECT_TRUE(package->LoadSchema().ok());
      provider_ = MakePluginProvider(package);
    }
    return *provider_;
  }
  // Of all that was reported: "Summary: detail".
  std::string Problems() const {
    std::string text;
    for (const diag::Diagnostic& one : problems_.list()) text += one.summary + ": " + one.detail + "\n";
    return text;
  }

  FakePlugin plugin_;
  diag::Diagnostics problems_;
  std::unique_ptr<engine::Provider> provider_;
};

}  // namespace rolecall::plugin

#endif  // ROLECALL_TESTS_UNIT_PLUGIN_CLIENT_PLUGIN_PROVIDER_FIXTURE_H_
