// data: aws_iam_role, aws_iam_policy, aws_iam_openid_connect_provider
#include "providers/aws/data/data_sources.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/iam/calls.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Type;
using value::Value;

engine::BlockSchema RoleDataSchema() {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name :
       {"arn", "assume_role_policy", "create_date", "description", "path", "permissions_boundary", "unique_id"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["max_session_duration"] = NumberAttribute(Use::kComputed);
  block.attributes["name"] = TextAttribute(Use::kRequired);
  Type last_used = Type::Object({{"last_used_date", Type::String()}, {"region", Type::String()}});
  block.attributes["role_last_used"] = Attribute(Type::List(last_used), Use::kComputed);
  block.attributes["tags"] = TextMapAttribute(Use::kOptionalComputed);
  return block;
}

class RoleData final : public DataSource {
 public:
  RoleData() : DataSource(RoleDataSchema()) {}
  Result<void> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("name");
    auto answer = call.Iam("GetRole", {{"RoleName", name}});
    if (!answer.ok()) return Failed("reading IAM Role (" + name + ")", answer.error());
    const api::XmlNode* role = answer->Find("Role");
    if (role == nullptr) {
      return Error{ErrorCode::kUnavailable, "reading IAM Role (" + name + "): the answer has no Role"};
    }
    state.SetText("id", std::string(role->Get("RoleName")));
    state.SetText("arn", std::string(role->Get("Arn")));
    state.SetText("assume_role_policy", DecodeDocument(role->Get("AssumeRolePolicyDocument")));
    state.SetText("create_date", std::string(role->Get("CreateDate")));
    state.SetText("description", std::string(role->Get("Description")));
    state.SetText("path", std::string(role->Get("Path")));
    state.SetText("unique_id", std::string(role->Get("RoleId")));
    const api::XmlNode* boundary = role->Find("PermissionsBoundary");
    state.SetText("permissions_boundary",
                  std::string(boundary == nullptr ? std::string_view() : boundary->Get("PermissionsBoundaryArn")));
    auto duration = value::Number::Parse(role->Get("MaxSessionDuration"));
    state.Set("max_session_duration", Value::Number(duration.value_or(value::Number(3600))));
    std::vector<Value> used;
    if (const api::XmlNode* last = role->Find("RoleLastUsed"); last != nullptr && !last->Get("LastUsedDate").empty()) {
      used.push_back(Value::Object({{"last_used_date", Value::String(std::string(last->Get("LastUsedDate")))},
                                    {"region", Value::String(std::string(last->Get("Region")))}}));
    }
    state.Set("role_last_used", Value::List(state.TypeOf("role_last_used").element(), std::move(used)));
    state.SetTextMap("tags", call.provider.tags.Managed(TagsOf(*role)));
    return {};
  }
};

engine::BlockSchema PolicyDataSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : {"description", "path", "policy", "policy_id"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  if (behaviour.has_attachment_count()) block.attributes["attachment_count"] = NumberAttribute(Use::kComputed);
  block.attributes["arn"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["name"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["path_prefix"] = TextAttribute(Use::kOptional);
  block.attributes["tags"] = TextMapAttribute(Use::kOptionalComputed);
  return block;
}

class PolicyData final : public DataSource {
 public:
  explicit PolicyData(const Behaviour& behaviour) : DataSource(PolicyDataSchema(behaviour)) {}

  void Validate(const Object& config, Problems& problems) const override {
    if (config.Get("arn").IsNull() && config.Get("name").IsNull()) {
      problems.push_back({"arn", "one of `arn,name` must be specified"});
    }
    if (config.IsSet("arn") && (config.IsSet("name") || config.IsSet("path_prefix"))) {
      problems.push_back({"arn", "\"arn\": conflicts with name and path_prefix"});
    }
  }

  Result<void> Read(const Call& call, Object& state) const override {
    std::string arn = state.Text("arn");
    if (arn.empty()) {
      ROLECALL_TRY(arn, FindByName(call, state.Text("name"), state.Text("path_prefix")));
    }
    std::string what = "reading IAM Policy (" + arn + ")";
    auto answer = call.Iam("GetPolicy", {{"PolicyArn", arn}});
    if (!answer.ok()) return Failed(what, answer.error());
    const api::XmlNode* policy = answer->Find("Policy");
    if (policy == nullptr) return Error{ErrorCode::kUnavailable, what + ": the answer has no Policy"};
    auto version =
        call.Iam("GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", std::string(policy->Get("DefaultVersionId"))}});
    if (!version.ok()) return Failed(what, version.error());
    const api::XmlNode* document = version->Find("PolicyVersion");
    state.SetText("id", arn);
    state.SetText("arn", arn);
    state.SetText("name", std::string(policy->Get("PolicyName")));
    state.SetText("description", std::string(policy->Get("Description")));
    state.SetText("path", std::string(policy->Get("Path")));
    state.SetText("policy_id", std::string(policy->Get("PolicyId")));
    state.SetText("policy", document == nullptr ? "" : DecodeDocument(document->Get("Document")));
    if (state.Has("attachment_count")) {
      auto count = value::Number::Parse(policy->Get("AttachmentCount"));
      state.Set("attachment_count", Value::Number(count.value_or(value::Number(0))));
    }
    state.SetTextMap("tags", call.provider.tags.Managed(TagsOf(*policy)));
    return {};
  }

 private:
  static Result<std::string> FindByName(const Call& call, const std::string& name, const std::string& path_prefix) {
    api::QueryParameters parameters;
    if (!path_prefix.empty()) parameters.emplace_back("PathPrefix", path_prefix);
    auto policies = AllPages(call, "ListPolicies", std::move(parameters), "Policies");
    if (!policies.ok()) return Failed("reading IAM Policies", policies.error());
    std::vector<std::string> found;
    for (const api::XmlNode& policy : *policies) {
      if (policy.Get("PolicyName") == name) found.emplace_back(policy.Get("Arn"));
    }
    if (found.size() == 1) return found[0];
    return Error{ErrorCode::kNotFound,
                 "reading IAM Policy (" + name +
                     "): " + (found.empty() ? "no matching policy found" : "too many policies of that name")};
  }
};

