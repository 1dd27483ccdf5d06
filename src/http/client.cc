#include "http/client.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/ip_address.h"

namespace rolecall::http {
namespace {

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

constexpr std::size_t kMaxResponseHeaders = 1000;
constexpr std::size_t kMaxIdleHandles = 32;

// What the callbacks of one exchange fill.
struct Exchange {
  Response response;
  std::size_t max_bytes = 0;
  bool too_large = false;
  const std::function<bool(const IpAddress&)>* may_connect = nullptr;
  bool refused = false;  // by may_connect
  const ClientRequest* request = nullptr;
  CURL* handle = nullptr;
  bool cancelled = false;  // by keep_going or on_body
};

std::optional<IpAddress> AddressOf(const curl_sockaddr& peer) {
  IpAddress address;
  if (peer.family == AF_INET && peer.addrlen >= sizeof(sockaddr_in)) {
    std::memcpy(address.bytes.data(), &reinterpret_cast<const sockaddr_in*>(&peer.addr)->sin_addr, 4);
    return address;
  }
  if (peer.family != AF_INET6 || peer.addrlen < sizeof(sockaddr_in6)) return std::nullopt;
  address.v6 = true;
  std::memcpy(address.bytes.data(), &reinterpret_cast<const sockaddr_in6*>(&peer.addr)->sin6_addr, 16);
  return address;
}

// Where libcurl makes its socket: the last place where the address can be looked at, and what is looked at is used.
curl_socket_t OnSocket(void* user, curlsocktype, curl_sockaddr* peer) {
  Exchange& exchange = *static_cast<Exchange*>(user);
  std::optional<IpAddress> address = AddressOf(*peer);
  if (!address.has_value() || !(*exchange.may_connect)(*address)) {
    exchange.refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(peer->family, peer->socktype | SOCK_CLOEXEC, peer->protocol);
}

std::size_t OnHeader(char* data, std::size_t, std::size_t size, void* user) {
  Exchange& exchange = *static_cast<Exchange*>(user);
  std::string_view line(data, size);
  if (line.starts_with("HTTP/")) {  // a new header block: the one before was 100 Continue or a proxy's
    exchange.response.headers = {};
    return size;
  }
  std::size_t colon = line.find(':');
  if (colon == line.npos) return size;
  if (exchange.response.headers.size() == kMaxResponseHeaders) {
    exchange.too_large = true;
    return 0;
  }
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\r' || value.back() == '\n')) {
    value.remove_suffix(1);
  }
  exchange.response.headers.Add(line.substr(0, colon), std::string(value));
  return size;
}

bool IsSuccess(CURL* handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status >= 200 && status < 300;
}

std::size_t OnBody(char* data, std::size_t, std::size_t size, void* user) {
  Exchange& exchange = *static_cast<Exchange*>(user);
  if (exchange.request->on_body && IsSuccess(exchange.handle)) {
    exchange.cancelled = !exchange.request->on_body(std::string_view(data, size));
    return exchange.cancelled ? 0 : size;
  }
  if (size > exchange.max_bytes - exchange.response.body.size()) {
    exchange.too_large = true;
    return 0;
  }
  exchange.response.body.append(data, size);
  return size;
}

int OnProgress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  Exchange& exchange = *static_cast<Exchange*>(user);
  if (!exchange.request->keep_going()) exchange.cancelled = true;
  return exchange.cancelled ? 1 : 0;
}

bool HasControlCharacter(std::string_view text) {
  for (char c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return true;
  }
  return false;
}

// The URL as a message may show it: without user, query and fragment, which may hold secrets.
std::string ShownUrl(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  std::size_t scheme = url.find("://");
  if (scheme == url.npos) return std::string(url);
  std::string_view rest = url.substr(scheme + 3);
  std::size_t at = rest.substr(0, rest.find('/')).rfind('@');
  if (at != rest.npos) rest.remove_prefix(at + 1);
  return std::string(url.substr(0, scheme + 3)) + std::string(rest);
}

ErrorCode CodeOf(CURLcode result, const Exchange& exchange) {
  if (exchange.too_large) return ErrorCode::kResourceExhausted;
  if (exchange.refused) return ErrorCode::kPermissionDenied;
  if (exchange.cancelled) return ErrorCode::kCancelled;
  switch (result) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM: return ErrorCode::kInvalidArgument;
    case CURLE_OPERATION_TIMEDOUT: return ErrorCode::kDeadlineExceeded;
    case CURLE_PEER_FAILED_VERIFICATION: return ErrorCode::kUnauthenticated;
    default: return ErrorCode::kUnavailable;
  }
}

Error Failure(const ClientRequest& request, const std::string& why, ErrorCode code) {
  return {code, request.method + " " + ShownUrl(request.url) + ": " + why};
}

