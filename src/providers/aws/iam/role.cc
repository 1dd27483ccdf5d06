// aws_iam_role
#include "providers/aws/framework/difference.h"
#include "providers/aws/framework/name_attribute.h"
#include "providers/aws/framework/policy_attribute.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/iam/resources.h"
#include "providers/aws/iam/role_policies.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

engine::BlockSchema RoleSchema(const Behaviour& behaviour) {
  engine::BlockSchema inline_policy;
  inline_policy.attributes["name"] = TextAttribute(Use::kOptional);
  inline_policy.attributes["policy"] = TextAttribute(Use::kOptional);
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  block.attributes["arn"] = TextAttribute(Use::kComputed);
  block.attributes["assume_role_policy"] = TextAttribute(Use::kRequired);
  block.attributes["create_date"] = TextAttribute(Use::kComputed);
  block.attributes["description"] = TextAttribute(Use::kOptional);
  block.attributes["force_detach_policies"] = FlagAttribute(Use::kOptional);
  block.attributes["managed_policy_arns"] = TextSetAttribute(Use::kOptionalComputed);
  if (behaviour.has_exclusive_resources()) {
    block.attributes["managed_policy_arns"].deprecated =
        "The managed_policy_arns argument is deprecated. Use the aws_iam_role_policy_attachment resource instead. If "
        "all attachments are to be managed, use aws_iam_role_policy_attachments_exclusive as well.";
  }
  block.attributes["max_session_duration"] = NumberAttribute(Use::kOptional);
  block.attributes["name"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["name_prefix"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["path"] = TextAttribute(Use::kOptional);
  block.attributes["permissions_boundary"] = TextAttribute(Use::kOptional);
  block.attributes["unique_id"] = TextAttribute(Use::kComputed);
  block.blocks["inline_policy"] = Block(engine::Nesting::kSet, std::move(inline_policy));
  block.blocks["inline_policy"].computed = true;
  return block;
}

Rules RoleRules() {
  return {{"assume_role_policy", PolicyRule()},
          {"force_detach_policies", Default(Value::Bool(false))},
          {"max_session_duration", Default(Value::Int(3600))},
          {"name", ForceNew()},
          {"name_prefix", ForceNew()},
          {"path", Default(Value::String("/"), /*force_new=*/true)}};
}

class IamRole final : public Resource {
 public:
  explicit IamRole(const Behaviour& behaviour) : Resource(RoleSchema(behaviour), RoleRules()), behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    ValidateNames(config, 64, 38, problems);
    ValidateIamPolicy(config, "assume_role_policy", problems);
    CheckLength(config, "description", 0, 1000, problems);
    CheckLength(config, "path", 0, 512, problems);
    CheckArn(config, "permissions_boundary", problems);
    CheckArns(config, "managed_policy_arns", problems);
    std::int64_t duration = config.Integer("max_session_duration", 3600);
    if (duration < 3600 || duration > 43200) {
      problems.push_back(
          {"max_session_duration",
           "expected max_session_duration to be in the range (3600 - 43200), got " + std::to_string(duration)});
    }
    if (config.IsSet("path") && (!config.Text("path").starts_with('/') || !config.Text("path").ends_with('/'))) {
      problems.push_back({"path", "path must begin and end with a slash (/), got " + config.Text("path")});
    }
    for (const Object& block : config.Blocks("inline_policy")) {
      CheckLength(block, "name", 1, 128, problems);
      ValidateIamPolicy(block, "policy", problems);
    }
  }

  Result<void> Plan(const Object* prior, const Object& config, Object& planned) const override {
    if (config.IsUnknown("inline_policy") || config.Blocks("inline_policy").empty()) return {};
    InlinePolicies wanted = ConfiguredInlinePolicies(config);
    for (auto& policy : wanted) policy.second = NormalizeJsonOrKeep(policy.second, KeyOrder::kVersionFirst);
    if (prior != nullptr && AreEquivalent(ConfiguredInlinePolicies(*prior), wanted)) {
      planned.Set("inline_policy", prior->Get("inline_policy"));
    } else {
      SetInlinePolicies(wanted, planned);
    }
    return {};
  }

  // Only the configuration has it: an import begins with the default.
  Result<void> Import(const std::string& id, Object& state) const override {
    state.SetFlag("force_detach_policies", false);
    return Resource::Import(id, state);
  }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    std::string name = NameFor(call.provider, config);
    api::QueryParameters parameters = {
        {"RoleName", name},
        {"Path", state.Text("path")},
        {"AssumeRolePolicyDocument", NormalizeJsonOrKeep(state.Text("assume_role_policy"))}};
    if (!state.Text("description").empty()) parameters.emplace_back("Description", state.Text("description"));
    parameters.emplace_back("MaxSessionDuration", std::to_string(state.Integer("max_session_duration", 3600)));
    if (!state.Text("permissions_boundary").empty()) {
      parameters.emplace_back("PermissionsBoundary", state.Text("permissions_boundary"));
    }
    AddTagParameters(state.TextMap("tags_all"), "Tags", parameters);
    auto answer = RetryWhile<api::XmlNode>(
        call, kPropagationTimeout,
        [](const api::ServiceError& error) {
          // A principal that was made a moment ago may not be known yet.
          return error.Is("ConcurrentModification") ||
                 (error.Is("MalformedPolicyDocument") &&
                  error.message.find("Invalid principal in policy") != std::string::npos);
        },
        [&] { return call.Iam("CreateRole", parameters); });
    if (!answer.ok()) return Failed("creating IAM Role (" + name + ")", answer.error());
    state.SetText("id", name);
    state.SetText("name", name);
    if (const api::XmlNode* role = answer->Find("Role")) state.SetText("arn", std::string(role->Get("Arn")));
    ROLECALL_RETURN_IF_ERROR(PutInlinePolicies(call, name, ConfiguredInlinePolicies(state)));
    return AttachPolicies(call, name, state.Texts("managed_policy_arns"));
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("id");
    std::string what = "reading IAM Role (" + name + ")";
    auto answer = call.Iam("GetRole", {{"RoleName", name}});
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) return false;
    if (!answer.ok()) return Failed(what, answer.error());
    const api::XmlNode* role = answer->Find("Role");
    if (role == nullptr) return Error{ErrorCode::kUnavailable, what + ": the answer has no Role"};
    SetFrom(*role, state);
    ReadTags(call.provider.tags, behaviour_, TagsOf(*role), state);
    auto inline_policies = ReadInlinePolicies(call, name);
    if (!inline_policies.ok()) {
      return Failed("reading inline policies for IAM Role (" + name + ")", inline_policies.error());
    }
    if (!AreEquivalent(ConfiguredInlinePolicies(state), *inline_policies)) {
      SetInlinePolicies(*inline_policies, state);
    }
    auto attached = ReadAttachedPolicies(call, name);
    if (!attached.ok()) return Failed("reading IAM Policies attached to Role (" + name + ")", attached.error());
    state.SetTexts("managed_policy_arns", *attached);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    std::string name = state.Text("id");
    ROLECALL_RETURN_IF_ERROR(UpdateTrustAndTexts(call, name, prior, state));
    ROLECALL_RETURN_IF_ERROR(UpdateBoundary(call, name, prior, state));
    InlinePolicies before = ConfiguredInlinePolicies(prior);
    InlinePolicies after = ConfiguredInlinePolicies(state);
    if (!AreEquivalent(before, after)) {
      std::vector<std::string> removed;
      for (const auto& policy : before) {
        if (!after.contains(policy.first)) removed.push_back(policy.first);
      }
      ROLECALL_RETURN_IF_ERROR(DeleteInlinePolicies(call, name, removed));
      ROLECALL_RETURN_IF_ERROR(PutInlinePolicies(call, name, after));
    }
    std::vector<std::string> old_arns = prior.Texts("managed_policy_arns");
    std::vector<std::string> new_arns = state.Texts("managed_policy_arns");
    ROLECALL_RETURN_IF_ERROR(DetachPolicies(call, name, Difference(old_arns, new_arns)));
    ROLECALL_RETURN_IF_ERROR(AttachPolicies(call, name, Difference(new_arns, old_arns)));
    return UpdateIamTags(call, "Role", "RoleName", name, prior, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string name = state.Text("id");
    std::string what = "deleting IAM Role (" + name + ")";
    ROLECALL_RETURN_IF_ERROR(LeaveInstanceProfiles(call, name));
    if (state.Flag("force_detach_policies") || !state.Texts("managed_policy_arns").empty()) {
      auto attached = ReadAttachedPolicies(call, name);
      if (!attached.ok() && attached.error().Is(kNoSuchEntity)) return {};
      if (!attached.ok()) return Failed(what, attached.error());
      ROLECALL_RETURN_IF_ERROR(DetachPolicies(call, name, *attached));
    }
    if (state.Flag("force_detach_policies") || !ConfiguredInlinePolicies(state).empty()) {
      auto names = AllPages(call, "ListRolePolicies", {{"RoleName", name}}, "PolicyNames");
      if (!names.ok() && names.error().Is(kNoSuchEntity)) return {};
      if (!names.ok()) return Failed(what, names.error());
      std::vector<std::string> list;
      for (const api::XmlNode& one : *names) list.push_back(one.text);
      ROLECALL_RETURN_IF_ERROR(DeleteInlinePolicies(call, name, list));
    }
    // A policy detached a moment ago may still count.
    auto answer = RetryWhile<api::XmlNode>(
        call, std::chrono::seconds(20), [](const api::ServiceError& error) { return error.Is("DeleteConflict"); },
        [&] {
          return call.Iam("DeleteRole", {{"RoleName", name}});
        });
    return GoneIsFine(what, answer);
  }

 private:
  void SetFrom(const api::XmlNode& role, Object& state) const {
    std::string name(role.Get("RoleName"));
    state.SetText("arn", std::string(role.Get("Arn")));
    state.SetText("assume_role_policy",
                  PolicyToKeep(state.Text("assume_role_policy"), DecodeDocument(role.Get("AssumeRolePolicyDocument"))));
    state.SetText("create_date", std::string(role.Get("CreateDate")));
    state.SetText("description", std::string(role.Get("Description")));
    std::string duration(role.Get("MaxSessionDuration"));
    if (auto number = value::Number::Parse(duration)) state.Set("max_session_duration", Value::Number(*number));
    state.SetText("name", name);
    state.SetText("name_prefix", PrefixOfUniqueName(name));
    state.SetText("path", std::string(role.Get("Path")));
    const api::XmlNode* boundary = role.Find("PermissionsBoundary");
    std::string boundary_arn(boundary == nullptr ? std::string_view() : boundary->Get("PermissionsBoundaryArn"));
    if (behaviour_.stores_empty_strings()) {
      state.SetText("permissions_boundary", boundary_arn);
    } else {
      state.SetTextOrNull("permissions_boundary", boundary_arn);
    }
    state.SetText("unique_id", std::string(role.Get("RoleId")));
  }

  static Result<void> UpdateTrustAndTexts(const Call& call, const std::string& name, const Object& prior,
                                          const Object& state) {
    std::string what = "updating IAM Role (" + name + ")";
    if (prior.Text("assume_role_policy") != state.Text("assume_role_policy")) {
      auto answer = RetryWhile<api::XmlNode>(
          call, kPropagationTimeout,
          [](const api::ServiceError& error) {
            return error.Is("MalformedPolicyDocument") &&
                   error.message.find("Invalid principal in policy") != std::string::npos;
          },
          [&] {
            return call.Iam(
                "UpdateAssumeRolePolicy",
                {{"RoleName", name}, {"PolicyDocument", NormalizeJsonOrKeep(state.Text("assume_role_policy"))}});
          });
      if (!answer.ok()) return Failed(what + " assume role policy", answer.error());
    }
    if (prior.Text("description") != state.Text("description")) {
      auto answer = call.Iam("UpdateRoleDescription", {{"RoleName", name}, {"Description", state.Text("description")}});
      if (!answer.ok()) return Failed(what + " description", answer.error());
    }
    if (prior.Integer("max_session_duration", 3600) != state.Integer("max_session_duration", 3600)) {
      auto answer = call.Iam(
          "UpdateRole",
          {{"RoleName", name}, {"MaxSessionDuration", std::to_string(state.Integer("max_session_duration", 3600))}});
      if (!answer.ok()) return Failed(what + " max session duration", answer.error());
    }
    return {};
  }

  static Result<void> UpdateBoundary(const Call& call, const std::string& name, const Object& prior,
                                     const Object& state) {
    std::string arn = state.Text("permissions_boundary");
    if (prior.Text("permissions_boundary") == arn) return {};
    auto answer = arn.empty()
                      ? call.Iam("DeleteRolePermissionsBoundary", {{"RoleName", name}})
                      : call.Iam("PutRolePermissionsBoundary", {{"RoleName", name}, {"PermissionsBoundary", arn}});
    if (!answer.ok()) return Failed("updating IAM Role (" + name + ") permissions boundary", answer.error());
    return {};
  }

  static Result<void> LeaveInstanceProfiles(const Call& call, const std::string& name) {
    auto profiles = AllPages(call, "ListInstanceProfilesForRole", {{"RoleName", name}}, "InstanceProfiles");
    if (!profiles.ok() && profiles.error().Is(kNoSuchEntity)) return {};
    if (!profiles.ok()) return Failed("reading instance profiles of IAM Role (" + name + ")", profiles.error());
    for (const api::XmlNode& profile : *profiles) {
      std::string profile_name(profile.Get("InstanceProfileName"));
      auto answer =
          call.Iam("RemoveRoleFromInstanceProfile", {{"InstanceProfileName", profile_name}, {"RoleName", name}});
      ROLECALL_RETURN_IF_ERROR(
          GoneIsFine("removing IAM Role (" + name + ") from Instance Profile (" + profile_name + ")", answer));
    }
    return {};
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeIamRole(const Behaviour& behaviour) { return std::make_unique<IamRole>(behaviour); }

}  // namespace rolecall::providers::aws
