// A request to the plane from within: what it looks like there, and what comes back.
#include "server/console/plane_itself.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace rolecall::server {
namespace {

class Pieces final : public http::BodySource {
 public:
  explicit Pieces(std::size_t left) : left_(left) {}
  Result<std::size_t> Read(std::span<char> out) override {
    const std::size_t count = std::min({left_, out.size(), std::size_t{1000}});
    std::fill_n(out.begin(), count, 'x');
    left_ -= count;
    return count;
  }

 private:
  std::size_t left_;
};

const http::Request kVisitor{
    .method = "GET", .target = "/console/api/access", .peer_address = "192.0.2.7", .tls = true, .tls_version = "1.3"};

TEST(PlaneItself, SendsAsFromTheVisitor) {
  http::Request seen{.method = ""};
  PlaneItself plane(
      [&](http::Request& request) {
        seen = request;
        return http::Response{.status = 201, .body = "yes"};
      },
      kVisitor);
  const Result<http::Response> answer = plane.Send(
      {.method = "POST", .url = "http://127.0.0.1:4747/a%20b?c=d", .headers = {{"X-Amz-Date", "now"}}, .body = "body"});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/a%20b?c=d");
  EXPECT_EQ(seen.headers.Get("Host"), "127.0.0.1:4747");
  EXPECT_EQ(seen.headers.Get("X-Amz-Date"), "now");
  EXPECT_EQ(seen.headers.Find("Cookie"), nullptr);
  EXPECT_EQ(seen.body, "body");
  EXPECT_EQ(seen.peer_address, "192.0.2.7");
  EXPECT_TRUE(seen.tls);
  EXPECT_EQ(seen.tls_version, "1.3");
  EXPECT_TRUE(plane.Send({.url = "http://plane?x=y"}).ok());
  EXPECT_EQ(seen.target, "/?x=y");
  EXPECT_EQ(plane.Send({.url = "nothing"}).error().code, ErrorCode::kInvalidArgument);
}

TEST(PlaneItself, AnswersAreWholeAndBounded) {
  PlaneItself plane([](http::Request&) { return http::Response{.source = std::make_shared<Pieces>(5000)}; }, kVisitor);
  EXPECT_EQ(plane.Send({.url = "http://plane/"})->body, std::string(5000, 'x'));
  EXPECT_EQ(plane.Send({.url = "http://plane/", .max_response_bytes = 4999}).error().code,
            ErrorCode::kResourceExhausted);
  PlaneItself whole([](http::Request&) { return http::Response{.body = "12345"}; }, kVisitor);
  EXPECT_EQ(whole.Send({.url = "http://plane/", .max_response_bytes = 4}).error().code, ErrorCode::kResourceExhausted);
}

}  // namespace
}  // namespace rolecall::server