engine::BlockSchema ProviderDataSchema() {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["arn"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["url"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["client_id_list"] = TextListAttribute(Use::kComputed);
  block.attributes["thumbprint_list"] = TextListAttribute(Use::kComputed);
  block.attributes["tags"] = TextMapAttribute(Use::kOptionalComputed);
  return block;
}

std::vector<std::string> MemberTexts(const api::XmlNode& node, std::string_view list) {
  std::vector<std::string> texts;
  for (const api::XmlNode* member : node.List(list)) texts.push_back(member->text);
  return texts;
}

class OpenIdConnectProviderData final : public DataSource {
 public:
  OpenIdConnectProviderData() : DataSource(ProviderDataSchema()) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckExactlyOne(config, {"arn", "url"}, problems);
  }

  Result<void> Read(const Call& call, Object& state) const override {
    std::string arn = state.Text("arn");
    if (arn.empty()) {
      ROLECALL_TRY(arn, FindByUrl(call, state.Text("url")));
    }
    auto answer = call.Iam("GetOpenIDConnectProvider", {{"OpenIDConnectProviderArn", arn}});
    if (!answer.ok()) return Failed("reading IAM OIDC Provider (" + arn + ")", answer.error());
    state.SetText("id", arn);
    state.SetText("arn", arn);
    state.SetText("url", std::string(answer->Get("Url")));
    state.SetTexts("client_id_list", MemberTexts(*answer, "ClientIDList"));
    state.SetTexts("thumbprint_list", MemberTexts(*answer, "ThumbprintList"));
    state.SetTextMap("tags", call.provider.tags.Managed(TagsOf(*answer)));
    return {};
  }

 private:
  // The ARN ends with the URL without its scheme.
  static Result<std::string> FindByUrl(const Call& call, const std::string& url) {
    std::string wanted = url;
    if (std::size_t scheme = wanted.find("://"); scheme != std::string::npos) wanted.erase(0, scheme + 3);
    auto answer = call.Iam("ListOpenIDConnectProviders", {});
    if (!answer.ok()) return Failed("reading IAM OIDC Providers", answer.error());
    for (const api::XmlNode* member : answer->List("OpenIDConnectProviderList")) {
      std::string arn(member->Get("Arn"));
      std::size_t slash = arn.find('/');
      if (slash != std::string::npos && arn.substr(slash + 1) == wanted) return arn;
    }
    return Error{ErrorCode::kNotFound, "finding IAM OIDC Provider by url (" + url + "): not found"};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeIamRoleData(const Behaviour&) { return std::make_unique<RoleData>(); }
std::unique_ptr<const DataSource> MakeIamPolicyData(const Behaviour& behaviour) {
  return std::make_unique<PolicyData>(behaviour);
}
std::unique_ptr<const DataSource> MakeIamOpenIdConnectProviderData(const Behaviour&) {
  return std::make_unique<OpenIdConnectProviderData>();
}

}  // namespace rolecall::providers::aws
