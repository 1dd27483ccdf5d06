// data: aws_eks_cluster, aws_eks_clusters, aws_eks_cluster_auth
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "aws/sigv4/sigv4.h"
#include "base/encoding.h"
#include "http/message.h"
#include "providers/aws/data/data_sources.h"
#include "providers/aws/eks/calls.h"
#include "providers/aws/framework/json_value.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Type;
using value::Value;

constexpr std::chrono::seconds kTokenUrlLifetime{60};
constexpr const char* kTokenPrefix = "k8s-aws-v1.";

Type ListOf(std::map<std::string, Type> attributes) { return Type::List(Type::Object(std::move(attributes))); }
Type Texts() { return Type::Set(Type::String()); }

// The lists of one object that the answer has under a name of its own.
std::map<std::string, Type> NestedTypes(const Behaviour& behaviour) {
  Type text = Type::String();
  Type flag = Type::Bool();
  std::map<std::string, Type> types = {{"certificate_authority", ListOf({{"data", text}})},
                                       {"identity", ListOf({{"oidc", ListOf({{"issuer", text}})}})},
                                       {"vpc_config", ListOf({{"cluster_security_group_id", text},
                                                              {"endpoint_private_access", flag},
                                                              {"endpoint_public_access", flag},
                                                              {"public_access_cidrs", Texts()},
                                                              {"security_group_ids", Texts()},
                                                              {"subnet_ids", Texts()},
                                                              {"vpc_id", text}})}};
  std::map<std::string, Type> network = {{"ip_family", text}, {"service_ipv4_cidr", text}};
  if (behaviour.major() >= 5) {
    network.emplace("service_ipv6_cidr", text);
    types.emplace("access_config",
                  ListOf({{"authentication_mode", text}, {"bootstrap_cluster_creator_admin_permissions", flag}}));
    types.emplace("outpost_config", ListOf({{"control_plane_instance_type", text},
                                            {"control_plane_placement", ListOf({{"group_name", text}})},
                                            {"outpost_arns", Texts()}}));
  }
  if (behaviour.major() >= 6) {
    network.emplace("elastic_load_balancing", ListOf({{"enabled", flag}}));
    types.emplace("compute_config", ListOf({{"enabled", flag}, {"node_pools", Texts()}, {"node_role_arn", text}}));
    types.emplace("remote_network_config", ListOf({{"remote_node_networks", ListOf({{"cidrs", Texts()}})},
                                                   {"remote_pod_networks", ListOf({{"cidrs", Texts()}})}}));
    types.emplace("storage_config", ListOf({{"block_storage", ListOf({{"enabled", flag}})}}));
    types.emplace("upgrade_policy", ListOf({{"support_type", text}}));
    types.emplace("zonal_shift_config", ListOf({{"enabled", flag}}));
  }
  if (behaviour.IsAtLeast(6, 24)) {
    types.emplace("control_plane_scaling_config", ListOf({{"tier", text}}));
  }
  types.emplace("kubernetes_network_config", ListOf(std::move(network)));
  return types;
}

engine::BlockSchema ClusterSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : {"arn", "created_at", "endpoint", "platform_version", "role_arn", "status", "version"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  if (behaviour.major() >= 5) block.attributes["cluster_id"] = TextAttribute(Use::kComputed);
  if (behaviour.major() >= 6) block.attributes["deletion_protection"] = FlagAttribute(Use::kComputed);
  for (auto& nested : NestedTypes(behaviour)) {
    block.attributes[nested.first] = Attribute(nested.second, Use::kComputed);
  }
  block.attributes["enabled_cluster_log_types"] = TextSetAttribute(Use::kComputed);
  block.attributes["name"] = TextAttribute(Use::kRequired);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["tags"] = TextMapAttribute(Use::kOptionalComputed);
  return block;
}

// A GET of the EKS API: its JSON.
Result<boost::json::object> Ask(const Call& call, const std::string& operation, const std::string& path,
                                const std::string& query, const std::string& what) {
  api::RestRequest request;
  request.path = path;
  request.query = query;
  auto answer = call.client().Rest(api::kEks, operation, request);
  if (!answer.ok()) return Failed(what, answer.error());
  boost::system::error_code error;
  boost::json::value parsed = boost::json::parse(answer->body, error);
  if (error || !parsed.is_object()) {
    return Error{ErrorCode::kUnavailable, what + ": the answer is not EKS's. Is the endpoint that of EKS?"};
  }
  return std::move(parsed.as_object());
}

std::vector<std::string> EnabledLogs(const boost::json::object& cluster) {
  std::vector<std::string> types;
  const boost::json::value* logging = cluster.if_contains("logging");
  const boost::json::value* setups =
      logging != nullptr && logging->is_object() ? logging->as_object().if_contains("clusterLogging") : nullptr;
  if (setups == nullptr || !setups->is_array()) return types;
  for (const boost::json::value& setup : setups->as_array()) {
    const boost::json::value* enabled = setup.is_object() ? setup.as_object().if_contains("enabled") : nullptr;
    if (enabled == nullptr || !enabled->is_bool() || !enabled->as_bool()) continue;
    const boost::json::value* names = setup.as_object().if_contains("types");
    if (names == nullptr || !names->is_array()) continue;
    for (const boost::json::value& name : names->as_array()) {
      if (name.is_string()) types.emplace_back(name.as_string());
    }
  }
  return types;
}

