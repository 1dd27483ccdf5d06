// What both families of MFA operations share. For this folder only.
#ifndef ROLECALL_SERVICES_IAM_CREDENTIALS_MFA_H_
#define ROLECALL_SERVICES_IAM_CREDENTIALS_MFA_H_

#include <string>

#include "services/iam/credentials/owner.h"
#include "services/iam/tags.h"

namespace rolecall::services::iam {

template <>
struct ByArn<directory::MfaDevice> {
  static constexpr std::string_view kParameter = "SerialNumber";
  static constexpr auto kTable = &directory::Snapshot::mfa_devices;
  static std::string Missing(const std::string& serial) {
    return "VirtualMFADevice with serial number " + serial + " doesn't exist.";
  }
};

}  // namespace rolecall::services::iam

namespace rolecall::services::iam::credentials {

inline constexpr ParameterRule kSerialNumber{
    .name = "SerialNumber", .required = true, .min = 9, .max = 256, .charset = Charset::kSerialNumber};

}  // namespace rolecall::services::iam::credentials

#endif  // ROLECALL_SERVICES_IAM_CREDENTIALS_MFA_H_
