#include "providers/aws/framework/identity.h"

#include <algorithm>
#include <map>
#include <vector>

namespace rolecall::providers::aws {
namespace {

using value::Type;
using value::Value;

// Source: the annotations of the AWS provider's resources (version 6.47; groups: 6.65).
constexpr IdentityKind kKinds[] = {
    {"aws_eks_access_entry", 0, true, true, "{cluster_name}:{principal_arn}", 42},
    {"aws_eks_access_policy_association", 0, true, true, "{cluster_name}#{principal_arn}#{policy_arn}", 42},
    {"aws_eks_pod_identity_association", 0, true, true, "{cluster_name},{association_id}", 42},
    {"aws_iam_access_key", 0, true, false, "{id}", 46},
    {"aws_iam_group", 0, true, false, "{name}", 65},
    {"aws_iam_group_policy_attachment", 0, true, false, "{group}/{policy_arn}", 43},
    {"aws_iam_instance_profile", 0, true, false, "{name}"},
    {"aws_iam_openid_connect_provider", 0, false, false, "{arn}"},
    {"aws_iam_policy", 0, false, false, "{arn}"},
    {"aws_iam_role", 0, true, false, "{name}"},
    {"aws_iam_role_policy", 0, true, false, "{role}:{name}"},
    {"aws_iam_role_policy_attachment", 0, true, false, "{role}/{policy_arn}"},
    {"aws_iam_saml_provider", 0, false, false, "{arn}"},
    {"aws_iam_service_linked_role", 0, false, false, "{arn}"},
    {"aws_iam_user", 0, true, false, "{name}"},
    {"aws_iam_user_policy_attachment", 0, true, false, "{user}/{policy_arn}"},
    {"aws_kms_alias", 0, true, true, "{name}"},
    {"aws_kms_key", 0, true, true, "{id}"},
    {"aws_s3_bucket", 0, true, true, "{bucket}"},
    {"aws_s3_bucket_policy", 0, true, true, "{bucket}"},
    {"aws_s3_bucket_public_access_block", 0, true, true, "{bucket}"},
    {"aws_s3_bucket_server_side_encryption_configuration", 1, true, true, "{bucket}"},
    {"aws_s3_bucket_versioning", 1, true, true, "{bucket}"},
    {"aws_secretsmanager_secret", 0, false, false, "{arn}"},
    {"aws_secretsmanager_secret_policy", 0, false, false, "{secret_arn}"},
    {"aws_secretsmanager_secret_version", 0, true, true, "{secret_id}|{version_id}"},
    {"aws_ssm_parameter", 0, true, true, "{name}"},
};

// The attributes of "{role}:{name}", in their order.
std::vector<std::string> AttributesOf(std::string_view import_id) {
  std::vector<std::string> names;
  for (std::size_t open = import_id.find('{'); open != import_id.npos; open = import_id.find('{', open + 1)) {
    names.emplace_back(import_id.substr(open + 1, import_id.find('}', open) - open - 1));
  }
  return names;
}

Value TextOrNull(const std::string& text) { return text.empty() ? Value::Null(Type::String()) : Value::String(text); }

Error Wrong(const IdentityKind& kind, const std::string& what) {
  return {ErrorCode::kInvalidArgument, "The identity of " + std::string(kind.type) + " " + what + "."};
}

// The text of an attribute; "" if it is not given.
Result<std::string> TextIn(const IdentityKind& kind, const Value& identity, const std::string& name) {
  const Value* given = identity.Find(name);
  if (given == nullptr || given->IsNull()) return std::string();
  if (given->type().kind() != Type::Kind::kString) return Wrong(kind, "needs a text for \"" + name + "\"");
  return given->AsString();
}

Result<void> CheckPlace(const IdentityKind& kind, const Value& identity, const char* name, bool has_it,
                        const std::string& own) {
  if (!has_it) return {};
  ROLECALL_TRY(const std::string given, TextIn(kind, identity, name));
  if (given.empty() || own.empty() || given == own) return {};
  return Wrong(kind, std::string("has ") + name + " \"" + given + "\", the provider's is \"" + own + "\"");
}

Result<void> CheckNames(const IdentityKind& kind, const Value& identity, const std::vector<std::string>& own) {
  for (const auto& member : identity.members()) {
    const bool is_place =
        (kind.has_account && member.first == "account_id") || (kind.has_region && member.first == "region");
    if (is_place || std::ranges::find(own, member.first) != own.end()) continue;
    return Wrong(kind, "has no attribute \"" + member.first + "\"");
  }
  return {};
}

}  // namespace

const IdentityKind* FindIdentityKind(const Behaviour& behaviour, std::string_view type) {
  const auto* found = std::ranges::find(kKinds, type, &IdentityKind::type);
  return found == std::end(kKinds) || !behaviour.IsAtLeast(6, found->since) ? nullptr : found;
}

engine::ResourceIdentity MakeIdentity(const IdentityKind& kind, const IdentityPlace& place, const Object& object) {
  std::map<std::string, Value> members;
  // "" where the provider does not ask for it (skip_requesting_account_id).
  if (kind.has_account) members["account_id"] = Value::String(place.account);
  if (kind.has_region) {
    const std::string own = object.Has("region") ? object.Text("region") : "";
    members["region"] = TextOrNull(own.empty() ? place.region : own);
  }
  for (const std::string& name : AttributesOf(kind.import_id)) members[name] = TextOrNull(object.Text(name));
  return {kind.version, Value::Object(std::move(members))};
}

Result<std::string> ImportIdOfIdentity(const IdentityKind& kind, const IdentityPlace& place, const Value& identity) {
  const std::vector<std::string> names = AttributesOf(kind.import_id);
  ROLECALL_RETURN_IF_ERROR(CheckNames(kind, identity, names));
  ROLECALL_RETURN_IF_ERROR(CheckPlace(kind, identity, "account_id", kind.has_account, place.account));
  std::string id = kind.import_id;
  for (const std::string& name : names) {
    ROLECALL_TRY(const std::string text, TextIn(kind, identity, name));
    if (text.empty()) return Wrong(kind, "needs \"" + name + "\"");
    const std::string place_of = "{" + name + "}";
    id.replace(id.find(place_of), place_of.size(), text);
  }
  if (!kind.has_region) return id;
  // Another region than the provider's is part of the import id.
  ROLECALL_TRY(const std::string region, TextIn(kind, identity, "region"));
  return region.empty() || region == place.region ? id : id + "@" + region;
}

}  // namespace rolecall::providers::aws
