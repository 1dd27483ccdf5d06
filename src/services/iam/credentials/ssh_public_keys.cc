// SSH public keys of users, which AWS takes for CodeCommit. There is no CodeCommit here: they are kept, with AWS's
// checks of what a key is.
#include <algorithm>

#include "directory/ids.h"
#include "services/iam/credentials/owned.h"
#include "services/iam/credentials/ssh_key.h"

namespace rolecall::services::iam::credentials {

using directory::SshPublicKey;

template <>
struct Owned<SshPublicKey> {
  static constexpr std::string_view kIdParameter = "SSHPublicKeyId";
  static constexpr auto kTable = &directory::Snapshot::ssh_public_keys;
  static constexpr const Quota& kQuota = kSshPublicKeysPerUser;
  static bool CountsWith(const SshPublicKey&, const SshPublicKey&) { return true; }
  static aws::ErrorShape Missing(const std::string& id) {
    return NoSuchEntity("The Public Key with id " + id + " cannot be found.");
  }
};

namespace {

aws::ErrorShape FaultyKey(SshKeyFault fault) {
  if (fault == SshKeyFault::kUnknownEncoding) {
    return {400, "UnrecognizedPublicKeyEncoding", "The public key encoding format is unsupported or unrecognized."};
  }
  return {400, "InvalidPublicKey", "The public key is malformed or otherwise invalid."};
}

void WriteSummary(aws::XmlWriter& xml, const SshPublicKey& key, const Owner& owner) {
  xml.Text("UserName", owner.name).Text("SSHPublicKeyId", key.id).Text("Status", StatusOf(key.active));
  xml.Text("UploadDate", FormatIso8601(key.created));
}

std::string SshKeyXml(const SshPublicKey& key, const Owner& owner, std::string_view body) {
  aws::XmlWriter xml;
  xml.Open("SSHPublicKey");
  WriteSummary(xml, key, owner);
  xml.Text("Fingerprint", key.fingerprint).Text("SSHPublicKeyBody", body).Close();
  return xml.Take();
}

OperationResult UploadSshPublicKey(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  SshKeyFault fault{};
  const std::string_view body = call.parameters.Get("SSHPublicKeyBody");
  std::optional<SshKey> parsed = ParseSshKey(body, fault);
  if (!parsed.has_value()) return FaultyKey(fault);
  SshPublicKey key;
  key.account = owner.account;
  key.owner_id = owner.id;
  key.id = directory::MakeUniqueId(call.random, "APKA");
  key.body = parsed->ssh;
  key.fingerprint = parsed->fingerprint;
  key.created = call.now;
  const auto check = [&](const SshPublicKey& other) -> Refusal {
    if (other.body != key.body) return std::nullopt;
    return aws::ErrorShape{400, "DuplicateSSHPublicKey",
                           "The SSH public key is already associated with the specified IAM user."};
  };
  return AddOwned(call, owner, key, check, SshKeyXml(key, owner, body));
}

OperationResult GetSshPublicKey(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  ROLECALL_TRY(auto key, FindOwned<SshPublicKey>(call, *call.snapshot, owner));
  if (call.parameters.Get("Encoding") == "SSH") return SshKeyXml(*key, owner, key->body);
  SshKeyFault fault{};
  const std::optional<SshKey> parsed = ParseSshKey(key->body, fault);
  if (!parsed.has_value()) return FaultyKey(fault);  // a damaged store
  return SshKeyXml(*key, owner, parsed->pem);
}

OperationResult ListSshPublicKeys(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  std::vector<Item> items;
  for (const auto& key : OwnedBy<SshPublicKey>(*call.snapshot, owner)) {
    aws::XmlWriter xml;
    WriteSummary(xml, *key, owner);
    items.push_back({ListingKey(*key), xml.Take()});
  }
  return Page(call, "SSHPublicKeys", std::move(items));
}

}  // namespace

void AddSshPublicKeys(Table& table) {
  const ParameterRule id{.name = "SSHPublicKeyId", .required = true, .min = 20, .max = 128, .charset = Charset::kWord};
  const ParameterRule body{
      .name = "SSHPublicKeyBody", .required = true, .min = 1, .max = 16384, .charset = Charset::kDocument};
  const ParameterRule encoding{.name = "Encoding", .required = true, .values = "SSH|PEM"};
  table.push_back({"UploadSSHPublicKey", &UploadSshPublicKey, {kUserName, body}});
  table.push_back({"GetSSHPublicKey", &GetSshPublicKey, {kUserName, id, encoding}});
  table.push_back({"ListSSHPublicKeys", &ListSshPublicKeys, {kOptionalUserName, kMarker, kMaxItems}});
  table.push_back({"UpdateSSHPublicKey", &SetStatusOfOwned<SshPublicKey>, {kUserName, id, kStatus}, false, false});
  table.push_back({"DeleteSSHPublicKey", &DeleteOwned<SshPublicKey>, {kUserName, id}, false, false});
}

}  // namespace rolecall::services::iam::credentials
