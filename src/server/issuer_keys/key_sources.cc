#include "server/issuer_keys/key_sources.h"

#include <algorithm>
#include <condition_variable>

#include "base/utf8.h"
#include "server/issuer_keys/discovery_document.h"
#include "server/issuer_keys/issuer_address.h"

namespace rolecall::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kFetchTime{5000};
constexpr milliseconds kMostWait{2000};
constexpr std::chrono::seconds kFileEvery{1};
constexpr int kFileReadsAtOnce = 5;
constexpr std::chrono::minutes kFresh{5};
constexpr std::chrono::minutes kGoodMeanwhile{15};
constexpr std::chrono::hours kGoodWithoutAnswer{1};
constexpr std::chrono::seconds kAtMostEvery{10};
constexpr std::chrono::seconds kLongestBackOff{120};
constexpr std::size_t kMaxDocumentBytes = 512u << 10;
constexpr std::size_t kMaxSources = 4096;
constexpr int kFetchThreads = 8;
constexpr int kWaitingForOne = 2;

bool IsUrl(const std::string& text) { return text.starts_with("https://") || text.starts_with("http://"); }

std::chrono::seconds BackOff(int failures) {
  return std::min(kLongestBackOff, kAtMostEvery * (1 << std::clamp(failures - 1, 0, 6)));
}

}  // namespace

struct KeySources::Source {
  Kind kind = Kind::kDiscovery;
  std::string location;  // file, URL or issuer
  FetchDocument fetch;   // of kFetched
  ReviewToken review;    // the same; may be null

  std::mutex mutex;  // of what follows; embedded keys never change
  std::condition_variable fetched;
  std::shared_ptr<const crypto::KeySet> keys;
  Time loaded;       // when `keys` came
  Time tried;        // when they were last asked for
  Time not_before;   // no fetch until then
  int failures = 0;  // in a row
  int reads_at_once = kFileReadsAtOnce;
  Error last_error{ErrorCode::kUnavailable, "the keys were not fetched yet"};
  bool fetching = false;
  steady_clock::time_point fetch_began;
  int waiting = 0;
  Time used;

  // A clock that was set back makes keys old, not young for ever.
  bool IsWithin(Time now, std::chrono::microseconds age) const {
    return keys != nullptr && now >= loaded && now - loaded < age;
  }
  const crypto::PublicKey* Key(Time now, const std::optional<std::string>& key_id) const {
    return IsWithin(now, kGoodWithoutAnswer) ? keys->Find(key_id) : nullptr;
  }
};

KeySources::KeySources(const Clock& clock, FileSystem& files, http::Client& http, Options options)
    : clock_(clock), files_(files), http_(http), options_(std::move(options)), fetcher_(kFetchThreads) {}

void KeySources::AddEmbedded(const std::string& issuer, crypto::KeySet keys) {
  auto source = std::make_shared<Source>();
  source->kind = Kind::kEmbedded;
  source->keys = std::make_shared<const crypto::KeySet>(std::move(keys));
  std::unique_lock lock(mutex_);
  SourcePtr& place = sources_[issuer];
  if (place != nullptr && place->kind == Kind::kEmbedded) source->review = place->review;
  place = std::move(source);
}

void KeySources::AddConfigured(const std::string& issuer, const std::string& file_or_url) {
  auto source = std::make_shared<Source>();
  source->kind = IsUrl(file_or_url) ? Kind::kUrl : Kind::kFile;
  source->location = file_or_url;
  std::unique_lock lock(mutex_);
  sources_[issuer] = std::move(source);
}

void KeySources::AddFetched(const std::string& issuer, const std::string& from, FetchDocument fetch,
                            ReviewToken review) {
  auto source = std::make_shared<Source>();
  source->kind = Kind::kFetched;
  source->location = from;
  source->fetch = std::move(fetch);
  source->review = std::move(review);
  std::unique_lock lock(mutex_);
  SourcePtr& place = sources_[issuer];
  // A cluster whose tokens are signed here. Nobody else says which keys of ours are good.
  if (place != nullptr && place->kind == Kind::kEmbedded) {
    source->kind = Kind::kEmbedded;
    source->fetch = {};
    source->keys = place->keys;
  }
  place = std::move(source);
}

