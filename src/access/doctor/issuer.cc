// The cluster's issuer: whether AWS can read its keys, and whether they are those of the tokens.
#include <algorithm>
#include <boost/json.hpp>

#include "access/doctor/doctor_run.h"
#include "base/ip_address.h"
#include "base/text.h"

namespace rolecall::access {
namespace {

constexpr std::int64_t kMostSkew = 60;
constexpr std::size_t kMostKeys = 100;

std::string HostOf(std::string_view url) {
  const std::string bare = WithoutScheme(url);
  std::string_view rest = bare;
  rest = rest.substr(0, rest.find('/'));
  if (rest.starts_with('[')) return std::string(rest.substr(1, rest.find(']') - 1));
  return std::string(rest.substr(0, rest.find(':')));
}

bool IsPrivate(const IpAddress& address) {
  const auto& b = address.bytes;
  if (address.v6) return (b[0] & 0xfe) == 0xfc || b[0] == 0xfe || address.Text() == "::1";
  return b[0] == 10 || b[0] == 127 || (b[0] == 172 && (b[1] & 0xf0) == 16) || (b[0] == 192 && b[1] == 168) ||
         (b[0] == 169 && b[1] == 254);
}

bool IsLocal(const std::string& host) {
  for (const char* end : {".svc", ".local", ".internal", ".localhost", ".svc.cluster.local"}) {
    if (host.ends_with(end)) return true;
  }
  const std::optional<IpAddress> address = ParseIpAddress(host);
  return host == "localhost" || host == "kubernetes.default.svc" || (address.has_value() && IsPrivate(*address));
}

void CheckKeys(DoctorRun& run, const IssuerFacts& issuer) {
  const std::string publish =
      "rolecall cluster init -output DIR   # and put DIR where " + issuer.issuer + " is served from";
  if (!issuer.keys.has_value()) return;
  if (issuer.keys->empty() || issuer.keys->keys().size() > kMostKeys) {
    run.Add("issuer-keys", nullptr, issuer.issuer,
            issuer.keys->empty() ? "its key set has no key that STS can use"
                                 : "its key set has " + std::to_string(issuer.keys->keys().size()) + " keys",
            publish);
    return;
  }
  if (!issuer.token_key_id.has_value() || issuer.keys->Find(issuer.token_key_id) != nullptr) return;
  run.Add("issuer-key-missing", nullptr, issuer.issuer,
          "a token of the cluster is signed with key " + *issuer.token_key_id + ", which " + issuer.discovery_url +
              " does not lead to",
          publish);
}

std::string Plain(std::string_view url) {
  std::string text = LowerAscii(WithoutScheme(url));
  while (text.ends_with('/')) text.pop_back();
  if (const std::size_t port = text.find(":443"); port != std::string::npos) text.erase(port, 4);
  return text;
}

// A provider that was probably meant for the issuer, and what is different.
std::string NearestProvider(const IdentityModel& model, const std::string& issuer) {
  for (const OidcProvider& provider : model.providers) {
    if (Plain(provider.url) == Plain(issuer)) {
      return ". " + provider.arn + " differs from it in case, port or a slash at the end, and that counts";
    }
  }
  for (const OidcProvider& provider : model.providers) {
    if (HostOf(provider.url) == HostOf(issuer)) {
      return ". " + provider.arn + " is of the same host: was the cluster made anew?";
    }
  }
  return "";
}

void CheckProvider(DoctorRun& run, const IssuerFacts& issuer) {
  const IdentityModel* model = run.model();
  if (model == nullptr || !model->providers_complete || issuer.issuer.empty()) return;
  const std::string url = std::string(WithoutScheme(issuer.issuer));
  if (std::ranges::any_of(model->providers, [&](const OidcProvider& provider) { return provider.url == url; })) return;
  run.Add("issuer-no-provider", nullptr, issuer.issuer,
          "no token provider of the account has its URL" + NearestProvider(*model, issuer.issuer),
          "aws iam create-open-id-connect-provider --url " + issuer.issuer + " --client-id-list " +
              run.facts().settings.token_audience);
}

}  // namespace

void CheckIssuer(DoctorRun& run) {
  if (!run.facts().issuer.has_value()) return;
  const IssuerFacts& issuer = *run.facts().issuer;
  const std::string reread = "curl -v " + issuer.discovery_url;
  // A name of this cluster alone is told as that.
  if (issuer.unreachable && !IsLocal(HostOf(issuer.issuer))) {
    run.Add("issuer-unreachable", nullptr, issuer.issuer, *issuer.unreachable, reread);
  }
  if (issuer.document) run.Add("issuer-document", nullptr, issuer.issuer, *issuer.document, reread);
  if (IsLocal(HostOf(issuer.issuer))) {
    run.Add("issuer-address-local", nullptr, issuer.issuer, "AWS cannot ask " + HostOf(issuer.issuer) + " for keys",
            "rolecall cluster init -issuer https://PUBLIC_NAME   # prints what to publish and the API server's flags");
  }
  CheckKeys(run, issuer);
  CheckProvider(run, issuer);
  if (issuer.clock_skew && (*issuer.clock_skew > kMostSkew || *issuer.clock_skew < -kMostSkew)) {
    run.Add("clock-skew", nullptr, issuer.issuer,
            "this machine is " + std::to_string(*issuer.clock_skew) + " seconds ahead of the API server",
            "timedatectl set-ntp true");
  }
}

}  // namespace rolecall::access
