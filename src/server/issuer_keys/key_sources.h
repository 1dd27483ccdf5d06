// The public keys of issuers: the embedded ones, those that the operator told us of (a file or a URL), and all others
// by their discovery document. Callers ask for registered issuers only (IAM OIDC providers): none other is fetched.
//
//   KeySources sources(clock, files, http);
//   sources.AddEmbedded(issuer.url(), issuer.public_keys());
//   sources.AddConfigured("https://oidc.example/id/A1", "/etc/rolecall/keys.json");
//   Result<crypto::PublicKey> key = sources.Find("https://oidc.example/id/A1", token.key_id());
//
// Who fetches: threads of their own, one fetch for an issuer at a time. How often: after five minutes, or for a key
// id that is not known, but never sooner than ten seconds after the last time, and after failures later and later, up
// to two minutes (strangers choose key ids). What is answered meanwhile: known keys for a quarter of an hour without
// waiting; older ones up to an hour, when the issuer does not answer. A call that needs what is being fetched waits
// until two seconds after the fetch began; two calls for an issuer, a few in all; others get kUnavailable at once,
// which STS tells so that SDKs try again.
// A file is read where it is needed: when it was not looked at for a second, or for an unknown key id (five times at
// once, then once a second).
// What is fetched is https but what the operator wrote, takes 5 seconds at most, follows no redirects, and is never
// asked from this machine or its link (issuer_address.h) unless the operator named the URL.
// Errors: kUnavailable (could not be retrieved now; the message says why, for logs), kNotFound (no such key, or an
// issuer that may not be asked). Threads: any.
#ifndef ROLECALL_SERVER_ISSUER_KEYS_KEY_SOURCES_H_
#define ROLECALL_SERVER_ISSUER_KEYS_KEY_SOURCES_H_

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "crypto/jwk.h"
#include "http/client.h"
#include "server/issuer_keys/fetcher.h"
#include "services/sts/key_source.h"

namespace rolecall::server {

class KeySources final : public services::sts::KeySource {
 public:
  struct Options {
    int waiting_in_all = 2;                                  // calls that wait for keys; fewer than there are threads
    std::function<void(const std::string&)> warn = nullptr;  // when an issuer stops answering; any thread
  };

  KeySources(const Clock& clock, FileSystem& files, http::Client& http, Options options);

  // In place of what there was for that issuer; a review of its tokens stays.
  void AddEmbedded(const std::string& issuer, crypto::KeySet keys);
  void AddConfigured(const std::string& issuer, const std::string& file_or_url);
  // Keys that somebody else fetches, in that time at most; `from` is for messages. Called by the fetching threads. An
  // embedded issuer keeps its own keys, and gets the review only.
  using FetchDocument = std::function<Result<std::string>(std::chrono::milliseconds time)>;
  // `review` (may be null) is asked about tokens that are otherwise good, in the calls' own threads.
  using ReviewToken = std::function<Result<void>(std::string_view token, const std::string& audience)>;
  void AddFetched(const std::string& issuer, const std::string& from, FetchDocument fetch, ReviewToken review = {});

  Result<crypto::PublicKey> Find(std::string_view issuer, const std::optional<std::string>& key_id) override;
  Result<void> Review(std::string_view issuer, std::string_view token, const std::string& audience) override;

 private:
  enum class Kind { kEmbedded, kFile, kUrl, kFetched, kDiscovery };
  struct Source;
  using SourcePtr = std::shared_ptr<Source>;

  Result<SourcePtr> SourceOf(std::string_view issuer);
  void ForgetOldest();
  void ReadFileIfDue(Source& source, const std::optional<std::string>& key_id);
  void FetchIfDue(const SourcePtr& source, const std::optional<std::string>& key_id);
  void Wait(Source& source, const std::optional<std::string>& key_id, std::unique_lock<std::mutex>& lock);
  Result<crypto::PublicKey> Answer(const Source& source, const std::optional<std::string>& key_id) const;
  void Finish(Source& source, Result<crypto::KeySet> loaded);

  Result<crypto::KeySet> Load(const Source& source);
  Result<crypto::KeySet> FetchKeys(const std::string& url, bool is_ours, std::chrono::milliseconds time);
  Result<crypto::KeySet> Discover(const std::string& issuer);
  Result<std::string> Fetch(const std::string& url, bool is_ours, std::chrono::milliseconds time);

  const Clock& clock_;
  FileSystem& files_;
  http::Client& http_;
  const Options options_;
  std::atomic<int> waiting_{0};
  std::shared_mutex mutex_;  // of the map, not of what it points to
  std::map<std::string, SourcePtr, std::less<>> sources_;
  Fetcher fetcher_;  // the last: its threads use the others
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_ISSUER_KEYS_KEY_SOURCES_H_
