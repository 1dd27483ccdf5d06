// aws_iam_policy_attachment: everybody that a policy is attached to, exclusively.
#include "providers/aws/framework/difference.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/aws/iam/role_policies.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

struct EntityKind {
  const char* attribute;  // "roles"
  const char* noun;       // "Role"
  const char* list;       // "PolicyRoles" of ListEntitiesForPolicy
};
constexpr EntityKind kKinds[] = {
    {"groups", "Group", "PolicyGroups"}, {"roles", "Role", "PolicyRoles"}, {"users", "User", "PolicyUsers"}};

engine::BlockSchema PolicyAttachmentSchema() {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["name"] = TextAttribute(Use::kRequired);
  block.attributes["policy_arn"] = TextAttribute(Use::kRequired);
  for (const EntityKind& kind : kKinds) block.attributes[kind.attribute] = TextSetAttribute(Use::kOptional);
  return block;
}

class PolicyAttachment final : public Resource {
 public:
  PolicyAttachment() : Resource(PolicyAttachmentSchema(), {{"name", ForceNew()}, {"policy_arn", ForceNew()}}) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckArn(config, "policy_arn", problems);
    for (const EntityKind& kind : kKinds) {
      if (!config.Get(kind.attribute).IsNull()) return;
    }
    problems.push_back({"roles", "one of `groups,roles,users` must be specified"});
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    state.SetText("id", state.Text("name"));
    for (const EntityKind& kind : kKinds) {
      ROLECALL_RETURN_IF_ERROR(ForEach(call, state, "Attach", kind, state.Texts(kind.attribute)));
    }
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string arn = state.Text("policy_arn");
    bool is_attached = false;
    for (const EntityKind& kind : kKinds) {
      auto entities =
          AllPages(call, "ListEntitiesForPolicy", {{"PolicyArn", arn}, {"EntityFilter", kind.noun}}, kind.list);
      if (!entities.ok() && entities.error().Is(kNoSuchEntity)) return false;
      if (!entities.ok()) return Failed("reading IAM Policy Attachment (" + state.Text("id") + ")", entities.error());
      std::vector<std::string> names;
      for (const api::XmlNode& entity : *entities) names.emplace_back(entity.Get(std::string(kind.noun) + "Name"));
      state.SetTexts(kind.attribute, names);
      is_attached = is_attached || !names.empty();
    }
    return is_attached;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    for (const EntityKind& kind : kKinds) {
      std::vector<std::string> before = prior.Texts(kind.attribute);
      std::vector<std::string> after = state.Texts(kind.attribute);
      ROLECALL_RETURN_IF_ERROR(ForEach(call, state, "Detach", kind, Difference(before, after)));
      ROLECALL_RETURN_IF_ERROR(ForEach(call, state, "Attach", kind, Difference(after, before)));
    }
    return {};
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    for (const EntityKind& kind : kKinds) {
      ROLECALL_RETURN_IF_ERROR(ForEach(call, state, "Detach", kind, state.Texts(kind.attribute)));
    }
    return {};
  }

  Result<void> Import(const std::string& id, Object&) const override {
    return Error{ErrorCode::kUnimplemented, "aws_iam_policy_attachment (" + id + ") doesn't support import"};
  }

 private:
  static Result<void> ForEach(const Call& call, const Object& state, const std::string& verb, const EntityKind& kind,
                              const std::vector<std::string>& names) {
    std::string noun = kind.noun;
    std::string arn = state.Text("policy_arn");
    for (const std::string& name : names) {
      auto answer = call.Iam(verb + noun + "Policy", {{noun + "Name", name}, {"PolicyArn", arn}});
      if (answer.ok() || (verb == "Detach" && answer.error().Is(kNoSuchEntity))) continue;
      return Failed(verb + "ing IAM Policy (" + arn + "), IAM " + noun + " (" + name + ")", answer.error());
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<const Resource> MakeIamPolicyAttachment(const Behaviour&) {
  return std::make_unique<PolicyAttachment>();
}

}  // namespace rolecall::providers::aws
