#include "kube/injection/admission.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace rolecall::kube {
namespace {

using boost::json::parse;

TEST(Review, AnswersInTheVersionOfTheQuestion) {
  IdentitySource source;
  source.Add({"ns", "sa"}, {{{"eks.amazonaws.com/role-arn", "arn:aws:iam::054000737513:role/x"}}});
  FakeRandom random;
  const auto answer = parse(
      Review(R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","namespace":"ns",
    "object":{"spec":{"serviceAccountName":"sa","containers":[{"name":"a"}]}}}})",
             source, {}, random)
          .body);
  EXPECT_EQ(answer.at("apiVersion"), "admission.k8s.io/v1");
  EXPECT_EQ(answer.at("response").at("uid"), "u");
  EXPECT_EQ(answer.at("response").at("allowed"), true);
  EXPECT_EQ(answer.at("response").at("patchType"), "JSONPatch");
}

TEST(Review, RefusesWhatItCannotRead) {
  FakeRandom random;
  for (const char* body : {"", "{", "\"x\"", "{}", R"({"request":null})", R"({"request":{"uid":"u"}})",
                           R"({"request":{"object":null}})"}) {
    const auto answer = parse(Review(body, {}, {}, random).body);
    EXPECT_EQ(answer.at("response").at("allowed"), false) << body;
  }
}

constexpr const char* kAccounts =
    R"({"kind":"ServiceAccount","metadata":{"namespace":"ns","name":"sa","annotations":{"eks.amazonaws.com/role-arn":
       "arn:aws:iam::054000737513:role/x"}}})";

class ReviewAnswers : public ::testing::Test {
 protected:
  ReviewAnswers() { source_.AddObject(parse(kAccounts)); }
  boost::json::value Ask(const std::string& spec) {
    answer_ =
        Review(R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","namespace":"ns",
      "object":{"spec":)" +
                   spec + "}}}",
               source_, {}, random_);
    return parse(answer_.body).at("response");
  }
  IdentitySource source_;
  FakeRandom random_;
  ReviewAnswer answer_;
};

TEST_F(ReviewAnswers, TheAuditLogSaysWhyAPodWasChangedOrNot) {
  EXPECT_EQ(Ask(R"({"serviceAccountName":"sa","containers":[{"name":"a"}]})").at("auditAnnotations"),
            parse(R"({"mutated":"web identity, role arn:aws:iam::054000737513:role/x of service account ns/sa"})"));
  EXPECT_EQ(answer_.reason, "web_identity");
  EXPECT_EQ(Ask(R"({"serviceAccountName":"other","containers":[]})").at("auditAnnotations"),
            parse(R"({"not-mutated":"service account ns/other is not known"})"));
  EXPECT_EQ(answer_.reason, "unknown_service_account");
  EXPECT_EQ(Ask(R"({"containers":[]})").at("auditAnnotations"),
            parse(R"({"not-mutated":"the pod names no service account"})"));
  EXPECT_EQ(answer_.reason, "no_service_account");
  Ask("7");
  EXPECT_EQ(answer_.reason, "unreadable");
  source_.AddObject(parse(R"({"kind":"ServiceAccount","metadata":{"namespace":"ns","name":"bare"}})"));
  EXPECT_EQ(Ask(R"({"serviceAccountName":"bare","containers":[]})").at("auditAnnotations"),
            parse(R"({"not-mutated":"service account ns/bare has no annotation eks.amazonaws.com/role-arn"})"));
  EXPECT_EQ(answer_.reason, "no_role");
}

TEST_F(ReviewAnswers, WarningsAreForThePersonWhoMadeThePod) {
  const boost::json::value response =
      Ask(R"({"serviceAccountName":"sa","containers":[{"name":"a","env":[{"name":"AWS_ROLE_ARN","value":"mine"}]}]})");
  EXPECT_EQ(response.at("warnings"),
            parse(R"(["container a defines AWS_ROLE_ARN itself: its identity is not injected"])"));
  EXPECT_EQ(answer_.warnings, 1u);
}

