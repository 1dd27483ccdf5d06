// The Availability Zones of a region.
#include <gmock/gmock.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string ZoneItem(const std::string& name, const std::string& id, const std::string& group = "eu-central-1-zg-1") {
  return "<item><zoneName>" + name + "</zoneName><zoneId>" + id + "</zoneId><groupName>" + group +
         "</groupName></item>";
}

class AvailabilityZonesDataTest : public ProviderTest {
 protected:
  // EC2's answers have no …Result element.
  void AnswerZones(const std::string& items) {
    aws_->AnswerBody("DescribeAvailabilityZones",
                     "<DescribeAvailabilityZonesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
                     "<requestId>r</requestId><availabilityZoneInfo>" +
                         items + "</availabilityZoneInfo></DescribeAvailabilityZonesResponse>");
  }
  Object Zones() { return DataConfig("aws_availability_zones"); }
  Object Read(const Object& config) { return ReadData("aws_availability_zones", config); }
};

TEST_F(AvailabilityZonesDataTest, ComeInTheOrderOfTheirNames) {
  Configure();
  AnswerZones(ZoneItem("eu-central-1b", "euc1-az3") + ZoneItem("eu-central-1a", "euc1-az2") +
              ZoneItem("eu-central-1-ham-1a", "euc1-ham1-az1", "eu-central-1-ham-1"));
  const Object read = Read(Zones());
  EXPECT_THAT(read.Texts("names"), ElementsAre("eu-central-1-ham-1a", "eu-central-1a", "eu-central-1b"));
  EXPECT_THAT(read.Texts("zone_ids"), ElementsAre("euc1-ham1-az1", "euc1-az2", "euc1-az3"));
  EXPECT_THAT(read.Texts("group_names"), ElementsAre("eu-central-1-ham-1", "eu-central-1-zg-1"));
  EXPECT_EQ(read.Text("id"), "eu-central-1");
  EXPECT_EQ(read.Text("region"), "eu-central-1");
  EXPECT_EQ(aws_->sent["DescribeAvailabilityZones"]["Version"], "2016-11-15");
  EXPECT_FALSE(aws_->sent["DescribeAvailabilityZones"].contains("Filter.1.Name"));
  EXPECT_EQ(TakeProblems(), "");
}

TEST_F(AvailabilityZonesDataTest, FiltersAreSentToEc2AndExclusionsAreNot) {
  Configure();
  AnswerZones(ZoneItem("eu-central-1a", "euc1-az2") + ZoneItem("eu-central-1b", "euc1-az3") +
              ZoneItem("eu-central-1c", "euc1-az1"));
  Object config = Zones();
  config.SetText("state", "available");
  config.SetFlag("all_availability_zones", true);
  config.SetTexts("exclude_names", {"eu-central-1a"});
  config.SetTexts("exclude_zone_ids", {"euc1-az1"});
  config.Set(
      "filter",
      value::Value::Set(
          config.TypeOf("filter").element(),
          {value::Value::Object({{"name", value::Value::String("opt-in-status")},
                                 {"values", value::Value::Set(value::Type::String(), {value::Value::String("opted-in"),
                                                                                      value::Value::String("x")})}})}));
  EXPECT_THAT(Read(config).Texts("names"), ElementsAre("eu-central-1b"));
  auto& sent = aws_->sent["DescribeAvailabilityZones"];
  EXPECT_EQ(sent["AllAvailabilityZones"], "true");
  EXPECT_EQ(sent["Filter.1.Name"] + "=" + sent["Filter.1.Value.1"], "state=available");
  EXPECT_EQ(sent["Filter.2.Name"], "opt-in-status");
  EXPECT_EQ(sent["Filter.2.Value.1"] + "," + sent["Filter.2.Value.2"], "opted-in,x");
  EXPECT_EQ(TakeProblems(), "");
}

TEST_F(AvailabilityZonesDataTest, NoneIsAnEmptyList) {
  Configure();
  AnswerZones("");
  const Object read = Read(Zones());
  EXPECT_TRUE(read.IsSet("names"));
  EXPECT_THAT(read.Texts("names"), IsEmpty());
  EXPECT_TRUE(read.IsSet("group_names"));
}

TEST_F(AvailabilityZonesDataTest, ARefusalIsToldInEc2sWords) {
  Configure();
  aws_->handlers["DescribeAvailabilityZones"] = [](const FakeAws::Parameters&) {
    return rolecall::aws::ErrorResponse(FakeAws::Protocol::kEc2, {403, "UnauthorizedOperation", "You may not."}, {});
  };
  Read(Zones());
  const std::string problems = TakeProblems();
  EXPECT_THAT(problems, HasSubstr("fetching Availability Zones: "));
  EXPECT_THAT(problems, HasSubstr("UnauthorizedOperation: You may not."));
}

TEST_F(AvailabilityZonesDataTest, AStateIsOneThatEc2Has) {
  Configure();
  Object config = Zones();
  config.SetText("state", "gone");
  provider_->ValidateDataSource("aws_availability_zones", config.ToValue(), diagnostics_);
  EXPECT_THAT(TakeProblems(), HasSubstr("expected state to be one of [\"available\" \"information\" \"impaired\" "
                                        "\"unavailable\" \"constrained\"], got gone"));
}

}  // namespace
}  // namespace rolecall::providers::aws
