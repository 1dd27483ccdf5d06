// The public keys of issuers: the embedded ones, those that the operator told us of (a file or a URL), and all others
// by their discovery document.
//
//   KeySources sources(clock, files, http);
//   sources.AddEmbedded(issuer.url(), issuer.public_keys());
//   sources.AddConfigured("https://oidc.example/id/A1", "/etc/rolecall/keys.json");
//   Result<crypto::PublicKey> key = sources.Find("https://oidc.example/id/A1", token.key_id());
//
// A file is looked at again once a second, and a URL every five minutes, and both when a key is asked for that they
// did not have (a URL at most every ten seconds: strangers choose key ids). When fetching fails, keys that were
// fetched within the hour stay good. Everything is https but what the operator wrote, takes 5 seconds at most, and
// follows no redirects. A caller may be kept waiting for a fetch; nobody else is, but those who need the same one.
// Errors: kUnavailable (could not be retrieved; the message says why, for logs), kNotFound (no such key).
// Threads: any, after the Add…() calls.
#ifndef ROLECALL_SERVER_KEY_SOURCES_H_
#define ROLECALL_SERVER_KEY_SOURCES_H_

#include <chrono>
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
#include "services/sts/key_source.h"

namespace rolecall::server {

class KeySources final : public services::sts::KeySource {
 public:
  KeySources(const Clock& clock, FileSystem& files, http::Client& http) : clock_(clock), files_(files), http_(http) {}

  void AddEmbedded(const std::string& issuer, crypto::KeySet keys);
  void AddConfigured(const std::string& issuer, const std::string& file_or_url);

  Result<crypto::PublicKey> Find(std::string_view issuer, const std::optional<std::string>& key_id) override;

 private:
  enum class Kind { kEmbedded, kFile, kUrl, kDiscovery };
  struct Source;

  Result<std::shared_ptr<Source>> SourceOf(std::string_view issuer);
  Result<std::shared_ptr<const crypto::KeySet>> KeysOf(Source& source, const std::optional<std::string>& key_id);
  Result<crypto::KeySet> Load(const Source& source);
  Result<crypto::KeySet> FetchKeys(const std::string& url, std::chrono::milliseconds time);
  Result<crypto::KeySet> Discover(const std::string& issuer);
  Result<std::string> Fetch(const std::string& url, std::chrono::milliseconds time);

  const Clock& clock_;
  FileSystem& files_;
  http::Client& http_;
  std::shared_mutex mutex_;  // of the map, not of what it points to
  std::map<std::string, std::shared_ptr<Source>, std::less<>> sources_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_KEY_SOURCES_H_
