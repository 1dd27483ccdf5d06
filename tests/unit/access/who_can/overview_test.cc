// Who can become which role, of a whole model.
#include "access/who_can/overview.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/unit/access/chain_fixture.h"

namespace rolecall::access {
namespace {

using testing::Chain;
using testing::kRole;

boost::json::object Overview(const Chain& chain) { return boost::json::parse(OverviewJson(chain.model)).as_object(); }

TEST(Overview, NamesWhoATrustPolicyLetsIn) {
  const Chain chain;
  const boost::json::object overview = Overview(chain);
  const boost::json::object& role = overview.at("roles").as_array().at(0).as_object();
  EXPECT_EQ(role.at("arn"), kRole);
  EXPECT_EQ(role.at("trust_known"), true);
  const boost::json::object& opening = role.at("openings").as_array().at(0).as_object();
  EXPECT_EQ(opening.at("kind"), "account");
  EXPECT_EQ(opening.at("wide"), false);
  const std::string who(opening.at("who").as_string());
  EXPECT_EQ(overview.at("accounts").as_array().at(0).as_object().at("name").as_string(), who);
}

TEST(Overview, AWideOpeningAndAnUnknownTrustAreNotNobody) {
  Chain chain;
  chain.model.roles[0].trust.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]})";
  boost::json::object role = Overview(chain).at("roles").as_array().at(0).as_object();
  EXPECT_EQ(role.at("openings").as_array().at(0).as_object().at("kind"), "wide");
  chain.model.roles[0].trust.known = false;
  role = Overview(chain).at("roles").as_array().at(0).as_object();
  EXPECT_EQ(role.at("trust_known"), false);
  EXPECT_TRUE(role.at("openings").as_array().empty());
}

}  // namespace
}  // namespace rolecall::access
