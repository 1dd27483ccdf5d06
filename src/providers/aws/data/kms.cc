// data: aws_kms_alias, aws_kms_ciphertext, aws_kms_key, aws_kms_secrets
#include "base/encoding.h"
#include "providers/aws/data/data_sources.h"
#include "providers/aws/kms/calls.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

void AddRegion(const Behaviour& behaviour, engine::BlockSchema& block) {
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
}

void SetRegion(const Call& call, Object& state) {
  if (state.Has("region")) state.SetText("region", call.region());
}

boost::json::object ContextOf(const Object& object, const char* name) {
  boost::json::object context;
  for (const auto& [key, text] : object.TextMap(name)) context[key] = text;
  return context;
}

// Seconds since 1970, with a fraction, in RFC 3339.
std::string KmsTime(const boost::json::value& object, std::string_view name) {
  const boost::json::value* found = object.as_object().if_contains(name);
  if (found == nullptr || !found->is_number()) return "";
  return FormatIso8601(FromUnixSeconds(static_cast<std::int64_t>(found->to_number<double>())));
}

// Texts of KeyMetadata, and its flags.
constexpr std::pair<const char*, const char*> kKeyTexts[] = {{"arn", "Arn"},
                                                             {"aws_account_id", "AWSAccountId"},
                                                             {"customer_master_key_spec", "CustomerMasterKeySpec"},
                                                             {"description", "Description"},
                                                             {"key_manager", "KeyManager"},
                                                             {"key_spec", "KeySpec"},
                                                             {"key_state", "KeyState"},
                                                             {"key_usage", "KeyUsage"},
                                                             {"origin", "Origin"}};

constexpr std::pair<const char*, const char*> kStoreTexts[] = {{"cloud_hsm_cluster_id", "CloudHsmClusterId"},
                                                               {"custom_key_store_id", "CustomKeyStoreId"}};

value::Type XksType() { return value::Type::Object({{"id", value::Type::String()}}); }
value::Type RegionalKeyType() {
  return value::Type::Object({{"arn", value::Type::String()}, {"region", value::Type::String()}});
}
value::Type MultiRegionType() {
  const value::Type keys = value::Type::List(RegionalKeyType());
  return value::Type::Object(
      {{"multi_region_key_type", value::Type::String()}, {"primary_key", keys}, {"replica_keys", keys}});
}

value::Value RegionalKeys(const boost::json::value& object, const char* name) {
  const boost::json::value* found = object.is_object() ? object.as_object().if_contains(name) : nullptr;
  std::vector<value::Value> keys;
  const auto add = [&](const boost::json::value& key) {
    keys.push_back(value::Value::Object({{"arn", value::Value::String(JsonText(key, "Arn"))},
                                         {"region", value::Value::String(JsonText(key, "Region"))}}));
  };
  if (found != nullptr && found->is_array()) {
    for (const boost::json::value& key : found->as_array()) add(key);
  } else if (found != nullptr) {
    add(*found);
  }
  return value::Value::List(RegionalKeyType(), std::move(keys));
}

// What only keys have that are in several regions, outside of KMS or to be deleted.
void SetRareMembers(const boost::json::value& key, Object& state) {
  for (const auto& [name, member] : kStoreTexts) state.SetText(name, JsonText(key, member));
  const boost::json::object& members = key.as_object();
  const boost::json::value* days = members.if_contains("PendingDeletionWindowInDays");
  state.SetInteger("pending_deletion_window_in_days", days != nullptr && days->is_int64() ? days->as_int64() : 0);
  std::vector<value::Value> multi, xks;
  if (const boost::json::value* found = members.if_contains("MultiRegionConfiguration")) {
    multi.push_back(
        value::Value::Object({{"multi_region_key_type", value::Value::String(JsonText(*found, "MultiRegionKeyType"))},
                              {"primary_key", RegionalKeys(*found, "PrimaryKey")},
                              {"replica_keys", RegionalKeys(*found, "ReplicaKeys")}}));
  }
  if (const boost::json::value* found = members.if_contains("XksKeyConfiguration")) {
    xks.push_back(value::Value::Object({{"id", value::Value::String(JsonText(*found, "Id"))}}));
  }
  state.Set("multi_region_configuration", value::Value::List(MultiRegionType(), std::move(multi)));
  state.Set("xks_key_configuration", value::Value::List(XksType(), std::move(xks)));
}

