#include "server/cluster/token_review.h"

#include <gtest/gtest.h>

#include <atomic>

#include "tests/support/fake_api.h"

namespace rolecall::server {
namespace {

using kube::Json;

class TokenReviewTest : public testing::Test {
 protected:
  http::Response Answer() {
    ++asked_;
    if (is_down_) return Json(503, "");
    return Json(201, stands_ ? R"({"status":{"authenticated":true,"audiences":["sts.amazonaws.com"]}})"
                             : R"({"status":{"error":"[invalid bearer token, the pod is gone]"}})");
  }
  std::string CodeOf(const std::string& token) {
    const Result<void> reviewed = review_(token, "sts.amazonaws.com");
    return reviewed.ok() ? "good" : ErrorCodeName(reviewed.error().code);
  }

  kube::Around around_;
  std::atomic<bool> stands_{true}, is_down_{false};
  std::atomic<int> asked_{0};
  kube::FakeApi api_{[this](const http::Request&) { return Answer(); }};
  KeySources::ReviewToken review_ =
      MakeTokenReview(std::make_shared<kube::ApiClient>(api_.access(), around_.use()), around_.clock);
};

TEST_F(TokenReviewTest, TokenEndsWithItsPodWithinTheTimeThatAVerdictHolds) {
  EXPECT_EQ(CodeOf("t"), "good");
  stands_ = false;
  around_.clock.Advance(kReviewedFor - std::chrono::seconds(1));
  EXPECT_EQ(CodeOf("t"), "good");
  EXPECT_EQ(asked_, 1);
  around_.clock.Advance(std::chrono::seconds(2));
  EXPECT_EQ(CodeOf("t"), "unauthenticated");
  EXPECT_EQ(CodeOf("t"), "unauthenticated");
  EXPECT_EQ(asked_, 2);
}

TEST_F(TokenReviewTest, VerdictIsOfOneToken) {
  EXPECT_EQ(CodeOf("t"), "good");
  stands_ = false;
  EXPECT_EQ(CodeOf("u"), "unauthenticated");
}

TEST_F(TokenReviewTest, NobodyIsLetInWhileTheClusterDoesNotAnswer) {
  is_down_ = true;
  EXPECT_EQ(CodeOf("t"), "unavailable");
  is_down_ = false;
  EXPECT_EQ(CodeOf("t"), "good");
}

}  // namespace
}  // namespace rolecall::server