TEST_F(ReviewAnswers, QuestionsThatCannotBeReadAreToldWhy) {
  const auto message = [&](const std::string& body) {
    answer_ = Review(body, source_, {}, random_);
    const boost::json::value answer = parse(answer_.body);
    EXPECT_EQ(answer.at("response").at("allowed"), false);
    return std::string(answer.at("response").at("status").at("message").as_string());
  };
  EXPECT_EQ(message(""), "bad content");
  EXPECT_EQ(message("{}"), "bad content");
  EXPECT_EQ(message(R"({"request":{"uid":"u","object":null}})"), "unexpected end of JSON input");
  EXPECT_EQ(parse(answer_.body).at("response").at("uid"), "u");
  EXPECT_EQ(message(R"({"request":{"uid":"u","object":{"spec":[]}}})"), "the pod cannot be read: spec is no object");
  EXPECT_EQ(message(R"({"kind":"K","request":{"uid":"u","object":{}},})"),
            "couldn't get version/kind; json parse error: invalid character at offset 46");
  EXPECT_EQ(parse(answer_.body).at("kind"), "") << "nothing is taken from what is no JSON";
  EXPECT_EQ(message(std::string(kMaxReviewBytes + 1, ' ')), "the review is larger than the limit of 3 MiB");
}

// Names are compared as they are meant, not as they are written.
TEST_F(ReviewAnswers, EscapedNamesAreRead) {
  const boost::json::value response = Ask(
      R"({"service\u0041ccountName":"s\u0061","containers":[{"name":"a","env":[{"name":"AWS\u005fROLE_ARN","value":"mine"}]}]})");
  EXPECT_TRUE(response.as_object().contains("patch"));
  EXPECT_EQ(answer_.warnings, 1u);
}

// What /validate answers.
class RoleReviews : public ReviewAnswers {
 protected:
  boost::json::value AskRoles(const std::string& spec, bool only_warns) {
    const JudgeRole judge = [this](const RoleQuestion& question) {
      asked_.push_back(question.account.first + "/" + question.account.second + " " + question.role_arn + " " +
                       question.audience);
      return verdict_;
    };
    answer_ = ReviewRoles(R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u",
      "namespace":"ns","object":{"spec":)" +
                              spec + "}}}",
                          source_, {}, judge, only_warns);
    return parse(answer_.body).at("response");
  }
  RoleVerdict verdict_;
  std::vector<std::string> asked_;
};

constexpr const char* kPlainPod = R"({"serviceAccountName":"sa","containers":[{"name":"a"}]})";

TEST_F(RoleReviews, PodsWhoseRoleTheyWouldNotGetAreRefusedOrWarned) {
  verdict_ = {RoleVerdict::Kind::kNo, "there is no such role"};
  const boost::json::value refused = AskRoles(kPlainPod, false);
  EXPECT_EQ(refused.at("allowed"), false);
  EXPECT_EQ(refused.at("status").at("message"),
            "service account ns/sa cannot assume arn:aws:iam::054000737513:role/x: there is no such role");
  EXPECT_EQ(answer_.reason, "not_assumable");
  EXPECT_EQ(asked_, std::vector<std::string>{"ns/sa arn:aws:iam::054000737513:role/x sts.amazonaws.com"});
  const boost::json::value warned = AskRoles(kPlainPod, true);
  EXPECT_EQ(warned.at("allowed"), true);
  EXPECT_EQ(warned.at("warnings").as_array().size(), 1u);
  EXPECT_FALSE(warned.as_object().contains("patch"));
}

TEST_F(RoleReviews, WhatCannotBeToldIsNotRefused) {
  verdict_ = {RoleVerdict::Kind::kUnknown, "it depends on aws:SourceIp"};
  const boost::json::value answer = AskRoles(kPlainPod, false);
  EXPECT_EQ(answer.at("allowed"), true);
  EXPECT_EQ(answer.at("warnings").at(0),
            "service account ns/sa may not be able to assume arn:aws:iam::054000737513:role/x: it depends on "
            "aws:SourceIp");
}

TEST_F(RoleReviews, RolesOfTheContainersAreAskedAbout) {
  verdict_ = {RoleVerdict::Kind::kYes, ""};
  const boost::json::value answer = AskRoles(
      R"({"serviceAccountName":"sa","containers":[
        {"name":"a","env":[{"name":"AWS_ROLE_ARN","value":"r1"},{"name":"AWS_WEB_IDENTITY_TOKEN_FILE","value":"/t"}]},
        {"name":"b","env":[{"name":"AWS_ROLE_ARN","value":"no-token"}]}]})",
      false);
  EXPECT_EQ(answer.at("allowed"), true);
  EXPECT_FALSE(answer.as_object().contains("warnings"));
  EXPECT_EQ(asked_, std::vector<std::string>{"ns/sa r1 sts.amazonaws.com"});
  asked_.clear();
  AskRoles(R"({"serviceAccountName":"other","containers":[]})", false);
  EXPECT_TRUE(asked_.empty()) << "pods without a role are not asked about";
  AskRoles("7", false);
  EXPECT_EQ(answer_.reason, "unreadable");
}

}  // namespace
}  // namespace rolecall::kube
