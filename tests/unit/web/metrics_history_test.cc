#include "web/metrics_history.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace rolecall::web {
namespace {

std::string Metrics(int sts, int iam, int denials, int fast, int slow) {
  const std::string all = std::to_string(fast + slow);
  return "# HELP rolecall_requests_total x\n# TYPE rolecall_requests_total counter\n"
         "rolecall_requests_total{service=\"sts\",action=\"all\",status=\"200\"} " +
         std::to_string(sts) + "\nrolecall_requests_total{service=\"iam\",action=\"all\",status=\"403\"} " +
         std::to_string(iam) +
         "\nrolecall_requests_total{service=\"rolecall\",action=\"all\",status=\"200\"} 999\n"
         "rolecall_authorization_denials_total{service=\"iam\"} " +
         std::to_string(denials) + "\nrolecall_request_duration_seconds_bucket{service=\"iam\",le=\"0.001\"} " +
         std::to_string(fast) + "\nrolecall_request_duration_seconds_bucket{service=\"iam\",le=\"0.1\"} " + all +
         "\nrolecall_request_duration_seconds_bucket{service=\"iam\",le=\"+Inf\"} " + all + "\n";
}

boost::json::object JsonOf(const MetricsHistory& history) { return boost::json::parse(history.Json()).as_object(); }

TEST(MetricsHistory, APointIsWhatHappenedBetweenTwoReadings) {
  MetricsHistory history;
  history.Add(1000, Metrics(10, 10, 1, 20, 0));
  EXPECT_TRUE(JsonOf(history).at("seconds").as_array().empty());
  history.Add(1010, Metrics(30, 20, 6, 50, 0));
  history.Add(1020, Metrics(30, 30, 6, 50, 10));
  const boost::json::object json = JsonOf(history);
  EXPECT_EQ(json.at("seconds"), (boost::json::array{1010, 1020}));
  EXPECT_EQ(json.at("requests"), (boost::json::array{3.0, 1.0}));
  EXPECT_EQ(json.at("sts"), (boost::json::array{2.0, 0.0}));
  EXPECT_EQ(json.at("denials"), (boost::json::array{0.5, 0.0}));
  EXPECT_EQ(json.at("p99"), (boost::json::array{0.001, 0.1}));
}

TEST(MetricsHistory, WithoutRequestsThereIsNoPercentile) {
  MetricsHistory history;
  history.Add(1000, Metrics(10, 10, 1, 20, 0));
  history.Add(1010, Metrics(10, 10, 1, 20, 0));
  EXPECT_TRUE(JsonOf(history).at("p99").as_array().at(0).is_null());
}

TEST(MetricsHistory, APlaneThatBeganAnewBeginsAPointAnew) {
  MetricsHistory history;
  history.Add(1000, Metrics(10, 10, 1, 20, 0));
  history.Add(1010, Metrics(1, 1, 0, 2, 0));
  EXPECT_TRUE(JsonOf(history).at("seconds").as_array().empty());
  history.Add(1020, Metrics(11, 1, 0, 12, 0));
  EXPECT_EQ(JsonOf(history).at("requests"), (boost::json::array{1.0}));
}

TEST(MetricsHistory, KeepsAnHour) {
  MetricsHistory history;
  for (int i = 0; i <= 1000; ++i) history.Add(i * 10, Metrics(i, i, 0, 2 * i, 0));
  const boost::json::array seconds = JsonOf(history).at("seconds").as_array();
  EXPECT_EQ(seconds.size(), 360U);
  EXPECT_EQ(seconds.front(), 10'000 - 3590);
  EXPECT_EQ(seconds.back(), 10'000);
}

TEST(MetricsHistory, WhatIsNoMetricsOfAPlaneIsLeftOut) {
  EXPECT_FALSE(ReadMetrics(""));
  EXPECT_FALSE(ReadMetrics("<html>not found</html>"));
  EXPECT_FALSE(ReadMetrics(std::string(5u << 20, '#')));
  const std::optional<MetricsReading> reading = ReadMetrics(
      "# TYPE rolecall_requests_total counter\nrolecall_requests_total{service=\"sts\"} nan\n"
      "rolecall_requests_total{service=\"sts\"} -4\nrolecall_requests_total{\nrolecall_requests_total{} \n"
      "rolecall_requests_total{service=\"sts\"} 4");
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->requests, 4);
}

}  // namespace
}  // namespace rolecall::web
