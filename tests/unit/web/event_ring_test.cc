// The newest requests, for pages that wait for more.
#include "web/event_ring.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <thread>

namespace rolecall::web {
namespace {

using std::chrono::milliseconds;

watch::AuditLine LineOf(const std::string& operation) {
  return *watch::ReadAuditLine(
      R"({"eventID":"e","eventTime":"2026-11-29T03:22:49Z","eventSource":"iam.amazonaws.com","eventName":")" +
      operation + R"(","errorCode":"AccessDenied","errorMessage":"<b>no</b>","additionalEventData":{"status":403}})");
}

boost::json::object Read(EventRing& ring, std::uint64_t after, milliseconds wait = milliseconds(0)) {
  return boost::json::parse(ring.Read(after, wait)).as_object();
}

TEST(EventRing, GivesWhatCameSince) {
  EventRing ring;
  ring.Add(LineOf("GetRole"));
  ring.Add(LineOf("GetUser"));
  boost::json::object page = Read(ring, 1);
  EXPECT_EQ(page["last"], 2);
  EXPECT_EQ(page["gap"], false);
  ASSERT_EQ(page["events"].as_array().size(), 1u);
  const boost::json::object& event = page["events"].as_array()[0].as_object();
  EXPECT_EQ(event.at("number"), 2);
  EXPECT_EQ(event.at("operation"), "GetUser");
  EXPECT_EQ(event.at("denied"), true);
  EXPECT_EQ(event.at("message"), "<b>no</b>");
  EXPECT_EQ(event.at("record").as_object().at("eventID"), "e");
}

TEST(EventRing, TellsOfWhatIsGone) {
  EventRing ring;
  for (std::size_t i = 0; i < EventRing::kMost + 10; ++i) ring.Add(LineOf("GetRole"));
  boost::json::object page = Read(ring, 3);
  EXPECT_EQ(page["gap"], true);
  EXPECT_EQ(page["events"].as_array().size(), EventRing::kMostAtOnce);
  EXPECT_EQ(page["events"].as_array()[0].as_object()["number"], 11);
  EXPECT_EQ(Read(ring, 11)["gap"], false);
}

TEST(EventRing, APageFromBeforeARestartBeginsAnew) {
  EventRing ring;
  ring.Add(LineOf("GetRole"));
  EXPECT_EQ(Read(ring, 77)["events"].as_array().size(), 1u);
}

TEST(EventRing, WaitsForTheNextAndNotAfterTheEnd) {
  EventRing ring;
  std::thread later([&] { ring.Add(LineOf("GetRole")); });
  EXPECT_EQ(Read(ring, 0, std::chrono::minutes(1))["events"].as_array().size(), 1u);
  later.join();
  std::thread end([&] { ring.Stop(); });
  EXPECT_EQ(Read(ring, 1, std::chrono::minutes(1))["events"].as_array().size(), 0u);
  end.join();
}

}  // namespace
}  // namespace rolecall::web
