// A configured AWS provider whose AWS is a table of answers by action.
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

namespace rolecall::providers::aws {

// Answers by action; what has no answer is NoSuchEntity. Keeps the calls as "Action key=value&…".
class FakeAws final : public http::Client {
 public:
  using Parameters = std::map<std::string, std::string>;
  using Handler = std::function<http::Response(const Parameters&)>;

  void Answer(const std::string& action, const std::string& result_xml) {
    handlers[action] = [action, result_xml](const Parameters&) {
      return rolecall::aws::QueryResponse(action, rolecall::aws::kIamNamespace, result_xml, "id");
    };
  }
  void Fail(const std::string& action, int status, const std::string& code, const std::string& message) {
    handlers[action] = [=](const Parameters&) {
      return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kQuery, {status, code, message}, {});
    };
  }
  // JSON services.
  void AnswerJson(const std::string& action, const std::string& json) {
    handlers[action] = [json](const Parameters&) { return rolecall::aws::JsonResponse(json, "id"); };
  }
  void FailJson(const std::string& action, const std::string& code, const std::string& message) {
    handlers[action] = [=](const Parameters&) {
      return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kJson11, {400, code, message}, {});
    };
  }

  Result<http::Response> Send(const http::ClientRequest& request) override {
    Parameters parameters;
    std::string action;
    std::string target(request.headers.Get("x-amz-target"));
    if (!target.empty()) {
      action = target.substr(target.find('.') + 1);
      parameters["body"] = request.body;
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
    return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kQuery, {404, "NoSuchEntity", "none"}, {});
  }

  bool Called(const std::string& action) const { return std::find(calls.begin(), calls.end(), action) != calls.end(); }

  std::map<std::string, Handler> handlers;
  std::vector<std::string> calls;
  std::vector<std::string> urls;           // of each call
  std::map<std::string, Parameters> sent;  // the last of each action
};

class NeverCancelled final : public engine::Cancellation {
 public:
  bool IsCancelled() const override { return false; }
};

class ProviderTest : public testing::Test {
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
    use.make_http_client = [this](const http::ClientOptions&) {
      taken_ = true;
      return std::unique_ptr<http::Client>(aws_);
    };
    catalogue_ = MakeAwsCatalogue(use);
    provider_ = catalogue_->Make("hashicorp/aws", version);
    ASSERT_NE(provider_, nullptr);
  }
  // With a provider block's default tags.
  void Configure(const std::string& version = "6.25.0", const Tags& default_tags = {}) {
    Make(version);
    value::Type type = engine::ImpliedType(provider_->schema().configuration);
    Object config(type, value::Value::Null(type));
    if (!default_tags.empty()) {
      Object block(type.attributes().at("default_tags").element(), value::Value());
      block.SetTextMap("tags", default_tags);
      config.Set("default_tags", value::Value::List(type.attributes().at("default_tags").element(), {block.ToValue()}));
    }
    provider_->Configure(config.ToValue(), diagnostics_);
    ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  }

  Object Empty(const std::string& type) const {
    value::Type implied = engine::ImpliedType(provider_->schema().resources.at(type).block);
    return Object(implied, value::Value::Null(implied));
  }
  value::Value Nothing(const std::string& type) const {
    return value::Value::Null(engine::ImpliedType(provider_->schema().resources.at(type).block));
  }
  Object Wrap(const std::string& type, const value::Value& value) const {
    return Object(engine::ImpliedType(provider_->schema().resources.at(type).block), value);
  }

  engine::PlannedResource Plan(const std::string& type, const value::Value& prior, const Object& config) {
    return provider_->Plan(type, {prior, ""}, config.ToValue(), config.ToValue(), diagnostics_);
  }
  // Plans and applies; the new state's value.
  value::Value Apply(const std::string& type, const value::Value& prior, const Object& config) {
    engine::PlannedResource planned = Plan(type, prior, config);
    NeverCancelled never;
    return provider_->Apply(type, {prior, ""}, planned, config.ToValue(), never, diagnostics_).value;
  }
  void Destroy(const std::string& type, const value::Value& prior) {
    NeverCancelled never;
    engine::PlannedResource planned{Nothing(type), {}, ""};
    provider_->Apply(type, {prior, ""}, planned, Nothing(type), never, diagnostics_);
  }

  std::string Problems() const {
    std::string text;
    for (const auto& one : diagnostics_.list()) text += one.summary + ": " + one.detail + "\n";
    return text;
  }

  FakeClock clock_;
  rolecall::aws::FakeSleeper sleeper_;
  FakeRandom random_;
  FakeEnvironment environment_;
  MemoryFileSystem files_;
  FakeAws* aws_;
  bool taken_ = false;
  std::unique_ptr<engine::ProviderCatalogue> catalogue_;
  std::unique_ptr<engine::Provider> provider_;
  diag::Diagnostics diagnostics_;
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_TESTS_UNIT_PROVIDERS_AWS_HARNESS_H_
