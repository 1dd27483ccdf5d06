#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "partition/own_partition.h"
#include "services/iam/tags.h"

namespace rolecall::services::iam {

using directory::OidcProvider;

template <>
struct ByArn<OidcProvider> {
  static constexpr std::string_view kParameter = "OpenIDConnectProviderArn";
  static constexpr auto kTable = &directory::Snapshot::oidc_providers;
  static std::string Missing(const std::string& arn) { return "OpenIDConnect Provider not found for arn " + arn; }
};

namespace {

constexpr std::string_view kScheme = "https://";

// "host/path" of a URL that AWS takes: https, a host, no port, query or fragment.
std::optional<std::string> HostAndPath(const std::string& url) {
  if (!url.starts_with(kScheme)) return std::nullopt;
  const std::string rest = url.substr(kScheme.size());
  const std::string host = rest.substr(0, rest.find('/'));
  const bool good_host = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return IsAsciiAlphanumeric(c) || c == '.' || c == '-';
  });
  const bool good_rest = std::all_of(rest.begin(), rest.end(), [](char c) { return c > ' ' && c < 127; });
  if (!good_host || !good_rest || rest.find_first_of("?#\"<>\\") != std::string::npos) return std::nullopt;
  return rest;
}

Refusal CheckThumbprints(const std::vector<std::string>& thumbprints) {
  if (thumbprints.size() > kThumbprintsPerOidcProvider.limit) return Exceeded(kThumbprintsPerOidcProvider);
  for (const std::string& thumbprint : thumbprints) {
    if (!std::all_of(thumbprint.begin(), thumbprint.end(), [](char c) { return HexDigitValue(c) >= 0; })) {
      return InvalidInput("Thumbprint must be a hex-encoded SHA-1 hash value of 40 characters.");
    }
  }
  return std::nullopt;
}

Refusal CheckClients(const std::vector<std::string>& clients) {
  if (clients.size() > kClientIdsPerOidcProvider.limit) return Exceeded(kClientIdsPerOidcProvider);
  return std::nullopt;
}

OperationResult CreateProvider(Call& call) {
  ROLECALL_TRY(directory::Tags tags, ReadTags(call));
  const std::string url(call.parameters.Get("Url"));
  OidcProvider provider;
  provider.account = call.caller.account;
  provider.url = HostAndPath(url).value_or("");
  provider.client_ids = call.parameters.List("ClientIDList");
  provider.thumbprints = call.parameters.List("ThumbprintList");
  provider.tags = tags;
  provider.created = call.now;
  Question question = Ask(call, provider.arn());
  question.request_tags = &tags;
  ROLECALL_RETURN_IF_ERROR(AuthorizeCreation(call, question, "iam:TagOpenIDConnectProvider"));
  if (provider.url.empty()) return ValidationError("Invalid Open ID Connect Provider URL");
  ROLECALL_RETURN_IF_ERROR(CheckClients(provider.client_ids));
  ROLECALL_RETURN_IF_ERROR(CheckThumbprints(provider.thumbprints));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    const directory::Snapshot& snapshot = transaction.snapshot();
    if (snapshot.oidc_providers.Find(provider.arn()) != nullptr) {
      return AlreadyExists("Provider with url " + url + " already exists.");
    }
    const std::string own = partition::OwnArn() + "iam::" + provider.account + ":";
    if (snapshot.oidc_providers.Count(own) >= kOidcProvidersPerAccount.limit) return Exceeded(kOidcProvidersPerAccount);
    aws::XmlWriter xml;
    xml.Text("OpenIDConnectProviderArn", provider.arn());
    if (!tags.empty()) WriteTags(xml, tags);
    transaction.Put(provider);
    return xml.Take();
  });
}

OperationResult GetProvider(Call& call) {
  ROLECALL_TRY(auto provider, AskForTagged<OidcProvider>(call, {}));
  aws::XmlWriter xml;
  xml.Text("Url", provider->url);
  WriteStrings(xml, "ClientIDList", provider->client_ids);
  WriteStrings(xml, "ThumbprintList", provider->thumbprints);
  xml.Text("CreateDate", FormatIso8601(provider->created));
  WriteTags(xml, provider->tags);
  return xml.Take();
}

