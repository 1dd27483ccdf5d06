// aws_eks_access_policy_association
#include <boost/json.hpp>

#include "base/encoding.h"
#include "base/text.h"
#include "providers/aws/eks/access_entry_attributes.h"
#include "providers/aws/eks/resources.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

constexpr int kMostPages = 100;

engine::BlockSchema PolicyAssociationSchema(const Behaviour& behaviour) {
  engine::BlockSchema block, scope, timeouts;
  AddId(block);
  for (const char* name : {"cluster_name", "policy_arn", "principal_arn"}) {
    block.attributes[name] = TextAttribute(Use::kRequired);
  }
  for (const char* name : {"associated_at", "modified_at"}) block.attributes[name] = TextAttribute(Use::kComputed);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  scope.attributes["namespaces"] = TextSetAttribute(Use::kOptional);
  scope.attributes["type"] = TextAttribute(Use::kRequired);
  block.blocks["access_scope"] = Block(engine::Nesting::kList, std::move(scope), 1);
  block.blocks["access_scope"].min_items = 1;
  for (const char* name : {"create", "delete"}) timeouts.attributes[name] = TextAttribute(Use::kOptional);
  block.blocks["timeouts"] = Block(engine::Nesting::kSingle, std::move(timeouts));
  return block;
}

Rules PolicyAssociationRules(const Behaviour& behaviour) {
  Rules rules;
  for (const char* name : {"access_scope", "cluster_name", "policy_arn", "principal_arn"}) {
    rules.emplace(name, ForceNew());
  }
  if (behaviour.has_region_argument()) rules.emplace("region", ForceNew());
  return rules;
}

boost::json::object ScopeOf(const Object& state) {
  boost::json::object scope;
  for (const Object& block : state.Blocks("access_scope")) {
    const std::vector<std::string> namespaces = block.Texts("namespaces");
    scope = {{"type", block.Text("type")}, {"namespaces", boost::json::array(namespaces.begin(), namespaces.end())}};
  }
  return scope;
}

void ReadScope(const boost::json::value& association, Object& state) {
  const boost::json::value scope = JsonObject(association, "accessScope");
  const value::Type& type = state.TypeOf("access_scope").element();
  Object block(type, Value::Null(type));
  block.SetText("type", JsonText(scope, "type"));
  block.SetTexts("namespaces", JsonTexts(scope, "namespaces"));
  state.Set("access_scope", Value::List(type, {block.ToValue()}));
}

class AccessPolicyAssociation final : public Resource {
 public:
  explicit AccessPolicyAssociation(const Behaviour& behaviour)
      : Resource(PolicyAssociationSchema(behaviour), PolicyAssociationRules(behaviour)) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckClusterName(config, problems);
    CheckArn(config, "policy_arn", problems);
    CheckArn(config, "principal_arn", problems);
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    const std::string id =
        state.Text("cluster_name") + "#" + state.Text("principal_arn") + "#" + state.Text("policy_arn");
    const boost::json::object body{{"policyArn", state.Text("policy_arn")}, {"accessScope", ScopeOf(state)}};
    // An entry that was made a moment ago is not yet seen everywhere.
    auto answer = RetryWhile<boost::json::value>(
        call, kPropagationTimeout,
        [](const api::ServiceError& error) {
          return error.Is(kEksGone) && MessageHas(error, "The specified principalArn could not be found");
        },
        [&] {
          return CallEks(call, "AssociateAccessPolicy", "POST",
                         PathOf(state.Text("cluster_name"), state.Text("principal_arn")), body);
        });
    if (!answer.ok()) return Failed("creating EKS Access Policy Association (" + id + ")", answer.error());
    state.SetText("id", id);
    return {};
  }

  // Imported as CLUSTER#PRINCIPAL#POLICY.
  Result<bool> Read(const Call& call, Object& state) const override {
    const std::string id = state.Text("id");
    const std::size_t first = id.find('#'), second = first == id.npos ? id.npos : id.find('#', first + 1);
    if (second == id.npos || first == 0 || second == first + 1 || second + 1 == id.size()) {
      return Error{ErrorCode::kInvalidArgument,
                   "unexpected format for ID (" + id + "), expected cluster-name#principal-arn#policy-arn"};
    }
    const std::string cluster = id.substr(0, first), principal = id.substr(first + 1, second - first - 1);
    const std::string policy = id.substr(second + 1);
    JsonAnswer found = Find(call, PathOf(cluster, principal), policy);
    if (!found.ok() && found.error().Is(kEksGone)) return false;
    if (!found.ok()) return Failed("reading EKS Access Policy Association (" + id + ")", found.error());
    if (found->is_null()) return false;
    ReadScope(*found, state);
    state.SetText("associated_at", GoTime(*found, "associatedAt"));
    state.SetText("modified_at", GoTime(*found, "modifiedAt"));
    state.SetText("cluster_name", cluster);
    state.SetText("principal_arn", principal);
    state.SetText("policy_arn", policy);
    if (state.Has("region") && !state.IsSet("region")) state.SetText("region", call.region());
    return true;
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    JsonAnswer answer = CallEks(call, "DisassociateAccessPolicy", "DELETE",
                                PathOf(state.Text("cluster_name"), state.Text("principal_arn")) + "/" +
                                    PercentEncode(state.Text("policy_arn")));
    if (answer.ok() || answer.error().Is(kEksGone)) return {};
    return Failed("deleting EKS Access Policy Association (" + state.Text("id") + ")", answer.error());
  }

 private:
  static std::string PathOf(const std::string& cluster, const std::string& principal) {
    return AccessEntryPath(cluster, principal) + "/access-policies";
  }

  // The association with that policy; null if there is none.
  static JsonAnswer Find(const Call& call, const std::string& path, const std::string& policy) {
    std::string query;
    for (int page = 0; page < kMostPages; ++page) {
      JsonAnswer answer = CallEks(call, "ListAssociatedAccessPolicies", "GET", path, {}, query);
      if (!answer.ok()) return answer;
      for (const boost::json::value& one : JsonList(*answer, "associatedAccessPolicies")) {
        if (JsonText(one, "policyArn") == policy) return one;
      }
      const std::string next = JsonText(*answer, "nextToken");
      if (next.empty()) break;
      query = "nextToken=" + PercentEncode(next);
    }
    return boost::json::value();
  }
};

}  // namespace

std::unique_ptr<const Resource> MakeEksAccessPolicyAssociation(const Behaviour& behaviour) {
  return std::make_unique<AccessPolicyAssociation>(behaviour);
}

}  // namespace rolecall::providers::aws
