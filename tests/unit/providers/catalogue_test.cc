#include "providers/catalogue.h"

#include <gtest/gtest.h>

#include "engine/backend/backend.h"

namespace rolecall::providers {
namespace {

class CatalogueTest : public testing::Test {
 protected:
  CatalogueTest() : clock_(FromUnixSeconds(1795000000)), sleeper_(clock_) {
    catalogue_ = MakeCatalogue({environment_, files_, clock_, random_, sleeper_, nullptr, nullptr}, files_, backends_);
  }
  FakeEnvironment environment_;
  MemoryFileSystem files_;
  FakeClock clock_;
  FakeRandom random_;
  rolecall::aws::FakeSleeper sleeper_;
  engine::BackendContext backends_;
  std::unique_ptr<engine::ProviderCatalogue> catalogue_;
};

TEST_F(CatalogueTest, EverySourceMakesItsProvider) {
  for (const std::string& source : catalogue_->sources()) {
    auto provider = catalogue_->Make(source, "");
    ASSERT_NE(provider, nullptr) << source;
    EXPECT_EQ(provider->source(), source);
  }
  EXPECT_EQ(catalogue_->Make("hashicorp/google", ""), nullptr);
}

TEST_F(CatalogueTest, EveryTypeBeginsWithItsProvidersName) {
  for (const std::string& source : catalogue_->sources()) {
    auto provider = catalogue_->Make(source, "");
    const std::string name = source.substr(source.rfind('/') + 1);
    const auto is_its = [&](const std::string& type) { return type == name || type.starts_with(name + "_"); };
    for (const auto& type : provider->schema().resources) EXPECT_TRUE(is_its(type.first)) << type.first;
    for (const auto& type : provider->schema().data_sources) EXPECT_TRUE(is_its(type.first)) << type.first;
  }
}

// Every attribute says who sets it, in every version that differs.
TEST_F(CatalogueTest, SchemasAreWhole) {
  for (const char* version : {"4.22.0", "5.36.0", "5.99.1", "6.25.0"}) {
    auto provider = catalogue_->Make("hashicorp/aws", version);
    for (const auto& type : provider->schema().resources) {
      for (const auto& attribute : type.second.block.attributes) {
        bool by_user = attribute.second.required || attribute.second.optional;
        EXPECT_TRUE(by_user || attribute.second.computed) << type.first << "." << attribute.first;
        EXPECT_FALSE(attribute.second.required && attribute.second.computed) << type.first << "." << attribute.first;
      }
    }
  }
}

}  // namespace
}  // namespace rolecall::providers
