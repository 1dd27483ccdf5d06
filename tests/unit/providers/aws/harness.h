// ProviderTest: a configured AWS provider whose AWS is FakeAws, a table of answers by action. Shared by the tests of
// all rooms of providers/aws.
//
//   Configure("6.25.0");
//   aws_->Answer("CreateUser", "<User>…</User>");
//   Object state = Create("aws_iam_user", Config("aws_iam_user", {{"name", "ann"}}));
//   EXPECT_EQ(aws_->sent["CreateUser"]["UserName"], "ann");
#ifndef ROLECALL_TESTS_UNIT_PROVIDERS_AWS_HARNESS_H_
#define ROLECALL_TESTS_UNIT_PROVIDERS_AWS_HARNESS_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "aws/wire/shapes.h"
#include "providers/aws/catalogue.h"
#include "providers/aws/framework/tags.h"
#include "providers/framework/object.h"
#include "tests/unit/providers/framework/harness.h"

namespace rolecall::providers::aws {

// What has no answer is NoSuchEntity. Actions of REST services are the method and what it is about: of S3 the setting
// ("PUT versioning", "GET policy"; "HEAD" and "PUT" for the bucket itself), else the path ("GET /clusters/blue").
class FakeAws final : public http::Client {
 public:
  using Parameters = std::map<std::string, std::string>;
  using Handler = std::function<http::Response(const Parameters&)>;
  using Protocol = rolecall::aws::Protocol;

  // The Query services.
  void Answer(const std::string& action, const std::string& result_xml) {
    handlers[action] = [action, result_xml](const Parameters&) { return Result(action, result_xml); };
  }
  void Fail(const std::string& action, int status, const std::string& code, const std::string& message) {
    handlers[action] = [=](const Parameters&) { return Error(Protocol::kQuery, status, code, message); };
  }
  // Fails so many times, then answers.
  void FailFirst(int times, const std::string& action, const std::string& code, const std::string& message,
                 const std::string& result_xml) {
    handlers[action] = [=, left = times](const Parameters&) mutable {
      return left-- > 0 ? Error(Protocol::kQuery, 400, code, message) : Result(action, result_xml);
    };
  }
  // JSON services.
  void AnswerJson(const std::string& action, const std::string& json) {
    handlers[action] = [json](const Parameters&) { return rolecall::aws::JsonResponse(json, "id"); };
  }
  void FailJson(const std::string& action, const std::string& code, const std::string& message) {
    handlers[action] = [=](const Parameters&) { return Error(Protocol::kJson11, 400, code, message); };
  }
  // REST services.
  void AnswerBody(const std::string& action, const std::string& body, http::Headers headers = {}) {
    handlers[action] = [=](const Parameters&) { return http::Response{.headers = headers, .body = body}; };
  }
  void FailS3(const std::string& action, int status, const std::string& code) {
    handlers[action] = [=](const Parameters&) { return Error(Protocol::kS3, status, code, "no"); };
  }

  rolecall::Result<http::Response> Send(const http::ClientRequest& request) override {
    Parameters parameters = {{"body", request.body}};
    std::string action;
    std::string target(request.headers.Get("x-amz-target"));
    if (!target.empty()) {
      action = target.substr(target.find('.') + 1);
    } else if (request.url.find("s3.") != std::string::npos || request.url.find("://eks.") != std::string::npos ||
               request.method != "POST") {
      action = RestAction(request);
    } else {
      auto form = http::ParseQuery(request.body).value();
      for (const auto& one : form) parameters[one.first] = one.second;
      action = parameters["Action"];
    }
    calls.push_back(action);
    urls.push_back(request.url);
    sent[action] = parameters;
    auto found = handlers.find(action);
    if (found != handlers.end()) return found->second(parameters);
    return Error(Protocol::kQuery, 404, "NoSuchEntity", "none");
  }

  bool Called(const std::string& action) const { return Calls(action) > 0; }
  int Calls(const std::string& action) const {
    return static_cast<int>(std::count(calls.begin(), calls.end(), action));
  }

  std::map<std::string, Handler> handlers;
  std::vector<std::string> calls;
  std::vector<std::string> urls;           // of each call
  std::map<std::string, Parameters> sent;  // the last of each action; a JSON or XML body as "body"

