// Reader: asks registries over HTTP, for modules as for providers: which services a host offers, what lies at an
// address.
//
//   Reader reader(client, hosts, {.retries = 1, .wait = Sleep});
//   ROLECALL_TRY(std::string base, reader.BaseUrl("registry.example.com", kProviders));  // "https://…/v1/providers/"
//   ROLECALL_TRY(Answer answer, reader.Get("registry.example.com", base + "hashicorp/random/versions"));
//   ROLECALL_TRY(Answer answer, reader.Download(url, sink, 1u << 30));
//
// A host's services are discovered once, at https://HOST/.well-known/terraform.json, unless `hosts` has them; a host
// that could not be asked is not asked again. Redirects are followed, never from TLS to none. Tokens go to their own
// origin only and never into errors. Statuses 429 and from 500 on, and broken connections, are tried again; in the end
// an answer of any status is an answer. Answers are bounded. Errors: those of http::Client; kNotFound, the host does
// not offer the service. Threads: one at a time.
#ifndef ROLECALL_REGISTRY_READER_H_
#define ROLECALL_REGISTRY_READER_H_

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/client.h"
#include "registry/hosts.h"

namespace rolecall::registry {

struct ReaderOptions {
  int retries = 0;           // of questions
  int download_retries = 0;  // of archives
  std::chrono::milliseconds timeout{60000};
  std::chrono::milliseconds download_timeout{1800000};
  std::function<void(std::chrono::milliseconds)> wait = {};  // between tries; none: at once
  std::function<bool()> keep_going = {};                     // false ends what is under way
};

struct Answer {
  http::Response response;
  std::string url;  // that answered, after redirects
};

class Reader {
 public:
  // The client must outlive the reader.
  Reader(http::Client& client, Hosts hosts, ReaderOptions options = {})
      : client_(client), hosts_(std::move(hosts)), options_(std::move(options)) {}

  // Where a host's service is, ending in '/'.
  Result<std::string> BaseUrl(const std::string& host, const std::string& service);
  // JSON, with the token of the host if there is one. At most 16 MiB.
  Result<Answer> Get(const std::string& host, const std::string& url);
  // Any file, without a token. The pieces of a good answer (2xx) go to the sink, which is told to begin anew (an empty
  // piece) before each try. kResourceExhausted: it has more bytes than it may. kCancelled: keep_going says so.
  using Sink = std::function<bool(std::string_view piece)>;
  Result<Answer> Download(const std::string& url, const Sink& sink, std::size_t max_bytes);
  bool HasToken(const std::string& host) const { return hosts_.tokens.count(host) > 0; }

 private:
  Result<Answer> Discover(const std::string& host);
  Result<Answer> Follow(http::ClientRequest request, const std::string& token_host);
  Result<Answer> Try(const std::function<Result<Answer>()>& once, int retries) const;

  http::Client& client_;
  Hosts hosts_;
  const ReaderOptions options_;
  std::map<std::string, Error> unreachable_;
};

}  // namespace rolecall::registry

#endif  // ROLECALL_REGISTRY_READER_H_
