// A SAML response: verified, and what its one assertion says.
//
//   Expected<Assertion, Problem> assertion = ReadResponse(xml, metadata.keys);
//
// There is exactly one assertion in the whole document, a child of the response, and no encrypted one; no two elements
// have one ID; every Signature stands in the response or in the assertion, at least one is there, and each that is
// there verifies. What is read comes from the very nodes that were verified, so nothing wrapped around, beside or into
// them is ever looked at. Times and names are checked by the caller (services/sts). Pure.
#ifndef ROLECALL_SERVICES_SAML_ASSERTION_H_
#define ROLECALL_SERVICES_SAML_ASSERTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/expected.h"
#include "crypto/key.h"

namespace rolecall::services::saml {

enum class Problem {
  kMalformed,  // no SAML response, or one of a form that is not taken
  kSignature,  // not signed, or not by these keys
};

struct Assertion {
  std::string issuer;
  std::string subject, subject_format;  // NameID and its Format
  std::string recipient;                // of the bearer's SubjectConfirmationData
  std::vector<std::string> audiences;   // of all AudienceRestrictions
  bool success = false;                 // the response's status
  // Milliseconds since 1970; nothing where it is not stated.
  std::optional<std::int64_t> issued, not_before, not_on_or_after, confirmation_ends, session_ends;
  // In the order of the document; several of one name are one.
  std::vector<std::pair<std::string, std::vector<std::string>>> attributes;

  // Null: there is no attribute of that name.
  const std::vector<std::string>* Find(std::string_view name) const;
};

Expected<Assertion, Problem> ReadResponse(std::string_view xml, const std::vector<crypto::PublicKey>& keys);

}  // namespace rolecall::services::saml

#endif  // ROLECALL_SERVICES_SAML_ASSERTION_H_
