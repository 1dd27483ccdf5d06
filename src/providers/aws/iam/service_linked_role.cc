// aws_iam_service_linked_role
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

constexpr std::string_view kServiceDomain = ".amazonaws.com";

engine::BlockSchema ServiceLinkedRoleSchema() {
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  for (const char* name : {"arn", "create_date", "name", "path", "unique_id"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["aws_service_name"] = TextAttribute(Use::kRequired);
  block.attributes["custom_suffix"] = TextAttribute(Use::kOptional);
  block.attributes["description"] = TextAttribute(Use::kOptional);
  return block;
}

// The id is the ARN, "…:role/aws-service-role/SERVICE/NAME" or "…/NAME_SUFFIX": all that the API tells of the service.
struct LinkedRoleId {
  std::string service, name, suffix;
};

Result<LinkedRoleId> ParseLinkedRoleId(const std::string& arn) {
  constexpr std::string_view kPath = ":role/aws-service-role/";
  std::size_t path = arn.find(kPath);
  std::size_t service = path + kPath.size();
  std::size_t slash = path == std::string::npos ? path : arn.find('/', service);
  if (slash == std::string::npos || slash == service || slash + 1 == arn.size()) {
    return Error{ErrorCode::kInvalidArgument, "unexpected format of ID (" + arn +
                                                  "), expected the ARN of a service-linked role: "
                                                  "arn:PARTITION:iam::ACCOUNT:role/aws-service-role/SERVICE/NAME"};
  }
  LinkedRoleId id{arn.substr(service, slash - service), arn.substr(slash + 1), ""};
  std::size_t underscore = id.name.find('_');
  if (underscore != std::string::npos) id.suffix = id.name.substr(underscore + 1);
  return id;
}

class ServiceLinkedRole final : public Resource {
 public:
  explicit ServiceLinkedRole(const Behaviour& behaviour)
      : Resource(ServiceLinkedRoleSchema(), {{"aws_service_name", ForceNew()}, {"custom_suffix", ForceNew()}}),
        behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    std::string service = config.Text("aws_service_name");
    if (!config.IsSet("aws_service_name") ||
        (service.size() > kServiceDomain.size() && service.ends_with(kServiceDomain))) {
      return;
    }
    problems.push_back(
        {"aws_service_name", "must be the name of a service, as in ecs.amazonaws.com, got \"" + service + "\""});
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    std::string service = state.Text("aws_service_name");
    std::string what = "creating IAM Service Linked Role (" + service + ")";
    api::QueryParameters parameters = {{"AWSServiceName", service}};
    if (!state.Text("custom_suffix").empty()) parameters.emplace_back("CustomSuffix", state.Text("custom_suffix"));
    if (!state.Text("description").empty()) parameters.emplace_back("Description", state.Text("description"));
    auto answer = call.Iam("CreateServiceLinkedRole", std::move(parameters));
    if (!answer.ok()) return Failed(what, answer.error());
    const api::XmlNode* role = answer->Find("Role");
    if (role == nullptr) return Error{ErrorCode::kUnavailable, what + ": the answer has no Role"};
    state.SetText("id", std::string(role->Get("Arn")));
    // The call that makes the role takes no tags.
    Object untagged = state;
    untagged.SetTextMap("tags_all", {});
    return UpdateIamTags(call, "Role", "RoleName", std::string(role->Get("RoleName")), untagged, state);
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    ROLECALL_TRY(LinkedRoleId id, ParseLinkedRoleId(state.Text("id")));
    std::string what = "reading IAM Service Linked Role (" + state.Text("id") + ")";
    auto answer = call.Iam("GetRole", {{"RoleName", id.name}});
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) return false;
    if (!answer.ok()) return Failed(what, answer.error());
    const api::XmlNode* role = answer->Find("Role");
    if (role == nullptr) return Error{ErrorCode::kUnavailable, what + ": the answer has no Role"};
    state.SetText("arn", std::string(role->Get("Arn")));
    state.SetText("aws_service_name", id.service);
    state.SetText("create_date", std::string(role->Get("CreateDate")));
    state.SetText("custom_suffix", id.suffix);
    state.SetText("description", std::string(role->Get("Description")));
    state.SetText("name", id.name);
    state.SetText("path", std::string(role->Get("Path")));
    state.SetText("unique_id", std::string(role->Get("RoleId")));
    ReadTags(call.provider.tags, behaviour_, TagsOf(*role), state);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    ROLECALL_TRY(LinkedRoleId id, ParseLinkedRoleId(state.Text("id")));
    if (prior.Text("description") != state.Text("description")) {
      auto answer = call.Iam("UpdateRole", {{"RoleName", id.name}, {"Description", state.Text("description")}});
      if (!answer.ok()) return Failed("updating IAM Service Linked Role (" + state.Text("id") + ")", answer.error());
    }
    return UpdateIamTags(call, "Role", "RoleName", id.name, prior, state);
  }

  // The service may still look whether it uses the role: the answer names a task, which is asked until it is done.
  Result<void> Delete(const Call& call, const Object& state) const override {
    ROLECALL_TRY(LinkedRoleId id, ParseLinkedRoleId(state.Text("id")));
    std::string what = "deleting IAM Service Linked Role (" + state.Text("id") + ")";
    auto started = call.Iam("DeleteServiceLinkedRole", {{"RoleName", id.name}});
    if (!started.ok()) return GoneIsFine(what, started);
    std::string task(started->Get("DeletionTaskId"));
    for (Backoff backoff(call, kDeletionTimeout);;) {
      auto answer = call.Iam("GetServiceLinkedRoleDeletionStatus", {{"DeletionTaskId", task}});
      if (!answer.ok()) return Failed(what, answer.error());
      std::string_view status = answer->Get("Status");
      if (status == "SUCCEEDED") return {};
      const api::XmlNode* reason = answer->Find("Reason");
      if (status == "FAILED") {
        return Error{ErrorCode::kConflict,
                     what + ": " + (reason == nullptr ? "refused" : std::string(reason->Get("Reason")))};
      }
      if (!backoff.Wait()) return Error{ErrorCode::kDeadlineExceeded, what + ": it is still being deleted"};
    }
  }

  Result<void> Import(const std::string& id, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(ParseLinkedRoleId(id));
    state.SetText("id", id);
    return {};
  }

 private:
  static constexpr std::chrono::minutes kDeletionTimeout{10};

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeIamServiceLinkedRole(const Behaviour& behaviour) {
  return std::make_unique<ServiceLinkedRole>(behaviour);
}

}  // namespace rolecall::providers::aws
