#include "kube/manifest.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace rolecall::kube {
namespace {

using boost::json::parse;

TEST(ParseManifests, ReadsSeveralDocumentsWithTheirTypes) {
  const auto documents = ParseManifests("f", "# one\na: 1\nb: \"1\"\nc: yes\nd: [x, null]\n---\n---\ne: 1.5\n");
  ASSERT_TRUE(documents.ok()) << documents.error().message;
  ASSERT_EQ(documents->size(), 2u);
  EXPECT_EQ((*documents)[0], parse(R"({"a":1,"b":"1","c":true,"d":["x",null]})"));
  EXPECT_EQ((*documents)[1], parse(R"({"e":1.5})"));
}

TEST(ParseManifests, SaysWhereItIsWrong) {
  for (const char* text : {"a: [1", "a: 1\na: 2", "a: b: c", "\t- x"}) {
    const auto documents = ParseManifests("pod.yaml", text);
    ASSERT_FALSE(documents.ok()) << text;
    EXPECT_TRUE(documents.error().message.starts_with("pod.yaml:")) << documents.error().message;
  }
}

TEST(ParseManifests, RefusesAliasBombs) {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char level = 'b'; level < 'i'; ++level) {
    const std::string below(1, static_cast<char>(level - 1));
    bomb += std::string(1, level) + ": &" + level + " [";
    for (int i = 0; i < 10; ++i) bomb += (i > 0 ? ", *" : "*") + below;
    bomb += "]\n";
  }
  EXPECT_FALSE(ParseManifests("f", bomb).ok());
}

TEST(FormatManifests, WhatItWritesReadsBackTheSame) {
  const auto value = parse(
      R"({"kind":"Pod","n":5,"text":"yes","colon":"a: b","empty":{},"none":[],"list":[{"a":1,"b":[1,2]},[3,"4"],"- x"],
                               "lines":"a\nb","hash":"a #b","deep":{"x":{"y":null}},"time":"12:30"})");
  const std::string text = FormatManifests({value, parse(R"({"kind":"Second"})")});
  const auto again = ParseManifests("f", text);
  ASSERT_TRUE(again.ok()) << again.error().message << "\n" << text;
  ASSERT_EQ(again->size(), 2u);
  EXPECT_EQ((*again)[0], value) << text;
}

}  // namespace
}  // namespace rolecall::kube
