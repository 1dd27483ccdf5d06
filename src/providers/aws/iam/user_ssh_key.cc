// aws_iam_user_ssh_key
#include "base/text.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/aws/iam/ssh_key.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

engine::BlockSchema UserSshKeySchema() {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : {"encoding", "public_key", "username"}) {
    block.attributes[name] = TextAttribute(Use::kRequired);
  }
  for (const char* name : {"fingerprint", "ssh_public_key_id"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["status"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

// Comments of keys in SSH's form, and line ends around either, make no other key.
bool IsSameKey(const std::string& encoding, const std::string& a, const std::string& b) {
  const auto plain = [&](const std::string& key) {
    return std::string(Trim(encoding == "SSH" ? WithoutSshComment(key) : key, "\n"));
  };
  return plain(a) == plain(b);
}

class UserSshKey final : public Resource {
 public:
  UserSshKey()
      : Resource(UserSshKeySchema(), {{"encoding", ForceNew()}, {"public_key", ForceNew()}, {"username", ForceNew()}}) {
  }

  void Validate(const Object& config, Problems& problems) const override { CheckSshKeyEncoding(config, problems); }

  Result<void> Plan(const Object* prior, const Object&, Object& planned) const override {
    if (prior == nullptr || !prior->IsSet("public_key") || !planned.IsSet("public_key")) return {};
    if (IsSameKey(planned.Text("encoding"), prior->Text("public_key"), planned.Text("public_key"))) {
      planned.Set("public_key", prior->Get("public_key"));
    }
    return {};
  }

  // USER:ID:ENCODING.
  Result<void> Import(const std::string& id, Object& state) const override {
    const std::size_t first = id.find(':'), second = first == id.npos ? id.npos : id.find(':', first + 1);
    const bool is_whole = second != id.npos && first > 0 && second > first + 1 && second + 1 < id.size();
    if (!is_whole) {
      return Error{ErrorCode::kInvalidArgument,
                   "unexpected format of ID (\"" + id + "\"), UserName:SSHPublicKeyId:Encoding"};
    }
    const std::string own_id = id.substr(first + 1, second - first - 1);
    state.SetText("id", own_id);
    state.SetText("ssh_public_key_id", own_id);
    state.SetText("username", id.substr(0, first));
    state.SetText("encoding", id.substr(second + 1));
    return {};
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    const std::string user = state.Text("username");
    auto answer = call.Iam("UploadSSHPublicKey", {{"UserName", user}, {"SSHPublicKeyBody", state.Text("public_key")}});
    const std::string what = "uploading IAM User SSH Key (" + user + ")";
    if (!answer.ok()) return Failed(what, answer.error());
    const api::XmlNode* key = answer->Find("SSHPublicKey");
    if (key == nullptr) return Error{ErrorCode::kUnavailable, what + ": no key in the answer"};
    state.SetText("id", std::string(key->Get("SSHPublicKeyId")));
    return state.Text("status").empty() ? Result<void>() : SetStatus(call, state);
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    const std::string id = state.Text("id"), what = "reading IAM User SSH Key (" + id + ")";
    auto answer = call.Iam("GetSSHPublicKey", SshKeyQuery(state, id));
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) return false;
    if (!answer.ok()) return Failed(what, answer.error());
    const api::XmlNode* key = answer->Find("SSHPublicKey");
    if (key == nullptr) return Error{ErrorCode::kUnavailable, what + ": empty result"};
    SetSshKey(*key, state);
    state.SetText("ssh_public_key_id", std::string(key->Get("SSHPublicKeyId")));
    return true;
  }

  Result<void> Update(const Call& call, const Object&, const Object&, Object& state) const override {
    return SetStatus(call, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    const std::string id = state.Text("id");
    return GoneIsFine("deleting IAM User SSH Key (" + id + ")",
                      call.Iam("DeleteSSHPublicKey", {{"UserName", state.Text("username")}, {"SSHPublicKeyId", id}}));
  }

 private:
  // What was just uploaded may not be seen for a while.
  static Result<void> SetStatus(const Call& call, const Object& state) {
    const api::QueryParameters parameters = {
        {"UserName", state.Text("username")}, {"SSHPublicKeyId", state.Text("id")}, {"Status", state.Text("status")}};
    auto answer = RetryWhile<api::XmlNode>(
        call, kPropagationTimeout, [](const api::ServiceError& error) { return error.Is(kNoSuchEntity); },
        [&] { return call.Iam("UpdateSSHPublicKey", parameters); });
    if (!answer.ok()) return Failed("updating IAM User SSH Key (" + state.Text("id") + ")", answer.error());
    return {};
  }
};

}  // namespace

std::unique_ptr<const Resource> MakeIamUserSshKey(const Behaviour&) { return std::make_unique<UserSshKey>(); }

}  // namespace rolecall::providers::aws
