#include "kube/manifest_stream.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "kube/manifest.h"

namespace rolecall::kube {
namespace {

using boost::json::parse;
using boost::json::value;

std::vector<value> Split(std::string_view text) {
  std::vector<value> objects;
  const Result<void> read =
      ReadManifestObjects("f", text, ListsAre::kSplit, [&](value object) { objects.push_back(std::move(object)); });
  EXPECT_TRUE(read.ok()) << read.error().message;
  return objects;
}

TEST(ReadManifestObjects, GivesTheItemsOfListsOneByOne) {
  const std::vector<value> objects = Split(
      "apiVersion: v1\nitems:\n- kind: A\n  deep: {items: [1]}\n- kind: B\nkind: List\n---\nkind: "
      "C\n---\n---\n{\"items\":[{\"kind\":\"D\"}]}\n");
  ASSERT_EQ(objects.size(), 4u);
  EXPECT_EQ(objects[0], parse(R"({"kind":"A","deep":{"items":[1]}})"));
  EXPECT_EQ(objects[1], parse(R"({"kind":"B"})"));
  EXPECT_EQ(objects[2], parse(R"({"kind":"C"})"));
  EXPECT_EQ(objects[3], parse(R"({"kind":"D"})"));
}

TEST(ReadManifestObjects, AnchorsAreFollowed) {
  const std::vector<value> objects = Split("a: &x {k: [1, &y two]}\nb: *x\nc: *y\n? &z key\n: *z\n");
  ASSERT_EQ(objects.size(), 1u);
  EXPECT_EQ(objects[0], parse(R"({"a":{"k":[1,"two"]},"b":{"k":[1,"two"]},"c":"two","key":"key"})"));
}

TEST(ReadManifestObjects, ObjectsBeforeAMistakeWereGiven) {
  int given = 0;
  const Result<void> read =
      ReadManifestObjects("f.yaml", "kind: A\n---\nkind: [\n", ListsAre::kSplit, [&](value) { ++given; });
  ASSERT_FALSE(read.ok());
  EXPECT_TRUE(read.error().message.starts_with("f.yaml:")) << read.error().message;
  EXPECT_EQ(given, 1);
}

// The bound is for one object: a List of many is good.
TEST(ReadManifestObjects, AListMayHoldMoreThanOneObjectMay) {
  std::string text = "kind: List\nitems:\n";
  for (int i = 0; i < 30000; ++i) text += "- {kind: A, metadata: {name: a, namespace: b}, x: 1}\n";
  int given = 0;
  const auto count = [&](value) { ++given; };
  ASSERT_TRUE(ReadManifestObjects("f", text, ListsAre::kSplit, count).ok());
  EXPECT_EQ(given, 30000);
  EXPECT_FALSE(ReadManifestObjects("f", text, ListsAre::kWhole, count).ok());
}

TEST(ReadManifestObjects, RefusesDepthAlsoWhereItComesByAliases) {
  const auto nested = [](int levels, const std::string& inside) {
    return std::string(static_cast<std::size_t>(levels), '[') + inside +
           std::string(static_cast<std::size_t>(levels), ']');
  };
  const auto reads = [](const std::string& text) { return ParseManifests("f", text).ok(); };
  EXPECT_TRUE(reads("a: " + nested(100, "1")));
  EXPECT_FALSE(reads("a: " + nested(200, "1")));
  EXPECT_FALSE(reads("a: &a " + nested(100, "1") + "\nb: " + nested(100, "*a") + "\n"));
  EXPECT_FALSE(reads(", a"));
  EXPECT_FALSE(reads("a: &a [*a]"));
  EXPECT_FALSE(reads("? [a]\n: b\n"));
  EXPECT_FALSE(reads("? ~\n: b\n"));
}

}  // namespace
}  // namespace rolecall::kube
