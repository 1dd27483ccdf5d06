#include "policy/storable/validate.h"

#include <gtest/gtest.h>

namespace rolecall::policy {
namespace {

std::string Refusal(const std::string& text, WriteKind kind = WriteKind::kManaged) {
  std::optional<Malformed> refused = CheckForWrite(text, kind);
  return refused ? refused->message : "";
}

std::string Policy(const std::string& rest) {
  return R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", )" + rest + "}]}";
}

std::string WithResource(const std::string& resource) {
  return Policy(R"("Action": "s3:GetObject", "Resource": ")" + resource + "\"");
}

std::string WithAction(const std::string& action) { return Policy(R"("Resource": "*", "Action": ")" + action + "\""); }

std::string WithDate(const std::string& date) {
  return Policy(R"("Action": "s3:*", "Resource": "*", "Condition": {"DateLessThan": {"aws:CurrentTime": ")" + date +
                "\"}}");
}

TEST(PolicyWrite, AcceptsGoodPolicies) {
  EXPECT_EQ(Refusal(Policy(R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*")")), "");
  EXPECT_EQ(Refusal(Policy(R"("Sid": "", "NotAction": "*", "NotResource": "*", "Condition": {})")), "");
  EXPECT_EQ(Refusal(WithResource("arn:aws:iam::111122223333:role/a")), "");
  EXPECT_EQ(Refusal(WithResource("arn:aws:iam::111122223333:*")), "");
}

TEST(PolicyWrite, WantsTheNewVersion) {
  const char* kText = "Policy document must be version 2012-10-17 or greater.";
  EXPECT_EQ(Refusal(R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})"), kText);
  EXPECT_EQ(Refusal(R"({"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}})"), kText);
  EXPECT_EQ(Refusal(R"({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}})",
                    WriteKind::kResource),
            "");
}

TEST(PolicyWrite, ChecksEffectAndDatesBeforeResources) {
  EXPECT_EQ(
      Refusal(
          R"({"Version": "2012-10-17", "Statement": {"Effect": "ALLOW", "Action": "s3:*", "Resource": "nonsense"}})"),
      "The policy failed legacy parsing");
  EXPECT_EQ(Refusal(WithDate("soon")), "The policy failed legacy parsing");
  EXPECT_EQ(Refusal(WithDate("2030-13-01")), "The policy failed legacy parsing");
  EXPECT_EQ(Refusal(WithDate("2030-01-01T25:00:00Z")), "The policy failed legacy parsing");
  for (const char* date : {"2030-01-01T00:00:00Z", "2030", "1893456000", "2030-1-1t1:2:3.5+10", "01T"}) {
    EXPECT_EQ(Refusal(WithDate(date)), "") << date;
  }
}

TEST(PolicyWrite, DatesAndSecondsHaveTheRangeOf64Bits) {
  for (const char* date : {"9223372036854775807", "0009223372036854775807", "-292275054", "292278993-12", "-5-1",
                           "2030-01-01T00:00:00+01:30", "2016-12-13T"}) {
    EXPECT_EQ(Refusal(WithDate(date)), "") << date;
  }
  for (const char* date : {"9223372036854775808", "-292275055", "292278994-01", "", "1-1-1-1", "T",
                           "2030-01-01T00:00:00+1:30", "2030-01-01T00:00:00+10:5", "2030-01-01T00:00:00Zx"}) {
    EXPECT_EQ(Refusal(WithDate(date)), "The policy failed legacy parsing") << date;
  }
}

TEST(PolicyWrite, AnOperatorWithoutKeysMayHaveAnyName) {
  EXPECT_EQ(Refusal(Policy(R"("Action": "s3:*", "Resource": "*", "Condition": {"Strange": {}})")), "");
  EXPECT_EQ(Refusal(Policy(R"("Action": "s3:*", "Resource": "*", "Condition": {"Strange": {"a": "b"}})")),
            "Syntax errors in policy.");
}

TEST(PolicyWrite, AnEmptyListOfStatementsIsNoPolicy) {
  EXPECT_EQ(Refusal(R"({"Version": "2012-10-17", "Statement": []})"), "Syntax errors in policy.");
  EXPECT_FALSE(Parse(R"({"Version": "2012-10-17", "Statement": []})", DocumentKind::kSession).malformed);
}

