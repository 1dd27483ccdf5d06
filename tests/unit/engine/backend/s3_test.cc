#include "engine/backend/s3.h"

#include <gtest/gtest.h>

#include <map>

#include "base/encoding.h"
#include "tests/unit/engine/backend/fake_context.h"

namespace rolecall::engine {
namespace {

using value::Value;

// As much of S3 as the backend uses, behind the HTTP client: one bucket, path-style addresses.
struct FakeS3 {
  std::map<std::string, std::string> objects;  // by key
  int lose_answers = 0;                        // the next PUTs are done but not answered

  static http::Response Error(int status, const std::string& code) {
    http::Response answer;
    answer.status = status;
    answer.headers.Set("Content-Type", "application/xml");
    answer.body = "<Error><Code>" + code + "</Code><Message>said no</Message></Error>";
    return answer;
  }

  Result<http::Response> Answer(const http::ClientRequest& request) {
    const std::string rest = request.url.substr(std::string("http://s3.test").size());
    const std::string path = *PercentDecode(rest.substr(0, rest.find('?')));
    if (!path.starts_with("/states")) return Error(404, "NoSuchBucket");
    const std::string key = path.size() > 8 ? path.substr(8) : "";
    if (request.method == "GET" && key.empty()) return List();
    if (request.method == "PUT") return Put(key, request);
    const auto found = objects.find(key);
    if (request.method == "DELETE") {
      if (found != objects.end()) objects.erase(found);
      http::Response answer;
      answer.status = 204;
      return answer;
    }
    if (found == objects.end()) return Error(404, "NoSuchKey");
    http::Response answer;
    answer.body = found->second;
    answer.headers.Set("ETag", "\"tag\"");
    return answer;
  }

  Result<http::Response> Put(const std::string& key, const http::ClientRequest& request) {
    if (request.headers.Get("If-None-Match") == "*" && objects.count(key) != 0) return Error(412, "PreconditionFailed");
    objects[key] = request.body;
    if (lose_answers > 0) {
      --lose_answers;
      return rolecall::Error{ErrorCode::kUnavailable, "connection reset"};
    }
    return http::Response();
  }

  http::Response List() {
    http::Response answer;
    answer.body = "<ListBucketResult><IsTruncated>false</IsTruncated>";
    for (const auto& [key, body] : objects) {
      answer.body += "<Contents><Key>" + key + "</Key><Size>1</Size></Contents>";
    }
    answer.body += "</ListBucketResult>";
    return answer;
  }
};

class S3BackendTest : public testing::Test {
 protected:
  S3BackendTest() {
    context_.http.answer = [this](const http::ClientRequest& request) { return s3_.Answer(request); };
    arguments_ = {{"bucket", Text("states")},
                  {"key", Text("k8s/terraform.tfstate")},
                  {"region", Text("eu-central-1")},
                  {"access_key", Text("AKIAEXAMPLE")},
                  {"secret_key", Text("secret")},
                  {"use_lockfile", Value::Bool(true)},
                  {"endpoints", Value::Object({{"s3", Text("http://s3.test")}})}};
  }

  std::unique_ptr<Backend> Make() {
    diagnostics_ = {};
    return MakeBackend({"s3", Value::Object(arguments_), {}}, context_.Use(), diagnostics_);
  }
  std::string Complaint() {
    EXPECT_EQ(Make(), nullptr);
    return diagnostics_.empty() ? "" : diagnostics_.list()[0].detail;
  }

