#include "policy/tighten/event_stream.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rolecall::policy {
namespace {

// The events' names, or the error.
std::string NamesIn(std::string_view text) {
  std::string names;
  const Result<std::size_t> read =
      ForEachEvent(text, [&names](const json::Node& event) { names += event.TextOf("eventName") + " "; });
  return read.ok() ? names + std::to_string(*read) : read.error().message;
}

TEST(EventStream, ReadsCloudTrailsFiles) {
  EXPECT_EQ(NamesIn(R"({"Records":[{"eventName":"A"},{"eventName":"B]}"}]})"), "A B]} 2");
  EXPECT_EQ(
      NamesIn("{\n \"Before\": {\"x\": [1]}, \"Records\" : [\n {\"eventName\": \"A\"} , {\"eventName\":\"B\"}\n]\n}\n"),
      "A B 2");
  EXPECT_EQ(NamesIn(R"({"Records":[]})"), "0");
}

TEST(EventStream, ReadsOneEventALine) {
  EXPECT_EQ(NamesIn("{\"eventName\":\"A\"}\n\n{\"eventName\":\"B\\\"}\"}\n"), "A B\"} 2");
  EXPECT_EQ(NamesIn("{\"eventVersion\":\"1.08\",\"eventName\":\"A\"}"), "A 1");
  EXPECT_EQ(NamesIn(""), "0");
}

TEST(EventStream, SeveralFilesInOneAreReadOneAfterTheOther) {
  EXPECT_EQ(NamesIn("{\"Records\":[{\"eventName\":\"A\"}]}\n{\"Records\":[{\"eventName\":\"B\"}]}"), "A B 2");
}

TEST(EventStream, ALineThatIsStillBeingWrittenIsNoError) {
  EXPECT_EQ(NamesIn("{\"eventName\":\"A\"}\n{\"eventName\":\"B"), "A 1");
}

TEST(EventStream, WhatIsNoLogIsAnErrorWithItsLine) {
  EXPECT_EQ(NamesIn("# no log"), "line 1, column 1: an event is a JSON object");
  EXPECT_EQ(NamesIn("{\"eventName\":\"A\"}\n[1]"), "line 2, column 1: an event is a JSON object");
  EXPECT_EQ(NamesIn("{\"eventName\":\"A").substr(0, 8), "line 1, ");
  EXPECT_EQ(NamesIn("{\n\"a\": x").substr(0, 16), "line 2, column 6");
  EXPECT_EQ(NamesIn("{\"Records\":[{\"eventName\":\"A\"} {\"eventName\":\"B\"}]}"),
            "line 1, column 31: between records there is a comma");
}

}  // namespace
}  // namespace rolecall::policy