OperationResult ListProviders(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  aws::XmlWriter xml;
  xml.Open("OpenIDConnectProviderList");
  for (const auto& provider :
       call.snapshot->oidc_providers.Sorted(partition::OwnArn() + "iam::" + call.caller.account + ":")) {
    xml.Open("member").Text("Arn", provider->arn()).Close();
  }
  xml.Close();
  return xml.Take();
}

template <typename F>
OperationResult ChangeProvider(Call& call, F edit) {
  ROLECALL_TRY(auto provider, AskForTagged<OidcProvider>(call, {}));
  const std::string arn = provider->arn();
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = Locate<OidcProvider>(call, transaction.snapshot());
    if (current == nullptr) return NoSuchEntity(ByArn<OidcProvider>::Missing(arn));
    OidcProvider changed = *current;
    if (Refusal refusal = edit(changed)) return *std::move(refusal);
    transaction.Put(std::move(changed));
    return std::string();
  });
}

// IAM API Reference: "This operation is idempotent; it does not fail or return an error if you call the operation for a
// provider that does not exist."
OperationResult DeleteProvider(Call& call) {
  Checked<std::shared_ptr<const OidcProvider>> provider = AskForTagged<OidcProvider>(call, {});
  if (!provider.ok()) return provider.error().code == "NoSuchEntity" ? OperationResult("") : provider.error();
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    if (auto current = Locate<OidcProvider>(call, transaction.snapshot())) transaction.Delete(*current);
    return std::string();
  });
}

OperationResult UpdateThumbprints(Call& call) {
  const std::vector<std::string> thumbprints = call.parameters.List("ThumbprintList");
  ROLECALL_RETURN_IF_ERROR(CheckThumbprints(thumbprints));
  return ChangeProvider(call, [&](OidcProvider& provider) -> Refusal {
    provider.thumbprints = thumbprints;
    return std::nullopt;
  });
}

OperationResult AddClient(Call& call) {
  const std::string client(call.parameters.Get("ClientID"));
  return ChangeProvider(call, [&](OidcProvider& provider) -> Refusal {
    if (std::count(provider.client_ids.begin(), provider.client_ids.end(), client) == 0) {
      provider.client_ids.push_back(client);
    }
    return CheckClients(provider.client_ids);
  });
}

OperationResult RemoveClient(Call& call) {
  const std::string client(call.parameters.Get("ClientID"));
  return ChangeProvider(call, [&](OidcProvider& provider) -> Refusal {
    std::erase(provider.client_ids, client);
    return std::nullopt;
  });
}

}  // namespace

void AddOidcProviders(Table& table) {
  const ParameterRule url{.name = "Url", .required = true, .min = 1, .max = 255};
  const ParameterRule clients{.name = "ClientIDList", .min = 1, .max = 255, .list = true};
  const ParameterRule thumbprints{.name = "ThumbprintList", .min = 40, .max = 40, .list = true};
  ParameterRule new_thumbprints = thumbprints;
  new_thumbprints.required = true;
  const ParameterRule client{.name = "ClientID", .required = true, .min = 1, .max = 255};
  table.push_back({"CreateOpenIDConnectProvider", &CreateProvider, {url, clients, thumbprints, kTags}});
  table.push_back({"GetOpenIDConnectProvider", &GetProvider, {kOidcArn}});
  table.push_back({"ListOpenIDConnectProviders", &ListProviders, {}});
  table.push_back({"DeleteOpenIDConnectProvider", &DeleteProvider, {kOidcArn}, false, false});
  table.push_back(
      {"UpdateOpenIDConnectProviderThumbprint", &UpdateThumbprints, {kOidcArn, new_thumbprints}, false, false});
  table.push_back({"AddClientIDToOpenIDConnectProvider", &AddClient, {kOidcArn, client}, false, false});
  table.push_back({"RemoveClientIDFromOpenIDConnectProvider", &RemoveClient, {kOidcArn, client}, false, false});
  AddTagsOf<OidcProvider>(table, "TagOpenIDConnectProvider", "UntagOpenIDConnectProvider",
                          "ListOpenIDConnectProviderTags", kOidcArn);
}

}  // namespace rolecall::services::iam
