#include "base/encoding.h"
#include "base/text.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

class IamCredentialReport : public IamTest {
 protected:
  std::vector<std::string> Lines() {
    const std::string content = *Base64Decode(Ask("GetCredentialReport").At("Content"));
    return SplitStrings(content, '\n');
  }
};

TEST_F(IamCredentialReport, IsMadeAndThenThere) {
  EXPECT_EQ(Ask("GetCredentialReport").Outcome(),
            "410 ReportNotPresent: No report exists. Please generate a new report.");
  Reply started = Ask("GenerateCredentialReport");
  EXPECT_EQ(started.At("State"), "STARTED");
  EXPECT_EQ(started.At("Description"), "No report exists. Starting a new report generation task");
  EXPECT_EQ(Ask("GenerateCredentialReport").At("State"), "COMPLETE");
  Reply got = Ask("GetCredentialReport");
  EXPECT_EQ(got.At("ReportFormat"), "text/csv");
  EXPECT_EQ(got.At("GeneratedTime"), "2026-11-18T11:06:40Z");
}

TEST_F(IamCredentialReport, RunsOutAfterFourHours) {
  Do("GenerateCredentialReport");
  CreateUser("late");
  EXPECT_EQ(Lines().size(), 2u) << "as it was made";
  clock().Advance(std::chrono::hours(4));
  EXPECT_EQ(Ask("GetCredentialReport").error_code, "ReportExpired");
  EXPECT_EQ(Ask("GenerateCredentialReport").At("State"), "STARTED");
  EXPECT_EQ(Lines().size(), 3u);
}

TEST_F(IamCredentialReport, HasAwsColumnsAndALineForEach) {
  CreateUser("a,b");
  const std::string key = Ask("CreateAccessKey", {{"UserName", "a,b"}}).At("AccessKey/AccessKeyId");
  directory().NoteUse(key, "s3", "eu-central-1");
  Do("UpdateAccountPasswordPolicy", {{"MaxPasswordAge", "30"}});
  Do("CreateLoginProfile", {{"UserName", "a,b"}, {"Password", "Correct-horse-1"}});
  Write([](directory::Transaction& transaction) {
    const std::string id = transaction.snapshot().users.Sorted().front()->id;
    transaction.Put(directory::MfaDevice{.account = kAccount, .name = "d", .owner_id = id});
    transaction.Put(directory::SigningCertificate{.account = kAccount, .owner_id = id, .id = "C"});
  });
  Do("GenerateCredentialReport");
  const std::vector<std::string> lines = Lines();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0],
            "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
            "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
            "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
            "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,"
            "access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated");
  EXPECT_TRUE(lines[1].starts_with("<root_account>,arn:aws:iam::054000737513:root,")) << lines[1];
  EXPECT_NE(lines[1].find(",not_supported,no_information,not_supported,not_supported,false,"), std::string::npos);
  EXPECT_EQ(std::count(lines[1].begin(), lines[1].end(), ','), 21);
  const std::string now = "2026-11-18T11:06:40+00:00";
  EXPECT_EQ(lines[2], "\"a,b\",\"arn:aws:iam::054000737513:user/a,b\"," + now + ",true,no_information," + now +
                          ",2026-12-18T11:06:40+00:00,true,true," + now + "," + now +
                          ",eu-central-1,s3,false,N/A,N/A,N/A,N/A,true,1970-01-01T00:00:00+00:00,false,N/A");
}

TEST_F(IamCredentialReport, TellsNothingOfOtherAccounts) {
  services::testing::ServiceFixture::NewUser("stranger", "", services::testing::kOtherAccount);
  Do("GenerateCredentialReport");
  for (const std::string& line : Lines()) EXPECT_EQ(line.find("stranger"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::services::iam
