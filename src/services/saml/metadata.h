// What an identity provider's SAML 2.0 metadata says: who it is, and which keys it signs with.
//
//   ROLECALL_TRY(Metadata metadata, ReadMetadata(provider->metadata));
//
// Keys are those of its IDPSSODescriptor's KeyDescriptors for signing (or for no stated use): the certificates' public
// keys. As SAML's metadata profile has it the certificates are containers of keys: their dates and issuers do not
// count. Errors: kInvalidArgument. Pure.
#ifndef ROLECALL_SERVICES_SAML_METADATA_H_
#define ROLECALL_SERVICES_SAML_METADATA_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/key.h"

namespace rolecall::services::saml {

struct Metadata {
  std::string entity_id;
  std::vector<crypto::PublicKey> keys;  // at least one
};

Result<Metadata> ReadMetadata(std::string_view document);

}  // namespace rolecall::services::saml

#endif  // ROLECALL_SERVICES_SAML_METADATA_H_
