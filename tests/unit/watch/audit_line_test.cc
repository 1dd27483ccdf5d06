// Records as `watch` shows them: whatever a stranger wrote, a terminal gets letters.
#include "watch/audit_line.h"

#include <gmock/gmock.h>

namespace rolecall::watch {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

constexpr char kDenied[] =
    R"({"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::054000737513:assumed-role/app/pod",)"
    R"("sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::054000737513:role/app"}}},)"
    R"("eventTime":"2026-11-29T03:22:49Z","eventSource":"sqs.amazonaws.com","eventName":"SendMessage",)"
    R"("sourceIPAddress":"10.0.0.7","errorCode":"AccessDeniedException","errorMessage":"no",)"
    R"("additionalEventData":{"status":400,"decisions":["sqs:SendMessage: implicit deny in identity policies"]},)"
    R"("resources":[{"ARN":"arn:aws:sqs:eu-central-1:054000737513:jobs"}]})";

TEST(AuditLine, SaysWhoWasRefusedWhatOnWhat) {
  const std::optional<AuditLine> line = ReadAuditLine(kDenied);
  ASSERT_TRUE(line.has_value());
  EXPECT_TRUE(line->is_denial);
  EXPECT_TRUE(line->has_decision());
  EXPECT_EQ(line->principal, "arn:aws:iam::054000737513:role/app");
  EXPECT_EQ(line->action(), "sqs:SendMessage");
  EXPECT_EQ(line->resource(), "arn:aws:sqs:eu-central-1:054000737513:jobs");
  const std::string summary = Summary(*line, 0);
  EXPECT_THAT(summary, HasSubstr("03:22:49  DENY   sqs:SendMessage"));
  EXPECT_THAT(summary, HasSubstr("assumed-role/app/pod  on arn:aws:sqs:eu-central-1:054000737513:jobs"));
  EXPECT_EQ(Summary(*line, 20).size(), 20u);
  EXPECT_THAT(Details(*line), HasSubstr("Decision  sqs:SendMessage: implicit deny in identity policies\n"));
}

TEST(AuditLine, OfOtherKindsIsNoDenial) {
  EXPECT_FALSE(ReadAuditLine(R"({"eventName":"GetRole","additionalEventData":{"status":200}})")->is_denial);
  EXPECT_FALSE(
      ReadAuditLine(R"({"eventName":"GetRole","errorCode":"NoSuchEntity","additionalEventData":{"status":404}})")
          ->is_denial);
  EXPECT_TRUE(
      ReadAuditLine(
          R"({"eventName":"GetRole","errorCode":"X","additionalEventData":{"status":400,"authenticationFailure":"expired_token"}})")
          ->is_denial);
  for (const char* text : {"", "{", "[]", "7", R"({"other":1})", R"({"eventName":"a"} b)"}) {
    EXPECT_FALSE(ReadAuditLine(text).has_value()) << text;
  }
}

TEST(AuditLine, NothingInItMovesATerminal) {
  const std::string hostile =
      R"({"eventName":"\u001b[2Jx\u0007","eventSource":"a\r\nb","eventTime":"T\u001b]0;t\u0007","errorCode":"\u009b31m",)"
      R"("errorMessage":"\u202e\u001b[A","userIdentity":{"arn":"\u001bP"},"sourceIPAddress":"\u007f",)"
      R"("additionalEventData":{"decisions":["\u001b[H"],"authenticationFailure":"\u001bc"},"resources":[{"ARN":"\u001b(0"}]})";
  const std::optional<AuditLine> line = ReadAuditLine(hostile);
  ASSERT_TRUE(line.has_value());
  const auto is_plain = [](char c) { return (c >= 0x20 && c < 0x7f) || c == '\n'; };
  EXPECT_THAT(Summary(*line, 0), Each(::testing::Truly([](char c) { return c >= 0x20 && c < 0x7f; })));
  EXPECT_THAT(Details(*line), Each(::testing::Truly(is_plain)));
  EXPECT_EQ(Visible("a\x1b[0m\tb\n\xc3\xa9"), "a\\x1b[0m\\x09b\\x0a\\xc3\\xa9");
}

}  // namespace
}  // namespace rolecall::watch
