#include "services/saml/metadata.h"

#include "base/encoding.h"
#include "crypto/certificate.h"
#include "services/saml/xml_tree.h"

namespace rolecall::services::saml {
namespace {

constexpr std::size_t kMostKeys = 16;

Error NoMetadata() { return {ErrorCode::kInvalidArgument, "the provider's metadata has no key to verify with"}; }

std::optional<crypto::PublicKey> KeyOf(pugi::xml_node x509_certificate) {
  std::string text = TextOf(x509_certificate);
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
  const std::optional<std::string> der = Base64Decode(text);
  if (!der.has_value()) return std::nullopt;
  const Result<crypto::Certificate> certificate = crypto::ParseCertificateDer(*der);
  if (!certificate.ok()) return std::nullopt;
  Result<crypto::PublicKey> key = crypto::PublicKey::FromPem(certificate->pem);
  return key.ok() ? std::optional(*std::move(key)) : std::nullopt;
}

void AddKeys(pugi::xml_node descriptor, std::vector<crypto::PublicKey>& keys) {
  for (const pugi::xml_node& key : ChildrenOf(descriptor, kMetadata, "KeyDescriptor")) {
    const std::string_view use = key.attribute("use").value();
    if (!use.empty() && use != "signing") continue;
    for (const pugi::xml_node& certificate : AllBelow(key, kSignature, "X509Certificate", kMostKeys)) {
      if (keys.size() == kMostKeys) return;
      if (std::optional<crypto::PublicKey> found = KeyOf(certificate)) keys.push_back(*std::move(found));
    }
  }
}

}  // namespace

Result<Metadata> ReadMetadata(std::string_view document) {
  ROLECALL_TRY(std::unique_ptr<const XmlTree> tree, XmlTree::Parse(document, kMetadataBounds));
  const pugi::xml_node root = tree->root();
  if (!Is(root, kMetadata, "EntityDescriptor")) return NoMetadata();
  Metadata metadata;
  metadata.entity_id = root.attribute("entityID").value();
  for (const pugi::xml_node& descriptor : ChildrenOf(root, kMetadata, "IDPSSODescriptor")) {
    AddKeys(descriptor, metadata.keys);
  }
  if (metadata.entity_id.empty() || metadata.keys.empty()) return NoMetadata();
  return metadata;
}

}  // namespace rolecall::services::saml
