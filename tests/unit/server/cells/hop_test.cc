#include "server/cells/hop.h"

#include <gtest/gtest.h>

namespace rolecall::server {
namespace {

http::Request FromClient() {
  http::Request request{.method = "PUT", .target = "/bucket/key"};
  request.headers = {{"Host", "plane.example"},
                     {"Connection", "keep-alive, X-Mine"},
                     {"X-Mine", "1"},
                     {"Transfer-Encoding", "chunked"},
                     {"Content-Length", "5"},
                     {"Expect", "100-continue"},
                     {"Authorization", "AWS4 x"},
                     {"X-Forwarded-For", "203.0.113.9"},
                     {"X-Rolecall-Cell-Client", "8"},
                     {"x-rolecall-min-seq", "7"}};
  request.peer_address = "192.0.2.7";
  request.tls = true;
  request.tls_version = "1.2";
  return request;
}

TEST(CellHop, WhatIsSentIsTheClientsAndTheWayThatItCame) {
  const http::Headers sent = OutgoingHeaders(FromClient(), "blue");
  EXPECT_EQ(sent.Get("Host"), "plane.example");
  EXPECT_EQ(sent.Get("Authorization"), "AWS4 x");
  EXPECT_EQ(sent.Get("Expect"), "100-continue");
  EXPECT_EQ(sent.Get("X-Forwarded-For"), "203.0.113.9");
  EXPECT_EQ(sent.Get("x-rolecall-min-seq"), "7");
  for (const char* name : {"Connection", "X-Mine", "Transfer-Encoding", "Content-Length"}) {
    EXPECT_EQ(sent.Find(name), nullptr) << name;
  }
  EXPECT_EQ(sent.Get("x-rolecall-cell"), "blue");
  EXPECT_EQ(sent.Get("x-rolecall-cell-tls"), "1.2");
  EXPECT_EQ(sent.Get("x-rolecall-cell-client"), "192.0.2.7");
  int addresses = 0;
  for (const http::Header& header : sent) addresses += header.name == "x-rolecall-cell-client" ? 1 : 0;
  EXPECT_EQ(addresses, 1);
  http::Request plain = FromClient();
  plain.tls = false;
  EXPECT_EQ(OutgoingHeaders(plain, "blue").Get("x-rolecall-cell-tls"), "none");
}

TEST(CellHop, WhatTheCallIsMadeOfIsNotTakenAwayByConnection) {
  http::Request request = FromClient();
  request.headers.Add("x-amz-date", "20261130T101010Z");
  request.headers.Add("Content-Type", "text/plain");
  request.headers.Set("Connection", "authorization, HOST, X-Amz-Date ,content-type,x-mine,x-rolecall-cell");
  const http::Headers sent = OutgoingHeaders(request, "blue");
  for (const char* name : {"Authorization", "Host", "x-amz-date", "Content-Type", "x-rolecall-cell"}) {
    EXPECT_NE(sent.Find(name), nullptr) << name;
  }
  EXPECT_EQ(sent.Find("X-Mine"), nullptr);
}

TEST(CellHop, ALengthThatIsNotWrittenAnewStays) {
  const auto length = [](const char* method, const char* given, const char* body = "") {
    http::Request request{.method = method, .target = "/", .headers = {{"Content-Length", given}}, .body = body};
    return OutgoingHeaders(request, "blue").Find("Content-Length") != nullptr;
  };
  for (const char* method : {"GET", "HEAD", "DELETE", "OPTIONS"}) EXPECT_TRUE(length(method, "0")) << method;
  EXPECT_FALSE(length("GET", "1", "x"));
  EXPECT_FALSE(length("PUT", "0"));
  EXPECT_FALSE(length("POST", "0"));
}

TEST(CellHop, TheClientGetsTheAnswerWithoutWhatIsOfTheConnectionOrOfThatStore) {
  const http::Headers kept = IncomingHeaders({{"Content-Type", "text/xml"},
                                              {"Connection", "close, x-odd"},
                                              {"x-odd", "1"},
                                              {"Date", "now"},
                                              {"x-rolecall-seq", "12"},
                                              {"Content-Length", "3"},
                                              {"x-amzn-RequestId", "r"}});
  EXPECT_EQ(kept.size(), 3u);
  EXPECT_EQ(kept.Get("Content-Length"), "3");
  EXPECT_EQ(kept.Get("x-amzn-RequestId"), "r");
}

// As the plane of the other cell gets it.
http::Request OnItsWay(const std::string& told_tls) {
  http::Request request{.method = "GET", .target = "/"};
  request.headers = {
      {"x-rolecall-cell", "red"}, {"x-rolecall-cell-tls", told_tls}, {"x-rolecall-cell-client", "198.51.100.4"}};
  request.peer_address = "10.0.0.1";
  request.tls = true;
  request.tls_version = "1.3";
  request.client_certificate = true;
  return request;
}

TEST(CellHop, AnAddressIsBelievedOfACertificateOnly) {
  http::Request believed = OnItsWay("1.3");
  TakeHop(believed, true);
  EXPECT_EQ(believed.peer_address, "198.51.100.4");
  http::Request unwanted = OnItsWay("1.3");
  unwanted.client_names = std::make_shared<const std::vector<std::string>>(1, "red.example");
  TakeHop(unwanted, false);
  EXPECT_EQ(unwanted.client_names, nullptr);
  EXPECT_EQ(unwanted.peer_address, "10.0.0.1");
  http::Request stranger = OnItsWay("1.3");
  stranger.client_certificate = false;
  TakeHop(stranger, true);
  EXPECT_EQ(stranger.peer_address, "10.0.0.1");
  http::Request unmarked = OnItsWay("1.3");
  unmarked.headers.Remove("x-rolecall-cell");
  TakeHop(unmarked, true);
  EXPECT_EQ(unmarked.peer_address, "10.0.0.1");
  EXPECT_TRUE(unmarked.client_certificate);
  for (const char* bad : {"", "unix", "10.0.0.999", "10.0.0.1, 10.0.0.2", "::1%lo"}) {
    http::Request odd = OnItsWay("1.3");
    odd.headers.Set("x-rolecall-cell-client", bad);
    TakeHop(odd, true);
    EXPECT_EQ(odd.peer_address, "10.0.0.1") << bad;
  }
}

TEST(CellHop, TheConnectionIsNoSaferThanItsWeakestPart) {
  for (const auto& [told, link, wanted] :
       {std::tuple{"1.3", "1.3", "1.3"}, std::tuple{"1.2", "1.3", "1.2"}, std::tuple{"1.3", "1.2", "1.2"}}) {
    http::Request request = OnItsWay(told);
    request.tls_version = link;
    TakeHop(request, true);
    EXPECT_TRUE(request.tls);
    EXPECT_EQ(request.tls_version, wanted);
  }
  for (const char* none : {"none", "", "1.4", "9", "1.3 "}) {
    http::Request request = OnItsWay(none);
    TakeHop(request, true);
    EXPECT_FALSE(request.tls) << none;
    EXPECT_EQ(request.tls_version, "") << none;
  }
  http::Request plain = OnItsWay("1.3");
  plain.tls = false;
  plain.tls_version.clear();
  TakeHop(plain, true);
  EXPECT_FALSE(plain.tls);
}

TEST(CellHop, TheSendersCertificateIsNotThatOfWhoAsks) {
  http::Request request = OnItsWay("1.3");
  TakeHop(request, true);
  EXPECT_FALSE(request.client_certificate);
}

TEST(CellHop, WhatStandsForAMarkedRequestIsMarked) {
  http::Request other;
  MarkLike(OnItsWay("none"), other);
  EXPECT_TRUE(IsSentOn(other));
  http::Request free;
  MarkLike(FromClient(), free);
  EXPECT_FALSE(IsSentOn(free));
}

}  // namespace
}  // namespace rolecall::server
