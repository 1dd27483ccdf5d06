// aws_iam_openid_connect_provider
#include <algorithm>

#include "providers/aws/framework/difference.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/aws/iam/role_policies.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

constexpr std::string_view kScheme = "https://";

std::string WithoutScheme(const std::string& url) {
  return url.starts_with(kScheme) ? url.substr(kScheme.size()) : url;
}

engine::BlockSchema ProviderSchemaOf(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  block.attributes["arn"] = TextAttribute(Use::kComputed);
  block.attributes["client_id_list"] =
      behaviour.major() < 5 ? TextListAttribute(Use::kRequired) : TextSetAttribute(Use::kRequired);
  block.attributes["thumbprint_list"] =
      TextListAttribute(behaviour.has_optional_thumbprints() ? Use::kOptionalComputed : Use::kRequired);
  block.attributes["url"] = TextAttribute(Use::kRequired);
  return block;
}

Rules ProviderRules(const Behaviour& behaviour) {
  Rule url = ForceNew();
  url.same = [](const std::string& before, const std::string& after) {
    return WithoutScheme(before) == WithoutScheme(after);
  };
  Rules rules = {{"url", url}};
  if (behaviour.major() < 5) rules.emplace("client_id_list", ForceNew());
  return rules;
}

class OpenIdConnectProvider final : public Resource {
 public:
  explicit OpenIdConnectProvider(const Behaviour& behaviour)
      : Resource(ProviderSchemaOf(behaviour), ProviderRules(behaviour)), behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    std::string url = config.Text("url");
    if (config.IsSet("url") && (!url.starts_with(kScheme) || url.size() > 255 || url.size() <= kScheme.size())) {
      problems.push_back({"url", "expected \"url\" to have a host and the scheme https, got " + url});
    }
    for (const std::string& client : config.Texts("client_id_list")) {
      if (!client.empty() && client.size() <= 255) continue;
      problems.push_back(
          {"client_id_list", "expected length of client_id_list to be in the range (1 - 255), got " + client});
    }
    for (const std::string& thumbprint : config.Texts("thumbprint_list")) {
      bool is_hex = thumbprint.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
      if (thumbprint.size() == 40 && is_hex) continue;
      problems.push_back({"thumbprint_list", "expected a thumbprint of 40 hexadecimal digits, got " + thumbprint});
    }
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    std::string url = std::string(kScheme) + WithoutScheme(state.Text("url"));
    api::QueryParameters parameters = {{"Url", url}};
    AddListParameters(state.Texts("client_id_list"), "ClientIDList", parameters);
    AddListParameters(state.Texts("thumbprint_list"), "ThumbprintList", parameters);
    AddTagParameters(state.TextMap("tags_all"), "Tags", parameters);
    auto answer = call.Iam("CreateOpenIDConnectProvider", std::move(parameters));
    if (!answer.ok()) return Failed("creating IAM OIDC Provider (" + url + ")", answer.error());
    state.SetText("id", std::string(answer->Get("OpenIDConnectProviderArn")));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string arn = state.Text("id");
    auto answer = call.Iam("GetOpenIDConnectProvider", {{"OpenIDConnectProviderArn", arn}});
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) return false;
    if (!answer.ok()) return Failed("reading IAM OIDC Provider (" + arn + ")", answer.error());
    state.SetText("arn", arn);
    state.SetText("url", std::string(answer->Get("Url")));
    state.SetTexts("client_id_list", TextsOf(*answer, "ClientIDList", state.Texts("client_id_list")));
    state.SetTexts("thumbprint_list", TextsOf(*answer, "ThumbprintList", state.Texts("thumbprint_list")));
    ReadTags(call.provider.tags, behaviour_, TagsOf(*answer), state);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    std::string arn = state.Text("id");
    std::string what = "updating IAM OIDC Provider (" + arn + ")";
    std::vector<std::string> thumbprints = state.Texts("thumbprint_list");
    if (!thumbprints.empty() && thumbprints != prior.Texts("thumbprint_list")) {
      api::QueryParameters parameters = {{"OpenIDConnectProviderArn", arn}};
      AddListParameters(thumbprints, "ThumbprintList", parameters);
      auto answer = call.Iam("UpdateOpenIDConnectProviderThumbprint", std::move(parameters));
      if (!answer.ok()) return Failed(what + " thumbprint", answer.error());
    }
    std::vector<std::string> before = prior.Texts("client_id_list");
    std::vector<std::string> after = state.Texts("client_id_list");
    for (const std::string& id : Difference(after, before)) {
      auto answer =
          call.Iam("AddClientIDToOpenIDConnectProvider", {{"OpenIDConnectProviderArn", arn}, {"ClientID", id}});
      if (!answer.ok()) return Failed(what + " client ID", answer.error());
    }
    for (const std::string& id : Difference(before, after)) {
      auto answer =
          call.Iam("RemoveClientIDFromOpenIDConnectProvider", {{"OpenIDConnectProviderArn", arn}, {"ClientID", id}});
      if (!answer.ok()) return Failed(what + " client ID", answer.error());
    }
    return UpdateIamTags(call, "OpenIDConnectProvider", "OpenIDConnectProviderArn", arn, prior, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string arn = state.Text("id");
    return GoneIsFine("deleting IAM OIDC Provider (" + arn + ")",
                      call.Iam("DeleteOpenIDConnectProvider", {{"OpenIDConnectProviderArn", arn}}));
  }

 private:
  // The API's list, in the order that the state has if only the order differs.
  static std::vector<std::string> TextsOf(const api::XmlNode& node, std::string_view list,
                                          const std::vector<std::string>& kept) {
    std::vector<std::string> texts;
    for (const api::XmlNode* member : node.List(list)) texts.push_back(member->text);
    return texts.size() == kept.size() && Difference(texts, kept).empty() ? kept : texts;
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeIamOpenIdConnectProvider(const Behaviour& behaviour) {
  return std::make_unique<OpenIdConnectProvider>(behaviour);
}

}  // namespace rolecall::providers::aws
