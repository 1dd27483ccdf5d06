#include "base/encoding.h"
#include "crypto/one_time_code.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

const std::string kSerial = Arn("mfa/phone");
const std::string kWrong = "403 InvalidAuthenticationCode: Authentication code for device is not valid.";

class IamMfa : public IamTest {
 protected:
  IamMfa() {
    CreateUser("Ann");
    seed_ = Secret(*Base64Decode(Create("phone").At("VirtualMFADevice/Base32StringSeed")));
  }

  Reply Create(const std::string& name, const QueryParameterList& more = {}) {
    QueryParameterList parameters{{"VirtualMFADeviceName", name}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return Ask("CreateVirtualMFADevice", parameters);
  }
  // The code that the device shows so many steps of 30 seconds from now.
  std::string Code(std::int64_t steps) {
    return crypto::OneTimeCode(seed_, crypto::OneTimeStep(clock().Now()) + steps);
  }
  Reply With(const std::string& action, const std::string& first, const std::string& second,
             const std::string& user = "ann") {
    return Ask(action, {{"UserName", user},
                        {"SerialNumber", kSerial},
                        {"AuthenticationCode1", first},
                        {"AuthenticationCode2", second}});
  }
  Reply Enable() { return With("EnableMFADevice", Code(-1), Code(0)); }
  std::string Assigned(const std::string& status) {
    return Join(
        Ask("ListVirtualMFADevices", {{"AssignmentStatus", status}}).All("VirtualMFADevices/member/SerialNumber"));
  }
  static std::string Join(const Names& names) {
    std::string all;
    for (const std::string& name : names) all += name + ";";
    return all;
  }

  Secret seed_;
};

TEST_F(IamMfa, ANewDeviceShowsItsSeedOnce) {
  Reply made = Create("tablet", {{"Path", "/x/"}});
  ASSERT_EQ(made.Outcome(), "200");
  EXPECT_EQ(made.At("VirtualMFADevice/SerialNumber"), Arn("mfa/x/tablet"));
  const std::string seed = *Base64Decode(made.At("VirtualMFADevice/Base32StringSeed"));
  EXPECT_EQ(seed.size(), 64u);
  EXPECT_TRUE(Base64Decode(made.At("VirtualMFADevice/QRCodePNG"))->starts_with("\x89PNG\r\n"));
  EXPECT_EQ(seed.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), std::string::npos);
  EXPECT_EQ(Ask("ListVirtualMFADevices").body.find(seed), std::string::npos);
  const Result<std::vector<store::Entry>> devices = store().Scan("directory/mfa-device/", "", 10);
  ASSERT_TRUE(devices.ok());
  for (const store::Entry& entry : *devices) {
    EXPECT_EQ(entry.value.find(seed), std::string::npos) << "sealed in the store";
  }
  EXPECT_EQ(Create("tablet", {{"Path", "/x/"}}).Outcome(),
            "409 EntityAlreadyExists: MFADevice entity at the same path and name already exists.");
  EXPECT_EQ(Create("tablet").Outcome(), "200");
}

TEST_F(IamMfa, ADeviceIsEnabledWithTwoCodesThatFollowOneAnother) {
  EXPECT_EQ(With("EnableMFADevice", Code(0), Code(-1)).Outcome(), kWrong);
  EXPECT_EQ(With("EnableMFADevice", Code(0), Code(0)).Outcome(), kWrong);
  EXPECT_EQ(With("EnableMFADevice", "000000", "000001").Outcome(), kWrong);
  EXPECT_EQ(With("EnableMFADevice", Code(-9), Code(-8)).Outcome(), kWrong);
  EXPECT_EQ(Assigned("Assigned"), "");
  ASSERT_EQ(Enable().Outcome(), "200");
  EXPECT_EQ(Assigned("Assigned"), kSerial + ";");
  EXPECT_EQ(Assigned("Unassigned"), "");
  EXPECT_EQ(Assigned("Any"), kSerial + ";");
  Reply listed = Ask("ListMFADevices", {{"UserName", "ann"}});
  EXPECT_EQ(listed.At("MFADevices/member/SerialNumber"), kSerial);
  EXPECT_EQ(listed.At("MFADevices/member/UserName"), "Ann");
  EXPECT_EQ(listed.At("MFADevices/member/EnableDate"), "2026-11-18T11:06:40Z");
  Reply got = Ask("GetMFADevice", {{"UserName", "ann"}, {"SerialNumber", kSerial}});
  EXPECT_EQ(got.At("EnableDate"), "2026-11-18T11:06:40Z");
  EXPECT_EQ(Ask("ListVirtualMFADevices").At("VirtualMFADevices/member/User/Arn"), Arn("user/Ann"));
}

