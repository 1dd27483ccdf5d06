#include "engine/encryption/key_provider.h"

#include <algorithm>
#include <map>
#include <utility>

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

constexpr std::size_t kMaxKeyBytes = 4096;

std::vector<hcl::AttributeSchema> Optional(std::initializer_list<const char*> names) {
  std::vector<hcl::AttributeSchema> attributes;
  for (const char* name : names) attributes.push_back({name});
  return attributes;
}

const std::vector<KeyProviderKind>& Kinds() {
  static const std::vector<KeyProviderKind> kinds = {
      {"pbkdf2",
       {Optional({"passphrase", "chain", "key_length", "iterations", "hash_function", "salt_length"}), {}},
       false,
       ProvidePbkdf2},
      {"aws_kms",
       {Optional({"kms_key_id",
                  "key_spec",
                  "access_key",
                  "max_retries",
                  "profile",
                  "region",
                  "secret_key",
                  "skip_credentials_validation",
                  "skip_requesting_account_id",
                  "sts_region",
                  "token",
                  "http_proxy",
                  "https_proxy",
                  "no_proxy",
                  "insecure",
                  "use_dualstack_endpoint",
                  "use_fips_endpoint",
                  "custom_ca_bundle",
                  "ec2_metadata_service_endpoint",
                  "ec2_metadata_service_endpoint_mode",
                  "skip_metadata_api_check",
                  "shared_credentials_files",
                  "shared_config_files",
                  "assume_role",
                  "assume_role_with_web_identity",
                  "allowed_account_ids",
                  "forbidden_account_ids",
                  "retry_mode"}),
        {{"endpoints", {}}}},
       true,
       ProvideAwsKms},
      {"external", {Optional({"command"}), {}}, true, ProvideExternal},
  };
  return kinds;
}

// Null if there is none.
Value BytesValue(const Secret& key) {
  if (key.empty()) return Value::Null(Type::List(Type::Number()));
  std::vector<Value> bytes;
  for (const char byte : key.Reveal()) bytes.push_back(Value::Int(static_cast<unsigned char>(byte)));
  return Value::List(Type::Number(), std::move(bytes));
}

std::optional<Secret> BytesOf(const Value* given) {
  if (given == nullptr || given->IsNull()) return Secret();
  const Type::Kind kind = given->type().kind();
  const bool is_list = kind == Type::Kind::kList || kind == Type::Kind::kTuple || kind == Type::Kind::kSet;
  if (!given->IsWhollyKnown() || !is_list || given->size() > kMaxKeyBytes) return std::nullopt;
  std::string bytes;
  for (const Value& item : given->elements()) {
    if (item.IsNull() || item.type().kind() != Type::Kind::kNumber) return std::nullopt;
    const std::optional<std::int64_t> number = item.AsNumber().ToInt64();
    if (!number || *number < 0 || *number > 255) return std::nullopt;
    bytes += static_cast<char>(*number);
  }
  return Secret(std::move(bytes));
}

}  // namespace

Value KeyPairValue(const KeyPair& keys) {
  return Value::Object(
      {{"encryption_key", BytesValue(keys.encryption)}, {"decryption_key", BytesValue(keys.decryption)}});
}

Result<KeyPair> KeyPairOf(const Value& given) {
  const Value plain = given.UnmarkDeep();
  const Type::Kind kind = plain.type().kind();
  if (!plain.IsKnown() || plain.IsNull() || (kind != Type::Kind::kObject && kind != Type::Kind::kMap)) {
    return Error{ErrorCode::kInvalidArgument, "Expected a key_provider compatible value, found something else instead"};
  }
  if (plain.Find("encryption_key") == nullptr) {
    return Error{ErrorCode::kInvalidArgument,
                 "An encryption_key value is required in the key_provider compatible object at this location"};
  }
  std::optional<Secret> encryption = BytesOf(plain.Find("encryption_key"));
  std::optional<Secret> decryption = BytesOf(plain.Find("decryption_key"));
  if (!encryption || !decryption) {
    return Error{ErrorCode::kInvalidArgument, "Keys must be lists of numbers from 0 to 255"};
  }
  return KeyPair{*std::move(encryption), *std::move(decryption)};
}

const KeyProviderKind* FindKeyProviderKind(const std::string& type) {
  const auto found = std::ranges::find_if(Kinds(), [&](const KeyProviderKind& kind) { return type == kind.type; });
  return found == Kinds().end() ? nullptr : &*found;
}

bool IsForeignKeyProvider(const std::string& type) {
  return type == "gcp_kms" || type == "openbao" || type == "azure_vault";
}

}  // namespace rolecall::engine
