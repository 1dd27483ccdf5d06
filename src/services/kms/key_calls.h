// What the operations share: finding and authorizing a key, changing it, showing it, a page of a list.
//
//   ROLECALL_TRY(const NamedKey named, FindForAction(call, key_id, KeyNames::kWithoutAliases, {.action =
//   "kms:DisableKey"})); return ChangeKey(call, *named.key, [&](directory::KmsKey& key) ->
//   std::optional<aws::ErrorShape> {
//     key.enabled = false;
//     return std::nullopt;
//   });
#ifndef ROLECALL_SERVICES_KMS_KEY_CALLS_H_
#define ROLECALL_SERVICES_KMS_KEY_CALLS_H_

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "services/kms/errors.h"
#include "services/kms/operations.h"
#include "services/kms_authorize.h"
#include "services/kms_keys.h"
#include "services/write.h"

namespace rolecall::services::kms {

inline constexpr std::string_view kEncryptDecrypt = "ENCRYPT_DECRYPT";
inline constexpr std::string_view kGenerateVerifyMac = "GENERATE_VERIFY_MAC";

// The caller's account in the region of the call.
KmsPlace OwnPlace(const Call& call);

// The KeyId of a request, as text.
std::string ReadKeyId(JsonInput& input, std::string_view name = "KeyId");

// The key that `id` names, after its caller was authorized for the action on it.
Checked<NamedKey> FindForAction(Call& call, const std::string& id, KeyNames names, KeyQuestion question);
// The same of a key of the caller's own account: AWS lets nobody do this to another account's key.
Checked<NamedKey> FindOwnForAction(Call& call, const std::string& id, KeyNames names, KeyQuestion question);

// The key as it is when the write's turn comes, changed. NotFoundException: it went meanwhile.
Checked<directory::KmsKey> KeyAgain(const directory::Transaction& transaction, const directory::KmsKey& key, Time now);
Checked<directory::KmsKey> ChangeKey(Call& call, const directory::KmsKey& key,
                                     const std::function<std::optional<aws::ErrorShape>(directory::KmsKey&)>& change);

// KeyMetadata.
boost::json::object ShowKey(const directory::KmsKey& key);
std::string_view StateOf(const directory::KmsKey& key);
// Seconds with milliseconds, as AWS writes times in JSON.
double JsonSeconds(Time time);

// A page of a list that is in the order of its texts: Limit, Marker, NextMarker, Truncated.
class Page {
 public:
  // Reads Limit (1 to `most`) and Marker. `call` outlives it.
  Page(const Call& call, JsonInput& input, long long by_itself, long long most);
  // InvalidMarkerException.
  std::optional<aws::ErrorShape> Refusal() const;
  // Whether the item of this key is on the page. Items must come in the order of their keys.
  bool Takes(const std::string& key);
  // Adds Truncated and NextMarker.
  void Finish(boost::json::object& answer) const;

 private:
  const Call& call_;
  std::size_t most_ = 0, taken_ = 0;
  std::string after_, last_;
  bool bad_ = false, truncated_ = false;
};

}  // namespace rolecall::services::kms

#endif  // ROLECALL_SERVICES_KMS_KEY_CALLS_H_
