#include "server/key_sources.h"

#include <boost/json.hpp>

namespace rolecall::server {
namespace {

namespace bj = boost::json;
using std::chrono::milliseconds;

constexpr milliseconds kFetchTime{5000};
constexpr std::chrono::seconds kFileEvery{1};
constexpr std::chrono::minutes kUrlEvery{5};
constexpr std::chrono::seconds kUrlAtMostEvery{10};
constexpr std::chrono::hours kGoodWithoutAnswer{1};
constexpr std::size_t kMaxDocumentBytes = 512u << 10;
constexpr std::size_t kMaxSources = 4096;

bool IsUrl(const std::string& text) { return text.starts_with("https://") || text.starts_with("http://"); }

}  // namespace

struct KeySources::Source {
  Kind kind = Kind::kDiscovery;
  std::string location;  // file, URL or issuer

  std::shared_mutex mutex;  // of what follows
  std::shared_ptr<const crypto::KeySet> keys;
  Time loaded;  // when `keys` came
  Time tried;   // when they were last asked for
  Error last_error{ErrorCode::kUnavailable, "the keys were not fetched yet"};
  bool was_tried = false;
  std::mutex loading;  // held while fetching, so that one fetch serves all who wait
};

void KeySources::AddEmbedded(const std::string& issuer, crypto::KeySet keys) {
  auto source = std::make_shared<Source>();
  source->kind = Kind::kEmbedded;
  source->keys = std::make_shared<const crypto::KeySet>(std::move(keys));
  std::unique_lock lock(mutex_);
  sources_[issuer] = std::move(source);
}

void KeySources::AddConfigured(const std::string& issuer, const std::string& file_or_url) {
  auto source = std::make_shared<Source>();
  source->kind = IsUrl(file_or_url) ? Kind::kUrl : Kind::kFile;
  source->location = file_or_url;
  std::unique_lock lock(mutex_);
  sources_[issuer] = std::move(source);
}

Result<crypto::PublicKey> KeySources::Find(std::string_view issuer, const std::optional<std::string>& key_id) {
  ROLECALL_TRY(std::shared_ptr<Source> source, SourceOf(issuer));
  ROLECALL_TRY(std::shared_ptr<const crypto::KeySet> keys, KeysOf(*source, key_id));
  const crypto::PublicKey* key = keys->Find(key_id);
  if (key == nullptr) {
    return Error{ErrorCode::kNotFound, "the issuer " + std::string(issuer) + " has no key of that id"};
  }
  return *key;
}

Result<std::shared_ptr<KeySources::Source>> KeySources::SourceOf(std::string_view issuer) {
  {
    std::shared_lock lock(mutex_);
    auto found = sources_.find(issuer);
    if (found != sources_.end()) return found->second;
  }
  if (!issuer.starts_with("https://")) {
    return Error{ErrorCode::kUnavailable, "the issuer " + std::string(issuer.substr(0, 300)) + " is not an https URL"};
  }
  std::unique_lock lock(mutex_);
  if (sources_.size() >= kMaxSources) return Error{ErrorCode::kUnavailable, "too many issuers"};
  std::shared_ptr<Source>& source = sources_[std::string(issuer)];
  if (source == nullptr) {
    source = std::make_shared<Source>();
    source->location = issuer;
  }
  return source;
}

Result<std::shared_ptr<const crypto::KeySet>> KeySources::KeysOf(Source& source,
                                                                 const std::optional<std::string>& key_id) {
  if (source.kind == Kind::kEmbedded) return source.keys;
  const Time now = clock_.Now();
  // Whether what we have may be used as it is; the source's mutex is held.
  auto is_good = [&] {
    if (!source.was_tried) return false;
    if (source.kind == Kind::kFile) {
      return source.keys != nullptr && now - source.tried < kFileEvery && source.keys->Find(key_id) != nullptr;
    }
    if (now - source.tried < kUrlAtMostEvery) return true;
    return source.keys != nullptr && now - source.tried < kUrlEvery && source.keys->Find(key_id) != nullptr;
  };
  auto current = [&]() -> Result<std::shared_ptr<const crypto::KeySet>> {
    if (source.keys == nullptr || now - source.loaded > kGoodWithoutAnswer) return source.last_error;
    return source.keys;
  };
  {
    std::shared_lock lock(source.mutex);
    if (is_good()) return current();
  }
  std::lock_guard loading(source.loading);
  {
    std::shared_lock lock(source.mutex);
    if (is_good()) return current();  // somebody else fetched it meanwhile
  }
  Result<crypto::KeySet> loaded = Load(source);
  std::unique_lock lock(source.mutex);
  source.was_tried = true;
  source.tried = now;
  if (loaded.ok()) {
    source.keys = std::make_shared<const crypto::KeySet>(*std::move(loaded));
    source.loaded = now;
  } else {
    source.last_error = {ErrorCode::kUnavailable, loaded.error().message};
  }
  return current();
}

Result<crypto::KeySet> KeySources::Load(const Source& source) {
  switch (source.kind) {
    case Kind::kFile: {
      ROLECALL_TRY(std::string document, files_.Read(source.location, kMaxDocumentBytes));
      return crypto::KeySet::Parse(document);
    }
    case Kind::kUrl: return FetchKeys(source.location, kFetchTime);
    case Kind::kDiscovery: return Discover(source.location);
    case Kind::kEmbedded: break;
  }
  return *source.keys;
}

Result<crypto::KeySet> KeySources::FetchKeys(const std::string& url, milliseconds time) {
  ROLECALL_TRY(std::string document, Fetch(url, time));
  return crypto::KeySet::Parse(document);
}

Result<crypto::KeySet> KeySources::Discover(const std::string& issuer) {
  const Time start = clock_.Now();
  const std::string url = issuer + (issuer.back() == '/' ? "" : "/") + ".well-known/openid-configuration";
  ROLECALL_TRY(std::string document, Fetch(url, kFetchTime));
  bj::error_code error;
  bj::value root = bj::parse(document, error);
  const bj::object* object = error ? nullptr : root.if_object();
  auto text = [object](const char* name) -> std::string {
    const bj::value* value = object == nullptr ? nullptr : object->if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  if (text("issuer") != issuer) return Error{ErrorCode::kUnavailable, url + " does not name the issuer " + issuer};
  std::string keys_url = text("jwks_uri");
  if (!keys_url.starts_with("https://")) return Error{ErrorCode::kUnavailable, url + " names no https jwks_uri"};
  auto used = std::chrono::duration_cast<milliseconds>(clock_.Now() - start);
  if (used >= kFetchTime) return Error{ErrorCode::kUnavailable, url + " took longer than 5 seconds"};
  return FetchKeys(keys_url, kFetchTime - used);
}

Result<std::string> KeySources::Fetch(const std::string& url, milliseconds time) {
  http::ClientRequest request;
  request.url = url;
  request.headers.Add("Accept", "application/json");
  request.connect_timeout = time;
  request.timeout = time;
  request.max_response_bytes = kMaxDocumentBytes;
  ROLECALL_TRY(http::Response answer, http_.Send(request));
  if (answer.status != 200) {
    return Error{ErrorCode::kUnavailable, "GET " + url + ": status " + std::to_string(answer.status)};
  }
  return std::move(answer.body);
}

}  // namespace rolecall::server
