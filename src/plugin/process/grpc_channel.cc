#include "plugin/process/grpc_channel.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <mutex>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/encoding.h"

namespace rolecall::plugin {
namespace {

constexpr std::size_t kPrefix = 5;  // compressed or not, and four bytes of length

template <typename T>
void Set(CURL* handle, CURLoption option, T value) {
  ROLECALL_CHECK(curl_easy_setopt(handle, option, value) == CURLE_OK);
}

std::string Framed(std::string_view message) {
  std::string frame(kPrefix, '\0');
  for (int i = 0; i < 4; ++i) frame[1 + i] = static_cast<char>(message.size() >> (24 - 8 * i));
  return frame.append(message);
}

// One call while it runs.
struct Exchange {
  std::string body;
  bool is_too_large = false;
  int status = -1;  // none yet
  std::string message;
  const std::function<void()>* waiting = nullptr;
};

std::size_t TakeBody(char* data, std::size_t size, std::size_t count, void* to) {
  auto& exchange = *static_cast<Exchange*>(to);
  if (exchange.body.size() + size * count > kMaxAnswer + kPrefix) {
    exchange.is_too_large = true;
    return 0;
  }
  exchange.body.append(data, size * count);
  return size * count;
}

// Headers and trailers alike: a server that has nothing to answer puts the status into the headers.
std::size_t TakeHeader(char* data, std::size_t size, std::size_t count, void* to) {
  auto& exchange = *static_cast<Exchange*>(to);
  const std::string_view line(data, size * count);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.remove_suffix(1);
  if (name == "grpc-status") {
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), exchange.status);
    if (parsed.ec != std::errc()) exchange.status = 2;
  }
  if (name == "grpc-message") exchange.message = PercentDecode(value).value_or(std::string(value));
  return line.size();
}

int LookUp(void* of, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& exchange = *static_cast<Exchange*>(of);
  if (exchange.waiting != nullptr && *exchange.waiting) (*exchange.waiting)();
  return 0;
}

// gRPC's own numbers.
ErrorCode CodeOf(int status) {
  switch (status) {
    case 1: return ErrorCode::kCancelled;
    case 3: return ErrorCode::kInvalidArgument;
    case 4: return ErrorCode::kDeadlineExceeded;
    case 5: return ErrorCode::kNotFound;
    case 7: return ErrorCode::kPermissionDenied;
    case 8: return ErrorCode::kResourceExhausted;
    case 12: return ErrorCode::kUnimplemented;
    case 14: return ErrorCode::kUnavailable;
    case 16: return ErrorCode::kUnauthenticated;
    default: return ErrorCode::kInternal;
  }
}

Result<std::string> AnswerOf(Exchange& exchange) {
  if (exchange.status != 0) return Error{CodeOf(exchange.status), exchange.message};
  const std::string& body = exchange.body;
  std::size_t size = 0;
  for (std::size_t i = 1; i < kPrefix && i < body.size(); ++i) size = size << 8 | static_cast<unsigned char>(body[i]);
  if (body.size() < kPrefix || body[0] != 0 || size != body.size() - kPrefix) {
    return Error{ErrorCode::kInternal, "the answer is not one whole message"};
  }
  exchange.body.erase(0, kPrefix);
  return std::move(exchange.body);
}

curl_blob BlobOf(std::string_view text) {
  return {const_cast<char*>(text.data()), text.size(), CURL_BLOB_COPY};  // NOLINT: copied, not written
}

}  // namespace

