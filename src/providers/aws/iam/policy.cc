// aws_iam_policy
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "providers/aws/framework/name_attribute.h"
#include "providers/aws/framework/policy_attribute.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

constexpr std::size_t kMaxVersions = 5;
constexpr const char* kDelay = "delay_after_policy_creation_in_ms";
constexpr std::int64_t kMaxDelayMs = 3'600'000;

engine::BlockSchema PolicySchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  block.attributes["arn"] = TextAttribute(Use::kComputed);
  if (behaviour.has_attachment_count()) block.attributes["attachment_count"] = NumberAttribute(Use::kComputed);
  if (behaviour.major() >= 6) block.attributes[kDelay] = NumberAttribute(Use::kOptional);
  block.attributes["description"] = TextAttribute(Use::kOptional);
  block.attributes["name"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["name_prefix"] =
      TextAttribute(behaviour.has_computed_policy_prefix() ? Use::kOptionalComputed : Use::kOptional);
  block.attributes["path"] = TextAttribute(Use::kOptional);
  block.attributes["policy"] = TextAttribute(Use::kRequired);
  block.attributes["policy_id"] = TextAttribute(Use::kComputed);
  return block;
}

Rules PolicyRules() {
  return {{"description", ForceNew()},
          {"name", ForceNew()},
          {"name_prefix", ForceNew()},
          {"path", Default(Value::String("/"), /*force_new=*/true)},
          {"policy", PolicyRule()}};
}

void CheckPath(const Object& config, Problems& problems) {
  if (!config.IsSet("path")) return;
  constexpr std::string_view kOthers = "/,.+@=_-";
  const std::string path = config.Text("path");
  CheckLength(config, "path", 1, 512, problems);
  const auto refuse = [&](const std::string& rule) {
    problems.push_back({"path", "Attribute \"path\" must " + rule + ", got \"" + path + "\""});
  };
  if (!path.starts_with('/') || !path.ends_with('/')) {
    refuse("begin and end with a slash (/)");
  } else if (path.find("//") != path.npos) {
    refuse("not contain consecutive slashes (//)");
  }
  const bool is_plain = std::ranges::all_of(
      path, [&](char c) { return IsAsciiAlphanumeric(c) || kOthers.find(c) != std::string_view::npos; });
  if (is_plain) return;
  problems.push_back({"path",
                      "invalid value for path (must contain uppercase or lowercase alphanumeric characters or any of "
                      "the following: / , . + @ = _ -)"});
}