Result<crypto::PublicKey> KeySources::Find(std::string_view issuer, const std::optional<std::string>& key_id) {
  ROLECALL_TRY(SourcePtr source, SourceOf(issuer));
  if (source->kind == Kind::kEmbedded) {
    const crypto::PublicKey* key = source->keys->Find(key_id);
    if (key != nullptr) return *key;
    return Error{ErrorCode::kNotFound, "the issuer has no key of that id"};
  }
  std::unique_lock lock(source->mutex);
  source->used = clock_.Now();
  if (source->kind == Kind::kFile) {
    ReadFileIfDue(*source, key_id);
  } else {
    FetchIfDue(source, key_id);
    Wait(*source, key_id, lock);
  }
  return Answer(*source, key_id);
}

Result<void> KeySources::Review(std::string_view issuer, std::string_view token, const std::string& audience) {
  SourcePtr source;
  {
    std::shared_lock lock(mutex_);
    const auto found = sources_.find(issuer);
    if (found == sources_.end() || !found->second->review) return {};
    source = found->second;
  }
  return source->review(token, audience);
}

Result<KeySources::SourcePtr> KeySources::SourceOf(std::string_view issuer) {
  {
    std::shared_lock lock(mutex_);
    auto found = sources_.find(issuer);
    if (found != sources_.end()) return found->second;
  }
  if (!issuer.starts_with("https://")) {
    return Error{ErrorCode::kUnavailable,
                 "the issuer " + std::string(FirstCharacters(issuer, 300)) + " is not an https URL"};
  }
  std::unique_lock lock(mutex_);
  if (sources_.size() >= kMaxSources) ForgetOldest();
  SourcePtr& source = sources_[std::string(issuer)];
  if (source == nullptr) {
    source = std::make_shared<Source>();
    source->location = issuer;
    source->used = clock_.Now();
  }
  return source;
}

// Of those found by discovery: providers come and go. The map's mutex is held.
void KeySources::ForgetOldest() {
  auto oldest = sources_.end();
  Time oldest_use;
  for (auto at = sources_.begin(); at != sources_.end(); ++at) {
    if (at->second->kind != Kind::kDiscovery) continue;
    std::lock_guard lock(at->second->mutex);
    if (oldest != sources_.end() && at->second->used >= oldest_use) continue;
    oldest = at;
    oldest_use = at->second->used;
  }
  if (oldest != sources_.end()) sources_.erase(oldest);
}

void KeySources::ReadFileIfDue(Source& source, const std::optional<std::string>& key_id) {
  const Time now = clock_.Now();
  const bool is_due = source.tried == Time() || now < source.tried || now - source.tried >= kFileEvery;
  if (is_due) source.reads_at_once = kFileReadsAtOnce;
  if (!is_due && (source.Key(now, key_id) != nullptr || source.reads_at_once == 0)) return;
  if (!is_due) --source.reads_at_once;
  source.tried = is_due ? now : source.tried;
  Finish(source, Load(source));
}

void KeySources::FetchIfDue(const SourcePtr& source, const std::optional<std::string>& key_id) {
  const Time now = clock_.Now();
  if (source->fetching || (source->IsWithin(now, kFresh) && source->Key(now, key_id) != nullptr)) return;
  if (now < source->not_before && source->not_before - now <= kLongestBackOff) return;
  const auto lane = source->failures > 0 ? Fetcher::Lane::kDoubtful : Fetcher::Lane::kHopeful;
  source->fetching = fetcher_.Run(
      [this, source] {
        Result<crypto::KeySet> loaded = Load(*source);
        {
          std::lock_guard lock(source->mutex);
          source->fetching = false;
          Finish(*source, std::move(loaded));
        }
        source->fetched.notify_all();
      },
      lane);
  source->fetch_began = steady_clock::now();
}

void KeySources::Wait(Source& source, const std::optional<std::string>& key_id, std::unique_lock<std::mutex>& lock) {
  const Time now = clock_.Now();
  if (!source.fetching || (source.IsWithin(now, kGoodMeanwhile) && source.Key(now, key_id) != nullptr)) return;
  if (source.waiting >= kWaitingForOne) return;
  if (waiting_.fetch_add(1) < options_.waiting_in_all) {
    ++source.waiting;
    source.fetched.wait_until(lock, source.fetch_began + kMostWait, [&] { return !source.fetching; });
    --source.waiting;
  }
  waiting_.fetch_sub(1);
}