TEST(PolicyWrite, SidsAreUniqueWordsButMayBeEmpty) {
  auto two = [](const std::string& a, const std::string& b) {
    std::string rest = R"(", "Effect": "Allow", "Action": "s3:*", "Resource": "*"})";
    return R"({"Version": "2012-10-17", "Statement": [{"Sid": ")" + a + rest + R"(, {"Sid": ")" + b + rest + "]}";
  };
  EXPECT_EQ(Refusal(two("", "")), "");
  EXPECT_EQ(Refusal(two("A", "B")), "");
  EXPECT_EQ(Refusal(two("A", "A")), "Statement IDs (SID) in a single policy must be unique.");
  EXPECT_NE(Refusal(two("A b", "B")), "");
}

TEST(PolicyWrite, SaysWhatIsWrongWithAResource) {
  EXPECT_EQ(Refusal(WithResource("bucket")), "Resource bucket must be in ARN format or \"*\".");
  EXPECT_EQ(Refusal(WithResource("arn:moon:s3")),
            "Partition \"moon\" is not valid for resource \"arn:moon:s3:*:*:*\".");
  EXPECT_EQ(Refusal(WithResource("arn:moon:")), "Partition \"moon\" is not valid for resource \"arn:moon:*:*:*:*\".");
  EXPECT_EQ(Refusal(Policy(R"("Action": "s3:*", "Resource": ["moon", "arn:aws:s3:::b", "earth"])")),
            "Resource earth must be in ARN format or \"*\".");
  EXPECT_EQ(Refusal(WithResource("arn:aws")), "Resource vendor must be fully qualified and cannot contain regexes.");
  EXPECT_EQ(Refusal(WithResource("arn:aws:s*:::b")),
            "Resource vendor must be fully qualified and cannot contain regexes.");
  EXPECT_EQ(Refusal(WithResource("arn:aws:s3:eu-central-1::b")),
            "Resource arn:aws:s3:eu-central-1::b can not contain region information.");
  EXPECT_EQ(Refusal(WithResource("arn:aws:iam:eu-central-1:111122223333:role/a")),
            "IAM resource arn:aws:iam:eu-central-1:111122223333:role/a cannot contain region information.");
  EXPECT_EQ(Refusal(WithResource("arn:aws:s3::b")), "The policy failed legacy parsing");
  EXPECT_NE(Refusal(WithResource("arn:aws:iam::111122223333:rolle/a")), "");
}

TEST(PolicyWrite, SaysWhatIsWrongWithAnAction) {
  EXPECT_EQ(Refusal(WithAction("GetObject")),
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  EXPECT_EQ(Refusal(WithAction("s3:Get:Object")), "Actions/Condition can contain only one colon.");
  EXPECT_EQ(Refusal(WithAction("s*:GetObject")), "Vendor s* is not valid");
  EXPECT_EQ(Refusal(WithAction("*")), "");
}

TEST(PolicyWrite, WantsActionsBeforeResources) {
  EXPECT_EQ(Refusal(Policy(R"("Resource": "nonsense")")), "Policy statement must contain actions.");
  EXPECT_EQ(Refusal(Policy(R"("Action": "s3:*")")), "Policy statement must contain resources.");
  EXPECT_EQ(Refusal(Policy(R"("Action": [], "Resource": "*")")), "Policy statement must contain actions.");
}

std::string Trust(const std::string& rest) { return Policy(rest); }

TEST(TrustWrite, RefusesWhatTrustPoliciesMayNotHold) {
  auto refusal = [](const std::string& rest) { return Refusal(Trust(rest), WriteKind::kTrust); };
  std::string service = R"("Principal": {"Service": "ec2.amazonaws.com"}, )";
  EXPECT_EQ(refusal(service + R"("Action": "sts:AssumeRole")"), "");
  EXPECT_EQ(refusal(service + R"("Action": ["STS:assumerole", "sts:TagSession", "sts:SetSourceIdentity"])"), "");
  EXPECT_EQ(refusal(service + R"("Action": "sts:AssumeRole", "Resource": "*")"), "Has prohibited field Resource.");
  EXPECT_EQ(refusal(service + R"("Action": "s3:GetObject")"),
            "Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  and "
            "sts:AssumeRoleWithWebIdentity");
  EXPECT_EQ(refusal(R"("Action": "sts:AssumeRole")"), "Missing required field Principal");
  EXPECT_EQ(refusal(R"("Principal": {"Federated": "nonsense"}, "Action": "sts:AssumeRoleWithWebIdentity")"),
            "Federated principals must be valid domain names or SAML metadata ARNs");
  EXPECT_EQ(refusal(R"("Principal": {"AWS": "arn:aws:iam::1:role/x"}, "Action": "sts:AssumeRole")"),
            R"(Invalid principal in policy: "AWS":"arn:aws:iam::1:role/x")");
  EXPECT_EQ(refusal(R"("Principal": {"CanonicalUser": "*"}, "Action": "sts:AssumeRole")"),
            R"(Invalid principal in policy: "CanonicalUser":"*")");
  EXPECT_EQ(Refusal("nonsense", WriteKind::kTrust), "This policy contains invalid Json");
}

TEST(TrustWrite, KeysHaveNoScheme) {
  const std::string head =
      R"("Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated":
      "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A"}, "Condition": {"StringEquals": {")";
  const std::string tail = R"(oidc.example.com/id/A:sub": "x"}})";
  EXPECT_EQ(Refusal(Trust(head + "https://" + tail), WriteKind::kTrust), "Condition can contain only one colon.");
  EXPECT_EQ(Refusal(Trust(head + "HTTP://" + tail), WriteKind::kTrust), "Condition can contain only one colon.");
  EXPECT_EQ(Refusal(Trust(head + tail), WriteKind::kTrust), "");
}

