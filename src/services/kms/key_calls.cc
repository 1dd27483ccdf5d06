#include "services/kms/key_calls.h"

#include <boost/json.hpp>

#include "services/page_token.h"

namespace rolecall::services::kms {
namespace {

Checked<KeyName> NameOfKey(const Call& call, const std::string& id, KeyNames names) {
  return ReadKeyName(OwnPlace(call), id, names);
}

}  // namespace

KmsPlace OwnPlace(const Call& call) { return {call.own_account(), call.region}; }

std::string ReadKeyId(JsonInput& input, std::string_view name) { return input.Required(name, {.min = 1, .max = 2048}); }

Checked<NamedKey> FindForAction(Call& call, const std::string& id, KeyNames names, KeyQuestion question) {
  ROLECALL_TRY(const KeyName name, NameOfKey(call, id, names));
  Checked<NamedKey> named = FindKey(*call.snapshot, name, call.now);
  question.alias = name.alias;
  if (!named.ok()) {
    if (auto refused = AuthorizeOnMissing(call, name, question)) return *std::move(refused);
    return named;
  }
  ROLECALL_RETURN_IF_ERROR(AuthorizeOnKey(call, *named->key, question));
  return named;
}

Checked<NamedKey> FindOwnForAction(Call& call, const std::string& id, KeyNames names, KeyQuestion question) {
  ROLECALL_TRY(const KeyName name, NameOfKey(call, id, names));
  if (name.place.account != call.own_account()) {
    if (auto refused = AuthorizeOnMissing(call, name, question)) return *std::move(refused);
  }
  return FindForAction(call, id, names, std::move(question));
}

Checked<directory::KmsKey> KeyAgain(const directory::Transaction& transaction, const directory::KmsKey& key, Time now) {
  const KmsKeyPointer found = transaction.snapshot().kms_keys.Find(key.key());
  if (found == nullptr || !IsThere(*found, now)) return KeyNotFound(key.arn());
  return *found;
}

Checked<directory::KmsKey> ChangeKey(Call& call, const directory::KmsKey& key,
                                     const std::function<std::optional<aws::ErrorShape>(directory::KmsKey&)>& change) {
  return Update<directory::KmsKey>(call, [&](directory::Transaction& transaction) -> Checked<directory::KmsKey> {
    ROLECALL_TRY(directory::KmsKey changed, KeyAgain(transaction, key, call.now));
    ROLECALL_RETURN_IF_ERROR(change(changed));
    transaction.Put(changed);
    return changed;
  });
}

std::string_view StateOf(const directory::KmsKey& key) {
  if (key.deletion) return "PendingDeletion";
  return key.enabled ? "Enabled" : "Disabled";
}

double JsonSeconds(Time time) { return static_cast<double>(time.time_since_epoch().count() / 1000) / 1000.0; }

boost::json::object ShowKey(const directory::KmsKey& key) {
  boost::json::object shown{{"AWSAccountId", key.account},
                            {"KeyId", key.id},
                            {"Arn", key.arn()},
                            {"CreationDate", JsonSeconds(key.created)},
                            {"Enabled", StateOf(key) == "Enabled"},
                            {"Description", key.description},
                            {"KeyUsage", key.usage},
                            {"KeyState", StateOf(key)},
                            {"Origin", "AWS_KMS"},
                            {"KeyManager", key.is_aws_own() ? "AWS" : "CUSTOMER"},
                            {"CustomerMasterKeySpec", key.spec},
                            {"KeySpec", key.spec},
                            {"MultiRegion", false}};
  if (key.deletion) shown["DeletionDate"] = JsonSeconds(*key.deletion);
  if (key.usage == kEncryptDecrypt) {
    shown["EncryptionAlgorithms"] = boost::json::array{"SYMMETRIC_DEFAULT"};
    shown["CurrentKeyMaterialId"] = key.materials.back().id;
  } else {
    shown["MacAlgorithms"] = boost::json::array{"HMAC_SHA_256"};
  }
  return shown;
}

Page::Page(const Call& call, JsonInput& input, long long by_itself, long long most)
    : call_(call), most_(static_cast<std::size_t>(input.Number("Limit", 1, most).value_or(by_itself))) {
  const std::optional<std::string> marker = input.Text("Marker", {.min = 1, .max = 1024});
  if (!marker) return;
  const std::optional<std::string> key = PlaceOfToken(call, *marker);
  bad_ = !key;
  if (!bad_) after_ = *key;
}

std::optional<aws::ErrorShape> Page::Refusal() const { return bad_ ? std::optional(BadMarker()) : std::nullopt; }

bool Page::Takes(const std::string& key) {
  if (truncated_ || key <= after_) return false;
  truncated_ = taken_ == most_;
  if (truncated_) return false;
  ++taken_;
  last_ = key;
  return true;
}

void Page::Finish(boost::json::object& answer) const {
  if (truncated_) answer["NextMarker"] = PageToken(call_, last_);
  answer["Truncated"] = truncated_;
}

}  // namespace rolecall::services::kms