class IamPolicy final : public Resource {
 public:
  explicit IamPolicy(const Behaviour& behaviour)
      : Resource(PolicySchema(behaviour), PolicyRules()), behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    ValidateNames(config, 128, 102, problems);
    ValidateIamPolicy(config, "policy", problems);
    CheckLength(config, "description", 0, 1000, problems);
    if (behaviour_.major() >= 6) CheckPath(config, problems);
    if (DelayOf(config) > kMaxDelayMs) problems.push_back({kDelay, "more than an hour is not waited"});
  }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    std::string name = NameFor(call.provider, config);
    api::QueryParameters parameters = {{"PolicyName", name},
                                       {"Description", state.Text("description")},
                                       {"Path", state.Text("path")},
                                       {"PolicyDocument", NormalizeJsonOrKeep(state.Text("policy"))}};
    AddTagParameters(state.TextMap("tags_all"), "Tags", parameters);
    auto answer = call.Iam("CreatePolicy", std::move(parameters));
    if (!answer.ok()) return Failed("creating IAM Policy (" + name + ")", answer.error());
    const api::XmlNode* policy = answer->Find("Policy");
    if (policy == nullptr || policy->Get("Arn").empty()) {
      return Error{ErrorCode::kUnavailable, "creating IAM Policy (" + name + "): the answer has no Arn"};
    }
    state.SetText("id", std::string(policy->Get("Arn")));
    state.SetText("arn", std::string(policy->Get("Arn")));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string arn = state.Text("id");
    std::string what = "reading IAM Policy (" + arn + ")";
    auto answer = call.Iam("GetPolicy", {{"PolicyArn", arn}});
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) return false;
    if (!answer.ok()) return Failed(what, answer.error());
    const api::XmlNode* policy = answer->Find("Policy");
    if (policy == nullptr) return Error{ErrorCode::kUnavailable, what + ": the answer has no Policy"};
    auto version =
        call.Iam("GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", std::string(policy->Get("DefaultVersionId"))}});
    if (!version.ok() && version.error().Is(kNoSuchEntity)) return false;
    if (!version.ok()) return Failed(what, version.error());
    const api::XmlNode* document = version->Find("PolicyVersion");
    SetFrom(*policy, state);
    if (document != nullptr) {
      state.SetText("policy", PolicyToKeep(state.Text("policy"), DecodeDocument(document->Get("Document"))));
    }
    ReadTags(call.provider.tags, behaviour_, TagsOf(*policy), state);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    std::string arn = state.Text("id");
    if (prior.Text("policy") != state.Text("policy")) {
      ROLECALL_RETURN_IF_ERROR(MakeRoomForVersion(call, arn));
      ROLECALL_RETURN_IF_ERROR(AddVersion(call, arn, state));
    }
    return UpdateIamTags(call, "Policy", "PolicyArn", arn, prior, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string arn = state.Text("id");
    auto versions = AllPages(call, "ListPolicyVersions", {{"PolicyArn", arn}}, "Versions");
    if (!versions.ok() && versions.error().Is(kNoSuchEntity)) return {};
    if (!versions.ok()) return Failed("listing versions of IAM Policy (" + arn + ")", versions.error());
    for (const api::XmlNode& version : *versions) {
      if (version.Get("IsDefaultVersion") == "true") continue;
      ROLECALL_RETURN_IF_ERROR(DeleteVersion(call, arn, std::string(version.Get("VersionId"))));
    }
    auto answer = RetryWhile<api::XmlNode>(
        call, std::chrono::seconds(20), [](const api::ServiceError& error) { return error.Is("DeleteConflict"); },
        [&] {
          return call.Iam("DeletePolicy", {{"PolicyArn", arn}});
        });
    return GoneIsFine("deleting IAM Policy (" + arn + ")", answer);
  }

 private:
  void SetFrom(const api::XmlNode& policy, Object& state) const {
    std::string name(policy.Get("PolicyName"));
    state.SetText("arn", std::string(policy.Get("Arn")));
    if (behaviour_.has_attachment_count()) {
      auto count = value::Number::Parse(policy.Get("AttachmentCount"));
      state.Set("attachment_count", Value::Number(count.value_or(value::Number(0))));
    }
    state.SetText("description", std::string(policy.Get("Description")));
    state.SetText("name", name);
    if (behaviour_.has_computed_policy_prefix()) state.SetText("name_prefix", PrefixOfUniqueName(name));
    state.SetText("path", std::string(policy.Get("Path")));
    state.SetText("policy_id", std::string(policy.Get("PolicyId")));
  }

  // A new version is the default at once, or after the time that `delay_after_policy_creation_in_ms` gives it to arrive
  // everywhere.
  static Result<void> AddVersion(const Call& call, const std::string& arn, const Object& state) {
    const std::int64_t delay = DelayOf(state);
    auto answer = call.Iam("CreatePolicyVersion", {{"PolicyArn", arn},
                                                   {"PolicyDocument", NormalizeJsonOrKeep(state.Text("policy"))},
                                                   {"SetAsDefault", delay > 0 ? "false" : "true"}});
    if (!answer.ok()) {
      const std::string what = "IAM Policy (" + arn + ")";
      return Failed(delay > 0 ? "creating " + what + " version" : "updating " + what, answer.error());
    }
    if (delay <= 0) return {};
    const api::XmlNode* made = answer->Find("PolicyVersion");
    if (made == nullptr) {
      return Error{ErrorCode::kUnavailable, "updating IAM Policy (" + arn + "): the answer has no PolicyVersion"};
    }
    call.provider.sleeper.Sleep(std::chrono::milliseconds(delay));
    const std::string id(made->Get("VersionId"));
    auto chosen = call.Iam("SetDefaultPolicyVersion", {{"PolicyArn", arn}, {"VersionId", id}});
    if (!chosen.ok()) {
      return Failed("setting IAM Policy (" + arn + ") default version (" + id + ")", chosen.error());
    }
    return {};
  }

  static std::int64_t DelayOf(const Object& object) { return object.Has(kDelay) ? object.Integer(kDelay) : 0; }

  static Result<void> DeleteVersion(const Call& call, const std::string& arn, const std::string& version) {
    auto answer = call.Iam("DeletePolicyVersion", {{"PolicyArn", arn}, {"VersionId", version}});
    return GoneIsFine("deleting IAM Policy (" + arn + ") version (" + version + ")", answer);
  }

  // IAM keeps five: the oldest that is not in use goes.
  static Result<void> MakeRoomForVersion(const Call& call, const std::string& arn) {
    auto versions = AllPages(call, "ListPolicyVersions", {{"PolicyArn", arn}}, "Versions");
    if (!versions.ok()) return Failed("listing versions of IAM Policy (" + arn + ")", versions.error());
    if (versions->size() < kMaxVersions) return {};
    const api::XmlNode* oldest = nullptr;
    for (const api::XmlNode& version : *versions) {
      if (version.Get("IsDefaultVersion") == "true") continue;
      // Times of one form compare as text.
      if (oldest == nullptr || version.Get("CreateDate") < oldest->Get("CreateDate")) oldest = &version;
    }
    return oldest == nullptr ? Result<void>() : DeleteVersion(call, arn, std::string(oldest->Get("VersionId")));
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeIamPolicy(const Behaviour& behaviour) {
  return std::make_unique<IamPolicy>(behaviour);
}

}  // namespace rolecall::providers::aws
