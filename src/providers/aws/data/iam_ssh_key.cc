// data: aws_iam_user_ssh_key
#include "providers/aws/data/data_sources.h"
#include "providers/aws/iam/ssh_key.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

engine::BlockSchema UserSshKeyDataSchema() {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : {"encoding", "ssh_public_key_id", "username"}) {
    block.attributes[name] = TextAttribute(Use::kRequired);
  }
  for (const char* name : {"fingerprint", "public_key", "status"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  return block;
}

class UserSshKeyData final : public DataSource {
 public:
  UserSshKeyData() : DataSource(UserSshKeyDataSchema()) {}

  void Validate(const Object& config, Problems& problems) const override { CheckSshKeyEncoding(config, problems); }

  Result<void> Read(const Call& call, Object& state) const override {
    const std::string what = "reading IAM User SSH Key";
    auto answer = call.Iam("GetSSHPublicKey", SshKeyQuery(state, state.Text("ssh_public_key_id")));
    if (!answer.ok()) return Failed(what, answer.error());
    const api::XmlNode* key = answer->Find("SSHPublicKey");
    if (key == nullptr) return Error{ErrorCode::kUnavailable, what + ": empty result"};
    state.SetText("id", std::string(key->Get("SSHPublicKeyId")));
    SetSshKey(*key, state);
    return {};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeIamUserSshKeyData(const Behaviour&) { return std::make_unique<UserSshKeyData>(); }

}  // namespace rolecall::providers::aws
