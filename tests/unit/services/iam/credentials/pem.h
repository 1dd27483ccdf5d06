// Keys and certificates for tests of IAM's credentials.
#ifndef ROLECALL_TESTS_UNIT_SERVICES_IAM_CREDENTIALS_PEM_H_
#define ROLECALL_TESTS_UNIT_SERVICES_IAM_CREDENTIALS_PEM_H_

#include <string>

#include "tests/support/self_signed.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services::iam {

// Made once by ssh-keygen -t rsa -b 2048; its fingerprint is what ssh-keygen -l -E md5 says of it.
inline constexpr char kSshKeyOfTest[] =
    "ssh-rsa "
    "AAAAB3NzaC1yc2EAAAADAQABAAABAQCoOWk4si54X4Cqaf/JAyMBXa/iiHCGJAorkQdZ3wlyHbxjt0AhKtmN/"
    "tvbG7paUVOxZjDj45iuzOIHCmqi+nna2cYEsjifabIE7j/+swoSWLM2zVenYGIfe+1IhI26Ils1aAKlLkI1ZVw4Wdj63rI6BPaJ/IwQGGfn7fu/"
    "CcZfwoqDJQDufieIYo+BoUGTxKYWmaW8Ylfe6+mqzQmcuVgTu77pmTeGQuOFED4+noX/TIzTT/"
    "SdV7NHt+J145O78ugKtO7Jo09AivQwP19LCeoQaM/17TzkgCFsnonTz1PkZQSBl1Ey8l+CEQOzON+Fk4LXuRcRMA1q8aLfm7Vl7Ukf";
inline constexpr char kSshFingerprintOfTest[] = "01:7c:0e:82:a1:2e:8e:1c:07:8f:83:d0:16:a5:65:14";

struct TestPem {
  std::string pem, key;
};

inline TestPem MakeTestCertificate(Time not_before, Time not_after) {
  const crypto::PrivateKey key = crypto::PrivateKey::Generate(crypto::KeyKind::kP256).value();
  return {MakeSelfSigned(key, "DNS:web.test", not_before, not_after), std::string(key.ToPem().Reveal())};
}

// A good one for the fixture's time; the same at each call.
inline const TestPem& TestCertificate() {
  static const TestPem made = MakeTestCertificate(FromUnixSeconds(services::testing::kNow - 1000),
                                                  FromUnixSeconds(services::testing::kNow + 1000));
  return made;
}

}  // namespace rolecall::services::iam

#endif  // ROLECALL_TESTS_UNIT_SERVICES_IAM_CREDENTIALS_PEM_H_