class ClusterData final : public DataSource {
 public:
  explicit ClusterData(const Behaviour& behaviour) : DataSource(ClusterSchema(behaviour)), behaviour_(behaviour) {}

  Result<void> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("name");
    std::string what = "reading EKS Cluster (" + name + ")";
    ROLECALL_TRY(boost::json::object answer,
                 Ask(call, "DescribeCluster", "/clusters/" + PercentEncode(name), "", what));
    const boost::json::value* found = answer.if_contains("cluster");
    if (found == nullptr || !found->is_object()) {
      return Error{ErrorCode::kUnavailable, what + ": the answer has no cluster"};
    }
    const boost::json::object& cluster = found->as_object();
    for (const char* text : {"arn", "endpoint", "platform_version", "role_arn", "status", "version"}) {
      state.Set(text, FromJsonMember(cluster, text, Type::String()));
    }
    for (const auto& nested : NestedTypes(behaviour_)) {
      std::string source = nested.first == "vpc_config" ? "resources_vpc_config" : nested.first;
      state.Set(nested.first, FromJsonMember(cluster, source, nested.second));
    }
    if (state.Has("cluster_id")) state.Set("cluster_id", FromJsonMember(cluster, "id", Type::String()));
    if (state.Has("deletion_protection")) {
      state.Set("deletion_protection", FromJsonMember(cluster, "deletion_protection", Type::Bool()));
    }
    state.SetText("created_at", behaviour_.has_rfc3339_cluster_times() ? Rfc3339Time(*found, "createdAt")
                                                                       : GoTime(*found, "createdAt"));
    state.SetTexts("enabled_cluster_log_types", EnabledLogs(cluster));
    Object tags(Type::Object({{"tags", Type::Map(Type::String())}}), Value());
    tags.Set("tags", FromJsonMember(cluster, "tags", Type::Map(Type::String())));
    state.SetTextMap("tags", call.provider.tags.Managed(tags.TextMap("tags")));
    if (state.Has("region")) state.SetText("region", call.region());
    state.SetText("id", name);
    return {};
  }

 private:
  Behaviour behaviour_;
};

engine::BlockSchema ClustersSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["names"] = TextSetAttribute(Use::kComputed);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

class ClustersData final : public DataSource {
 public:
  explicit ClustersData(const Behaviour& behaviour) : DataSource(ClustersSchema(behaviour)) {}

  Result<void> Read(const Call& call, Object& state) const override {
    constexpr int kMaxPages = 100;
    std::vector<std::string> names;
    std::string query;
    for (int page = 0; page < kMaxPages; ++page) {
      ROLECALL_TRY(boost::json::object answer, Ask(call, "ListClusters", "/clusters", query, "listing EKS Clusters"));
      const boost::json::value* list = answer.if_contains("clusters");
      for (std::size_t i = 0; list != nullptr && list->is_array() && i < list->as_array().size(); ++i) {
        if (list->as_array()[i].is_string()) names.emplace_back(list->as_array()[i].as_string());
      }
      const boost::json::value* next = answer.if_contains("nextToken");
      if (next == nullptr || !next->is_string() || next->as_string().empty()) break;
      query = "nextToken=" + PercentEncode(std::string(next->as_string()));
    }
    state.SetTexts("names", names);
    if (state.Has("region")) state.SetText("region", call.region());
    state.SetText("id", call.region());
    return {};
  }
};

engine::BlockSchema ClusterAuthSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["name"] = TextAttribute(Use::kRequired);
  block.attributes["token"] = TextAttribute(Use::kComputed);
  block.attributes["token"].sensitive = true;
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

// A signed GetCallerIdentity that the cluster sends to STS in our place: no request is made here.
class ClusterAuth final : public DataSource {
 public:
  explicit ClusterAuth(const Behaviour& behaviour) : DataSource(ClusterAuthSchema(behaviour)) {}

  void Validate(const Object& config, Problems& problems) const override {
    if (config.IsSet("name") && config.Text("name").empty()) {
      problems.push_back({"name", "expected \"name\" to not be an empty string"});
    }
  }

  Result<void> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("name");
    ROLECALL_TRY(api::Endpoint endpoint,
                 api::ResolveEndpoint(api::kSts, call.region(), call.client().options().endpoints));
    ROLECALL_TRY(api::Credentials credentials, call.provider.credentials->Get());
    http::ClientRequest request;
    request.url = endpoint.url + "/?Action=GetCallerIdentity&Version=2011-06-15";
    request.headers.Set("x-k8s-aws-id", name);
    std::string url = api::PresignUrl(request, credentials, {endpoint.signing_region, "sts"}, call.provider.clock.Now(),
                                      kTokenUrlLifetime);
    state.SetText("token", kTokenPrefix + Base64UrlEncode(url));
    if (state.Has("region")) state.SetText("region", call.region());
    state.SetText("id", name);
    return {};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeEksClusterData(const Behaviour& behaviour) {
  return std::make_unique<ClusterData>(behaviour);
}
std::unique_ptr<const DataSource> MakeEksClustersData(const Behaviour& behaviour) {
  return std::make_unique<ClustersData>(behaviour);
}
std::unique_ptr<const DataSource> MakeEksClusterAuthData(const Behaviour& behaviour) {
  return std::make_unique<ClusterAuth>(behaviour);
}

}  // namespace rolecall::providers::aws
