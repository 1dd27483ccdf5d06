// The server's certificate and key, read again when their files change. For the sources of this folder only.
//
// Current() looks at the files (size, times, inode) each time: it is called once per connection. If new files cannot
// be used (say, the key is not yet replaced), the old ones stay in use and the next connection tries again.
// Threads: any.
#ifndef ROLECALL_HTTP_TLS_CONTEXT_H_
#define ROLECALL_HTTP_TLS_CONTEXT_H_

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"

namespace rolecall::http {

class TlsContext {
 public:
  // `client_ca_file` (empty: none): clients are asked for a certificate; one that shows another CA's is refused.
  static Result<std::unique_ptr<TlsContext>> Load(std::string cert_file, std::string key_file,
                                                  std::string client_ca_file = "");
  std::shared_ptr<boost::asio::ssl::context> Current();

 private:
  TlsContext(std::string cert_file, std::string key_file, std::string client_ca_file)
      : cert_file_(std::move(cert_file)), key_file_(std::move(key_file)), client_ca_file_(std::move(client_ca_file)) {}
  std::string Identity() const;

  const std::string cert_file_;
  const std::string key_file_;
  const std::string client_ca_file_;
  std::mutex mutex_;
  std::string identity_;  // of the files that `context_` was made of
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_TLS_CONTEXT_H_
