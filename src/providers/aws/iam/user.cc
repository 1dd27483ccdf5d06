// aws_iam_user
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

engine::BlockSchema UserSchema() {
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  block.attributes["arn"] = TextAttribute(Use::kComputed);
  block.attributes["force_destroy"] = FlagAttribute(Use::kOptional);
  block.attributes["name"] = TextAttribute(Use::kRequired);
  block.attributes["path"] = TextAttribute(Use::kOptional);
  block.attributes["permissions_boundary"] = TextAttribute(Use::kOptional);
  block.attributes["unique_id"] = TextAttribute(Use::kComputed);
  return block;
}

class IamUser final : public Resource {
 public:
  explicit IamUser(const Behaviour& behaviour)
      : Resource(UserSchema(), {{"force_destroy", Default(Value::Bool(false))}, {"path", Default(Value::String("/"))}}),
        behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckEntityName(config, "name", problems);
    CheckLength(config, "permissions_boundary", 0, 2048, problems);
  }

  Result<void> Plan(const Object* prior, const Object&, Object& planned) const override {
    if (prior != nullptr) PlanMovedEntity(*prior, planned);
    return {};
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    std::string name = state.Text("name");
    api::QueryParameters parameters = {{"UserName", name}, {"Path", state.Text("path")}};
    if (!state.Text("permissions_boundary").empty()) {
      parameters.emplace_back("PermissionsBoundary", state.Text("permissions_boundary"));
    }
    AddTagParameters(state.TextMap("tags_all"), "Tags", parameters);
    auto answer = call.Iam("CreateUser", std::move(parameters));
    if (!answer.ok()) return Failed("creating IAM User (" + name + ")", answer.error());
    state.SetText("id", name);
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("id");
    auto answer = call.Iam("GetUser", {{"UserName", name}});
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) return false;
    if (!answer.ok()) return Failed("reading IAM User (" + name + ")", answer.error());
    const api::XmlNode* user = answer->Find("User");
    if (user == nullptr) {
      return Error{ErrorCode::kUnavailable, "reading IAM User (" + name + "): the answer has no User"};
    }
    state.SetText("arn", std::string(user->Get("Arn")));
    state.SetText("name", std::string(user->Get("UserName")));
    state.SetText("path", std::string(user->Get("Path")));
    state.SetText("unique_id", std::string(user->Get("UserId")));
    const api::XmlNode* boundary = user->Find("PermissionsBoundary");
    std::string arn(boundary == nullptr ? std::string_view() : boundary->Get("PermissionsBoundaryArn"));
    if (behaviour_.stores_empty_strings()) {
      state.SetText("permissions_boundary", arn);
    } else {
      state.SetTextOrNull("permissions_boundary", arn);
    }
    ReadTags(call.provider.tags, behaviour_, TagsOf(*user), state);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    std::string name = state.Text("name");
    if (prior.Text("name") != name || prior.Text("path") != state.Text("path")) {
      auto answer = call.Iam(
          "UpdateUser", {{"UserName", prior.Text("name")}, {"NewUserName", name}, {"NewPath", state.Text("path")}});
      if (!answer.ok()) return Failed("updating IAM User (" + prior.Text("name") + ")", answer.error());
      state.SetText("id", name);
    }
    std::string boundary = state.Text("permissions_boundary");
    if (prior.Text("permissions_boundary") != boundary) {
      auto answer = boundary.empty() ? call.Iam("DeleteUserPermissionsBoundary", {{"UserName", name}})
                                     : call.Iam("PutUserPermissionsBoundary",
                                                {{"UserName", name}, {"PermissionsBoundary", boundary}});
      if (!answer.ok()) return Failed("updating IAM User (" + name + ") permissions boundary", answer.error());
    }
    return UpdateIamTags(call, "User", "UserName", name, prior, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string name = state.Text("id");
    ROLECALL_RETURN_IF_ERROR(
        RemoveEach(call, name, "ListGroupsForUser", "Groups", "GroupName", "RemoveUserFromGroup", "GroupName"));
    if (state.Flag("force_destroy")) {
      ROLECALL_RETURN_IF_ERROR(RemoveEach(call, name, "ListAccessKeys", "AccessKeyMetadata", "AccessKeyId",
                                          "DeleteAccessKey", "AccessKeyId"));
      ROLECALL_RETURN_IF_ERROR(
          RemoveEach(call, name, "ListUserPolicies", "PolicyNames", "", "DeleteUserPolicy", "PolicyName"));
      ROLECALL_RETURN_IF_ERROR(RemoveEach(call, name, "ListAttachedUserPolicies", "AttachedPolicies", "PolicyArn",
                                          "DetachUserPolicy", "PolicyArn"));
      ROLECALL_RETURN_IF_ERROR(RemoveCredentials(call, name));
      auto profile = call.Iam("DeleteLoginProfile", {{"UserName", name}});
      ROLECALL_RETURN_IF_ERROR(GoneIsFine("deleting IAM User Login Profile (" + name + ")", profile));
    }
    return GoneIsFine("deleting IAM User (" + name + ")", call.Iam("DeleteUser", {{"UserName", name}}));
  }

 private:
  static Result<void> RemoveCredentials(const Call& call, const std::string& name) {
    ROLECALL_RETURN_IF_ERROR(RemoveEach(call, name, "ListSSHPublicKeys", "SSHPublicKeys", "SSHPublicKeyId",
                                        "DeleteSSHPublicKey", "SSHPublicKeyId"));
    ROLECALL_RETURN_IF_ERROR(RemoveEach(call, name, "ListSigningCertificates", "Certificates", "CertificateId",
                                        "DeleteSigningCertificate", "CertificateId"));
    ROLECALL_RETURN_IF_ERROR(RemoveEach(call, name, "ListServiceSpecificCredentials", "ServiceSpecificCredentials",
                                        "ServiceSpecificCredentialId", "DeleteServiceSpecificCredential",
                                        "ServiceSpecificCredentialId"));
    return RemoveEach(call, name, "ListMFADevices", "MFADevices", "SerialNumber", "DeactivateMFADevice",
                      "SerialNumber");
  }

  // What `list` answers, each removed by `action`. `member` is the name's element; "" for plain names.
  static Result<void> RemoveEach(const Call& call, const std::string& user, const char* list_action, const char* list,
                                 const std::string& member, const char* action, const char* parameter) {
    std::string what = "deleting IAM User (" + user + "): " + action;
    auto found = AllPages(call, list_action, {{"UserName", user}}, list);
    if (!found.ok() && found.error().Is(kNoSuchEntity)) return {};
    if (!found.ok()) return Failed(what, found.error());
    for (const api::XmlNode& one : *found) {
      std::string name = member.empty() ? one.text : std::string(one.Get(member));
      ROLECALL_RETURN_IF_ERROR(GoneIsFine(what, call.Iam(action, {{"UserName", user}, {parameter, name}})));
    }
    return {};
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeIamUser(const Behaviour& behaviour) { return std::make_unique<IamUser>(behaviour); }

}  // namespace rolecall::providers::aws