engine::BlockSchema KeyDataSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  for (const auto& [name, member] : kKeyTexts) {
    if (std::string_view(name) == "key_spec" && behaviour.major() < 5) continue;
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  for (const char* name : {"creation_date", "deletion_date", "expiration_model", "valid_to"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["enabled"] = FlagAttribute(Use::kComputed);
  block.attributes["multi_region"] = FlagAttribute(Use::kComputed);
  if (behaviour.major() >= 5) {
    for (const auto& [name, member] : kStoreTexts) block.attributes[name] = TextAttribute(Use::kComputed);
    block.attributes["multi_region_configuration"] = Attribute(value::Type::List(MultiRegionType()), Use::kComputed);
    block.attributes["pending_deletion_window_in_days"] = NumberAttribute(Use::kComputed);
    block.attributes["xks_key_configuration"] = Attribute(value::Type::List(XksType()), Use::kComputed);
  }
  block.attributes["key_id"] = TextAttribute(Use::kRequired);
  block.attributes["grant_tokens"] = TextListAttribute(Use::kOptional);
  AddRegion(behaviour, block);
  return block;
}

class KmsKeyData final : public DataSource {
 public:
  explicit KmsKeyData(const Behaviour& behaviour) : DataSource(KeyDataSchema(behaviour)) {}

  Result<void> Read(const Call& call, Object& state) const override {
    const std::string id = state.Text("key_id");
    auto answer = CallKms(call, "DescribeKey", {{"KeyId", id}});
    if (!answer.ok()) return Failed("reading KMS Key (" + id + ")", answer.error());
    const boost::json::value key = KeyMetadata(*answer);
    state.SetText("id", JsonText(key, "KeyId"));
    for (const auto& [name, member] : kKeyTexts) {
      if (state.Has(name)) state.SetText(name, JsonText(key, member));
    }
    state.SetText("creation_date", KmsTime(key, "CreationDate"));
    state.SetTextOrNull("deletion_date", KmsTime(key, "DeletionDate"));
    state.SetText("expiration_model", JsonText(key, "ExpirationModel"));
    state.SetTextOrNull("valid_to", KmsTime(key, "ValidTo"));
    state.SetFlag("enabled", JsonFlag(key, "Enabled"));
    state.SetFlag("multi_region", JsonFlag(key, "MultiRegion"));
    if (state.Has("xks_key_configuration")) SetRareMembers(key, state);
    SetRegion(call, state);
    return {};
  }
};

engine::BlockSchema AliasDataSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : {"arn", "target_key_arn", "target_key_id"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["name"] = TextAttribute(Use::kRequired);
  AddRegion(behaviour, block);
  return block;
}

class KmsAliasData final : public DataSource {
 public:
  explicit KmsAliasData(const Behaviour& behaviour) : DataSource(AliasDataSchema(behaviour)) {}

  Result<void> Read(const Call& call, Object& state) const override {
    const std::string name = state.Text("name");
    // AWS's own keys are made when they are asked for; their aliases are listed before.
    auto key = CallKms(call, "DescribeKey", {{"KeyId", name}});
    if (!key.ok()) return Failed("reading KMS Alias (" + name + ")", key.error());
    auto alias = FindAlias(call, name);
    if (!alias.ok()) return Failed("reading KMS Alias (" + name + ")", alias.error());
    const boost::json::value metadata = KeyMetadata(*key);
    state.SetText("arn", JsonText(*alias, "AliasArn"));
    state.SetText("id", JsonText(*alias, "AliasArn"));
    state.SetText("target_key_arn", JsonText(metadata, "Arn"));
    state.SetText("target_key_id", JsonText(metadata, "KeyId"));
    SetRegion(call, state);
    return {};
  }
};

engine::BlockSchema CiphertextDataSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["ciphertext_blob"] = TextAttribute(Use::kComputed);
  block.attributes["context"] = TextMapAttribute(Use::kOptional);
  block.attributes["key_id"] = TextAttribute(Use::kRequired);
  block.attributes["plaintext"] = TextAttribute(Use::kRequired);
  block.attributes["plaintext"].sensitive = true;
  AddRegion(behaviour, block);
  return block;
}

class KmsCiphertextData final : public DataSource {
 public:
  explicit KmsCiphertextData(const Behaviour& behaviour) : DataSource(CiphertextDataSchema(behaviour)) {}

  Result<void> Read(const Call& call, Object& state) const override {
    const std::string key = state.Text("key_id");
    boost::json::object input{{"KeyId", key}, {"Plaintext", Base64Encode(state.Text("plaintext"))}};
    if (boost::json::object context = ContextOf(state, "context"); !context.empty()) {
      input["EncryptionContext"] = std::move(context);
    }
    auto answer = CallKms(call, "Encrypt", input);
    if (!answer.ok()) return Failed("encrypting with KMS Key (" + key + ")", answer.error());
    state.SetText("id", JsonText(*answer, "KeyId"));
    state.SetText("ciphertext_blob", JsonText(*answer, "CiphertextBlob"));
    SetRegion(call, state);
    return {};
  }
};

engine::BlockSchema SecretsDataSchema(const Behaviour& behaviour) {
  engine::BlockSchema secret;
  secret.attributes["context"] = TextMapAttribute(Use::kOptional);
  secret.attributes["encryption_algorithm"] = TextAttribute(Use::kOptional);
  secret.attributes["grant_tokens"] = TextListAttribute(Use::kOptional);
  secret.attributes["key_id"] = TextAttribute(Use::kOptional);
  secret.attributes["name"] = TextAttribute(Use::kRequired);
  secret.attributes["payload"] = TextAttribute(Use::kRequired);
  engine::BlockSchema block;
  AddId(block);
  block.attributes["plaintext"] = TextMapAttribute(Use::kComputed);
  block.attributes["plaintext"].sensitive = true;
  block.blocks["secret"] = Block(engine::Nesting::kSet, std::move(secret));
  block.blocks["secret"].min_items = 1;
  AddRegion(behaviour, block);
  return block;
}

class KmsSecretsData final : public DataSource {
 public:
  explicit KmsSecretsData(const Behaviour& behaviour) : DataSource(SecretsDataSchema(behaviour)) {}

  Result<void> Read(const Call& call, Object& state) const override {
    Tags plaintexts;
    for (const Object& secret : state.Blocks("secret")) {
      const std::string name = secret.Text("name");
      boost::json::object input{{"CiphertextBlob", secret.Text("payload")}};
      if (boost::json::object context = ContextOf(secret, "context"); !context.empty()) {
        input["EncryptionContext"] = std::move(context);
      }
      if (!secret.Text("key_id").empty()) input["KeyId"] = secret.Text("key_id");
      if (!secret.Text("encryption_algorithm").empty()) {
        input["EncryptionAlgorithm"] = secret.Text("encryption_algorithm");
      }
      auto answer = CallKms(call, "Decrypt", input);
      if (!answer.ok()) return Failed("decrypting secret (" + name + ")", answer.error());
      plaintexts[name] = Base64Decode(JsonText(*answer, "Plaintext")).value_or("");
    }
    state.SetText("id", call.region());
    state.SetTextMap("plaintext", plaintexts);
    SetRegion(call, state);
    return {};
  }
};

template <typename T>
std::unique_ptr<const DataSource> Make(const Behaviour& behaviour) {
  return std::make_unique<T>(behaviour);
}

}  // namespace

std::unique_ptr<const DataSource> MakeKmsAliasData(const Behaviour& behaviour) { return Make<KmsAliasData>(behaviour); }
std::unique_ptr<const DataSource> MakeKmsCiphertextData(const Behaviour& behaviour) {
  return Make<KmsCiphertextData>(behaviour);
}
std::unique_ptr<const DataSource> MakeKmsKeyData(const Behaviour& behaviour) { return Make<KmsKeyData>(behaviour); }
std::unique_ptr<const DataSource> MakeKmsSecretsData(const Behaviour& behaviour) {
  return Make<KmsSecretsData>(behaviour);
}

}  // namespace rolecall::providers::aws
