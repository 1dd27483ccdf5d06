// AWS Key Management Service, as far as roles of service accounts meet it: symmetric keys that never leave the plane,
// their policies, grants, aliases and rotation, and what they encrypt.
//
// TrentService JSON 1.1; operations are rows of a table (operations.h), those of the service that are not served too.
// Material is sealed at rest by the directory; ciphertexts are docs/formats/kms-ciphertext.md. Authorization is KMS's
// own: services/kms_authorize.h. Other services use keys by services/kms_use.h.
// Differs from AWS: SYMMETRIC_DEFAULT and HMAC_256 keys of AWS_KMS origin in one region, no others; no custom key
// stores.
#ifndef ROLECALL_SERVICES_KMS_KMS_H_
#define ROLECALL_SERVICES_KMS_KMS_H_

#include <memory>
#include <string_view>
#include <vector>

#include "services/service.h"

namespace rolecall::services::kms {

std::unique_ptr<Service> MakeKms();

// All operations of the service: whether it is served.
struct OperationName {
  std::string_view name;
  bool is_served;
};
std::vector<OperationName> Operations();

}  // namespace rolecall::services::kms

#endif  // ROLECALL_SERVICES_KMS_KMS_H_
