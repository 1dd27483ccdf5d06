#include "providers/aws/iam/ssh_key.h"

#include "providers/aws/framework/text_checks.h"

namespace rolecall::providers::aws {

void CheckSshKeyEncoding(const Object& config, Problems& problems) {
  CheckOneOf(config, "encoding", "encoding", {"SSH", "PEM"}, problems);
}

std::string WithoutSshComment(std::string_view key) {
  const std::size_t first = key.find(' ');
  return std::string(first == key.npos ? key : key.substr(0, key.find(' ', first + 1)));
}

api::QueryParameters SshKeyQuery(const Object& object, const std::string& id) {
  return {{"UserName", object.Text("username")}, {"SSHPublicKeyId", id}, {"Encoding", object.Text("encoding")}};
}

void SetSshKey(const api::XmlNode& key, Object& state) {
  const std::string_view body = key.Get("SSHPublicKeyBody");
  state.SetText("fingerprint", std::string(key.Get("Fingerprint")));
  state.SetText("public_key", state.Text("encoding") == "SSH" ? WithoutSshComment(body) : std::string(body));
  state.SetText("status", std::string(key.Get("Status")));
}

}  // namespace rolecall::providers::aws
