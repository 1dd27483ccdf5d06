#include "registry/reader.h"

#include <gtest/gtest.h>

#include "tests/support/fake_site.h"

namespace rolecall::registry {
namespace {

constexpr const char* kDiscovery = "https://r.example/.well-known/terraform.json";
const Error kBroken{ErrorCode::kUnavailable, "connection reset"};

http::Response MovedTo(const std::string& where) {
  http::Response response{.status = 302};
  response.headers.Set("Location", where);
  return response;
}

TEST(RegistryReader, AHostIsAskedOnceWhatItOffers) {
  FakeSite site;
  site.answers[kDiscovery] = {.body =
                                  R"({"providers.v1": "/v1/providers", "modules.v1": "https://m.example/m/", "x": 1})"};
  Reader reader(site, {});
  EXPECT_EQ(*reader.BaseUrl("r.example", kProviders), "https://r.example/v1/providers/");
  EXPECT_EQ(*reader.BaseUrl("r.example", kModules), "https://m.example/m/");
  EXPECT_EQ(reader.BaseUrl("r.example", "x").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(site.Count(kDiscovery), 1);
}

TEST(RegistryReader, WhatIsConfiguredIsNotAsked) {
  FakeSite site;
  Reader reader(site, {.services = {{"r.example", {{kProviders, "http://127.0.0.1:1/p/"}}}}});
  EXPECT_EQ(*reader.BaseUrl("r.example", kProviders), "http://127.0.0.1:1/p/");
  EXPECT_EQ(reader.BaseUrl("r.example", kModules).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(site.requests.empty());
}

TEST(RegistryReader, AHostThatCannotBeReachedIsNotAskedAgain) {
  FakeSite site;
  site.failures[kDiscovery] = {kBroken, kBroken, kBroken};
  Reader reader(site, {});
  EXPECT_EQ(reader.BaseUrl("r.example", kProviders).error().message,
            "failed to request discovery document: connection reset");
  EXPECT_FALSE(reader.BaseUrl("r.example", kProviders).ok());
  EXPECT_EQ(site.Count(kDiscovery), 1);
}

TEST(RegistryReader, WhatIsNoDiscoveryDocumentIsSaid) {
  FakeSite site;
  site.answers[kDiscovery] = {.body = "<html>"};
  EXPECT_EQ(Reader(site, {}).BaseUrl("r.example", kProviders).error().message,
            "the discovery document of r.example is not a JSON object");
  site.answers[kDiscovery] = {.status = 404};
  EXPECT_EQ(Reader(site, {}).BaseUrl("r.example", kProviders).error().code, ErrorCode::kNotFound);
  site.answers[kDiscovery] = {.body = R"({"providers.v1": "file:///etc/"})"};
  EXPECT_EQ(Reader(site, {}).BaseUrl("r.example", kProviders).error().code, ErrorCode::kNotFound);
}

TEST(RegistryReader, TokensStayWithTheirOrigin) {
  FakeSite site;
  site.answers["https://r.example/a"] = MovedTo("https://cdn.example/a");
  site.answers["https://cdn.example/a"] = MovedTo("https://r.example/b");
  site.answers["https://r.example/b"] = {.body = "{}"};
  Reader reader(site, {.tokens = {{"r.example", Secret("t0ken")}}});
  const auto answer = reader.Get("r.example", "https://r.example/a");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->url, "https://r.example/b");
  EXPECT_EQ(site.requests[0].headers.Get("Authorization"), "Bearer t0ken");
  EXPECT_EQ(site.requests[1].headers.Get("Authorization"), "");
  EXPECT_EQ(site.requests[2].headers.Get("Authorization"), "Bearer t0ken");
}

TEST(RegistryReader, RedirectsNeitherLeaveTlsNorGoOnForEver) {
  FakeSite site;
  site.answers["https://r.example/a"] = MovedTo("http://r.example/a");
  site.answers["https://r.example/b"] = MovedTo("/b");
  site.answers["https://r.example/c"] = MovedTo("file:///etc/passwd");
  Reader reader(site, {});
  EXPECT_EQ(reader.Get("", "https://r.example/a").error().message, "r.example redirects to an address without TLS");
  EXPECT_EQ(reader.Get("", "https://r.example/b").error().message, "r.example redirects too often");
  EXPECT_FALSE(reader.Get("", "https://r.example/c").ok());
}

TEST(RegistryReader, WhatMayPassIsTriedAgain) {
  FakeSite site;
  site.failures["https://r.example/a"] = {kBroken};
  site.answers["https://r.example/a"] = {.status = 503};
  std::vector<std::chrono::milliseconds> waits;
  Reader reader(site, {}, {.retries = 2, .wait = [&](std::chrono::milliseconds wait) { waits.push_back(wait); }});
  EXPECT_EQ(reader.Get("", "https://r.example/a")->response.status, 503);
  EXPECT_EQ(site.Count("https://r.example/a"), 3);
  EXPECT_EQ(waits.size(), 2u);
  EXPECT_LT(waits[0], waits[1]);
  EXPECT_EQ(reader.Get("", "https://r.example/none")->response.status, 404);
  EXPECT_EQ(site.Count("https://r.example/none"), 1);
}

TEST(RegistryReader, ADownloadBeginsAnewWithEachTryAndIsBounded) {
  FakeSite site;
  site.failures["https://r.example/f"] = {kBroken};
  site.answers["https://r.example/f"] = {.body = std::string(5000, 'x')};
  std::string got = "left";
  int begun = 0;
  const auto sink = [&](std::string_view piece) {
    if (piece.empty()) {
      got.clear();
      ++begun;
    }
    got += piece;
    return true;
  };
  Reader reader(site, {.tokens = {{"r.example", Secret("t0ken")}}}, {.download_retries = 1});
  ASSERT_TRUE(reader.Download("https://r.example/f", sink, 5000).ok());
  EXPECT_EQ(got.size(), 5000u);
  EXPECT_EQ(begun, 2);
  EXPECT_EQ(site.requests.back().headers.Get("Authorization"), "") << "archives are gotten without the token";
  EXPECT_EQ(reader.Download("https://r.example/f", sink, 4999).error().code, ErrorCode::kResourceExhausted);
}

TEST(RegistryReader, WhoStopsIsNotMadeToWait) {
  FakeSite site;
  site.failures["https://r.example/a"] = {kBroken, kBroken};
  Reader reader(site, {}, {.retries = 5, .keep_going = [] { return false; }});
  EXPECT_EQ(reader.Get("", "https://r.example/a").error().code, ErrorCode::kCancelled);
  EXPECT_EQ(site.Count("https://r.example/a"), 1);
}

}  // namespace
}  // namespace rolecall::registry