  FakeContext context_;
  FakeS3 s3_;
  std::map<std::string, Value> arguments_;
  diag::Diagnostics diagnostics_;
};

TEST_F(S3BackendTest, WritesAndReadsTheObjectOfTheKey) {
  auto backend = Make();
  ASSERT_NE(backend, nullptr) << diagnostics_.list()[0].detail;
  EXPECT_FALSE(backend->Read("default")->has_value());
  ASSERT_TRUE(backend->Write("default", "{}").ok());
  EXPECT_EQ(s3_.objects.at("k8s/terraform.tfstate"), "{}");
  EXPECT_EQ((*backend->Read("default"))->bytes, "{}");
  EXPECT_EQ(context_.http.requests[1].headers.Get("Content-Type"), "application/json");
  EXPECT_FALSE(context_.http.requests[1].headers.Get("x-amz-checksum-sha256").empty());
}

TEST_F(S3BackendTest, OtherWorkspacesLieUnderThePrefix) {
  auto backend = Make();
  ASSERT_TRUE(backend->Write("dev", "{}").ok());
  EXPECT_EQ(s3_.objects.count("env:/dev/k8s/terraform.tfstate"), 1u);
  s3_.objects["env:/other/unrelated"] = "x";
  EXPECT_EQ(*backend->Workspaces(), (std::vector<std::string>{"default", "dev"}));
  ASSERT_TRUE(backend->DeleteWorkspace("dev").ok());
  EXPECT_EQ(*backend->Workspaces(), (std::vector<std::string>{"default"}));
}

TEST_F(S3BackendTest, AHeldLockIsRefusedWithItsHolder) {
  auto first = Make();
  auto second = Make();
  ASSERT_TRUE(first->TryLock("default", LockOf("one"))->acquired);
  EXPECT_EQ(s3_.objects.count("k8s/terraform.tfstate.tflock"), 1u);
  const auto refused = second->TryLock("default", LockOf("two"));
  ASSERT_TRUE(refused.ok()) << refused.error().message;
  EXPECT_FALSE(refused->acquired);
  EXPECT_EQ(refused->holder->id, "one");
  EXPECT_EQ(refused->holder->path, "states/k8s/terraform.tfstate");
  EXPECT_EQ(second->Unlock("default", "two").error().code, ErrorCode::kConflict);
  EXPECT_TRUE(first->Unlock("default", "one").ok());
  EXPECT_EQ(first->Unlock("default", "one").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(second->TryLock("default", LockOf("two"))->acquired);
}

TEST_F(S3BackendTest, OurOwnLockAfterALostAnswerIsOurs) {
  auto backend = Make();
  s3_.lose_answers = 1;
  const auto attempt = backend->TryLock("default", LockOf("one"));
  ASSERT_TRUE(attempt.ok()) << attempt.error().message;
  EXPECT_TRUE(attempt->acquired);
  EXPECT_EQ(attempt->id, "one");
}

TEST_F(S3BackendTest, WithoutLockfileThereIsNoLock) {
  arguments_.erase("use_lockfile");
  auto backend = Make();
  EXPECT_FALSE(backend->CanLock());
  EXPECT_EQ(*AcquireLock(*backend, "default", {}, "one", context_.clock, context_.sleeper), "");
  EXPECT_TRUE(context_.http.requests.empty());
}

TEST_F(S3BackendTest, AMissingBucketIsExplained) {
  arguments_["bucket"] = Text("nothere");
  auto backend = Make();
  const auto read = backend->Read("default");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::kNotFound);
  EXPECT_NE(read.error().message.find("\"nothere\" does not exist"), std::string::npos);
  EXPECT_NE(read.error().message.find("create-bucket"), std::string::npos);
}

TEST_F(S3BackendTest, SendsEncryptionAclAndTags) {
  arguments_["encrypt"] = Value::Bool(true);
  arguments_["kms_key_id"] = Text("alias/state");
  arguments_["acl"] = Text("private");
  arguments_["state_tags"] = Value::Object({{"team", Text("a b")}});
  auto backend = Make();
  ASSERT_TRUE(backend->Write("default", "{}").ok());
  const http::Headers& sent = context_.http.requests[0].headers;
  EXPECT_EQ(sent.Get("x-amz-server-side-encryption"), "aws:kms");
  EXPECT_EQ(sent.Get("x-amz-server-side-encryption-aws-kms-key-id"), "alias/state");
  EXPECT_EQ(sent.Get("x-amz-acl"), "private");
  EXPECT_EQ(sent.Get("x-amz-tagging"), "team=a%20b");
}

TEST_F(S3BackendTest, TextsOfTheCommandLineStandForFlags) {
  arguments_["use_lockfile"] = Text("true");
  EXPECT_TRUE(Make()->CanLock());
}

TEST_F(S3BackendTest, RefusesDynamoDbLockingWithAdvice) {
  arguments_["dynamodb_table"] = Text("locks");
  EXPECT_NE(Complaint().find("use_lockfile = true"), std::string::npos);
}

TEST_F(S3BackendTest, RefusesUnknownAndMissingArguments) {
  arguments_["buckt"] = Text("x");
  EXPECT_NE(Complaint().find("Did you mean \"bucket\"?"), std::string::npos);
  arguments_.erase("buckt");
  arguments_.erase("key");
  EXPECT_NE(Complaint().find("\"key\""), std::string::npos);
  arguments_["key"] = Text("/a");
  EXPECT_NE(Complaint().find("must not start or end"), std::string::npos);
}

TEST_F(S3BackendTest, WantsARegion) {
  arguments_.erase("region");
  EXPECT_NE(Complaint().find("AWS_REGION"), std::string::npos);
  context_.environment.Set("AWS_REGION", "eu-west-1");
  EXPECT_NE(Make(), nullptr);
}

TEST(MakeBackend, NamesTheBackendsThatItHas) {
  FakeContext context;
  diag::Diagnostics diagnostics;
  EXPECT_EQ(MakeBackend({"gcs", Value::Object({}), {}}, context.Use(), diagnostics), nullptr);
  EXPECT_NE(diagnostics.list()[0].detail.find("\"local\", \"s3\" and \"http\""), std::string::npos);
}

}  // namespace
}  // namespace rolecall::engine
