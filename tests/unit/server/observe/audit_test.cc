#include "server/observe/audit.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>

#include "base/file_system.h"
#include "tests/support/service_fixture.h"

namespace rolecall::server {
namespace {

using ::testing::HasSubstr;

class AuditTest : public services::testing::ServiceFixture {
 protected:
  AuditTest() {
    char path[] = "/tmp/rolecall-audit-XXXXXX";
    directory_ = mkdtemp(path);
    audit_ = Audit::Open({.data_dir = directory_, .keep = {}, .metrics = metrics_, .warn = [](const std::string&) {}})
                 .value();
  }
  ~AuditTest() override { std::filesystem::remove_all(directory_); }

  void Record(const services::Caller& caller, const std::string& operation, bool identified = false) {
    services::Call call = MakeCall(request_, caller);
    call.audit.operation = operation;
    call.audit.identified = identified;
    audit_->Record({call, "sts"}, "event");
  }
  // Closes the log.
  std::string Text(const std::string& name) {
    audit_.reset();
    return SystemFileSystem().Read(directory_ + "/" + name, 1 << 24).value();
  }

  http::Request request_{.method = "POST", .target = "/", .peer_address = "192.0.2.7"};
  Metrics metrics_;
  std::string directory_;
  std::unique_ptr<Audit> audit_;
};

TEST_F(AuditTest, LossesAreShownBeforeThereAreAny) {
  EXPECT_THAT(metrics_.Text(), HasSubstr("rolecall_audit_records_lost_total{reason=\"disk\"} 0\n"));
  EXPECT_THAT(metrics_.Text(), HasSubstr("rolecall_audit_records_lost_total{reason=\"anonymous_rate\"} 0\n"));
}

TEST_F(AuditTest, StrangersHaveAFileOfTheirOwn) {
  Record(Root(), "ByRoot");
  Record(Anonymous(), "ByNobody");
  Record(Anonymous(), "ByAToken", true);
  const std::string known = Text("audit.log"), strangers = Text("audit-anonymous.log");
  EXPECT_THAT(known, HasSubstr("ByRoot"));
  EXPECT_THAT(known, HasSubstr("ByAToken"));
  EXPECT_EQ(known.find("ByNobody"), known.npos);
  EXPECT_THAT(strangers, HasSubstr("ByNobody"));
  EXPECT_EQ(strangers.find("ByRoot"), strangers.npos);
}

TEST_F(AuditTest, StrangersWriteAHundredLinesASecondAndTheRestIsCounted) {
  for (int i = 0; i < 500; ++i) Record(Anonymous(), "Flood");
  for (int i = 0; i < 300; ++i) Record(Root(), "ByRoot");
  EXPECT_THAT(metrics_.Text(), HasSubstr("rolecall_audit_records_lost_total{reason=\"anonymous_rate\"} 400\n"));
  clock().Advance(std::chrono::seconds(1));
  Record(Anonymous(), "Later");
  const std::string strangers = Text("audit-anonymous.log");
  EXPECT_EQ(std::count(strangers.begin(), strangers.end(), '\n'), 102);
  EXPECT_THAT(strangers,
              HasSubstr("\"eventName\":\"AnonymousRecordsLeftOut\",\"additionalEventData\":{\"count\":400}}"));
  const std::string known = SystemFileSystem().Read(directory_ + "/audit.log", 1 << 24).value();
  EXPECT_EQ(std::count(known.begin(), known.end(), '\n'), 300);
}

}  // namespace
}  // namespace rolecall::server
