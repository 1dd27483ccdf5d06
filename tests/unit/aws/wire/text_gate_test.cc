#include "aws/wire/text_gate.h"

#include <gtest/gtest.h>

namespace rolecall::aws {
namespace {

http::Request Asking(const std::string& target) { return {.method = "GET", .target = target}; }

std::string CodeFor(const http::Request& request, Protocol protocol) {
  const std::optional<ErrorShape> wrong = CheckText(request, protocol);
  if (wrong) {
    EXPECT_EQ(wrong->status, 400);
  }
  return wrong ? wrong->code : "";
}

constexpr const char* kNoText[] = {"%FF", "%C3%28", "%ED%A0%80", "a%00", "\xff"};

TEST(TextGate, PathsQueriesAndHeadersAreText) {
  for (const char* text : kNoText) {
    const http::Request path = Asking(std::string("/b/") + text);
    const http::Request query = Asking(std::string("/b?prefix=") + text);
    EXPECT_EQ(CodeFor(path, Protocol::kS3), "InvalidURI") << text;
    EXPECT_EQ(CodeFor(path, Protocol::kQuery), "MalformedInput") << text;
    EXPECT_EQ(CodeFor(query, Protocol::kS3), "InvalidArgument") << text;
    EXPECT_EQ(CodeFor(query, Protocol::kQuery), "MalformedInput") << text;
    EXPECT_EQ(CodeFor(query, Protocol::kJson11), "SerializationException") << text;
  }
  http::Request header = Asking("/b/k");
  header.headers.Add("x-amz-meta-a", "\xe4");
  EXPECT_EQ(CodeFor(header, Protocol::kS3), "InvalidArgument");
  for (const char* name : {"x-amz-tagging", "X-Amz-Copy-Source"}) {
    http::Request encoded = Asking("/b/k");
    encoded.headers.Add(name, "a=%FF");
    EXPECT_EQ(CodeFor(encoded, Protocol::kS3), "InvalidArgument") << name;
  }
  http::Request good = Asking("/b/%C3%A4+%20?prefix=%F0%9F%98%80&x=%2");
  good.headers.Add("x-amz-meta-a", "\u00e4 100%FF");
  EXPECT_EQ(CodeFor(good, Protocol::kS3), "");
}

TEST(TextGate, JsonBodiesAreText) {
  for (const char* body : {R"({"a":"\u0000"})", R"({"a":"\ud800"})", R"({"a":"\udc00\ud800"})", R"({"a":"\ud800x"})",
                           R"({"a":"\ud800\ud800"})", R"({"a":"\uD83D\u0041"})", "{\"a\":\"\xff\"}", R"(\\\u0000)"}) {
    EXPECT_FALSE(IsJsonText(body)) << body;
    http::Request request = Asking("/");
    request.body = body;
    EXPECT_EQ(CodeFor(request, Protocol::kJson11), "SerializationException") << body;
    EXPECT_EQ(CodeFor(request, Protocol::kS3), "") << body;
  }
  for (const char* body : {"", "{}", R"({"a":"\\u0000"})", R"({"a":"\uD83D\uDE00"})", R"({"a":"\n\"\\"})",
                           R"({"a":"\u00)", "{\"a\":\"\u00e4\"}", "\\"}) {
    EXPECT_TRUE(IsJsonText(body)) << body;
  }
  EXPECT_FALSE(IsJsonText(std::string_view("{\"a\":\"\0\"}", 9)));
}

}  // namespace
}  // namespace rolecall::aws
