#include "kube/manifest_places.h"

#include <gtest/gtest.h>

namespace rolecall::kube {
namespace {

constexpr const char* kText = R"(# a comment
apiVersion: v1
kind: ServiceAccount
metadata:
  name: "reader"
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/App
    folded: >
      two
      lines
---
---
kind: List
items:
  - kind: Pod
)";

std::string Slice(std::string_view text, std::size_t begin, std::size_t end) {
  return std::string(text.substr(begin, end - begin));
}

TEST(ManifestPlaces, KeysAndValuesAreWhereTheyAreWritten) {
  const Result<std::vector<PlacedManifest>> manifests = ParsePlacedManifests("f", kText);
  ASSERT_TRUE(manifests.ok()) << manifests.error().message;
  ASSERT_EQ(manifests->size(), 2U);
  const ManifestPlace* role = (*manifests)[0].Find("/metadata/annotations/eks.amazonaws.com~1role-arn");
  ASSERT_NE(role, nullptr);
  EXPECT_EQ(Slice(kText, role->key_begin, role->key_end), "eks.amazonaws.com/role-arn");
  EXPECT_EQ(Slice(kText, role->begin, role->end), "arn:aws:iam::111122223333:role/App");
  const ManifestPlace* name = (*manifests)[0].Find("/metadata/name");
  EXPECT_EQ(Slice(kText, name->begin, name->end), "\"reader\"");
  const ManifestPlace* kind = (*manifests)[1].Find("/items/0/kind");
  EXPECT_EQ(Slice(kText, kind->begin, kind->end), "Pod");
}

TEST(ManifestPlaces, TextOfSeveralLinesHasNoEnd) {
  const Result<std::vector<PlacedManifest>> manifests = ParsePlacedManifests("f", kText);
  ASSERT_TRUE(manifests.ok());
  const ManifestPlace* folded = (*manifests)[0].Find("/metadata/annotations/folded");
  EXPECT_EQ(folded->begin, folded->end);
}

TEST(ManifestPlaces, WhatIsNotThereHasThePlaceAroundIt) {
  const Result<std::vector<PlacedManifest>> manifests = ParsePlacedManifests("f", kText);
  ASSERT_TRUE(manifests.ok());
  EXPECT_EQ((*manifests)[0].Find("/metadata/labels/x"), (*manifests)[0].Find("/metadata"));
}

TEST(ManifestPlaces, WhatIsNoYamlIsAnError) { EXPECT_FALSE(ParsePlacedManifests("f", "a: [").ok()); }

}  // namespace
}  // namespace rolecall::kube
