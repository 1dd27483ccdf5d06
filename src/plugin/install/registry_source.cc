#include "plugin/install/registry_source.h"

#include <map>
#include <utility>

#include "engine/provider/registry_hosts.h"
#include "plugin/install/package_answers.h"
#include "registry/url.h"

namespace rolecall::plugin {
namespace {

using registry::Answer;

constexpr std::size_t kMaxSums = 1u << 20;
constexpr std::size_t kMaxSignature = 64u << 10;
// The one registry that has providers without keys, of makers who have given it none; OpenTofu lets those be.
constexpr const char* kMayBeUnsigned = engine::kDefaultRegistry;

std::string HostIn(const std::string& address) { return address.substr(0, address.find('/')); }
std::string SourceIn(const std::string& address) { return address.substr(address.find('/') + 1); }

Error Unauthorized(const std::string& host, bool has_token) {
  return {ErrorCode::kUnauthenticated,
          "host " + host +
              (has_token ? " rejected the given authentication credentials" : " requires authentication credentials")};
}

class RegistrySource final : public PackageSource {
 public:
  explicit RegistrySource(registry::Reader& reader) : reader_(reader) {}

  Result<VersionList> Versions(const std::string& address, const std::string&) override {
    ROLECALL_TRY(const Answer answer, Ask(address, "versions"));
    if (answer.response.status == 404) {
      return Error{ErrorCode::kNotFound,
                   "provider registry " + HostIn(address) + " does not have a provider named " + address};
    }
    ROLECALL_RETURN_IF_ERROR(CheckStatus(address, answer));
    Result<VersionList> list = ParseRegistryVersions(answer.response.body);
    if (!list.ok()) return Failed(address, list.error());
    return list;
  }

  Result<PackageOffer> Find(const std::string& address, const std::string& version,
                            const std::string& platform) override {
    const std::size_t underscore = platform.find('_');
    ROLECALL_TRY(const Answer answer, Ask(address, version + "/download/" + platform.substr(0, underscore) + "/" +
                                                       platform.substr(underscore + 1)));
    if (answer.response.status == 404) {
      return Error{ErrorCode::kNotFound, "provider " + address + " " + version + " is not available for " + platform};
    }
    ROLECALL_RETURN_IF_ERROR(CheckStatus(address, answer));
    Result<RegistryDownload> download = ParseRegistryDownload(answer.response.body, answer.url, platform);
    if (!download.ok()) return Failed(address, download.error());
    if (!IsProtocolSpoken(download->protocols)) {
      return Error{ErrorCode::kUnimplemented,
                   "provider " + address + " " + version + " is not supported by this version of Rolecall"};
    }
    return OfferOf(address, version, platform, *std::move(download));
  }

  std::string Shown(const std::string& address) const override { return "provider registry " + HostIn(address); }

 private:
  static Error Failed(const std::string& address, const Error& why) {
    return {why.code, "could not query provider registry for " + address + ": " + why.message};
  }

  Result<Answer> Ask(const std::string& address, const std::string& path) {
    const std::string host = HostIn(address);
    const Result<std::string> base = reader_.BaseUrl(host, registry::kProviders);
    if (!base.ok() && base.error().code == ErrorCode::kNotFound) {
      return Error{ErrorCode::kNotFound, "host " + host + " does not offer a provider registry"};
    }
    if (!base.ok()) {
      return Error{base.error().code, "could not connect to " + host + ": " + base.error().message};
    }
    Result<Answer> answer = reader_.Get(host, *base + SourceIn(address) + "/" + path);
    if (!answer.ok()) return Failed(address, answer.error());
    return answer;
  }

  Result<void> CheckStatus(const std::string& address, const Answer& answer) const {
    const int status = answer.response.status;
    if (status == 200) return {};
    const std::string host = HostIn(address);
    if (status == 401 || status == 403) return Unauthorized(host, reader_.HasToken(host));
    return Failed(address, {ErrorCode::kUnavailable, "the registry answered with status " + std::to_string(status)});
  }

  Result<PackageOffer> OfferOf(const std::string& address, const std::string& version, const std::string& platform,
                               RegistryDownload download) {
    PackageOffer offer{.version = version, .platform = platform, .kind = PackageOffer::Kind::kUrl};
    offer.location = std::move(download.url);
    offer.file_name = std::move(download.file_name);
    offer.proof.is_registry = true;
    offer.proof.sha256 = std::move(download.sha256);
    offer.proof.keys = std::move(download.keys);
    offer.proof.may_be_unsigned = HostIn(address) == kMayBeUnsigned;
    Result<std::string> sums = FileAt(download.sums_url, kMaxSums);
    if (!sums.ok()) {
      return Failed(address, {sums.error().code,
                              "failed to retrieve authentication checksums for provider: " + sums.error().message});
    }
    Result<std::string> signature = FileAt(download.signature_url, kMaxSignature);
    if (!signature.ok()) {
      return Failed(address, {signature.error().code,
                              "failed to retrieve cryptographic signature for provider: " + signature.error().message});
    }
    offer.proof.sums = *std::move(sums);
    offer.proof.signature = *std::move(signature);
    return offer;
  }

