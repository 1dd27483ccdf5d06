#include "grpc/channel.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/encoding.h"

namespace rolecall::grpc {
namespace {

constexpr std::size_t kPrefix = 5;  // compressed or not, and four bytes of length
constexpr std::size_t kMaxStreamed = 16u << 20;
constexpr int kLookEveryMs = 100;
// While an answer comes. libcurl 7.88 sometimes has the end of a stream and waits for the socket all the same.
constexpr int kLookAtAnswerMs = 1;
constexpr int kLookAtSilenceMs = 1000;

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
  bool is_begun = false;  // something of the answer is here
  int status = -1;        // none yet
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
  exchange.is_begun = true;
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
    case 11:  // out of range: what is asked for is gone
    case 14: return ErrorCode::kUnavailable;
    case 15: return ErrorCode::kDataLoss;
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

// Messages as they come.
struct Streaming {
  Exchange exchange;  // first: TakeHeader gets a pointer to it
  const std::function<bool(std::string_view)>* take = nullptr;
  bool is_done = false;
};

std::size_t SizeIn(std::string_view prefix) {
  std::size_t size = 0;
  for (std::size_t i = 1; i < kPrefix; ++i) size = size << 8 | static_cast<unsigned char>(prefix[i]);
  return size;
}

std::size_t TakeMessages(char* data, std::size_t size, std::size_t count, void* to) {
  auto& streaming = *static_cast<Streaming*>(to);
  std::string& body = streaming.exchange.body;
  body.append(data, size * count);
  while (body.size() >= kPrefix) {
    const std::size_t length = SizeIn(body);
    streaming.exchange.is_too_large = length > kMaxStreamed;
    if (streaming.exchange.is_too_large) return 0;
    if (body.size() < kPrefix + length) break;
    streaming.is_done = !(*streaming.take)(std::string_view(body).substr(kPrefix, length));
    if (streaming.is_done) return 0;
    body.erase(0, kPrefix + length);
  }
  return size * count;
}

curl_blob BlobOf(std::string_view text) {
  return {const_cast<char*>(text.data()), text.size(), CURL_BLOB_COPY};  // NOLINT: copied, not written
}

}  // namespace

struct Channel::Parts {
  // A connection, and what calls are made with on it, one after the other.
  class Line {
   public:
    explicit Line(CURL* call) : call_(call), multi_(curl_multi_init()) { ROLECALL_CHECK(multi_ != nullptr); }
    ~Line() {
      curl_easy_cleanup(call_);
      curl_multi_cleanup(multi_);
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    CURL* call() const { return call_; }

    CURLcode Perform(const Exchange& exchange) {
      ROLECALL_CHECK(curl_multi_add_handle(multi_, call_) == CURLM_OK);
      int running = 1;
      while (curl_multi_perform(multi_, &running) == CURLM_OK && running > 0) {
        const int most = exchange.is_begun ? kLookAtAnswerMs : kLookAtSilenceMs;
        if (curl_multi_poll(multi_, nullptr, 0, most, nullptr) != CURLM_OK) break;
      }
      int left = 0;
      const CURLMsg* told = curl_multi_info_read(multi_, &left);
      const CURLcode outcome = told == nullptr ? CURLE_RECV_ERROR : told->data.result;
      ROLECALL_CHECK(curl_multi_remove_handle(multi_, call_) == CURLM_OK);
      return outcome;
    }

   private:
    CURL* const call_;
    CURLM* const multi_;
  };

