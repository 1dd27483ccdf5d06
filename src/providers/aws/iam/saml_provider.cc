// aws_iam_saml_provider
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kUuid = "saml_provider_uuid";

engine::BlockSchema SamlProviderSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  block.attributes["arn"] = TextAttribute(Use::kComputed);
  block.attributes["name"] = TextAttribute(Use::kRequired);
  if (behaviour.has_saml_provider_uuid()) block.attributes[kUuid] = TextAttribute(Use::kComputed);
  block.attributes["saml_metadata_document"] = TextAttribute(Use::kRequired);
  block.attributes["valid_until"] = TextAttribute(Use::kComputed);
  return block;
}

// "Mon, 02 Jan 2006 15:04:05 UTC", as Go writes a time in its layout RFC1123; "" if IAM gave none.
std::string Rfc1123(std::string_view iso8601) {
  const std::optional<Time> time = ParseRfc3339(iso8601);
  if (!time) return "";
  std::string text = FormatHttpDate(*time);
  return text.replace(text.rfind("GMT"), 3, "UTC");
}

class SamlProvider final : public Resource {
 public:
  explicit SamlProvider(const Behaviour& behaviour)
      : Resource(SamlProviderSchema(behaviour), {{"name", ForceNew()}}), behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    if (!config.IsSet("saml_metadata_document")) return;
    const std::size_t size = config.Text("saml_metadata_document").size();
    if (size >= 1000 && size <= 10000000) return;
    problems.push_back(
        {"saml_metadata_document", "expected length of saml_metadata_document to be in the range (1000 - 10000000)"});
  }

  // It stands in the metadata.
  Result<void> Plan(const Object* prior, const Object&, Object& planned) const override {
    const char* kDocument = "saml_metadata_document";
    if (prior != nullptr && !prior->Get(kDocument).Same(planned.Get(kDocument))) planned.SetUnknown("valid_until");
    return {};
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    api::QueryParameters parameters = {{"Name", state.Text("name")},
                                       {"SAMLMetadataDocument", state.Text("saml_metadata_document")}};
    AddTagParameters(state.TextMap("tags_all"), "Tags", parameters);
    auto answer = call.Iam("CreateSAMLProvider", std::move(parameters));
    if (!answer.ok()) return Failed("creating IAM SAML Provider (" + state.Text("name") + ")", answer.error());
    state.SetText("id", std::string(answer->Get("SAMLProviderArn")));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    const std::string arn = state.Text("id");
    auto answer = call.Iam("GetSAMLProvider", {{"SAMLProviderArn", arn}});
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) return false;
    if (!answer.ok()) return Failed("reading IAM SAML Provider (" + arn + ")", answer.error());
    state.SetText("arn", arn);
    state.SetText("name", arn.substr(arn.rfind('/') + 1));
    state.SetText("saml_metadata_document", std::string(answer->Get("SAMLMetadataDocument")));
    if (state.Has(kUuid)) state.SetTextOrNull(kUuid, std::string(answer->Get("SAMLProviderUUID")));
    state.SetText("valid_until", Rfc1123(answer->Get("ValidUntil")));
    ReadTags(call.provider.tags, behaviour_, TagsOf(*answer), state);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    const std::string arn = state.Text("id");
    if (state.Text("saml_metadata_document") != prior.Text("saml_metadata_document")) {
      auto answer = call.Iam("UpdateSAMLProvider", {{"SAMLProviderArn", arn},
                                                    {"SAMLMetadataDocument", state.Text("saml_metadata_document")}});
      if (!answer.ok()) return Failed("updating IAM SAML Provider (" + arn + ")", answer.error());
    }
    return UpdateIamTags(call, "SAMLProvider", "SAMLProviderArn", arn, prior, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    const std::string arn = state.Text("id");
    return GoneIsFine("deleting IAM SAML Provider (" + arn + ")",
                      call.Iam("DeleteSAMLProvider", {{"SAMLProviderArn", arn}}));
  }

 private:
  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeIamSamlProvider(const Behaviour& behaviour) {
  return std::make_unique<SamlProvider>(behaviour);
}

}  // namespace rolecall::providers::aws
