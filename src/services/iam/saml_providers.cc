// SAML providers, with AWS's checks of name and metadata: trust policies name them, and STS's AssumeRoleWithSAML takes
// the keys of their metadata.
// Differs from AWS: assertion encryption (AddPrivateKey, AssertionEncryptionMode) is refused.
#include <algorithm>

#include "base/text.h"
#include "crypto/digest.h"
#include "partition/own_partition.h"
#include "services/iam/tags.h"

namespace rolecall::services::iam {

using directory::SamlProvider;

template <>
struct ByArn<SamlProvider> {
  static constexpr std::string_view kParameter = "SAMLProviderArn";
  static constexpr auto kTable = &directory::Snapshot::saml_providers;
  static std::string Missing(const std::string& arn) { return "Manifest not found for arn " + arn; }
};

namespace {

// AWS gives a provider a hundred years from its creation.
constexpr auto kValidity = std::chrono::hours(24) * 36525;

constexpr ParameterRule kArn{.name = "SAMLProviderArn", .required = true, .min = 20, .max = 2048};
constexpr ParameterRule kMetadata{.name = "SAMLMetadataDocument", .min = 1000, .max = 10000000};
constexpr ParameterRule kNewMetadata{.name = "SAMLMetadataDocument", .required = true, .min = 1000, .max = 10000000};

constexpr aws::XmlBounds kMetadataXml{.bytes = kMetadata.max, .elements = 65536, .attributes = 65536, .depth = 64};

// An element's name without its namespace's prefix.
std::string_view LocalName(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// SAML 2.0 metadata of an identity provider: an EntityDescriptor with an IDPSSODescriptor.
Refusal CheckMetadata(const std::string& document) {
  const Result<aws::XmlNode> root = aws::ParseXml(document, kMetadataXml);
  const auto is_role = [](const aws::XmlNode& child) { return LocalName(child.name) == "IDPSSODescriptor"; };
  if (root.ok() && LocalName(root->name) == "EntityDescriptor" &&
      std::any_of(root->children.begin(), root->children.end(), is_role)) {
    return std::nullopt;
  }
  return InvalidInput("Could not parse metadata");
}

Refusal RefuseEncryption(const Call& call) {
  for (const char* parameter : {"AddPrivateKey", "RemovePrivateKey", "AssertionEncryptionMode"}) {
    if (call.parameters.Has(parameter)) {
      return InvalidInput(std::string(parameter) + ": encrypted assertions are not supported here");
    }
  }
  return std::nullopt;
}

// AWS gives each an identifier of its own, in capitals and digits: one of the same name that is made later has another.
std::string UuidOf(const SamlProvider& provider) {
  constexpr std::size_t kDigits = 32;
  return UpperAscii(crypto::Sha256Hex(provider.arn() + FormatIso8601(provider.created)).substr(0, kDigits));
}

OperationResult CreateSamlProvider(Call& call) {
  ROLECALL_TRY(directory::Tags tags, ReadTags(call));
  SamlProvider provider;
  provider.account = call.caller.account;
  provider.name = std::string(call.parameters.Get("Name"));
  provider.metadata = std::string(call.parameters.Get("SAMLMetadataDocument"));
  provider.tags = tags;
  provider.created = call.now;
  Question question = Ask(call, provider.arn());
  question.request_tags = &tags;
  ROLECALL_RETURN_IF_ERROR(AuthorizeCreation(call, question, "iam:TagSAMLProvider"));
  ROLECALL_RETURN_IF_ERROR(RefuseEncryption(call));
  ROLECALL_RETURN_IF_ERROR(CheckMetadata(provider.metadata));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    const auto& providers = transaction.snapshot().saml_providers;
    if (providers.Find(provider.arn()) != nullptr) {
      return AlreadyExists("Provider with name " + provider.name + " already exists.");
    }
    if (providers.Count(partition::OwnArn() + "iam::" + provider.account + ":") >= kSamlProvidersPerAccount.limit) {
      return Exceeded(kSamlProvidersPerAccount);
    }
    aws::XmlWriter xml;
    xml.Text("SAMLProviderArn", provider.arn());
    if (!tags.empty()) WriteTags(xml, tags);
    transaction.Put(provider);
    return xml.Take();
  });
}

OperationResult GetSamlProvider(Call& call) {
  ROLECALL_TRY(auto provider, AskForTagged<SamlProvider>(call, {}));
  aws::XmlWriter xml;
  xml.Text("SAMLProviderUUID", UuidOf(*provider)).Text("SAMLMetadataDocument", provider->metadata);
  xml.Text("CreateDate", FormatIso8601(provider->created));
  xml.Text("ValidUntil", FormatIso8601(provider->created + kValidity));
  WriteTags(xml, provider->tags);
  return xml.Take();
}

OperationResult ListSamlProviders(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  aws::XmlWriter xml;
  xml.Open("SAMLProviderList");
  for (const auto& provider :
       call.snapshot->saml_providers.Sorted(partition::OwnArn() + "iam::" + call.caller.account + ":")) {
    xml.Open("member").Text("Arn", provider->arn());
    xml.Text("ValidUntil", FormatIso8601(provider->created + kValidity));
    xml.Text("CreateDate", FormatIso8601(provider->created)).Close();
  }
  xml.Close();
  return xml.Take();
}

OperationResult UpdateSamlProvider(Call& call) {
  ROLECALL_TRY(auto provider, AskForTagged<SamlProvider>(call, {}));
  ROLECALL_RETURN_IF_ERROR(RefuseEncryption(call));
  const std::string metadata(call.parameters.Get("SAMLMetadataDocument"));
  if (call.parameters.Has("SAMLMetadataDocument")) ROLECALL_RETURN_IF_ERROR(CheckMetadata(metadata));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = Locate<SamlProvider>(call, transaction.snapshot());
    if (current == nullptr) return NoSuchEntity(ByArn<SamlProvider>::Missing(provider->arn()));
    SamlProvider changed = *current;
    if (!metadata.empty()) changed.metadata = metadata;
    transaction.Put(std::move(changed));
    aws::XmlWriter xml;
    xml.Text("SAMLProviderArn", provider->arn());
    return xml.Take();
  });
}

OperationResult DeleteSamlProvider(Call& call) {
  ROLECALL_TRY(auto provider, AskForTagged<SamlProvider>(call, {}));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    if (auto current = Locate<SamlProvider>(call, transaction.snapshot())) transaction.Delete(*current);
    return std::string();
  });
}

}  // namespace

void AddSamlProviders(Table& table) {
  const ParameterRule name{.name = "Name", .required = true, .min = 1, .max = 128, .charset = Charset::kWordDot};
  table.push_back({"CreateSAMLProvider", &CreateSamlProvider, {name, kNewMetadata, kTags}});
  table.push_back({"GetSAMLProvider", &GetSamlProvider, {kArn}});
  table.push_back({"ListSAMLProviders", &ListSamlProviders, {}});
  table.push_back({"UpdateSAMLProvider", &UpdateSamlProvider, {kArn, kMetadata}});
  table.push_back({"DeleteSAMLProvider", &DeleteSamlProvider, {kArn}, false, false});
  AddTagsOf<SamlProvider>(table, "TagSAMLProvider", "UntagSAMLProvider", "ListSAMLProviderTags", kArn);
}

}  // namespace rolecall::services::iam
