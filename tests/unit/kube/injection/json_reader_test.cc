#include "kube/injection/json_reader.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>
#include <vector>

namespace rolecall::kube {
namespace {

class Reader {
 public:
  explicit Reader(std::string text) : text_(std::move(text)), reader_(text_, &memory_) {}
  JsonReader* operator->() { return &reader_; }
  bool SkipsAll() {
    reader_.Skip();
    return reader_.Finish();
  }

 private:
  std::string text_;
  std::pmr::monotonic_buffer_resource memory_;
  JsonReader reader_;
};

TEST(JsonReader, ReadsMembersAndItemsInOrder) {
  Reader reader(R"( {"a" : [1, {"x":[]}, null] , "b":"text","c":true,"d":{}} )");
  std::vector<std::string> names;
  int items = 0;
  std::string text;
  bool flag = false;
  reader->ReadObject([&](std::string_view name) {
    names.emplace_back(name);
    if (name == "a") return reader->ReadArray([&] { ++items, reader->Skip(); });
    if (name == "b") return void(text = reader->ReadText());
    if (name == "c") return void(flag = reader->ReadBool());
    reader->Skip();
  });
  EXPECT_TRUE(reader->Finish()) << reader->error();
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(items, 3);
  EXPECT_EQ(text, "text");
  EXPECT_TRUE(flag);
}

TEST(JsonReader, DecodesTextsAsBoostDoes) {
  for (const char* json : {R"("plain and longer than eight")", R"("a\"b\\c\/d\b\f\n\r\t")", R"("\u0041\u00e4\u20ac")",
                           R"("\ud83d\ude00 and more of it")", "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"", R"("")"}) {
    Reader reader(json);
    EXPECT_EQ(reader->ReadText(), std::string_view(boost::json::parse(json).as_string())) << json;
    EXPECT_TRUE(reader->Finish()) << json;
  }
}

TEST(JsonReader, HalfOfASurrogatePairIsTheReplacementCharacter) {
  Reader reader(R"("\ud83d \ude00\ud83dx")");
  EXPECT_EQ(reader->ReadText(), "\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbdx");
}

TEST(JsonReader, TakesWhatBoostTakes) {
  for (const char* json : {"0", "-0", "10", "1.5", "1e5", "1E+5", "-1.0e-10", "true", "false", "null", "[]", "{}",
                           "[[],{}]", "[1,2]", R"({"a":{"b":[{"c":1}]},"d":""})", " [ 1 , 2 ] ", "\t\r\n1"}) {
    boost::system::error_code error;
    boost::json::parse(json, error);
    ASSERT_FALSE(error) << json;
    EXPECT_TRUE(Reader(json).SkipsAll()) << json;
  }
}

TEST(JsonReader, RefusesWhatBoostRefuses) {
  for (const std::string json : {"",
                                 " ",
                                 "01",
                                 "-",
                                 "1.",
                                 ".5",
                                 "1e",
                                 "+1",
                                 "tru",
                                 "nul",
                                 "falsy",
                                 "[",
                                 "]",
                                 "[1",
                                 "[1,]",
                                 "[,1]",
                                 "[1 2]",
                                 "{",
                                 "{\"a\"}",
                                 "{\"a\":}",
                                 "{\"a\":1,}",
                                 "{a:1}",
                                 "{\"a\" 1}",
                                 "\"",
                                 "\"\\x\"",
                                 "\"\\u12g4\"",
                                 "\"\\u123\"",
                                 "\"a\nb\"",
                                 "1 2",
                                 "{}}",
                                 "\"\xff\"",
                                 "\"\xc3\"",
                                 "\"\xc0\x80\"",
                                 "\"\xed\xa0\x80\"",
                                 "\"\xf4\x90\x80\x80\"",
                                 "\"12345678\x01\"",
                                 "\"1234567\xe4 \""}) {
    boost::system::error_code error;
    boost::json::parse(json, error);
    ASSERT_TRUE(error) << json;
    EXPECT_FALSE(Reader(json).SkipsAll()) << json;
  }
}

TEST(JsonReader, DepthIsBounded) {
  EXPECT_TRUE(Reader(std::string(256, '[') + std::string(256, ']')).SkipsAll());
  EXPECT_FALSE(Reader(std::string(257, '[') + std::string(257, ']')).SkipsAll());
  EXPECT_FALSE(Reader(std::string(1 << 20, '[')).SkipsAll());
}

TEST(JsonReader, SaysWhereItIsWrong) {
  Reader reader(R"({"a":1 "b":2})");
  EXPECT_FALSE(reader.SkipsAll());
  EXPECT_EQ(reader->error(), "invalid character at offset 7");
}

}  // namespace
}  // namespace rolecall::kube
