#include "engine/backend/s3.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
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

// A DynamoDB table beside the bucket: items by LockID, with the two conditions that locks are taken and given back on.
struct FakeTable {
  std::map<std::string, std::map<std::string, std::string>> items;
  std::string refusal;  // not empty: the code that every call is answered with

  static std::string TextOf(const boost::json::value& attribute) {
    return std::string(attribute.as_object().at("S").as_string());
  }
  static http::Response Json(int status, const boost::json::value& body) {
    http::Response answer;
    answer.status = status;
    answer.body = boost::json::serialize(body);
    return answer;
  }
  static http::Response Refuse(const std::string& code) {
    return Json(400, {{"__type", "com.amazonaws.dynamodb.v20120810#" + code}, {"message", "said no"}});
  }

  http::Response Answer(const http::ClientRequest& request) {
    if (!refusal.empty()) return Refuse(refusal);
    const boost::json::object input = boost::json::parse(request.body).as_object();
    const std::string action(request.headers.Get("X-Amz-Target"));
    const bool puts = action == "DynamoDB_20120810.PutItem";
    const std::string id = TextOf(input.at(puts ? "Item" : "Key").as_object().at("LockID"));
    if (input.at("TableName") != "locks") return Refuse("ResourceNotFoundException");
    if (puts) return Put(input, id);
    if (action == "DynamoDB_20120810.DeleteItem") return Delete(input, id);
    if (items.count(id) == 0) return Json(200, boost::json::object());
    boost::json::object item;
    for (const auto& [name, text] : items[id]) item[name] = {{"S", text}};
    return Json(200, {{"Item", item}});
  }
  http::Response Put(const boost::json::object& input, const std::string& id) {
    if (input.contains("ConditionExpression") && items.count(id) != 0) return Refuse("ConditionalCheckFailedException");
    items[id].clear();
    for (const auto& [name, text] : input.at("Item").as_object()) items[id][name] = TextOf(text);
    return Json(200, boost::json::object());
  }
  http::Response Delete(const boost::json::object& input, const std::string& id) {
    if (input.contains("ConditionExpression") &&
        items[id]["Info"] != TextOf(input.at("ExpressionAttributeValues").as_object().at(":info"))) {
      return Refuse("ConditionalCheckFailedException");
    }
    items.erase(id);
    return Json(200, boost::json::object());
  }
};

class LockTableTest : public S3BackendTest {
 protected:
  LockTableTest() {
    context_.http.answer = [this](const http::ClientRequest& request) -> Result<http::Response> {
      if (request.url.starts_with("http://table.test")) return table_.Answer(request);
      return s3_.Answer(request);
    };
    arguments_["dynamodb_table"] = Text("locks");
    arguments_["use_lockfile"] = Value::Bool(false);
    arguments_["endpoints"] = Value::Object({{"s3", Text("http://s3.test")}, {"dynamodb", Text("http://table.test")}});
  }
  FakeTable table_;
  const std::string path_ = "states/k8s/terraform.tfstate";
};

TEST_F(LockTableTest, TheLockIsAnItemThatOthersRead) {
  const auto first = Make();
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(diagnostics_.list()[0].detail,
            "The parameter \"dynamodb_table\" is deprecated. Use parameter \"use_lockfile\" instead.");
  EXPECT_FALSE(diagnostics_.HasErrors());
  EXPECT_TRUE(first->CanLock());
  ASSERT_TRUE(first->TryLock("default", LockOf("one"))->acquired);
  EXPECT_NE(table_.items.at(path_).at("Info").find("\"ID\":\"one\""), std::string::npos);
  EXPECT_TRUE(s3_.objects.empty());
  const auto second = Make();
  const auto refused = second->TryLock("default", LockOf("two"));
  ASSERT_TRUE(refused.ok()) << refused.error().message;
  EXPECT_FALSE(refused->acquired);
  EXPECT_EQ(refused->holder->id, "one");
  EXPECT_EQ(refused->holder->path, path_);
  EXPECT_EQ(second->Unlock("default", "two").error().code, ErrorCode::kConflict);
  EXPECT_TRUE(second->Unlock("default", "one").ok());
  EXPECT_EQ(second->Unlock("default", "one").error().code, ErrorCode::kNotFound);
}

