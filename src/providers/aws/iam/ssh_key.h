// What the resource and the data source aws_iam_user_ssh_key have in common. Pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_IAM_SSH_KEY_H_
#define ROLECALL_PROVIDERS_AWS_IAM_SSH_KEY_H_

#include <string>
#include <string_view>

#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

// SSH or PEM.
void CheckSshKeyEncoding(const Object& config, Problems& problems);
// "ssh-rsa AAAA…", without the comment behind it.
std::string WithoutSshComment(std::string_view key);
// The parameters of GetSSHPublicKey.
api::QueryParameters SshKeyQuery(const Object& object, const std::string& id);
// Sets fingerprint, public_key and status of what IAM says.
void SetSshKey(const api::XmlNode& key, Object& state);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_IAM_SSH_KEY_H_