  explicit Parts(Server given) : server(std::move(given)) {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    ROLECALL_CHECK(initialised == CURLE_OK);
    // The certificate is for "localhost", whatever address its owner listens on.
    if (!server.is_unix && !server.named) {
      connect_to = curl_slist_append(nullptr, ("localhost:" + Port() + ":" + server.address).c_str());
    }
  }
  ~Parts() {
    idle.clear();
    curl_slist_free_all(connect_to);
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  bool UsesTls() const { return server.tls || !server.server_certificate.empty(); }
  std::string Port() const { return server.address.substr(server.address.rfind(':') + 1); }

  std::string Url(const std::string& method) const {
    const std::string scheme = UsesTls() ? "https://" : "http://";
    if (server.named) return scheme + server.address + method;
    return scheme + (server.is_unix ? "localhost" : "localhost:" + Port()) + method;
  }

  void UseTls(CURL* handle) const {
    curl_blob authority = BlobOf(server.server_certificate), own = BlobOf(server.client_certificate);
    curl_blob key = BlobOf(server.client_key.Reveal());
    if (!server.server_certificate.empty()) Set(handle, CURLOPT_CAINFO_BLOB, &authority);
    if (!server.client_certificate.empty()) {
      Set(handle, CURLOPT_SSLCERT_BLOB, &own);
      Set(handle, CURLOPT_SSLKEY_BLOB, &key);
    }
    Set(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  }

  CURL* Make() const {
    CURL* handle = curl_easy_init();
    ROLECALL_CHECK(handle != nullptr);
    if (server.is_unix) Set(handle, CURLOPT_UNIX_SOCKET_PATH, server.address.c_str());
    if (connect_to != nullptr) Set(handle, CURLOPT_CONNECT_TO, connect_to);
    Set(handle, CURLOPT_HTTP_VERSION, UsesTls() ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
    if (UsesTls()) UseTls(handle);
    Set(handle, CURLOPT_PROXY, "");
    Set(handle, CURLOPT_NOSIGNAL, 1L);
    // A stream has nothing to say for long: whether the other side is there yet is asked by the system.
    Set(handle, CURLOPT_TCP_KEEPALIVE, 1L);
    Set(handle, CURLOPT_TCP_KEEPIDLE, 10L);
    Set(handle, CURLOPT_TCP_KEEPINTVL, 5L);
    Set(handle, CURLOPT_NOPROGRESS, 0L);
    Set(handle, CURLOPT_XFERINFOFUNCTION, LookUp);
    Set(handle, CURLOPT_HEADERFUNCTION, TakeHeader);
    return handle;
  }

  // `is_old`: it has a connection already.
  std::unique_ptr<Line> Take(bool& is_old) {
    const std::lock_guard<std::mutex> lock(mutex);
    is_old = !idle.empty();
    if (!is_old) return std::make_unique<Line>(Make());
    std::unique_ptr<Line> line = std::move(idle.back());
    idle.pop_back();
    return line;
  }
  void GiveBack(std::unique_ptr<Line> line) {
    // libcurl 7.88 takes up HTTP/2 a second time on a connection that began with it, but not if it is not told to begin
    // with it.
    if (!UsesTls()) Set(line->call(), CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);
    const std::lock_guard<std::mutex> lock(mutex);
    idle.push_back(std::move(line));
  }

  const Server server;
  curl_slist* connect_to = nullptr;
  std::mutex mutex;
  std::vector<std::unique_ptr<Line>> idle;  // each with its connection
};

namespace {

// The headers of one call; freed with it.
class Headers {
 public:
  explicit Headers(const std::vector<std::string>& more) {
    for (const char* header : {"Content-Type: application/grpc", "TE: trailers", "Expect:", "Accept:"}) Add(header);
    for (const std::string& header : more) Add(header.c_str());
  }
  ~Headers() { curl_slist_free_all(list_); }
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  curl_slist* list() const { return list_; }

 private:
  void Add(const char* header) { list_ = curl_slist_append(list_, header); }
  curl_slist* list_ = nullptr;
};

void Describe(CURL* handle, const std::string& url, const std::string& frame, const Headers& headers,
              Exchange& exchange) {
  Set(handle, CURLOPT_URL, url.c_str());
  Set(handle, CURLOPT_HTTPHEADER, headers.list());
  Set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(frame.size()));
  Set(handle, CURLOPT_POSTFIELDS, frame.data());
  Set(handle, CURLOPT_HEADERDATA, &exchange);
  Set(handle, CURLOPT_XFERINFODATA, &exchange);
}

// A connection that was closed while it was idle is made anew, and then speaks HTTP/1.1, which no gRPC server takes:
// the call was not begun.
bool WasNotBegun(CURL* handle, bool is_old, CURLcode outcome, const Exchange& exchange) {
  long made = 0;
  curl_easy_getinfo(handle, CURLINFO_NUM_CONNECTS, &made);
  return is_old && made > 0 && outcome != CURLE_OK && exchange.status < 0 && exchange.body.empty();
}

}  // namespace

Channel::Channel(Server server) : parts_(std::make_unique<Parts>(std::move(server))) {}
Channel::~Channel() = default;

Result<std::string> Channel::Call(const std::string& method, std::string_view message,
                                  const std::function<void()>& waiting, const CallOptions& options) {
  const std::string frame = Framed(message), url = parts_->Url(method);
  const Headers headers(options.headers);
  while (true) {
    Exchange exchange;
    exchange.waiting = &waiting;
    bool is_old = false;
    std::unique_ptr<Parts::Line> line = parts_->Take(is_old);
    CURL* handle = line->call();
    Describe(handle, url, frame, headers, exchange);
    Set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    Set(handle, CURLOPT_WRITEFUNCTION, TakeBody);
    Set(handle, CURLOPT_WRITEDATA, &exchange);
    const CURLcode outcome = line->Perform(exchange);
    const bool again = !parts_->UsesTls() && WasNotBegun(handle, is_old, outcome, exchange);
    // An answer in HTTP/1.1 has no status: the connection is of no use.
    if (outcome == CURLE_OK && exchange.status >= 0) parts_->GiveBack(std::move(line));
    if (again) continue;
    if (exchange.is_too_large) return Error{ErrorCode::kResourceExhausted, "the answer is larger than 256 MiB"};
    if (exchange.status < 0) {
      const std::string why = outcome == CURLE_OK ? "its answer is none of gRPC" : curl_easy_strerror(outcome);
      return Error{ErrorCode::kUnavailable, parts_->server.what + " does not answer: " + why};
    }
    return AnswerOf(exchange);
  }
}

Result<void> Channel::Stream(const std::string& method, std::string_view message, const CallOptions& options,
                             const std::function<bool(std::string_view)>& take, const std::atomic<bool>& stop) {
  const std::string frame = Framed(message), url = parts_->Url(method);
  const Headers headers(options.headers);
  Streaming streaming;
  streaming.take = &take;
  CURL* handle = parts_->Make();
  Describe(handle, url, frame, headers, streaming.exchange);
  Set(handle, CURLOPT_WRITEFUNCTION, TakeMessages);
  Set(handle, CURLOPT_WRITEDATA, &streaming);
  Set(handle, CURLOPT_CONNECTTIMEOUT_MS, 3000L);
  CURLM* multi = curl_multi_init();
  ROLECALL_CHECK(multi != nullptr && curl_multi_add_handle(multi, handle) == CURLM_OK);
  int running = 1;
  while (running > 0 && !stop.load()) {
    if (curl_multi_perform(multi, &running) != CURLM_OK) break;
    if (running > 0 && curl_multi_poll(multi, nullptr, 0, kLookEveryMs, nullptr) != CURLM_OK) break;
  }
  curl_multi_remove_handle(multi, handle);
  curl_easy_cleanup(handle);
  curl_multi_cleanup(multi);
  if (streaming.is_done || stop.load()) return {};
  const Exchange& exchange = streaming.exchange;
  if (exchange.is_too_large) return Error{ErrorCode::kResourceExhausted, "a message is larger than 16 MiB"};
  if (exchange.status == 0) return {};
  if (exchange.status > 0) return Error{CodeOf(exchange.status), exchange.message};
  return Error{ErrorCode::kUnavailable, parts_->server.what + " does not answer"};
}

}  // namespace rolecall::grpc
