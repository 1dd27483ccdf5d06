#include "cli/identity/pod_manifests.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace rolecall::cli {
namespace {

TEST(PodsIn, FindsThePodsOfWorkloads) {
  auto deployment = boost::json::parse(R"({"kind":"Deployment","spec":{"template":{"spec":{"containers":[]}}}})");
  ASSERT_EQ(PodsIn(deployment).size(), 1u);
  NameServiceAccount(*PodsIn(deployment)[0]);
  EXPECT_EQ(deployment.at("spec").at("template").at("spec").at("serviceAccountName"), "default");
  auto cron = boost::json::parse(R"({"kind":"CronJob","spec":{"jobTemplate":{"spec":{"template":{"spec":{}}}}}})");
  EXPECT_EQ(PodsIn(cron).size(), 1u);
  auto list = boost::json::parse(R"({"kind":"List","items":[{"kind":"Pod"},{"kind":"Service"}]})");
  EXPECT_EQ(PodsIn(list).size(), 1u);
  auto service = boost::json::parse(R"({"kind":"Service"})");
  EXPECT_TRUE(PodsIn(service).empty());
}

}  // namespace
}  // namespace rolecall::cli
