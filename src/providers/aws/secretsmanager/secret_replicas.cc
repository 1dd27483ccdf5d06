#include "providers/aws/secretsmanager/secret_replicas.h"

#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Type;
using value::Value;

Result<void> RemoveReplicas(const Call& call, const std::string& secret, const Replicas& replicas) {
  if (replicas.empty()) return {};
  boost::json::array regions;
  for (const auto& replica : replicas) regions.emplace_back(replica.first);
  auto answer =
      CallSecrets(call, "RemoveRegionsFromReplication", {{"SecretId", secret}, {"RemoveReplicaRegions", regions}});
  if (!answer.ok() && !IsSecretGone(answer.error())) {
    return Failed("removing replicas of Secrets Manager Secret (" + secret + ")", answer.error());
  }
  return {};
}

Result<void> AddReplicas(const Call& call, const std::string& secret, const Replicas& replicas, bool overwrite) {
  if (replicas.empty()) return {};
  auto answer = CallSecrets(call, "ReplicateSecretToRegions",
                            {{"SecretId", secret},
                             {"AddReplicaRegions", ReplicasAsJson(replicas)},
                             {"ForceOverwriteReplicaSecret", overwrite}});
  if (!answer.ok()) return Failed("adding replicas of Secrets Manager Secret (" + secret + ")", answer.error());
  return {};
}

Value TextOrNull(const std::string& text) { return text.empty() ? Value::Null(Type::String()) : Value::String(text); }

}  // namespace

engine::NestedBlockSchema ReplicaBlock() {
  engine::BlockSchema block;
  block.attributes["region"] = TextAttribute(Use::kRequired);
  block.attributes["kms_key_id"] = TextAttribute(Use::kOptionalComputed);
  for (const char* name : {"last_accessed_date", "status", "status_message"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  engine::NestedBlockSchema nested = Block(engine::Nesting::kSet, std::move(block));
  nested.computed = true;
  return nested;
}

Replicas ConfiguredReplicas(const Object& secret) {
  Replicas replicas;
  for (const Object& block : secret.Blocks("replica")) replicas[block.Text("region")] = block.Text("kms_key_id");
  return replicas;
}

boost::json::array ReplicasAsJson(const Replicas& replicas) {
  boost::json::array list;
  for (const auto& replica : replicas) {
    boost::json::object one = {{"Region", replica.first}};
    if (!replica.second.empty()) one["KmsKeyId"] = replica.second;
    list.push_back(std::move(one));
  }
  return list;
}

void PlanReplicas(const Object* prior, const Object& config, Object& planned) {
  if (prior == nullptr || config.IsUnknown("replica")) return;
  const Replicas wanted = ConfiguredReplicas(config), before = ConfiguredReplicas(*prior);
  if (wanted.empty()) return;
  bool same = before.size() == wanted.size();
  for (const auto& replica : wanted) {
    auto old = before.find(replica.first);
    same = same && old != before.end() && (replica.second.empty() || replica.second == old->second);
  }
  if (same) planned.Set("replica", prior->Get("replica"));
}

void ReadReplicas(const boost::json::value& description, Object& secret) {
  std::vector<Value> blocks;
  const boost::json::value* list = description.as_object().if_contains("ReplicationStatus");
  if (list != nullptr && list->is_array()) {
    for (const boost::json::value& one : list->as_array()) {
      blocks.push_back(Value::Object({{"region", Value::String(JsonText(one, "Region"))},
                                      {"kms_key_id", TextOrNull(JsonText(one, "KmsKeyId"))},
                                      {"last_accessed_date", TextOrNull(JsonText(one, "LastAccessedDate"))},
                                      {"status", Value::String(JsonText(one, "Status"))},
                                      {"status_message", Value::String(JsonText(one, "StatusMessage"))}}));
    }
  }
  secret.Set("replica", Value::Set(secret.TypeOf("replica").element(), std::move(blocks)));
}

Result<void> UpdateReplicas(const Call& call, const std::string& secret, const Replicas& before, const Replicas& after,
                            bool overwrite) {
  Replicas removed;
  Replicas added;
  for (const auto& replica : before) {
    auto now = after.find(replica.first);
    if (now == after.end() || now->second != replica.second) removed.insert(replica);
  }
  for (const auto& replica : after) {
    auto old = before.find(replica.first);
    if (old == before.end() || old->second != replica.second) added.insert(replica);
  }
  ROLECALL_RETURN_IF_ERROR(RemoveReplicas(call, secret, removed));
  return AddReplicas(call, secret, added, overwrite);
}

}  // namespace rolecall::providers::aws