// Appends "Name: value"; libcurl wants "Name;" for an empty value. False if it would be more than one header.
bool AppendHeader(HeaderList& list, const Header& header) {
  if (header.name.empty() || HasControlCharacter(header.name) || HasControlCharacter(header.value)) return false;
  if (header.name.find_first_of(": ;") != std::string::npos) return false;
  std::string line = header.value.empty() ? header.name + ";" : header.name + ": " + header.value;
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  ROLECALL_CHECK(longer != nullptr);
  (void)list.release();
  list.reset(longer);
  return true;
}

// What libcurl would add by itself is taken out, so that what is sent is what the caller wrote (and signed).
void SuppressDefault(HeaderList& list, const Headers& headers, const char* name) {
  if (headers.Find(name) != nullptr) return;
  curl_slist* longer = curl_slist_append(list.get(), (std::string(name) + ":").c_str());
  ROLECALL_CHECK(longer != nullptr);
  (void)list.release();
  list.reset(longer);
}

template <typename Value>
void Set(CURL* handle, CURLoption option, Value value) {
  curl_easy_setopt(handle, option, value);
}

void SetMethod(CURL* handle, const ClientRequest& request) {
  if (request.method == "HEAD") {
    Set(handle, CURLOPT_NOBODY, 1L);
    return;
  }
  bool sends_body =
      !request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (sends_body) {
    Set(handle, CURLOPT_POST, 1L);
    Set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    Set(handle, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  Set(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

// What is trusted and shown, from memory. libcurl takes copies.
void SetUpPem(CURL* handle, const ClientOptions& options) {
  const auto set = [handle](CURLoption option, std::string_view pem) {
    curl_blob blob{const_cast<char*>(pem.data()), pem.size(), CURL_BLOB_COPY};
    if (!pem.empty()) Set(handle, option, &blob);
  };
  if (!options.ca_pem.empty()) Set(handle, CURLOPT_CAPATH, nullptr);  // the system's, which would be trusted too
  set(CURLOPT_CAINFO_BLOB, options.ca_pem);
  set(CURLOPT_SSLCERT_BLOB, options.client_cert_pem);
  set(CURLOPT_SSLKEY_BLOB, options.client_key_pem.Reveal());
}

void SetUp(CURL* handle, const ClientOptions& options) {
  Set(handle, CURLOPT_NOSIGNAL, 1L);
  Set(handle, CURLOPT_PATH_AS_IS, 1L);
  Set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  Set(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  Set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  Set(handle, CURLOPT_TCP_KEEPALIVE, 1L);
  Set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  Set(handle, CURLOPT_SSL_VERIFYPEER, options.insecure ? 0L : 1L);
  Set(handle, CURLOPT_SSL_VERIFYHOST, options.insecure ? 0L : 2L);
  if (!options.ca_file.empty()) Set(handle, CURLOPT_CAINFO, options.ca_file.c_str());
  if (!options.client_cert_file.empty()) Set(handle, CURLOPT_SSLCERT, options.client_cert_file.c_str());
  if (!options.client_key_file.empty()) Set(handle, CURLOPT_SSLKEY, options.client_key_file.c_str());
  SetUpPem(handle, options);
}

std::string_view HostOf(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  if (url.starts_with('[')) return url.substr(1, url.find(']') - 1);
  return url.substr(0, url.find(':'));
}

bool IsThisMachine(std::string_view host) {
  if (host == "localhost") return true;
  const std::optional<IpAddress> address = ParseIpAddress(host);
  if (!address) return false;
  if (!address->v6) return address->bytes[0] == 127;
  IpAddress loopback;
  loopback.v6 = true;
  loopback.bytes[15] = 1;
  return *address == loopback;
}

// What is on this machine is asked directly, whatever the environment says of proxies: as Go's programs do.
void SetProxy(CURL* handle, const ClientOptions& options, std::string_view url) {
  const std::string& proxy = url.starts_with("https:") ? options.https_proxy : options.http_proxy;
  if (!proxy.empty()) {
    Set(handle, CURLOPT_PROXY, proxy.c_str());
  } else if (IsThisMachine(HostOf(url))) {
    Set(handle, CURLOPT_PROXY, "");
  }
  if (!options.no_proxy.empty()) Set(handle, CURLOPT_NOPROXY, options.no_proxy.c_str());
}

}  // namespace

class CurlClient::Impl {
 public:
  explicit Impl(ClientOptions options) : options_(std::move(options)) {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    ROLECALL_CHECK(initialised == CURLE_OK);
  }

  Result<Response> Send(const ClientRequest& request) {
    HeaderList headers;
    for (const Header& header : request.headers) {
      if (!AppendHeader(headers, header)) {
        return Failure(request, "a header has characters that it must not have", ErrorCode::kInvalidArgument);
      }
    }
    for (const char* name : {"Expect", "Content-Type", "Accept"}) SuppressDefault(headers, request.headers, name);
    if (HasControlCharacter(request.url) || HasControlCharacter(request.method)) {
      return Failure(request, "the URL has characters that it must not have", ErrorCode::kInvalidArgument);
    }
    ROLECALL_TRY(const Destination destination, DestinationOf(request));
    if (!destination.host_header.empty() && request.headers.Find("Host") == nullptr) {
      AppendHeader(headers, {"Host", destination.host_header});
    }
    Easy handle = Take();
    Exchange exchange;
    exchange.max_bytes = request.max_response_bytes;
    exchange.request = &request;
    exchange.handle = handle.get();
    char reason[CURL_ERROR_SIZE] = "";
    Prepare(handle.get(), request, headers.get(), exchange, reason);
    Set(handle.get(), CURLOPT_URL, destination.url.c_str());
    const HeaderList connect_to(
        destination.connect_to.empty() ? nullptr : curl_slist_append(nullptr, destination.connect_to.c_str()));
    Set(handle.get(), CURLOPT_CONNECT_TO, connect_to.get());
    CURLcode result = curl_easy_perform(handle.get());
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    PutBack(std::move(handle));
    if (result == CURLE_OK) {
      exchange.response.status = static_cast<int>(status);
      return std::move(exchange.response);
    }
    std::string why = exchange.too_large   ? "the answer is larger than allowed"
                      : exchange.cancelled ? "it was stopped"
                      : exchange.refused   ? "its address is not one that may be asked"
                      : reason[0] != '\0'  ? std::string(reason)
                                           : std::string(curl_easy_strerror(result));
    return Failure(request, why, CodeOf(result, exchange));
  }

 private:
  struct EasyDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  using Easy = std::unique_ptr<CURL, EasyDeleter>;

  // Where a request goes. With a server name of its own the URL has that name, so that the certificate is checked
  // against it, and the connection still goes to the host that the caller wrote.
  struct Destination {
    std::string url, host_header;
    std::string connect_to = {};  // "::HOST:PORT"; empty: to the URL's host
  };

  Result<Destination> DestinationOf(const ClientRequest& request) const {
    if (options_.server_name.empty() || !request.url.starts_with("https://")) return Destination{request.url, "", ""};
    const std::string_view rest = std::string_view(request.url).substr(8);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    const std::size_t colon = authority.rfind(':');
    const bool has_port = colon != authority.npos && authority.find(']', colon) == authority.npos;
    const std::string port(has_port ? authority.substr(colon + 1) : "443");
    const std::string host(authority.substr(0, has_port ? colon : authority.npos));
    if (host.empty() || host.find('@') != host.npos || HasControlCharacter(options_.server_name)) {
      return Failure(request, "the URL has no host that a name could be put for", ErrorCode::kInvalidArgument);
    }
    return Destination{"https://" + options_.server_name + ":" + port + std::string(rest.substr(authority.size())),
                       std::string(authority), "::" + host + ":" + port};
  }

  void Prepare(CURL* handle, const ClientRequest& request, curl_slist* headers, Exchange& exchange, char* reason) {
    SetUp(handle, options_);
    SetProxy(handle, options_, request.url);
    SetMethod(handle, request);
    Set(handle, CURLOPT_HTTPHEADER, headers);
    Set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
    Set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    Set(handle, CURLOPT_HEADERFUNCTION, &OnHeader);
    Set(handle, CURLOPT_HEADERDATA, &exchange);
    Set(handle, CURLOPT_WRITEFUNCTION, &OnBody);
    Set(handle, CURLOPT_WRITEDATA, &exchange);
    Set(handle, CURLOPT_ERRORBUFFER, reason);
    if (request.keep_going) {
      Set(handle, CURLOPT_NOPROGRESS, 0L);
      Set(handle, CURLOPT_XFERINFOFUNCTION, &OnProgress);
      Set(handle, CURLOPT_XFERINFODATA, &exchange);
    }
    if (!request.may_connect) return;
    exchange.may_connect = &request.may_connect;
    Set(handle, CURLOPT_FRESH_CONNECT, 1L);  // a kept connection was made for somebody else
    Set(handle, CURLOPT_FORBID_REUSE, 1L);
    Set(handle, CURLOPT_OPENSOCKETFUNCTION, &OnSocket);
    Set(handle, CURLOPT_OPENSOCKETDATA, &exchange);
  }

  Easy Take() {
    std::lock_guard lock(mutex_);
    if (idle_.empty()) {
      Easy handle(curl_easy_init());
      ROLECALL_CHECK(handle != nullptr);
      return handle;
    }
    Easy handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
  }

  // Options are forgotten, so that nothing points into a finished request; open connections are kept.
  void PutBack(Easy handle) {
    curl_easy_reset(handle.get());
    std::lock_guard lock(mutex_);
    if (idle_.size() < kMaxIdleHandles) idle_.push_back(std::move(handle));
  }

  const ClientOptions options_;
  std::mutex mutex_;
  std::vector<Easy> idle_;
};

CurlClient::CurlClient(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
CurlClient::~CurlClient() = default;
Result<Response> CurlClient::Send(const ClientRequest& request) { return impl_->Send(request); }

}  // namespace rolecall::http
