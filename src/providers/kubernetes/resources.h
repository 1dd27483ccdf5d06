// The types of the provider: one row each in provider.cc.
#ifndef ROLECALL_PROVIDERS_KUBERNETES_RESOURCES_H_
#define ROLECALL_PROVIDERS_KUBERNETES_RESOURCES_H_

#include <boost/json/value.hpp>
#include <map>
#include <memory>
#include <string>

#include "providers/kubernetes/call.h"

namespace rolecall::providers::kubernetes {

std::unique_ptr<const Resource> MakeServiceAccount();
std::unique_ptr<const Resource> MakeNamespace();
std::unique_ptr<const Resource> MakeSecret();
std::unique_ptr<const Resource> MakeAnnotations();
std::unique_ptr<const Resource> MakeLabels();

std::unique_ptr<const DataSource> MakeServiceAccountData();
std::unique_ptr<const DataSource> MakeNamespaceData();
std::unique_ptr<const DataSource> MakeSecretData();
std::unique_ptr<const DataSource> MakeConfigMapData();

// What a resource and the data of the same name read alike.
// `own`: the secret that an old server made for the account, which is not among those that are configured; may be "".
void ReadAccount(const boost::json::value& object, const std::string& own, Object& state);
struct SecretTexts {
  std::map<std::string, std::string> plain, binary;  // decoded; as the API has them, base64
};
// `binary`: the keys that stay base64. kUnavailable: what should be base64 is not.
Result<SecretTexts> ReadSecretTexts(const boost::json::value& object, const std::map<std::string, std::string>& binary);

}  // namespace rolecall::providers::kubernetes

#endif  // ROLECALL_PROVIDERS_KUBERNETES_RESOURCES_H_
