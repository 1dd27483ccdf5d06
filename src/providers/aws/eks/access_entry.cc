// aws_eks_access_entry
#include <boost/json.hpp>

#include "base/encoding.h"
#include "providers/aws/eks/access_entry_attributes.h"
#include "providers/aws/eks/resources.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

// An argument, and the member of the API.
constexpr std::pair<const char*, const char*> kEntryTexts[] = {{"access_entry_arn", "accessEntryArn"},
                                                               {"cluster_name", "clusterName"},
                                                               {"principal_arn", "principalArn"},
                                                               {"type", "type"},
                                                               {"user_name", "username"}};

engine::BlockSchema AccessEntrySchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  for (const char* name : {"cluster_name", "principal_arn"}) block.attributes[name] = TextAttribute(Use::kRequired);
  for (const char* name : {"access_entry_arn", "created_at", "modified_at"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["kubernetes_groups"] = TextSetAttribute(Use::kOptionalComputed);
  block.attributes["type"] = TextAttribute(Use::kOptional);
  block.attributes["user_name"] = TextAttribute(Use::kOptionalComputed);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  engine::BlockSchema timeouts;
  for (const char* name : {"create", "delete"}) timeouts.attributes[name] = TextAttribute(Use::kOptional);
  block.blocks["timeouts"] = Block(engine::Nesting::kSingle, std::move(timeouts));
  return block;
}

Rules AccessEntryRules(const Behaviour& behaviour) {
  Rules rules{
      {"cluster_name", ForceNew()}, {"principal_arn", ForceNew()}, {"type", Default(Value::String("STANDARD"), true)}};
  if (behaviour.has_region_argument()) rules.emplace("region", ForceNew());
  return rules;
}

class AccessEntry final : public Resource {
 public:
  explicit AccessEntry(const Behaviour& behaviour)
      : Resource(AccessEntrySchema(behaviour), AccessEntryRules(behaviour)), behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckClusterName(config, problems);
    CheckArn(config, "principal_arn", problems);
    CheckOneOf(config, "type", "type", {"EC2", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "HYBRID_LINUX", "STANDARD"},
               problems);
  }

  // No groups of one's own are those that EKS gives.
  Result<void> Plan(const Object* prior, const Object&, Object& planned) const override {
    if (prior == nullptr && !planned.IsUnknown("kubernetes_groups") && planned.Texts("kubernetes_groups").empty()) {
      planned.SetUnknown("kubernetes_groups");
    }
    return {};
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    const std::string id = state.Text("cluster_name") + ":" + state.Text("principal_arn");
    boost::json::object body{{"principalArn", state.Text("principal_arn")}, {"type", state.Text("type")}};
    if (const Tags tags = state.TextMap("tags_all"); !tags.empty()) body["tags"] = EksTagsObject(tags);
    const std::vector<std::string> groups = state.Texts("kubernetes_groups");
    if (!groups.empty()) body["kubernetesGroups"] = boost::json::array(groups.begin(), groups.end());
    if (!state.Text("user_name").empty()) body["username"] = state.Text("user_name");
    // A principal that was made a moment ago is not yet seen everywhere.
    auto answer = RetryWhile<boost::json::value>(
        call, kPropagationTimeout,
        [](const api::ServiceError& error) {
          return error.Is("InvalidParameterException") &&
                 MessageHas(error, "The specified principalArn is invalid: invalid principal");
        },
        [&] {
          return CallEks(call, "CreateAccessEntry", "POST",
                         "/clusters/" + PercentEncode(state.Text("cluster_name")) + "/access-entries", body);
        });
    if (!answer.ok()) return Failed("creating EKS Access Entry (" + id + ")", answer.error());
    state.SetText("id", id);
    return {};
  }

  // Imported as CLUSTER:PRINCIPAL.
  Result<bool> Read(const Call& call, Object& state) const override {
    const std::string id = state.Text("id");
    const std::size_t colon = id.find(':');
    if (colon == id.npos || colon == 0 || colon + 1 == id.size()) {
      return Error{ErrorCode::kInvalidArgument,
                   "unexpected format for ID (" + id + "), expected cluster-name:principal-arn"};
    }
    JsonAnswer answer = DescribeAccessEntry(call, id.substr(0, colon), id.substr(colon + 1));
    if (!answer.ok() && answer.error().Is(kEksGone)) return false;
    if (!answer.ok()) return Failed("reading EKS Access Entry (" + id + ")", answer.error());
    const boost::json::value entry = JsonObject(*answer, "accessEntry");
    ReadAccessEntry(entry, state);
    if (state.Has("region") && !state.IsSet("region")) state.SetText("region", call.region());
    ReadTags(call.provider.tags, behaviour_, EksTagsIn(entry), state);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    const std::string what = "updating EKS Access Entry (" + state.Text("id") + ")";
    if (state.Text("user_name") != prior.Text("user_name") ||
        !state.Get("kubernetes_groups").Same(prior.Get("kubernetes_groups"))) {
      const std::vector<std::string> groups = state.Texts("kubernetes_groups");
      const boost::json::object body{{"kubernetesGroups", boost::json::array(groups.begin(), groups.end())},
                                     {"username", state.Text("user_name")}};
      JsonAnswer answer = CallEks(call, "UpdateAccessEntry", "POST", PathOf(state), body);
      if (!answer.ok()) return Failed(what, answer.error());
    }
    return UpdateEksTags(call, what, state.Text("access_entry_arn"), prior, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    JsonAnswer answer = CallEks(call, "DeleteAccessEntry", "DELETE", PathOf(state));
    if (answer.ok() || answer.error().Is(kEksGone)) return {};
    return Failed("deleting EKS Access Entry (" + state.Text("id") + ")", answer.error());
  }

 private:
  static std::string PathOf(const Object& state) {
    return AccessEntryPath(state.Text("cluster_name"), state.Text("principal_arn"));
  }

  Behaviour behaviour_;
};

}  // namespace

std::string AccessEntryPath(const std::string& cluster, const std::string& principal_arn) {
  return "/clusters/" + PercentEncode(cluster) + "/access-entries/" + PercentEncode(principal_arn);
}

JsonAnswer DescribeAccessEntry(const Call& call, const std::string& cluster, const std::string& principal_arn) {
  return CallEks(call, "DescribeAccessEntry", "GET", AccessEntryPath(cluster, principal_arn));
}

void ReadAccessEntry(const boost::json::value& entry, Object& state) {
  for (const auto& [name, member] : kEntryTexts) state.SetText(name, JsonText(entry, member));
  state.SetText("created_at", Rfc3339Time(entry, "createdAt"));
  state.SetText("modified_at", Rfc3339Time(entry, "modifiedAt"));
  state.SetTexts("kubernetes_groups", JsonTexts(entry, "kubernetesGroups"));
}

std::unique_ptr<const Resource> MakeEksAccessEntry(const Behaviour& behaviour) {
  return std::make_unique<AccessEntry>(behaviour);
}

}  // namespace rolecall::providers::aws
