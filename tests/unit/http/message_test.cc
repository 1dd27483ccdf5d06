#include "http/message.h"

#include <gtest/gtest.h>

namespace rolecall::http {
namespace {

TEST(Headers, AreFoundIgnoringCaseAndKeepTheirOrder) {
  Headers headers{{"A", "1"}, {"b", "2"}, {"a", "3"}};
  EXPECT_EQ(headers.Get("B"), "2");
  EXPECT_EQ(headers.Get("A"), "1");
  EXPECT_EQ(headers.Find("c"), nullptr);
  headers.Set("A", "4");
  EXPECT_EQ(headers.size(), 2u);
  EXPECT_EQ(headers.Get("a"), "4");
}

TEST(Request, SplitsTheTarget) {
  Request request;
  request.target = "/a%20b?x=y?z";
  EXPECT_EQ(request.path(), "/a%20b");
  EXPECT_EQ(request.query(), "x=y?z");
  request.target = "/a";
  EXPECT_EQ(request.path(), "/a");
  EXPECT_EQ(request.query(), "");
}

TEST(Query, SplitsAndDecodes) {
  QueryParameters expected = {{"a", "b c"}, {"d", ""}, {"", "e"}, {"f=", "g=h"}};
  EXPECT_EQ(ParseQuery("a=b+c&d&=e&&f%3D=g=h"), expected);
  EXPECT_EQ(ParseQuery(""), QueryParameters{});
}

TEST(Query, RefusesBadEscapesAndTooMany) {
  EXPECT_FALSE(ParseQuery("a=%zz"));
  EXPECT_TRUE(ParseQuery("a&b", 2));
  EXPECT_FALSE(ParseQuery("a&b&c", 2));
}

}  // namespace
}  // namespace rolecall::http
