// Rotation, and what KMS does by itself.
#include "services/kms/maintenance.h"
#include "tests/unit/services/kms/kms_fixture.h"

namespace rolecall::services::kms {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class KmsRotation : public KmsTest {
 protected:
  void LetDaysPass(int days) {
    clock().Advance(std::chrono::days(days));
    EXPECT_TRUE(Maintain(directory(), clock().Now(), random()).ok());
  }
  std::string CurrentMaterial(const std::string& id) {
    return Ask("DescribeKey", {{"KeyId", id}}).At("KeyMetadata/CurrentKeyMaterialId");
  }
};

TEST_F(KmsRotation, IsOffUntilItIsSwitchedOn) {
  const std::string id = NewKey();
  EXPECT_EQ(Ask("GetKeyRotationStatus", {{"KeyId", id}}).At("KeyRotationEnabled"), "false");
  ASSERT_EQ(Ask("EnableKeyRotation", {{"KeyId", id}}).status, 200);
  const Reply status = Ask("GetKeyRotationStatus", {{"KeyId", id}});
  EXPECT_EQ(status.At("KeyRotationEnabled"), "true");
  EXPECT_EQ(status.At("RotationPeriodInDays"), "365");
  EXPECT_NE(status.At("NextRotationDate"), "(none)");
  ASSERT_EQ(Ask("EnableKeyRotation", {{"KeyId", id}, {"RotationPeriodInDays", 90}}).status, 200);
  EXPECT_EQ(Ask("GetKeyRotationStatus", {{"KeyId", id}}).At("RotationPeriodInDays"), "90");
  EXPECT_EQ(Ask("EnableKeyRotation", {{"KeyId", id}, {"RotationPeriodInDays", 89}}).error_code, "ValidationException");
  ASSERT_EQ(Ask("DisableKeyRotation", {{"KeyId", id}}).status, 200);
  EXPECT_EQ(Ask("GetKeyRotationStatus", {{"KeyId", id}}).At("KeyRotationEnabled"), "false");
}

TEST_F(KmsRotation, ComesWhenItIsDue) {
  const std::string id = NewKey(), other = NewKey();
  Ask("EnableKeyRotation", {{"KeyId", id}, {"RotationPeriodInDays", 90}});
  const std::string before = CurrentMaterial(id), blob = EncryptWith(id, "old");
  LetDaysPass(89);
  EXPECT_EQ(CurrentMaterial(id), before);
  LetDaysPass(1);
  EXPECT_NE(CurrentMaterial(id), before);
  EXPECT_EQ(Plain(Ask("Decrypt", {{"CiphertextBlob", blob}})), "old");
  EXPECT_THAT(Ask("ListKeyRotations", {{"KeyId", id}}).All("Rotations/RotationType"), ElementsAre("AUTOMATIC"));
  EXPECT_THAT(Ask("ListKeyRotations", {{"KeyId", other}}).All("Rotations/RotationType"), SizeIs(0));
  LetDaysPass(90);
  EXPECT_THAT(Ask("ListKeyRotations", {{"KeyId", id}}).All("Rotations/RotationType"), SizeIs(2));
}

TEST_F(KmsRotation, OnDemandIsAtOnceAndNotForEver) {
  const std::string id = NewKey();
  const std::string before = CurrentMaterial(id), blob = EncryptWith(id, "old");
  ASSERT_EQ(Ask("RotateKeyOnDemand", {{"KeyId", id}}).At("KeyId"), id);
  EXPECT_NE(CurrentMaterial(id), before);
  const Reply decrypted = Ask("Decrypt", {{"CiphertextBlob", blob}});
  EXPECT_EQ(Plain(decrypted), "old");
  EXPECT_EQ(decrypted.At("KeyMaterialId"), before);
  const Reply all = Ask("ListKeyRotations", {{"KeyId", id}, {"IncludeKeyMaterial", "ALL_KEY_MATERIAL"}});
  EXPECT_THAT(all.All("Rotations/KeyMaterialState"), ElementsAre("NON_CURRENT", "CURRENT"));
  for (int i = 1; i < 25; ++i) ASSERT_EQ(Ask("RotateKeyOnDemand", {{"KeyId", id}}).status, 200);
  EXPECT_EQ(Ask("RotateKeyOnDemand", {{"KeyId", id}}).error_code, "LimitExceededException");
  const Reply page = Ask("ListKeyRotations", {{"KeyId", id}, {"Limit", 20}});
  EXPECT_THAT(Ask("ListKeyRotations", {{"KeyId", id}, {"Marker", page.At("NextMarker")}}).All("Rotations/KeyId"),
              SizeIs(5));
}

TEST_F(KmsRotation, ADisabledKeyWaits) {
  const std::string id = NewKey();
  Ask("EnableKeyRotation", {{"KeyId", id}, {"RotationPeriodInDays", 90}});
  Ask("DisableKey", {{"KeyId", id}});
  const std::string before = CurrentMaterial(id);
  LetDaysPass(100);
  EXPECT_EQ(CurrentMaterial(id), before);
}

TEST_F(KmsRotation, WhatIsDueForDeletionLosesItsMaterial) {
  NewUser("ann");
  const std::string id = NewKey();
  Ask("CreateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", id}});
  Ask("CreateGrant", {{"KeyId", id},
                      {"GranteePrincipal", "arn:aws:iam::054000737513:user/ann"},
                      {"Operations", bj::array{"Encrypt"}}});
  Ask("ScheduleKeyDeletion", {{"KeyId", id}, {"PendingWindowInDays", 7}});
  LetDaysPass(6);
  EXPECT_FALSE(Record(id)->is_gone());
  LetDaysPass(1);
  EXPECT_TRUE(Record(id)->is_gone());
  EXPECT_EQ(snapshot()->kms_aliases.size(), 0u);
  EXPECT_EQ(snapshot()->kms_grants.size(), 0u);
  EXPECT_TRUE(snapshot()->grant_lists.empty());
  LetDaysPass(1);
  EXPECT_EQ(Ask("DescribeKey", {{"KeyId", id}}).error_code, "NotFoundException");
}

}  // namespace
}  // namespace rolecall::services::kms
