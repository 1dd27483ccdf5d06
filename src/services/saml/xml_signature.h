// XML signatures (XML-DSig) as SAML allows them: enveloped in the element that they sign, and about that element alone.
//
//   if (!IsSignedBy(assertion, keys)) … refuse …
//
// True only if the element has exactly one Signature child, its one Reference names this very element by its ID, the
// digest is the element's and the signature a key's. Transforms: the enveloped signature, exclusive canonicalization
// (without comments), nothing else. Digests SHA-256, 384, 512; signatures RSA and ECDSA with these. What the signature
// itself says about keys (KeyInfo) is not looked at. Source: SAML 2.0 core, section 5.4; W3C, XML Signature.
// For this folder only. Pure.
#ifndef ROLECALL_SERVICES_SAML_XML_SIGNATURE_H_
#define ROLECALL_SERVICES_SAML_XML_SIGNATURE_H_

#include <pugixml.hpp>
#include <vector>

#include "crypto/key.h"

namespace rolecall::services::saml {

bool IsSignedBy(pugi::xml_node element, const std::vector<crypto::PublicKey>& keys);

}  // namespace rolecall::services::saml

#endif  // ROLECALL_SERVICES_SAML_XML_SIGNATURE_H_
