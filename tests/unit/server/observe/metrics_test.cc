#include "server/observe/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rolecall::server {
namespace {

using testing::HasSubstr;

TEST(Metrics, CountsAndTimesRequests) {
  Metrics metrics;
  metrics.Request("sts", "all", 200, std::chrono::microseconds(80));
  metrics.Request("sts", "all", 200, std::chrono::seconds(9));
  std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("rolecall_requests_total{service=\"sts\",action=\"all\",status=\"200\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{service=\"sts\",le=\"0.0001\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{service=\"sts\",le=\"2.5\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{service=\"sts\",le=\"+Inf\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("_count{service=\"sts\"} 2\n"));
}

TEST(Metrics, SeriesAreBounded) {
  Metrics metrics;
  for (int i = 0; i < 5000; ++i) {
    metrics.Count("rolecall_internal_errors_total", "place", std::to_string(i));
  }
  EXPECT_THAT(metrics.Text(), HasSubstr("rolecall_internal_errors_total{series=\"other\"} 904\n"));
}

TEST(Metrics, LabelsCannotBreakOut) {
  Metrics metrics;
  metrics.Count("rolecall_internal_errors_total", "place", "a\"\n\\");
  EXPECT_THAT(metrics.Text(), HasSubstr("{place=\"a\\\" \\\\\"} 1\n"));
}

}  // namespace
}  // namespace rolecall::server
