// EC2 as far as it is here: which zones it tells whom.
#include "services/ec2/ec2.h"

#include <gmock/gmock.h>

#include "tests/support/access_matrix.h"

namespace rolecall::services::ec2 {
namespace {

using services::testing::AccessCase;
using services::testing::Reply;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kDescribe[] = "DescribeAvailabilityZones";
constexpr char kItem[] = "availabilityZoneInfo/item/";

class Ec2Test : public services::testing::AccessMatrix {
 protected:
  // EC2's answers are not wrapped as Query's are: the reply's XML is the root.
  Reply Ask(const services::testing::QueryParameterList& parameters, const std::string& action = kDescribe) {
    return Send(*ec2_, Root(), services::testing::QueryRequest(action, parameters));
  }
  std::vector<std::string> Of(const Reply& reply, const std::string& field) { return reply.All(kItem + field); }
  std::vector<std::string> NamesWith(const std::string& filter, const std::string& value) {
    return Of(Ask({{"Filter.1.Name", filter}, {"Filter.1.Value.1", value}}), "zoneName");
  }

  std::unique_ptr<Service> ec2_ = MakeEc2();
};

TEST_F(Ec2Test, TheZonesOfTheCallsRegionAreDescribed) {
  const Reply reply = Ask({});
  ASSERT_EQ(reply.status, 200) << reply.Outcome();
  EXPECT_THAT(reply.body, HasSubstr("<DescribeAvailabilityZonesResponse xmlns=\"http://ec2.amazonaws.com/doc/"));
  EXPECT_NE(reply.At("requestId"), "(none)");
  EXPECT_EQ(reply.Header("Content-Type"), "text/xml;charset=UTF-8");
  EXPECT_THAT(Of(reply, "zoneName"), ElementsAre("eu-central-1a", "eu-central-1b", "eu-central-1c"));
  EXPECT_THAT(Of(reply, "zoneId"), ElementsAre("euc1-az1", "euc1-az2", "euc1-az3"));
  EXPECT_EQ(reply.At("availabilityZoneInfo/item/groupName"), "eu-central-1-zg-1");
  EXPECT_EQ(reply.At("availabilityZoneInfo/item/groupLongName"), "Europe (Frankfurt) 1");
  EXPECT_EQ(reply.audit.operation, kDescribe);
}

TEST_F(Ec2Test, ZonesAreThoseOfTheirRegion) {
  const std::pair<std::string, std::vector<std::string>> regions[] = {
      {"us-east-1", {"use1-az1", "use1-az2", "use1-az3", "use1-az4", "use1-az5", "use1-az6"}},
      {"us-west-1", {"usw1-az1", "usw1-az3"}},
      {"ap-northeast-1", {"apne1-az4", "apne1-az1", "apne1-az2"}},
      {"us-gov-west-1", {"usgw1-az1", "usgw1-az2", "usgw1-az3"}},
      {"cn-northwest-1", {"cnnw1-az1", "cnnw1-az2", "cnnw1-az3"}},
      {"ap-southeast-2", {"apse2-az1", "apse2-az2", "apse2-az3"}},
      {"xx-central-9", {"xxc9-az1", "xxc9-az2", "xxc9-az3"}},  // no table has it
  };
  for (const auto& [region, ids] : regions) {
    set_region(region);
    EXPECT_EQ(Of(Ask({}), "zoneId"), ids) << region;
  }
}

TEST_F(Ec2Test, FiltersNamesAndIdsChoose) {
  EXPECT_THAT(NamesWith("zone-name", "*b"), ElementsAre("eu-central-1b"));
  EXPECT_THAT(NamesWith("state", "available").size(), 3u);
  EXPECT_THAT(NamesWith("state", "impaired"), IsEmpty());
  EXPECT_THAT(NamesWith("zone-type", "local-zone"), IsEmpty());
  EXPECT_THAT(NamesWith("parent-zone-id", "*"), IsEmpty());
  EXPECT_THAT(NamesWith("opt-in-status", "opt-in-not-required").size(), 3u);
  EXPECT_THAT(Of(Ask({{"Filter.1.Name", "zone-id"},
                      {"Filter.1.Value.1", "euc1-az1"},
                      {"Filter.1.Value.2", "euc1-az3"},
                      {"Filter.2.Name", "region-name"},
                      {"Filter.2.Value.1", "eu-central-1"}}),
                 "zoneName"),
              ElementsAre("eu-central-1a", "eu-central-1c"));
  EXPECT_THAT(Of(Ask({{"ZoneName.1", "eu-central-1c"}}), "zoneName"), ElementsAre("eu-central-1c"));
  EXPECT_THAT(Of(Ask({{"ZoneId.1", "euc1-az2"}, {"AllAvailabilityZones", "true"}}), "zoneName"),
              ElementsAre("eu-central-1b"));
}

TEST_F(Ec2Test, WhatCannotBeAskedIsRefused) {
  const auto outcome = [&](const std::string& name, const std::string& value) {
    return Ask({{name, value}}).Outcome();
  };
  EXPECT_EQ(outcome("ZoneName.1", "eu-central-1z"),
            "400 InvalidParameterValue: Invalid availability zone: [eu-central-1z]");
  EXPECT_EQ(outcome("ZoneId.1", "x"), "400 InvalidParameterValue: Invalid availability zone-id: [x]");
  EXPECT_EQ(Ask({{"Filter.1.Name", "colour"}, {"Filter.1.Value.1", "red"}}).Outcome(),
            "400 InvalidParameterValue: The filter 'colour' is invalid");
  EXPECT_EQ(outcome("Filter.1.Name", "state"), "400 InvalidParameterValue: The filter 'state' has no values");
  EXPECT_EQ(outcome("Filter.1.Name.Value", "x"),
            "400 UnknownParameter: The parameter Filter.1.Name.Value is not recognized");
  EXPECT_EQ(outcome("Colour", "x"), "400 UnknownParameter: The parameter Colour is not recognized");
  EXPECT_THAT(outcome("DryRun", "perhaps"),
              HasSubstr("400 InvalidParameterValue: Value (perhaps) for parameter DryRun"));
  EXPECT_EQ(outcome("DryRun", "true"), "412 DryRunOperation: Request would have succeeded, but DryRun flag is set.");
  EXPECT_EQ(Ask({{"Filter.1.Name", "state"}, {"Filter.1.Value.1", std::string(256, 'a')}}).error_code,
            "FilterLimitExceeded");
  services::testing::QueryParameterList many;
  for (int i = 1; i <= 51; ++i) many.emplace_back("Filter." + std::to_string(i) + ".Name", "state");
  EXPECT_EQ(Ask(many).error_code, "FilterLimitExceeded");
}

TEST_F(Ec2Test, OtherActionsAreNotServedOrNotThere) {
  EXPECT_EQ(Ask({}, "DescribeVpcs").Outcome(),
            "501 NotImplemented: DescribeVpcs of EC2 is not served here. (serve --forward sends others' requests on.)");
  EXPECT_EQ(Ask({}, "DescribeMoon").Outcome(),
            "400 InvalidAction: The action DescribeMoon is not valid for this web service.");
  EXPECT_EQ(Ask({}, "describeVpcs").error_code, "InvalidAction");
  const Caller nobody = NewUser("nobody");
  EXPECT_EQ(Send(*ec2_, nobody, services::testing::QueryRequest("DescribeVpcs")).error_code, "UnauthorizedOperation");
}

TEST_F(Ec2Test, ADenialIsEc2s) {
  const Reply denied = Send(*ec2_, NewUser("ann"), services::testing::QueryRequest(kDescribe));
  EXPECT_THAT(denied.Outcome(),
              StartsWith("403 UnauthorizedOperation: You are not authorized to perform this operation. User: "
                         "arn:aws:iam::054000737513:user/ann is not authorized to perform: "
                         "ec2:DescribeAvailabilityZones because no identity-based policy allows the "
                         "ec2:DescribeAvailabilityZones action. Encoded authorization failure message: "));
  const Caller elsewhere = NewUser(
      "bob",
      R"({"Effect":"Allow","Action":"ec2:*","Resource":"*","Condition":{"StringEquals":{"ec2:Region":"eu-west-1"}}})");
  EXPECT_EQ(Send(*ec2_, elsewhere, services::testing::QueryRequest(kDescribe)).error_code, "UnauthorizedOperation");
  set_region("eu-west-1");
  EXPECT_EQ(Send(*ec2_, elsewhere, services::testing::QueryRequest(kDescribe)).status, 200);
}

TEST_F(Ec2Test, IsForItsPermissionAlone) {
  ExpectForItsPermissionAlone(*ec2_, {.name = kDescribe,
                                      .action = "ec2:DescribeAvailabilityZones",
                                      .request = services::testing::QueryRequest(kDescribe),
                                      .names_mean_own_account = true});
}

}  // namespace
}  // namespace rolecall::services::ec2
