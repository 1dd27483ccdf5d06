#include "yaml/load.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

namespace rolecall::yaml {
namespace {

TEST(LoadAll, ReadsEveryDocument) {
  const auto documents = LoadAll("a: 1\n---\n- b\n---\n");
  ASSERT_EQ(documents.size(), 3u);
  EXPECT_EQ(documents[0]["a"].as<int>(), 1);
  EXPECT_EQ(documents[1][0].as<std::string>(), "b");
  EXPECT_TRUE(documents[2].IsNull());
  EXPECT_TRUE(LoadAll("").empty());
}

TEST(LoadAll, StopsAtTextThatIsNoDocument) {
  for (const char* text : {", yes", ",", "a: 1\n---\n, b", "]", "}"}) {
    EXPECT_THROW(LoadAll(text), YAML::Exception) << text;
  }
}

}  // namespace
}  // namespace rolecall::yaml