TEST_F(LockTableTest, WithBothKindsBothAreHeldOrNone) {
  arguments_["use_lockfile"] = Value::Bool(true);
  const auto backend = Make();
  table_.items[path_]["Info"] = FormatLockInfo(LockOf("theirs"));
  const auto refused = backend->TryLock("default", LockOf("one"));
  ASSERT_TRUE(refused.ok());
  EXPECT_FALSE(refused->acquired);
  EXPECT_EQ(refused->holder->id, "theirs");
  EXPECT_TRUE(s3_.objects.empty()) << "the lock object was left";
  table_.items.clear();
  ASSERT_TRUE(backend->TryLock("default", LockOf("one"))->acquired);
  EXPECT_EQ(s3_.objects.size(), 1u);
  EXPECT_EQ(table_.items.size(), 1u);
  ASSERT_TRUE(backend->Unlock("default", "one").ok());
  EXPECT_TRUE(s3_.objects.empty());
  EXPECT_TRUE(table_.items.empty());
}

TEST_F(LockTableTest, TheDigestOfWhatWasWrittenIsKeptAndHeldAgainstWhatIsRead) {
  const auto backend = Make();
  ASSERT_TRUE(backend->Write("default", "{}").ok());
  EXPECT_EQ(table_.items.at(path_ + "-md5").at("Digest"), "99914b932bd37a50b983c5e7c90ae93b");
  EXPECT_EQ((*backend->Read("default"))->bytes, "{}");
  s3_.objects["k8s/terraform.tfstate"] = "old";
  const auto stale = backend->Read("default");
  ASSERT_FALSE(stale.ok());
  EXPECT_EQ(stale.error().message.find("state data in S3 does not have the expected content."), 0u);
  EXPECT_NE(stale.error().message.find("149603e6c03516362a8da23f624db945"), std::string::npos);
  EXPECT_GE(context_.clock.Now() - FromUnixSeconds(1'800'000'000), std::chrono::seconds(10)) << "did not wait";
  table_.refusal = "AccessDeniedException";
  EXPECT_TRUE(backend->Read("default").ok()) << "who may not read the table reads the state";
  EXPECT_NE(backend->Write("default", "{}").error().message.find("dynamodb:PutItem"), std::string::npos);
}

TEST_F(LockTableTest, ADeletedWorkspaceLeavesNoDigest) {
  const auto backend = Make();
  ASSERT_TRUE(backend->Write("dev", "{}").ok());
  EXPECT_EQ(table_.items.size(), 1u);
  ASSERT_TRUE(backend->DeleteWorkspace("dev").ok());
  EXPECT_TRUE(table_.items.empty());
}

TEST_F(LockTableTest, ATableThatIsNotThereIsTold) {
  arguments_["dynamodb_table"] = Text("lucks");
  const auto refused = Make()->TryLock("default", LockOf("one"));
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("there is no such table"), std::string::npos);
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

TEST_F(S3BackendTest, ACustomersKeyGoesWithEveryRequestOfAnObject) {
  const std::string key = Base64Encode(std::string(32, 'k'));
  context_.environment.Set("AWS_SSE_CUSTOMER_KEY", key);
  auto backend = Make();
  ASSERT_NE(backend, nullptr);
  ASSERT_TRUE(backend->Write("default", "{}").ok());
  ASSERT_TRUE(backend->Read("default").ok());
  for (const http::ClientRequest& request : context_.http.requests) {
    EXPECT_EQ(request.headers.Get("x-amz-server-side-encryption-customer-algorithm"), "AES256");
    EXPECT_EQ(request.headers.Get("x-amz-server-side-encryption-customer-key"), key);
    EXPECT_FALSE(request.headers.Get("x-amz-server-side-encryption-customer-key-MD5").empty());
  }
  arguments_["kms_key_id"] = Text("alias/state");
  EXPECT_NE(Complaint().find("not both"), std::string::npos);
  arguments_.erase("kms_key_id");
  arguments_["sse_customer_key"] = Text("c2hvcnQ=");
  EXPECT_NE(Complaint().find("must be the base64 of 32 bytes"), std::string::npos);
}

TEST_F(S3BackendTest, ErrorsOfS3AreExplained) {
  auto backend = Make();
  const auto reading = [&](int status, const std::string& code) {
    context_.http.answer = [=](const http::ClientRequest&) { return FakeS3::Error(status, code); };
    return backend->Read("default").error();
  };
  EXPECT_EQ(reading(301, "PermanentRedirect").code, ErrorCode::kInvalidArgument);
  EXPECT_NE(reading(301, "PermanentRedirect").message.find("is not in the region \"eu-central-1\""), std::string::npos);
  EXPECT_EQ(reading(403, "AccessDenied").code, ErrorCode::kPermissionDenied);
  EXPECT_NE(reading(403, "AccessDenied").message.find("s3:DeleteObject (for the lock)"), std::string::npos);
  EXPECT_NE(reading(400, "Odd").message.find("Odd: said no"), std::string::npos);
  EXPECT_FALSE(backend->TryLock("default", LockOf("one")).ok());
}

TEST_F(S3BackendTest, WhoMayNotListHasTheDefaultWorkspace) {
  auto backend = Make();
  context_.http.answer = [](const http::ClientRequest&) { return FakeS3::Error(403, "AccessDenied"); };
  EXPECT_EQ(*backend->Workspaces(), (std::vector<std::string>{"default"}));
  context_.http.answer = [](const http::ClientRequest&) { return FakeS3::Error(404, "NoSuchBucket"); };
  EXPECT_FALSE(backend->Workspaces().ok());
  EXPECT_EQ(backend->DeleteWorkspace("default").error().code, ErrorCode::kInvalidArgument);
}

TEST_F(S3BackendTest, OtherAccountsAreRefusedBeforeAnythingIsRead) {
  arguments_["endpoints"] = Value::Object({{"s3", Text("http://s3.test")}, {"sts", Text("http://sts.test")}});
  context_.http.answer = [this](const http::ClientRequest& request) -> Result<http::Response> {
    if (request.url.find("sts.test") == std::string::npos) return s3_.Answer(request);
    http::Response answer;
    answer.body =
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult>"
        "</GetCallerIdentityResponse>";
    return answer;
  };
  arguments_["allowed_account_ids"] = Value::Tuple({Text("444455556666")});
  auto backend = Make();
  ASSERT_NE(backend, nullptr) << diagnostics_.list()[0].detail;
  EXPECT_EQ(backend->Read("default").error().code, ErrorCode::kPermissionDenied);
  EXPECT_EQ(context_.http.requests.size(), 1u);
  arguments_["allowed_account_ids"] = Value::Tuple({Text("111122223333")});
  EXPECT_TRUE(Make()->Read("default").ok());
  arguments_.erase("allowed_account_ids");
  arguments_["forbidden_account_ids"] = Value::Tuple({Text("111122223333")});
  EXPECT_NE(Make()->Read("default").error().message.find("AWS account 111122223333"), std::string::npos);
  arguments_["allowed_account_ids"] = Value::Tuple({Text("111122223333")});
  EXPECT_NE(Complaint().find("not both"), std::string::npos);
}

TEST_F(S3BackendTest, RolesAreAssumedBeforeTheStateIsRead) {
  const auto role = [](std::map<std::string, Value> more) {
    more.emplace("role_arn", Text("arn:aws:iam::111122223333:role/state"));
    return Value::Object(std::move(more));
  };
  arguments_["assume_role"] = role({{"duration", Text("1h")},
                                    {"external_id", Text("e")},
                                    {"policy_arns", Value::Tuple({Text("arn:aws:iam::aws:policy/P")})},
                                    {"tags", Value::Object({{"team", Text("a")}})}});
  EXPECT_NE(Make(), nullptr) << diagnostics_.list()[0].detail;
  arguments_["assume_role"] = role({{"duration", Text("soon")}});
  EXPECT_NE(Complaint().find("\"duration\" must be a duration like \"1h\""), std::string::npos);
  arguments_["assume_role"] = role({{"external_idd", Text("e")}});
  EXPECT_NE(Complaint().find("Did you mean \"external_id\"?"), std::string::npos);
  arguments_["assume_role"] = role({});
  arguments_["role_arn"] = Text("arn:aws:iam::111122223333:role/state");
  EXPECT_NE(Complaint().find("\"role_arn\" is the old form of \"assume_role\""), std::string::npos);
  arguments_.erase("assume_role");
  EXPECT_NE(Make(), nullptr);
}

TEST_F(S3BackendTest, AWebIdentityNeedsARoleAndAToken) {
  arguments_.erase("access_key");
  arguments_.erase("secret_key");
  arguments_["assume_role_with_web_identity"] =
      Value::Object({{"role_arn", Text("arn:aws:iam::111122223333:role/state")}});
  EXPECT_NE(Complaint().find("needs a \"role_arn\" and one of"), std::string::npos);
  context_.environment.Set("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  EXPECT_NE(Make(), nullptr) << diagnostics_.list()[0].detail;
}

TEST_F(S3BackendTest, ArgumentsThatCannotBeAreRefused) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"workspace_key_prefix", "/env"}, {"retry_mode", "never"}, {"ec2_metadata_service_endpoint_mode", "IPv6"}};
  for (const auto& [name, text] : mistakes) {
    arguments_[name] = Text(text);
    EXPECT_NE(Complaint().find(name), std::string::npos) << name;
    arguments_.erase(name);
  }
  arguments_.erase("secret_key");
  EXPECT_NE(Complaint().find("go together: one of them is missing"), std::string::npos);
}