TEST(TrustWrite, SharedIssuersNeedASubject) {
  std::string head = R"("Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated":
      "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"})";
  auto with = [&](const std::string& op, const std::string& value) {
    return Refusal(Trust(head + R"(, "Condition": {")" + op + R"(": {"token.actions.githubusercontent.com:sub": ")" +
                         value + "\"}}"),
                   WriteKind::kTrust);
  };
  std::string text =
      "Trust policy with trusted principal arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com "
      "must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, "
      "token.actions.githubusercontent.com:sub "
      "which is not scoped to all.";
  EXPECT_EQ(Refusal(Trust(head), WriteKind::kTrust), text);
  EXPECT_EQ(with("StringLike", "*"), text);
  EXPECT_EQ(with("StringEqualsIfExists", "repo:a/b:ref:x"), text);
  EXPECT_EQ(with("StringNotEquals", "repo:a/b:ref:x"), text);
  EXPECT_EQ(with("StringLike", "repo:a/b:*"), "");
}

TEST(TrustWrite, EksIssuersAreNotCovered) {
  EXPECT_EQ(Refusal(Trust(R"("Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated":
      "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC"})"),
                    WriteKind::kTrust),
            "");
}

TEST(PolicySize, CountsCharactersWithoutWhitespace) {
  EXPECT_EQ(PolicySize("{ \"a\" :\n\t1 }"), 7u);
  EXPECT_EQ(PolicySize("\"\xC3\xA9\""), 3u);
}

// Wording as AWS has it: "Partition "aws" is not valid for resource …", and of principals that they are none.
TEST(PolicyWrite, RefusesArnsOfAnotherPartitionThanTheAccounts) {
  const std::string text = WithResource("arn:aws:ec2:*:111122223333:subnet/*");
  const auto refusal = [](const std::string& document, WriteKind kind, std::string_view partition) {
    const std::optional<Malformed> refused = CheckForWrite(document, kind, partition);
    return refused ? refused->message : std::string();
  };
  for (const char* good : {"", "aws"}) EXPECT_EQ(refusal(text, WriteKind::kManaged, good), "") << good;
  EXPECT_EQ(refusal(text, WriteKind::kManaged, "aws-us-gov"),
            "Partition \"aws\" is not valid for resource \"arn:aws:ec2:*:111122223333:subnet/*\".");
  EXPECT_EQ(refusal(WithResource("arn:aws-us-gov:s3:::b"), WriteKind::kInline, "aws"),
            "Partition \"aws-us-gov\" is not valid for resource \"arn:aws-us-gov:s3:::b\".");
  EXPECT_EQ(refusal(WithResource("arn:*:s3:::b"), WriteKind::kManaged, "aws-cn"), "");
  const auto trust = [](const std::string& principal) {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":")" +
           principal + R"("}}})";
  };
  EXPECT_EQ(refusal(trust("arn:aws-cn:iam::111122223333:root"), WriteKind::kTrust, "aws-cn"), "");
  EXPECT_EQ(refusal(trust("111122223333"), WriteKind::kTrust, "aws-cn"), "");
  EXPECT_EQ(refusal(trust("arn:aws:iam::111122223333:root"), WriteKind::kTrust, "aws-cn"),
            "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:root\"");
}

}  // namespace
}  // namespace rolecall::policy