Result<crypto::PublicKey> KeySources::Answer(const Source& source, const std::optional<std::string>& key_id) const {
  if (const crypto::PublicKey* key = source.Key(clock_.Now(), key_id)) return *key;
  if (source.fetching) return Error{ErrorCode::kUnavailable, "the keys of " + source.location + " are being fetched"};
  if (source.failures > 0 || !source.IsWithin(clock_.Now(), kGoodWithoutAnswer)) return source.last_error;
  return Error{ErrorCode::kNotFound, "the issuer has no key of that id"};
}

// The source's mutex is held.
void KeySources::Finish(Source& source, Result<crypto::KeySet> loaded) {
  const Time now = clock_.Now();
  if (loaded.ok()) {
    // The same keys stay the same objects: what was verified with them stays so (services/sts/token_cache.h).
    if (source.keys == nullptr || !source.keys->IsOfSameDocument(*loaded)) {
      source.keys = std::make_shared<const crypto::KeySet>(*std::move(loaded));
    }
    source.loaded = now;
    source.failures = 0;
    source.not_before = now + kAtMostEvery;
    return;
  }
  const bool is_forbidden = loaded.error().code == ErrorCode::kPermissionDenied && source.kind == Kind::kDiscovery;
  source.last_error = {is_forbidden ? ErrorCode::kNotFound : ErrorCode::kUnavailable, loaded.error().message};
  source.failures = std::min(source.failures + 1, 1000);
  source.not_before = now + BackOff(source.failures);
  if (source.failures == 1 && options_.warn) options_.warn("keys of an issuer: " + loaded.error().message);
}

Result<crypto::KeySet> KeySources::Load(const Source& source) {
  if (source.kind == Kind::kUrl) return FetchKeys(source.location, /*is_ours=*/true, kFetchTime);
  if (source.kind == Kind::kDiscovery) return Discover(source.location);
  ROLECALL_TRY(std::string document, source.kind == Kind::kFetched ? source.fetch(kFetchTime)
                                                                   : files_.Read(source.location, kMaxDocumentBytes));
  return crypto::KeySet::Parse(document);
}

Result<crypto::KeySet> KeySources::FetchKeys(const std::string& url, bool is_ours, milliseconds time) {
  ROLECALL_TRY(std::string document, Fetch(url, is_ours, time));
  return crypto::KeySet::Parse(document);
}

Result<crypto::KeySet> KeySources::Discover(const std::string& issuer) {
  const Time start = clock_.Now();
  const std::string url = DiscoveryUrl(issuer);
  ROLECALL_TRY(std::string document, Fetch(url, /*is_ours=*/false, kFetchTime));
  ROLECALL_TRY(const std::string keys_url, KeysUrlOf(document, issuer));
  auto used = std::chrono::duration_cast<milliseconds>(clock_.Now() - start);
  if (used >= kFetchTime) return Error{ErrorCode::kUnavailable, url + " took longer than 5 seconds"};
  return FetchKeys(keys_url, /*is_ours=*/false, kFetchTime - used);
}

Result<std::string> KeySources::Fetch(const std::string& url, bool is_ours, milliseconds time) {
  http::ClientRequest request;
  request.url = url;
  // A Kubernetes API server has its keys in the first form only, and says 406 to who does not name it.
  request.headers.Add("Accept", "application/jwk-set+json, application/json");
  request.connect_timeout = time;
  request.timeout = time;
  request.max_response_bytes = kMaxDocumentBytes;
  if (!is_ours) {
    if (!MayAskHost(url)) return Error{ErrorCode::kPermissionDenied, "GET " + url + ": not a host that may be asked"};
    request.may_connect = MayAskAddress;
  }
  ROLECALL_TRY(http::Response answer, http_.Send(request));
  if (answer.status != 200) {
    return Error{ErrorCode::kUnavailable, "GET " + url + ": status " + std::to_string(answer.status)};
  }
  return std::move(answer.body);
}

}  // namespace rolecall::server
