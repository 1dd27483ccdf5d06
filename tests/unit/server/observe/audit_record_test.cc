#include "server/observe/audit_record.h"

#include <boost/json.hpp>

#include "tests/support/service_fixture.h"

namespace rolecall::server {
namespace {

namespace bj = boost::json;
using services::Caller;

class AuditRecordTest : public services::testing::ServiceFixture {
 protected:
  // The record of a call of this operation, changed before it is written.
  template <typename F>
  bj::value RecordAfter(F change, const Caller& caller, const std::string& operation,
                        const std::string& service = "iam") {
    services::Call call = MakeCall(request_, caller);
    call.audit.operation = operation;
    change(call);
    line_ = FormatAuditEvent({call, service, failure_, 200}, "event-1");
    bj::error_code error;
    bj::value record = bj::parse(line_, error);
    EXPECT_FALSE(error) << line_;
    return record;
  }
  bj::value Record(const Caller& caller, const std::string& operation, const std::string& service = "iam") {
    return RecordAfter([](services::Call&) {}, caller, operation, service);
  }

  http::Request request_{.method = "POST", .target = "/", .peer_address = "192.0.2.7"};
  std::string failure_, line_;
};

TEST_F(AuditRecordTest, SaysWhoDidWhatWhereAndWhen) {
  request_.headers.Add("User-Agent", "aws-cli/2");
  bj::value record = RecordAfter(
      [](services::Call& call) {
        call.audit.error_code = "AccessDenied";
        call.audit.decisions = {"iam:CreateRole: implicit deny"};
        call.audit.resources = {"arn:1", "arn:2"};
      },
      NewUser("ann"), "CreateRole");
  EXPECT_EQ(record.at("eventTime"), bj::value("2026-11-18T11:06:40Z"));
  EXPECT_EQ(record.at("eventSource"), bj::value("iam.amazonaws.com"));
  EXPECT_EQ(record.at("eventName"), bj::value("CreateRole"));
  EXPECT_EQ(record.at("awsRegion"), bj::value("eu-central-1"));
  EXPECT_EQ(record.at("sourceIPAddress"), bj::value("192.0.2.7"));
  EXPECT_EQ(record.at("userAgent"), bj::value("aws-cli/2"));
  EXPECT_EQ(record.at("errorCode"), bj::value("AccessDenied"));
  EXPECT_EQ(record.at("requestID"), bj::value("request-1"));
  EXPECT_EQ(record.at("eventID"), bj::value("event-1"));
  EXPECT_EQ(record.at("recipientAccountId"), bj::value("054000737513"));
  EXPECT_EQ(record.at("resources").at(1).at("ARN"), bj::value("arn:2"));
  EXPECT_EQ(record.at("additionalEventData").at("decisions").at(0), bj::value("iam:CreateRole: implicit deny"));
  EXPECT_EQ(record.at("additionalEventData").at("status"), bj::value(200));
  EXPECT_EQ(line_.find('\n'), std::string::npos);
}

TEST_F(AuditRecordTest, IdentitiesAreThoseOfCloudTrail) {
  Caller ann = NewUser("ann"), app = NewRoleSession("app"), federated = ann;
  federated.kind = Caller::Kind::kFederatedUser;
  for (const auto& [caller, type] : std::vector<std::pair<Caller, std::string>>{{Root(), "Root"},
                                                                                {ann, "IAMUser"},
                                                                                {app, "AssumedRole"},
                                                                                {federated, "FederatedUser"},
                                                                                {Anonymous(), "Unknown"}}) {
    EXPECT_EQ(Record(caller, "ListRoles").at("userIdentity").at("type"), bj::value(type));
  }
  EXPECT_EQ(Record(Anonymous(), "AssumeRoleWithWebIdentity", "sts").at("userIdentity").at("type"),
            bj::value("WebIdentityUser"));
  EXPECT_EQ(Record(ann, "ListRoles").at("userIdentity").at("userName"), bj::value("ann"));
  bj::value identity = Record(app, "ListRoles").at("userIdentity");
  EXPECT_EQ(identity.at("arn"), bj::value("arn:aws:sts::054000737513:assumed-role/app/session-1"));
  EXPECT_EQ(identity.at("sessionContext").at("sessionIssuer").at("arn"),
            bj::value("arn:aws:iam::054000737513:role/app"));
  EXPECT_FALSE(Record(Anonymous(), "ListRoles").at("userIdentity").as_object().contains("arn"));
}

TEST_F(AuditRecordTest, NamesAreKeptAndContentsAreNot) {
  bj::value record = RecordAfter(
      [](services::Call& call) {
        call.parameters = services::Parameters({{"RoleArn", "arn:r"},
                                                {"WebIdentityToken", "secret-token"},
                                                {"PolicyDocument", "{}"},
                                                {"RoleSessionName", "s1"}});
      },
      Root(), "AssumeRole");
  EXPECT_EQ(record.at("requestParameters"), (bj::value(bj::object{{"roleArn", "arn:r"}, {"roleSessionName", "s1"}})));
  EXPECT_EQ(line_.find("secret-token"), std::string::npos);
}

TEST_F(AuditRecordTest, LinesAreBoundedWhateverIsAsked) {
  request_.headers.Add("User-Agent", std::string(5000, '\xff'));
  const auto fill = [](services::Call& call) {
    http::QueryParameters parameters;
    for (const char* name : {"RoleArn", "RoleName", "UserName", "Path", "Url", "ClientID", "VersionId", "PolicyName"}) {
      parameters.emplace_back(name, std::string(5000, '\xc3'));
    }
    call.parameters = services::Parameters(std::move(parameters));
    call.audit.Fail("InvalidThing", std::string(9000, '"'));
    for (int i = 0; i < 1000; ++i) {
      call.audit.decisions.push_back("s3:DeleteObject: implicit deny " + std::string(600, '\x01'));
      call.audit.resources.push_back("arn:aws:s3:::b/" + std::string(1024, '\xff'));
      call.audit.parameters.emplace_back("key", std::string(2000, '\\'));
      if (i == 5) call.audit.parameters.resize(6);
    }
    call.audit.parameters.resize(6);
  };
  bj::value stranger = RecordAfter(fill, Anonymous(), "DeleteObjects", "s3");
  EXPECT_LT(line_.size(), 5u << 10);
  std::string agent;
  for (int i = 0; i < 512 / 6; ++i) agent += "\u00ff";
  EXPECT_EQ(stranger.at("userAgent"), bj::value(agent + "[truncated]"));
  EXPECT_EQ(stranger.at("truncatedEntries"), bj::value(2000));
  bj::value known = RecordAfter(fill, Root(), "DeleteObjects", "s3");
  EXPECT_LT(line_.size(), 10u << 10);
  EXPECT_GT(known.at("truncatedEntries").to_number<int>(), 1900);
}

TEST_F(AuditRecordTest, SaysWhyACallWasRefusedButNotWhatFailedValidation) {
  bj::value record =
      RecordAfter([](services::Call& call) { call.audit.Fail("InvalidIdentityToken", "Incorrect token audience"); },
                  Anonymous(), "AssumeRoleWithWebIdentity", "sts");
  EXPECT_EQ(record.at("errorCode"), bj::value("InvalidIdentityToken"));
  EXPECT_EQ(record.at("errorMessage"), bj::value("Incorrect token audience"));
  record = RecordAfter(
      [](services::Call& call) { call.audit.Fail("ValidationError", "Value 'token' at 'webIdentityToken'"); },
      Anonymous(), "AssumeRoleWithWebIdentity", "sts");
  EXPECT_FALSE(record.as_object().contains("errorMessage"));
}

TEST_F(AuditRecordTest, ParametersOfOtherServicesAreTheirs) {
  bj::value record = RecordAfter(
      [](services::Call& call) {
        call.audit.parameters = {{"bucketName", "b"}, {"key", "a/b"}};
      },
      Root(), "GetObject", "s3");
  EXPECT_EQ(record.at("requestParameters"), (bj::value(bj::object{{"bucketName", "b"}, {"key", "a/b"}})));
}

TEST_F(AuditRecordTest, NothingFromOutsideEndsTheLineOrTheText) {
  request_.headers.Add("User-Agent", "a\"b\\c\nd\x1b[31m\xff" + std::string(1000, 'x'));
  bj::value record = Record(Root(), "");
  EXPECT_EQ(line_.find('\n'), std::string::npos);
  EXPECT_EQ(line_.find('\x1b'), std::string::npos);
  const std::string agent(record.at("userAgent").as_string());
  EXPECT_EQ(agent.substr(0, 7), "a\"b\\c\nd");
  EXPECT_LT(agent.size(), 600u);
  EXPECT_EQ(record.at("eventName"), bj::value("Unknown"));
}

TEST_F(AuditRecordTest, SaysWhetherItReadsAndWhatKindOfEventItIs) {
  for (const char* operation :
       {"GetRole", "ListRoles", "DescribeSecret", "HeadObject", "SimulateCustomPolicy", "AssumeRole"}) {
    EXPECT_EQ(Record(Root(), operation).at("readOnly"), bj::value(true)) << operation;
  }
  for (const char* operation : {"CreateRole", "DeleteRole", "PutObject", ""}) {
    EXPECT_EQ(Record(Root(), operation).at("readOnly"), bj::value(false)) << operation;
  }
  bj::value object = Record(Root(), "GetObject", "s3");
  EXPECT_EQ(object.at("eventCategory"), bj::value("Data"));
  EXPECT_EQ(object.at("managementEvent"), bj::value(false));
  EXPECT_EQ(Record(Root(), "GetRole").at("eventCategory"), bj::value("Management"));
}

TEST_F(AuditRecordTest, SaysWhyNobodyWasAuthenticated) {
  EXPECT_FALSE(Record(Anonymous(), "").at("additionalEventData").as_object().contains("authenticationFailure"));
  failure_ = "signature_mismatch";
  EXPECT_EQ(Record(Anonymous(), "").at("additionalEventData").at("authenticationFailure"),
            bj::value("signature_mismatch"));
}

}  // namespace
}  // namespace rolecall::server
