#include "services/saml/xml_signature.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/secret.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "services/saml/canonical.h"
#include "services/saml/xml_tree.h"

namespace rolecall::services::saml {
namespace {

constexpr std::string_view kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
constexpr std::size_t kMostPrefixes = 32;

struct NamedDigest {
  std::string_view uri;
  crypto::DigestKind kind;
};
constexpr NamedDigest kDigests[] = {{"http://www.w3.org/2001/04/xmlenc#sha256", crypto::DigestKind::kSha256},
                                    {"http://www.w3.org/2001/04/xmldsig-more#sha384", crypto::DigestKind::kSha384},
                                    {"http://www.w3.org/2001/04/xmlenc#sha512", crypto::DigestKind::kSha512}};

struct NamedSignature {
  std::string_view uri;
  crypto::SignatureAlgorithm algorithm;
};
using crypto::SignatureAlgorithm;
constexpr NamedSignature kSignatures[] = {
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", SignatureAlgorithm::kRs256},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", SignatureAlgorithm::kRs384},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", SignatureAlgorithm::kRs512},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", SignatureAlgorithm::kEs256},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", SignatureAlgorithm::kEs384},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", SignatureAlgorithm::kEs512}};

template <typename Named>
const Named* FindNamed(const Named* begin, const Named* end, std::string_view uri) {
  const Named* found = std::find_if(begin, end, [&](const Named& one) { return one.uri == uri; });
  return found == end ? nullptr : found;
}

std::string_view AlgorithmOf(pugi::xml_node element) { return element.attribute("Algorithm").value(); }

// Base64 with line breaks and blanks, as signatures have it.
std::optional<std::string> DecodedText(pugi::xml_node element) {
  std::string text = TextOf(element);
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
  return Base64Decode(text);
}

// The prefixes of <InclusiveNamespaces PrefixList="a b"/> in a method or transform. Nothing if there is anything else.
std::optional<std::vector<std::string>> PrefixList(pugi::xml_node method) {
  std::vector<std::string> prefixes;
  for (const pugi::xml_node& child : method.children()) {
    if (child.type() != pugi::node_element) continue;
    if (!Is(child, kExclusive, "InclusiveNamespaces")) return std::nullopt;
    for (const std::string& prefix : SplitStrings(child.attribute("PrefixList").value(), ' ')) {
      if (!prefix.empty()) prefixes.push_back(prefix);
    }
  }
  if (prefixes.size() > kMostPrefixes) return std::nullopt;
  return prefixes;
}

// How the signed element is canonicalized: the transforms must be the enveloped signature, then at most the exclusive
// canonicalization. Nothing for any others: they could make something else of the element than what is read.
std::optional<std::vector<std::string>> ReadTransforms(pugi::xml_node reference) {
  const pugi::xml_node list = OnlyChild(reference, kSignature, "Transforms");
  const std::vector<pugi::xml_node> transforms = ChildrenOf(list, kSignature, "Transform");
  if (transforms.size() != 2 || AlgorithmOf(transforms[0]) != kEnveloped || AlgorithmOf(transforms[1]) != kExclusive) {
    return std::nullopt;
  }
  return PrefixList(transforms[1]);
}

bool IsDigestOf(pugi::xml_node reference, pugi::xml_node element, pugi::xml_node signature) {
  const NamedDigest* digest = FindNamed(std::begin(kDigests), std::end(kDigests),
                                        AlgorithmOf(OnlyChild(reference, kSignature, "DigestMethod")));
  const std::optional<std::vector<std::string>> prefixes = ReadTransforms(reference);
  const std::optional<std::string> wanted = DecodedText(OnlyChild(reference, kSignature, "DigestValue"));
  if (digest == nullptr || !prefixes || !wanted) return false;
  return ConstantTimeEquals(crypto::Digest(digest->kind, Canonicalize(element, *prefixes, signature)), *wanted);
}

bool VerifiesSignedInfo(pugi::xml_node signature, pugi::xml_node info, const std::vector<crypto::PublicKey>& keys) {
  const pugi::xml_node canonicalization = OnlyChild(info, kSignature, "CanonicalizationMethod");
  const std::optional<std::vector<std::string>> prefixes = PrefixList(canonicalization);
  const NamedSignature* method = FindNamed(std::begin(kSignatures), std::end(kSignatures),
                                           AlgorithmOf(OnlyChild(info, kSignature, "SignatureMethod")));
  const std::optional<std::string> value = DecodedText(OnlyChild(signature, kSignature, "SignatureValue"));
  if (AlgorithmOf(canonicalization) != kExclusive || !prefixes || method == nullptr || !value) return false;
  const std::string signed_bytes = Canonicalize(info, *prefixes);
  return std::any_of(keys.begin(), keys.end(),
                     [&](const crypto::PublicKey& key) { return key.Verify(method->algorithm, signed_bytes, *value); });
}

}  // namespace

bool IsSignedBy(pugi::xml_node element, const std::vector<crypto::PublicKey>& keys) {
  const pugi::xml_node signature = OnlyChild(element, kSignature, "Signature");
  const pugi::xml_node info = OnlyChild(signature, kSignature, "SignedInfo");
  const pugi::xml_node reference = OnlyChild(info, kSignature, "Reference");
  if (!signature || !info || !reference) return false;
  const std::string_view id = element.attribute("ID").value();
  if (id.empty() || reference.attribute("URI").value() != "#" + std::string(id)) return false;
  return IsDigestOf(reference, element, signature) && VerifiesSignedInfo(signature, info, keys);
}

}  // namespace rolecall::services::saml
