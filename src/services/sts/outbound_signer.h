// OutboundSigner: who signs the tokens of outbound identity federation (GetWebIdentityToken), as a dependency of STS.
// The server implements it: it keeps the keys, and publishes them at each account's issuer.
// Threads: any.
#ifndef ROLECALL_SERVICES_STS_OUTBOUND_SIGNER_H_
#define ROLECALL_SERVICES_STS_OUTBOUND_SIGNER_H_

#include <boost/json/fwd.hpp>
#include <string>

#include "base/result.h"
#include "crypto/key.h"

namespace rolecall::services::sts {

class OutboundSigner {
 public:
  virtual ~OutboundSigner() = default;
  // A JWT of these claims. `algorithm` is RS256 or ES384; the first call for one may take a second, while its key is
  // made. kUnavailable: the key could not be stored.
  virtual Result<std::string> Sign(const boost::json::object& claims, crypto::SignatureAlgorithm algorithm) = 0;
};

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_OUTBOUND_SIGNER_H_