TEST_F(IamMfa, ADeviceHasOneUserAndIsNotDeletedWhileItHas) {
  ASSERT_EQ(Enable().Outcome(), "200");
  CreateUser("bob");
  clock().Advance(std::chrono::minutes(2));
  EXPECT_EQ(With("EnableMFADevice", Code(-1), Code(0), "bob").Outcome(),
            "409 EntityAlreadyExists: MFA Device is already in use.");
  EXPECT_EQ(Ask("DeleteVirtualMFADevice", {{"SerialNumber", kSerial}}).Outcome(),
            "409 DeleteConflict: MFA VirtualDevice in use. Must deactivate first.");
  EXPECT_EQ(Ask("DeleteUser", {{"UserName", "ann"}}).error_code, "DeleteConflict");
  const QueryParameterList bobs{{"UserName", "bob"}, {"SerialNumber", kSerial}};
  EXPECT_EQ(Ask("DeactivateMFADevice", bobs).error_code, "NoSuchEntity");
  EXPECT_EQ(Ask("GetMFADevice", bobs).error_code, "NoSuchEntity");
  Do("DeactivateMFADevice", {{"UserName", "ann"}, {"SerialNumber", kSerial}});
  EXPECT_EQ(Ask("ListMFADevices", {{"UserName", "ann"}}).All("MFADevices/member/SerialNumber"), Names{});
  Do("DeleteVirtualMFADevice", {{"SerialNumber", kSerial}});
  EXPECT_EQ(Ask("DeleteVirtualMFADevice", {{"SerialNumber", kSerial}}).Outcome(),
            "404 NoSuchEntity: VirtualMFADevice with serial number " + kSerial + " doesn't exist.");
  Do("DeleteUser", {{"UserName", "ann"}});
}

TEST_F(IamMfa, CodesThatWereSeenDoNotCountAgain) {
  const std::string first = Code(-1), second = Code(0);
  ASSERT_EQ(With("EnableMFADevice", first, second).Outcome(), "200");
  EXPECT_EQ(With("ResyncMFADevice", first, second).Outcome(), kWrong);
  EXPECT_EQ(With("ResyncMFADevice", Code(0), Code(1)).Outcome(), kWrong);
  EXPECT_EQ(With("ResyncMFADevice", Code(1), Code(2)).Outcome(), "200");
  Do("DeactivateMFADevice", {{"UserName", "ann"}, {"SerialNumber", kSerial}});
  EXPECT_EQ(With("EnableMFADevice", first, second).Outcome(), kWrong);
}

TEST_F(IamMfa, AClockThatHasDriftedIsSetRight) {
  EXPECT_EQ(With("ResyncMFADevice", Code(-1), Code(0)).error_code, "NoSuchEntity");  // nobody's
  ASSERT_EQ(Enable().Outcome(), "200");
  EXPECT_EQ(With("ResyncMFADevice", Code(40), Code(41)).Outcome(), "200");
  EXPECT_EQ(snapshot()->mfa_devices.Find(kSerial)->drift_steps, 41);
  EXPECT_EQ(With("ResyncMFADevice", Code(90), Code(91)).Outcome(), kWrong);
}

TEST_F(IamMfa, AUserHasAtMostEight) {
  Write([&](directory::Transaction& transaction) {
    const std::string id = transaction.snapshot().users.Find(directory::NameKey(kAccount, "ann"))->id;
    for (int i = 0; i < 8; ++i) {
      transaction.Put(directory::MfaDevice{.account = kAccount, .name = "d" + std::to_string(i), .owner_id = id});
    }
  });
  EXPECT_EQ(Enable().Outcome(), "409 LimitExceeded: Cannot exceed quota for MFADevicesPerUser: 8");
}

TEST_F(IamMfa, CodesHaveSixDigits) {
  Reply wrong = With("EnableMFADevice", "12345", "12345x");
  EXPECT_EQ(wrong.error_code, "ValidationError");
  EXPECT_NE(
      wrong.error_message.find("'authenticationCode1' failed to satisfy constraint: Member must have length greater"),
      std::string::npos)
      << wrong.error_message;
  EXPECT_NE(wrong.error_message.find("'authenticationCode2' failed to satisfy constraint: Member must satisfy regular "
                                     "expression pattern: [\\d]+"),
            std::string::npos)
      << wrong.error_message;
}

TEST_F(IamMfa, DevicesHaveTags) {
  const std::pair<std::string, std::string> serial{"SerialNumber", kSerial};
  Do("TagMFADevice", {serial, {"Tags.member.1.Key", "k"}, {"Tags.member.1.Value", "v"}});
  EXPECT_EQ(Ask("ListMFADeviceTags", {serial}).All("Tags/member/Value"), Names{"v"});
  Do("UntagMFADevice", {serial, {"TagKeys.member.1", "k"}});
  EXPECT_EQ(Ask("ListMFADeviceTags", {serial}).All("Tags/member/Key"), Names{});
}

TEST_F(IamMfa, RootHasNone) {
  EXPECT_EQ(Ask("ListMFADevices").All("MFADevices/member/SerialNumber"), Names{});
  EXPECT_EQ(Ask("DeactivateMFADevice", {{"SerialNumber", kSerial}}).error_code, "NoSuchEntity");
}

}  // namespace
}  // namespace rolecall::services::iam
