// aws_iam_instance_profile
#include "providers/aws/framework/name_attribute.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

engine::BlockSchema ProfileSchema() {
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  for (const char* name : {"arn", "create_date", "unique_id"}) block.attributes[name] = TextAttribute(Use::kComputed);
  block.attributes["name"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["name_prefix"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["path"] = TextAttribute(Use::kOptional);
  block.attributes["role"] = TextAttribute(Use::kOptional);
  return block;
}

class IamInstanceProfile final : public Resource {
 public:
  explicit IamInstanceProfile(const Behaviour& behaviour)
      : Resource(ProfileSchema(), {{"name", ForceNew()},
                                   {"name_prefix", ForceNew()},
                                   {"path", Default(Value::String("/"), /*force_new=*/true)}}),
        behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override { ValidateNames(config, 128, 102, problems); }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    std::string name = NameFor(call.provider, config);
    api::QueryParameters parameters = {{"InstanceProfileName", name}, {"Path", state.Text("path")}};
    AddTagParameters(state.TextMap("tags_all"), "Tags", parameters);
    auto answer = call.Iam("CreateInstanceProfile", std::move(parameters));
    if (!answer.ok()) return Failed("creating IAM Instance Profile (" + name + ")", answer.error());
    state.SetText("id", name);
    state.SetText("name", name);
    return state.Text("role").empty() ? Result<void>() : AddRole(call, name, state.Text("role"));
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("id");
    auto answer = call.Iam("GetInstanceProfile", {{"InstanceProfileName", name}});
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) return false;
    if (!answer.ok()) return Failed("reading IAM Instance Profile (" + name + ")", answer.error());
    const api::XmlNode* profile = answer->Find("InstanceProfile");
    if (profile == nullptr) {
      return Error{ErrorCode::kUnavailable, "reading IAM Instance Profile (" + name + "): the answer has none"};
    }
    state.SetText("arn", std::string(profile->Get("Arn")));
    state.SetText("create_date", std::string(profile->Get("CreateDate")));
    state.SetText("name", std::string(profile->Get("InstanceProfileName")));
    state.SetText("name_prefix", PrefixOfUniqueName(state.Text("name")));
    state.SetText("path", std::string(profile->Get("Path")));
    state.SetText("unique_id", std::string(profile->Get("InstanceProfileId")));
    auto roles = profile->List("Roles");
    if (!roles.empty()) {
      state.SetText("role", std::string(roles[0]->Get("RoleName")));
    } else if (state.IsSet("role")) {
      state.SetText("role", "");
    }
    ReadTags(call.provider.tags, behaviour_, TagsOf(*profile), state);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    std::string name = state.Text("id");
    if (prior.Text("role") != state.Text("role")) {
      if (!prior.Text("role").empty()) ROLECALL_RETURN_IF_ERROR(RemoveRole(call, name, prior.Text("role")));
      if (!state.Text("role").empty()) ROLECALL_RETURN_IF_ERROR(AddRole(call, name, state.Text("role")));
    }
    return UpdateIamTags(call, "InstanceProfile", "InstanceProfileName", name, prior, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string name = state.Text("id");
    if (!state.Text("role").empty()) ROLECALL_RETURN_IF_ERROR(RemoveRole(call, name, state.Text("role")));
    return GoneIsFine("deleting IAM Instance Profile (" + name + ")",
                      call.Iam("DeleteInstanceProfile", {{"InstanceProfileName", name}}));
  }

 private:
  static Result<void> AddRole(const Call& call, const std::string& name, const std::string& role) {
    // A role made a moment ago may not be seen yet.
    auto answer = RetryWhile<api::XmlNode>(
        call, kPropagationTimeout,
        [](const api::ServiceError& error) {
          bool no_role = error.Is(kNoSuchEntity) && error.message.find("The role with name") != std::string::npos;
          return no_role || error.Is("InvalidParameterValue");
        },
        [&] {
          return call.Iam("AddRoleToInstanceProfile", {{"InstanceProfileName", name}, {"RoleName", role}});
        });
    if (!answer.ok()) {
      return Failed("adding IAM Role (" + role + ") to IAM Instance Profile (" + name + ")", answer.error());
    }
    return {};
  }

  static Result<void> RemoveRole(const Call& call, const std::string& name, const std::string& role) {
    auto answer = call.Iam("RemoveRoleFromInstanceProfile", {{"InstanceProfileName", name}, {"RoleName", role}});
    return GoneIsFine("removing IAM Role (" + role + ") from IAM Instance Profile (" + name + ")", answer);
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeIamInstanceProfile(const Behaviour& behaviour) {
  return std::make_unique<IamInstanceProfile>(behaviour);
}

}  // namespace rolecall::providers::aws
