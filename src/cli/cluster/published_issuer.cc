#include "cli/cluster/published_issuer.h"

#include <algorithm>

#include "server/issuer_keys/discovery_document.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMostPublished = 512u << 10;

Result<std::string> Fetch(http::Client& http, const std::string& url) {
  http::ClientRequest request{
      .url = url, .timeout = std::chrono::milliseconds(10000), .max_response_bytes = kMostPublished};
  request.headers.Add("Accept", "application/jwk-set+json, application/json");
  ROLECALL_TRY(http::Response answer, http.Send(request));
  if (answer.status == 200) return std::move(answer.body);
  return Error{ErrorCode::kUnavailable, "GET " + url + ": status " + std::to_string(answer.status)};
}

}  // namespace

access::IssuerFacts ReadPublishedIssuer(http::Client& http, const std::string& issuer) {
  access::IssuerFacts facts;
  facts.issuer = issuer;
  facts.discovery_url = server::DiscoveryUrl(issuer);
  const Result<std::string> document = Fetch(http, facts.discovery_url);
  if (!document.ok()) {
    facts.unreachable = document.error().message;
    return facts;
  }
  const Result<std::string> keys_url = server::KeysUrlOf(*document, issuer);
  if (!keys_url.ok()) {
    facts.document = keys_url.error().message;
    return facts;
  }
  const Result<std::string> keys = Fetch(http, *keys_url);
  if (!keys.ok()) {
    facts.unreachable = keys.error().message;
    return facts;
  }
  Result<crypto::KeySet> read = crypto::KeySet::Parse(*keys);
  if (read.ok()) {
    facts.keys = *std::move(read);
  } else {
    facts.document = *keys_url + ": " + read.error().message;
  }
  return facts;
}

std::string WhyNotPublished(http::Client& http, const std::string& issuer, const crypto::KeySet& keys) {
  const access::IssuerFacts facts = ReadPublishedIssuer(http, issuer);
  if (!facts.keys.has_value()) return facts.unreachable.value_or(facts.document.value_or(""));
  const auto is_missing = [&](const crypto::PublishedKey& key) { return facts.keys->Find(key.key_id) == nullptr; };
  const auto missing = std::ranges::find_if(keys.keys(), is_missing);
  return missing == keys.keys().end() ? "" : issuer + " does not publish key " + missing->key_id + " yet";
}

}  // namespace rolecall::cli