 private:
  static http::Response Result(const std::string& action, const std::string& xml) {
    return rolecall::aws::QueryResponse(action, rolecall::aws::kIamNamespace, xml, "id");
  }
  static http::Response Error(Protocol protocol, int status, const std::string& code, const std::string& message) {
    return rolecall::aws::ErrorResponse(protocol, {status, code, message}, {});
  }
  static std::string RestAction(const http::ClientRequest& request) {
    std::size_t path = request.url.find('/', request.url.find("://") + 3);
    std::size_t query = request.url.find('?');
    if (request.url.find("s3.") == std::string::npos)
      return request.method + " " + request.url.substr(path, query - path);
    if (query == std::string::npos) return request.method;
    return request.method + " " + request.url.substr(query + 1, request.url.find('=', query) - query - 1);
  }
};

class ProviderTest : public ProviderHarness {
 protected:
  ProviderTest() : clock_(*ParseAmzDate("20261123T181114Z")), sleeper_(clock_) {
    environment_.Set("AWS_ACCESS_KEY_ID", "AKID");
    environment_.Set("AWS_SECRET_ACCESS_KEY", "secret");
    environment_.Set("AWS_REGION", "eu-central-1");
    aws_ = new FakeAws;
    aws_->Answer("GetCallerIdentity", "<Account>054000737513</Account><Arn>arn:aws:iam::054000737513:root</Arn>");
  }
  ~ProviderTest() override {
    provider_.reset();
    if (!taken_) delete aws_;
  }

  void Make(const std::string& version) {
    Dependencies use{environment_, files_, clock_, random_, sleeper_, nullptr, nullptr};
    use.make_http_client = [this](const http::ClientOptions& options) {
      taken_ = true;
      http_options_ = options;
      return std::unique_ptr<http::Client>(aws_);
    };
    catalogue_ = MakeAwsCatalogue(use);
    Use(catalogue_->Make("hashicorp/aws", version));
    ASSERT_NE(provider_, nullptr);
  }
  // An empty provider block.
  Object ProviderBlock() const {
    value::Type type = engine::ImpliedType(provider_->schema().configuration);
    return Object(type, value::Value::Null(type));
  }
  // With a provider block's default tags.
  void Configure(const std::string& version = "6.25.0", const Tags& default_tags = {}) {
    Make(version);
    Object config = ProviderBlock();
    if (!default_tags.empty()) {
      Object block(config.TypeOf("default_tags").element(), value::Value());
      block.SetTextMap("tags", default_tags);
      config.Set("default_tags", value::Value::List(config.TypeOf("default_tags").element(), {block.ToValue()}));
    }
    provider_->Configure(config.ToValue(), diagnostics_);
    ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  }

  Object Config(const std::string& type, const std::map<std::string, std::string>& texts) const {
    Object config = Empty(type);
    for (const auto& text : texts) config.SetText(text.first, text.second);
    return config;
  }
  // Adds a block of a list or set.
  static void AddBlock(Object& config, const std::string& name, const std::function<void(Object&)>& fill) {
    value::Type type = config.TypeOf(name).element();
    Object block(type, value::Value::Null(type));
    fill(block);
    std::vector<value::Value> all = config.Get(name).elements();
    all.push_back(block.ToValue());
    bool is_set = config.TypeOf(name).kind() == value::Type::Kind::kSet;
    config.Set(name, is_set ? value::Value::Set(type, std::move(all)) : value::Value::List(type, std::move(all)));
  }
  // Plans and applies; the new state's value, null if there is nothing.
  value::Value Apply(const std::string& type, const value::Value& prior, const Object& config) {
    engine::PlannedResource planned = Plan(type, prior, config);
    return provider_->Apply(type, {prior, ""}, planned, config.ToValue(), switch_, diagnostics_).value;
  }
  Object Update(const std::string& type, const Object& prior, const Object& config) {
    return Wrap(type, Apply(type, prior.ToValue(), config));
  }
  using ProviderHarness::Destroy;
  void Destroy(const std::string& type, const value::Value& prior) { Destroy(type, Wrap(type, prior)); }

  Object DataConfig(const std::string& type, const std::map<std::string, std::string>& texts = {}) const {
    value::Type implied = engine::ImpliedType(provider_->schema().data_sources.at(type).block);
    Object config(implied, value::Value::Null(implied));
    for (const auto& text : texts) config.SetText(text.first, text.second);
    return config;
  }
  // Validates and reads.
  Object ReadData(const std::string& type, const Object& config) {
    provider_->ValidateDataSource(type, config.ToValue(), diagnostics_);
    value::Type implied = engine::ImpliedType(provider_->schema().data_sources.at(type).block);
    return Object(implied, provider_->ReadDataSource(type, config.ToValue(), diagnostics_));
  }
  Object ReadData(const std::string& type, const std::map<std::string, std::string>& texts) {
    return ReadData(type, DataConfig(type, texts));
  }
  // What went wrong since the last call, and forgets it.
  std::string TakeProblems() {
    std::string problems = Problems();
    diagnostics_ = diag::Diagnostics();
    return problems;
  }

  FakeClock clock_;
  rolecall::aws::FakeSleeper sleeper_;
  FakeRandom random_;
  FakeEnvironment environment_;
  MemoryFileSystem files_;
  FakeAws* aws_;
  bool taken_ = false;
  http::ClientOptions http_options_;
  std::unique_ptr<engine::ProviderCatalogue> catalogue_;
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_TESTS_UNIT_PROVIDERS_AWS_HARNESS_H_