struct GrpcChannel::Parts {
  explicit Parts(GrpcServer given) : server(std::move(given)) {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    ROLECALL_CHECK(initialised == CURLE_OK);
    for (const char* header : {"Content-Type: application/grpc", "TE: trailers", "Expect:", "Accept:"}) {
      headers = curl_slist_append(headers, header);
    }
    // A certificate is for "localhost", whatever address its owner listens on.
    if (!server.is_unix) {
      connect_to = curl_slist_append(nullptr, ("localhost:" + Port() + ":" + server.address).c_str());
    }
  }
  ~Parts() {
    for (CURL* handle : idle) curl_easy_cleanup(handle);
    curl_slist_free_all(headers);
    curl_slist_free_all(connect_to);
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  std::string Port() const { return server.address.substr(server.address.rfind(':') + 1); }

  std::string Url(const std::string& method) const {
    const std::string scheme = server.server_certificate.empty() ? "http://" : "https://";
    return scheme + (server.is_unix ? "localhost" : "localhost:" + Port()) + method;
  }

  void UseTls(CURL* handle) const {
    curl_blob authority = BlobOf(server.server_certificate), own = BlobOf(server.client_certificate);
    curl_blob key = BlobOf(server.client_key.Reveal());
    Set(handle, CURLOPT_CAINFO_BLOB, &authority);
    Set(handle, CURLOPT_SSLCERT_BLOB, &own);
    Set(handle, CURLOPT_SSLKEY_BLOB, &key);
    Set(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  }

  CURL* Make() const {
    CURL* handle = curl_easy_init();
    ROLECALL_CHECK(handle != nullptr);
    if (server.is_unix) Set(handle, CURLOPT_UNIX_SOCKET_PATH, server.address.c_str());
    if (!server.is_unix) Set(handle, CURLOPT_CONNECT_TO, connect_to);
    const bool is_plain = server.server_certificate.empty();
    Set(handle, CURLOPT_HTTP_VERSION, is_plain ? CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE : CURL_HTTP_VERSION_2TLS);
    if (!is_plain) UseTls(handle);
    // libcurl 7.88 takes up HTTP/2 a second time on a connection that began with it: a new one for each call then.
    if (is_plain) Set(handle, CURLOPT_FORBID_REUSE, 1L);
    Set(handle, CURLOPT_PROXY, "");
    Set(handle, CURLOPT_NOSIGNAL, 1L);
    Set(handle, CURLOPT_NOPROGRESS, 0L);
    Set(handle, CURLOPT_HTTPHEADER, headers);
    Set(handle, CURLOPT_WRITEFUNCTION, TakeBody);
    Set(handle, CURLOPT_HEADERFUNCTION, TakeHeader);
    Set(handle, CURLOPT_XFERINFOFUNCTION, LookUp);
    return handle;
  }

  CURL* Take() {
    const std::lock_guard<std::mutex> lock(mutex);
    if (idle.empty()) return Make();
    CURL* handle = idle.back();
    idle.pop_back();
    return handle;
  }
  void GiveBack(CURL* handle, bool is_good) {
    if (!is_good) return curl_easy_cleanup(handle);
    const std::lock_guard<std::mutex> lock(mutex);
    idle.push_back(handle);
  }

  const GrpcServer server;
  curl_slist* headers = nullptr;
  curl_slist* connect_to = nullptr;
  std::mutex mutex;
  std::vector<CURL*> idle;  // each with its connection
};

GrpcChannel::GrpcChannel(GrpcServer server) : parts_(std::make_unique<Parts>(std::move(server))) {}
GrpcChannel::~GrpcChannel() = default;

Result<std::string> GrpcChannel::Call(const std::string& method, std::string_view message,
                                      const std::function<void()>& waiting) {
  const std::string frame = Framed(message);
  Exchange exchange;
  exchange.waiting = &waiting;
  CURL* handle = parts_->Take();
  Set(handle, CURLOPT_URL, parts_->Url(method).c_str());
  Set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(frame.size()));
  Set(handle, CURLOPT_POSTFIELDS, frame.data());
  Set(handle, CURLOPT_WRITEDATA, &exchange);
  Set(handle, CURLOPT_HEADERDATA, &exchange);
  Set(handle, CURLOPT_XFERINFODATA, &exchange);
  const CURLcode outcome = curl_easy_perform(handle);
  parts_->GiveBack(handle, outcome == CURLE_OK);
  if (exchange.is_too_large) return Error{ErrorCode::kResourceExhausted, "the answer is larger than 256 MiB"};
  if (outcome != CURLE_OK && exchange.status < 0) {
    return Error{ErrorCode::kUnavailable, std::string("the plugin does not answer: ") + curl_easy_strerror(outcome)};
  }
  return AnswerOf(exchange);
}

}  // namespace rolecall::plugin
