// aws_eks_pod_identity_association
#include <boost/json.hpp>

#include "base/encoding.h"
#include "providers/aws/eks/calls.h"
#include "providers/aws/eks/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

// An argument, and the member of the API.
constexpr std::pair<const char*, const char*> kTexts[] = {{"association_arn", "associationArn"},
                                                          {"association_id", "associationId"},
                                                          {"cluster_name", "clusterName"},
                                                          {"namespace", "namespace"},
                                                          {"role_arn", "roleArn"},
                                                          {"service_account", "serviceAccount"}};

engine::BlockSchema AssociationSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  block.attributes["id"] = TextAttribute(Use::kComputed);
  block.attributes["tags"] = TextMapAttribute(Use::kOptional);
  block.attributes["tags_all"] = TextMapAttribute(Use::kComputed);
  for (const char* name : {"cluster_name", "namespace", "role_arn", "service_account"}) {
    block.attributes[name] = TextAttribute(Use::kRequired);
  }
  for (const char* name : {"association_arn", "association_id"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  if (!behaviour.has_target_role_associations()) return block;
  block.attributes["disable_session_tags"] = FlagAttribute(Use::kOptionalComputed);
  block.attributes["external_id"] = TextAttribute(Use::kComputed);
  block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["target_role_arn"] = TextAttribute(Use::kOptional);
  return block;
}

Rules AssociationRules(const Behaviour& behaviour) {
  Rules rules;
  for (const char* name : {"cluster_name", "namespace", "service_account"}) rules.emplace(name, ForceNew());
  if (behaviour.has_target_role_associations()) {
    rules.emplace("disable_session_tags", Default(value::Value::Bool(false)));
    rules.emplace("region", ForceNew());
  }
  return rules;
}

class PodIdentityAssociation final : public Resource {
 public:
  explicit PodIdentityAssociation(const Behaviour& behaviour)
      : Resource(AssociationSchema(behaviour), AssociationRules(behaviour)), behaviour_(behaviour) {}

  // The real one is written with the plugin framework.
  bool plans_as_sdk() const override { return false; }

  // As the plugin framework can, and the old SDK cannot: no tags at all are known to be none.
  Result<void> Plan(const Object*, const Object&, Object& planned) const override {
    const bool has_none = planned.IsUnknown("tags_all") && !planned.IsUnknown("tags");
    if (has_none) planned.SetTextMap("tags_all", {});
    return {};
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    boost::json::object body{{"namespace", state.Text("namespace")},
                             {"serviceAccount", state.Text("service_account")},
                             {"roleArn", state.Text("role_arn")}};
    AddOptions(state, body);
    if (const Tags tags = state.TextMap("tags_all"); !tags.empty()) body["tags"] = EksTagsObject(tags);
    // A role that was made a moment ago is not yet seen everywhere.
    auto answer = RetryWhile<boost::json::value>(
        call, kPropagationTimeout,
        [](const api::ServiceError& error) {
          return error.Is("InvalidParameterException") &&
                 MessageHas(error, "Role provided in the request does not exist");
        },
        [&] {
          return CallEks(call, "CreatePodIdentityAssociation", "POST", PathOf(state.Text("cluster_name")), body);
        });
    if (!answer.ok()) {
      return Failed("creating EKS Pod Identity Association (" + state.Text("cluster_name") + ")", answer.error());
    }
    state.SetText("id", JsonText(JsonObject(*answer, "association"), "associationId"));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    // Imported as CLUSTER,ASSOCIATION.
    const std::string id = state.Text("id");
    if (const std::size_t comma = id.find(','); comma != std::string::npos) {
      state.SetText("cluster_name", id.substr(0, comma));
      state.SetText("id", id.substr(comma + 1));
    }
    JsonAnswer answer =
        CallEks(call, "DescribePodIdentityAssociation", "GET", PathOf(state.Text("cluster_name"), state.Text("id")));
    if (!answer.ok() && answer.error().Is(kEksGone)) return false;
    if (!answer.ok()) return Failed("reading EKS Pod Identity Association (" + id + ")", answer.error());
    const boost::json::value association = JsonObject(*answer, "association");
    for (const auto& [name, member] : kTexts) state.SetText(name, JsonText(association, member));
    if (behaviour_.has_target_role_associations()) {
      state.SetTextOrNull("target_role_arn", JsonText(association, "targetRoleArn"));
      state.SetTextOrNull("external_id", JsonText(association, "externalId"));
      const boost::json::value* flag = association.as_object().if_contains("disableSessionTags");
      state.SetFlag("disable_session_tags", flag != nullptr && flag->is_bool() && flag->as_bool());
      if (!state.IsSet("region")) state.SetText("region", call.region());
    }
    ReadTags(call.provider.tags, behaviour_, EksTagsIn(association), state);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    const std::string what = "updating EKS Pod Identity Association (" + state.Text("id") + ")";
    boost::json::object body;
    if (state.Text("role_arn") != prior.Text("role_arn")) body["roleArn"] = state.Text("role_arn");
    if (behaviour_.has_target_role_associations()) {
      if (state.Text("target_role_arn") != prior.Text("target_role_arn")) {
        body["targetRoleArn"] = state.Text("target_role_arn");
      }
      if (state.Flag("disable_session_tags") != prior.Flag("disable_session_tags")) {
        body["disableSessionTags"] = state.Flag("disable_session_tags");
      }
    }
    if (!body.empty()) {
      JsonAnswer answer = CallEks(call, "UpdatePodIdentityAssociation", "POST",
                                  PathOf(state.Text("cluster_name"), state.Text("id")), body);
      if (!answer.ok()) return Failed(what, answer.error());
    }
    return UpdateEksTags(call, what, state.Text("association_arn"), prior, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    JsonAnswer answer =
        CallEks(call, "DeletePodIdentityAssociation", "DELETE", PathOf(state.Text("cluster_name"), state.Text("id")));
    if (answer.ok() || answer.error().Is(kEksGone)) return {};
    return Failed("deleting EKS Pod Identity Association (" + state.Text("id") + ")", answer.error());
  }

 private:
  static std::string PathOf(const std::string& cluster, const std::string& id = "") {
    return "/clusters/" + PercentEncode(cluster) + "/pod-identity-associations" +
           (id.empty() ? "" : "/" + PercentEncode(id));
  }

  void AddOptions(const Object& state, boost::json::object& body) const {
    if (!behaviour_.has_target_role_associations()) return;
    if (!state.Text("target_role_arn").empty()) body["targetRoleArn"] = state.Text("target_role_arn");
    if (state.IsSet("disable_session_tags")) body["disableSessionTags"] = state.Flag("disable_session_tags");
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeEksPodIdentityAssociation(const Behaviour& behaviour) {
  return std::make_unique<PodIdentityAssociation>(behaviour);
}

}  // namespace rolecall::providers::aws