  // The same for all platforms of a version, so that it is asked for once.
  Result<std::string> FileAt(const std::string& url, std::size_t max_bytes) {
    if (const auto known = kept_.find(url); known != kept_.end()) return known->second;
    std::string text;
    const auto sink = [&text](std::string_view piece) {
      if (piece.empty()) text.clear();
      text += piece;
      return true;
    };
    ROLECALL_TRY(const Answer answer, reader_.Download(url, sink, max_bytes));
    if (answer.response.status != 200) {
      return Error{ErrorCode::kUnavailable, "status " + std::to_string(answer.response.status) + " returned from " +
                                                registry::HostOf(answer.url)};
    }
    return kept_[url] = std::move(text);
  }

  registry::Reader& reader_;
  std::map<std::string, std::string> kept_;
};

class NetworkMirror final : public PackageSource {
 public:
  NetworkMirror(registry::Reader& reader, std::string url) : reader_(reader), url_(std::move(url)) {}

  Result<VersionList> Versions(const std::string& address, const std::string&) override {
    ROLECALL_TRY(const Answer answer, Ask(address, "index.json"));
    if (answer.response.status == 404) {
      return Error{ErrorCode::kNotFound, "provider " + address + " was not found in any of the search locations"};
    }
    ROLECALL_RETURN_IF_ERROR(CheckAnswer(address, answer));
    Result<VersionList> list = ParseMirrorIndex(answer.response.body);
    if (!list.ok()) return Failed(address, list.error());
    return list;
  }

  Result<PackageOffer> Find(const std::string& address, const std::string& version,
                            const std::string& platform) override {
    ROLECALL_TRY(const Answer answer, Ask(address, version + ".json"));
    if (answer.response.status == 404) {
      return Failed(address,
                    {ErrorCode::kUnavailable, "provider mirror does not have archive index for previously-reported " +
                                                  address + " version " + version});
    }
    ROLECALL_RETURN_IF_ERROR(CheckAnswer(address, answer));
    Result<PackageOffer> offer = ParseMirrorVersion(answer.response.body, answer.url, platform);
    if (!offer.ok() && offer.error().code == ErrorCode::kNotFound) {
      return Error{ErrorCode::kNotFound, "provider mirror " + url_ + " does not have a package of " + address + " " +
                                             version + " for " + platform};
    }
    if (!offer.ok()) return Failed(address, offer.error());
    offer->version = version;
    return offer;
  }

  std::string Shown(const std::string&) const override { return "provider mirror at " + url_; }

 private:
  Error Failed(const std::string& address, const Error& why) const {
    return {why.code, "failed to query provider mirror " + url_ + " for " + address + ": " + why.message};
  }

  Result<Answer> Ask(const std::string& address, const std::string& path) {
    Result<Answer> answer = reader_.Get(registry::HostOf(url_), registry::Resolve(url_, "./" + address + "/" + path));
    if (!answer.ok()) return Failed(address, answer.error());
    return answer;
  }

  Result<void> CheckAnswer(const std::string& address, const Answer& answer) const {
    const int status = answer.response.status;
    // Whether there was a token is not told apart here, as in OpenTofu.
    if (status == 401 || status == 403) return Unauthorized(registry::HostOf(answer.url), true);
    if (status != 200) {
      return Failed(address,
                    {ErrorCode::kUnavailable, "server returned unsuccessful status " + std::to_string(status)});
    }
    const std::string_view type = answer.response.headers.Get("Content-Type");
    if (type.substr(0, type.find(';')) == "application/json") return {};
    return Failed(address, {ErrorCode::kUnavailable, "response has invalid Content-Type: must be application/json"});
  }

  registry::Reader& reader_;
  const std::string url_;
};

}  // namespace

std::unique_ptr<PackageSource> MakeRegistrySource(registry::Reader& reader) {
  return std::make_unique<RegistrySource>(reader);
}

std::unique_ptr<PackageSource> MakeNetworkMirror(registry::Reader& reader, std::string url) {
  return std::make_unique<NetworkMirror>(reader, std::move(url));
}

}  // namespace rolecall::plugin