TEST_F(S3BackendTest, WithoutCredentialsThereIsNoBackend) {
  arguments_.erase("access_key");
  arguments_.erase("secret_key");
  arguments_["skip_metadata_api_check"] = Value::Bool(true);
  arguments_["profile"] = Text("none");
  EXPECT_EQ(Make(), nullptr);
  EXPECT_TRUE(diagnostics_.HasErrors());
}

TEST(MakeBackend, NamesTheBackendsThatItHas) {
  FakeContext context;
  diag::Diagnostics diagnostics;
  EXPECT_EQ(MakeBackend({"gcs", Value::Object({}), {}}, context.Use(), diagnostics), nullptr);
  EXPECT_NE(diagnostics.list()[0].detail.find("\"local\", \"s3\", \"http\", \"kubernetes\" and \"pg\""),
            std::string::npos);
  EXPECT_EQ(MakeBackend({"locl", Value::Object({}), {}}, context.Use(), diagnostics), nullptr);
  EXPECT_EQ(diagnostics.list()[1].detail, "There is no backend type named \"locl\". Did you mean \"local\"?");
}

TEST(MakeBackend, TheLocalBackendTakesItsPathsAndRefusesEmptyOnes) {
  FakeContext context;
  diag::Diagnostics diagnostics;
  const auto backend =
      MakeBackend({"local", Value::Object({{"path", Text("here.tfstate")}}), {}}, context.Use(), diagnostics);
  ASSERT_NE(backend, nullptr);
  ASSERT_TRUE(backend->Write("default", "{}").ok());
  EXPECT_TRUE(context.files.Exists("here.tfstate"));
  EXPECT_EQ(MakeBackend({"local", Value::Object({{"path", Text("")}}), {}}, context.Use(), diagnostics), nullptr);
  EXPECT_NE(diagnostics.list()[0].detail.find("the paths must not be empty"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::engine
