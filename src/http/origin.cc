#include "http/origin.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <mutex>
#include <utility>
#include <vector>

#include "http/answer_parser.h"
#include "http/origin_connection.h"
#include "http/response_head.h"

namespace rolecall::http {
namespace {

using Connected = std::unique_ptr<OriginConnection>;

constexpr std::size_t kPieceBytes = 65536;
constexpr int kMostInterim = 16;  // answers before the final one

// Connections that are open and not used. Outlives the origin as long as an answer is being read.
class IdleConnections {
 public:
  explicit IdleConnections(std::size_t most) : most_(most) {}
  Connected Take() {
    while (true) {
      Connected connection;
      {
        std::lock_guard lock(mutex_);
        if (idle_.empty()) return nullptr;
        connection = std::move(idle_.back());
        idle_.pop_back();
      }
      if (!connection->IsStale()) return connection;
    }
  }
  void Keep(Connected connection) {
    std::lock_guard lock(mutex_);
    if (idle_.size() < most_) idle_.push_back(std::move(connection));
  }

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::vector<Connected> idle_;
};

// An answer on its way: its head, then its body piece by piece.
class Answer final : public BodySource {
 public:
  Answer(Connected connection, std::shared_ptr<IdleConnections> idle, std::size_t max_header_bytes, bool is_head)
      : connection_(std::move(connection)),
        idle_(std::move(idle)),
        max_header_bytes_(max_header_bytes),
        is_head_(is_head),
        parser_(std::in_place, response_, max_header_bytes, is_head),
        buffer_(std::make_unique_for_overwrite<char[]>(max_header_bytes)) {}

  // Until the head of the final answer is there. `got_any`: whether a byte came.
  Result<void> ReadHead(bool& got_any) {
    for (int count = 0;; ++count) {
      // What came behind an interim answer is there already.
      if (begin_ != end_) ROLECALL_RETURN_IF_ERROR(Parse());
      while (!parser_->is_header_done()) {
        ROLECALL_RETURN_IF_ERROR(Fill());
        got_any = got_any || begin_ != end_ || parser_->got_some();
        ROLECALL_RETURN_IF_ERROR(Parse());
      }
      if (response_.status >= 200 || response_.status == 101) break;
      if (count == kMostInterim) return Error{ErrorCode::kInvalidArgument, "no interim answer is the last"};
      response_ = {};  // 100 Continue and its kind
      parser_.emplace(response_, max_header_bytes_, is_head_);
    }
    if (response_.status == 101) return Error{ErrorCode::kInvalidArgument, "the answer changes the protocol"};
    return {};
  }

  Response& response() { return response_; }
  bool is_done() const { return parser_->is_done(); }
  std::optional<std::uint64_t> length() const {
    const auto length = parser_->content_length();
    return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
  }

  // More of the body into response().body.
  Result<void> ReadMore() {
    if (begin_ == end_) ROLECALL_RETURN_IF_ERROR(Fill());
    return Parse();
  }

  Result<std::size_t> Read(std::span<char> out) override {
    std::string& body = response_.body;
    while (taken_ == body.size()) {
      body.clear();
      taken_ = 0;
      if (is_done()) {
        Release();
        return std::size_t{0};
      }
      ROLECALL_RETURN_IF_ERROR(ReadMore());
    }
    const std::size_t count = std::min(out.size(), body.size() - taken_);
    std::copy_n(body.data() + taken_, count, out.data());
    taken_ += count;
    return count;
  }

  // The connection may serve another request, if the answer is complete and was the last that came.
  void Release() {
    if (connection_ == nullptr) return;
    const bool keeps = is_done() && parser_->keep_alive() && !parser_->need_eof() && begin_ == end_ && !is_spoilt_;
    if (keeps) idle_->Keep(std::move(connection_));
    connection_ = nullptr;
  }
  // The request was not sent to its end.
  void Spoil() { is_spoilt_ = true; }

 private:
  // More bytes behind those that are there.
  Result<void> Fill() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (end_ == max_header_bytes_) {
      if (begin_ == 0) return Error{ErrorCode::kInvalidArgument, "a line of the answer is too long"};
      std::copy(buffer_.get() + begin_, buffer_.get() + end_, buffer_.get());
      end_ -= begin_;
      begin_ = 0;
    }
    const std::span<char> room(buffer_.get() + end_, max_header_bytes_ - end_);
    ROLECALL_TRY(const std::size_t count, connection_->Read(room));
    if (count == 0) return End();
    end_ += count;
    return {};
  }

  // The other side has closed: the end of an answer without a length, or too soon.
  Result<void> End() {
    boost::system::error_code error;
    if (parser_->got_some()) parser_->put_eof(error);
    if (parser_->is_done() && !error) return {};
    return Error{ErrorCode::kUnavailable, "the connection ended before the answer"};
  }

  Result<void> Parse() {
    boost::system::error_code error;
    while (begin_ != end_ && !parser_->is_done()) {
      const std::size_t used = parser_->put(boost::asio::buffer(buffer_.get() + begin_, end_ - begin_), error);
      begin_ += used;
      if (error == boost::beast::http::error::need_more) break;
      if (error) return Error{ErrorCode::kInvalidArgument, "the answer is no HTTP: " + error.message()};
      if (parser_->is_header_done() && response_.status < 200) break;
    }
    return {};
  }

  Connected connection_;
  const std::shared_ptr<IdleConnections> idle_;
  const std::size_t max_header_bytes_;
  const bool is_head_;
  Response response_;
  std::optional<AnswerParser> parser_;
  const std::unique_ptr<char[]> buffer_;  // max_header_bytes_
  std::size_t begin_ = 0, end_ = 0;       // what is read and not parsed
  std::size_t taken_ = 0;                 // of response_.body
  bool is_spoilt_ = false;
};

bool IsIdempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" || method == "OPTIONS";
}

void AppendRequestHead(std::string& out, const OriginRequest& request) {
  out.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\n");
  for (const Header& header : *request.headers) {
    out.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (request.source != nullptr && !request.source_bytes.has_value()) {
    out += "Transfer-Encoding: chunked\r\n";
  } else if (request.source != nullptr || !request.body.empty() || !IsIdempotent(request.method) ||
             request.method == "PUT") {
    out += "Content-Length: " + std::to_string(request.source_bytes.value_or(request.body.size())) + "\r\n";
  }
  out += "\r\n";
}

struct TlsDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ClientTls = std::unique_ptr<SSL_CTX, TlsDeleter>;

Error WrongFile(const std::string& path, const std::string& what) {
  return {ErrorCode::kInvalidArgument, "TLS: " + path + ": " + what};
}

// No terminal is asked for the password of a key.
int NoPassword(char*, int, int, void*) { return 0; }

Result<ClientTls> MakeClientTls(const OriginOptions& options) {
  ClientTls tls(SSL_CTX_new(TLS_client_method()));
  if (tls == nullptr) return Error{ErrorCode::kInternal, "TLS cannot be set up"};
  SSL_CTX_set_min_proto_version(tls.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(tls.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_default_passwd_cb(tls.get(), &NoPassword);
  ERR_clear_error();
  if (options.ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(tls.get());
  } else if (SSL_CTX_load_verify_locations(tls.get(), options.ca_file.c_str(), nullptr) != 1) {
    return WrongFile(options.ca_file, "no readable PEM certificates of a CA");
  }
  if (options.client_cert_file.empty()) return tls;
  if (SSL_CTX_use_certificate_chain_file(tls.get(), options.client_cert_file.c_str()) != 1) {
    return WrongFile(options.client_cert_file, "no readable PEM certificate chain");
  }
  if (SSL_CTX_use_PrivateKey_file(tls.get(), options.client_key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return WrongFile(options.client_key_file, "no readable PEM private key of that certificate");
  }
  return tls;
}

class SocketOrigin final : public Origin {
 public:
  SocketOrigin(OriginOptions options, OriginPlace place, std::string authority, ClientTls tls)
      : options_(std::move(options)),
        place_(std::move(place)),
        authority_(std::move(authority)),
        tls_(std::move(tls)),
        idle_(std::make_shared<IdleConnections>(options_.max_idle)) {}

  const std::string& authority() const override { return authority_; }

  Result<Response> Send(const OriginRequest& request) override {
    if (Connected kept = idle_->Take()) {
      bool got_any = false;
      Result<Response> answer = Exchange(std::move(kept), request, got_any);
      const bool was_closed = !answer.ok() && answer.error().code == ErrorCode::kUnavailable && !got_any;
      if (!was_closed || request.source != nullptr || !IsIdempotent(request.method)) return answer;
    }
    ROLECALL_TRY(Connected made, OriginConnection::Open(place_));
    bool got_any = false;
    return Exchange(std::move(made), request, got_any);
  }

 private:
  Result<Response> Exchange(Connected connection, const OriginRequest& request, bool& got_any) {
    OriginConnection& wire = *connection;
    const auto answer =
        std::make_shared<Answer>(std::move(connection), idle_, options_.max_header_bytes, request.method == "HEAD");
    bool source_failed = false;
    Result<void> sent = SendRequest(wire, request, source_failed);
    // The origin may have said why before it closed.
    if (!sent.ok() && (source_failed || request.source == nullptr)) return sent.error();
    if (!sent.ok()) answer->Spoil();
    if (const Result<void> head = answer->ReadHead(got_any); !head.ok()) return sent.ok() ? head.error() : sent.error();
    return Finish(answer);
  }

  Result<void> SendRequest(OriginConnection& wire, const OriginRequest& request, bool& source_failed) const {
    std::string head;
    head.reserve(1024);
    AppendRequestHead(head, request);
    if (request.source == nullptr) return wire.Write(head, request.body);
    const bool is_chunked = !request.source_bytes.has_value();
    const auto piece = std::make_unique<std::array<char, kPieceBytes>>();
    while (true) {
      const Result<std::size_t> count = request.source->Read(*piece);
      if (!count.ok()) {
        source_failed = true;
        return count.error();
      }
      if (is_chunked) {
        AppendHex(head, *count);
        head += "\r\n";
      }
      std::string_view data(piece->data(), *count);
      if (!head.empty() || !data.empty()) ROLECALL_RETURN_IF_ERROR(wire.Write(head, data));
      head = is_chunked ? "\r\n" : "";
      if (*count == 0) return is_chunked ? wire.Write(head) : Result<void>();
    }
  }

  // Small answers whole, others as a source.
  Result<Response> Finish(const std::shared_ptr<Answer>& answer) const {
    Response& held = answer->response();
    const bool is_small = answer->length().value_or(0) <= options_.small_bytes;
    while (is_small && !answer->is_done() && held.body.size() <= options_.small_bytes) {
      // What has no length is not waited for: it may be a stream of events.
      if (!answer->length().has_value()) break;
      ROLECALL_RETURN_IF_ERROR(answer->ReadMore());
    }
    Response response{.status = held.status, .headers = std::move(held.headers)};
    if (answer->is_done()) {
      response.body = std::move(held.body);
      answer->Release();
      return response;
    }
    response.source = answer;
    response.source_bytes = answer->length();
    return response;
  }

  const OriginOptions options_;
  const OriginPlace place_;
  const std::string authority_;
  const ClientTls tls_;
  const std::shared_ptr<IdleConnections> idle_;
};

// "http://[::1]:4566" into its parts.
bool ReadOriginUrl(std::string_view url, OriginPlace& place, std::string& authority, bool& is_tls) {
  is_tls = url.starts_with("https://");
  if (!is_tls && !url.starts_with("http://")) return false;
  url.remove_prefix(is_tls ? 8 : 7);
  if (url.ends_with('/')) url.remove_suffix(1);
  const auto is_odd = [](char c) {
    return c <= ' ' || c >= 0x7f || std::string_view("/?#@\\").find(c) != std::string_view::npos;
  };
  if (url.empty() || std::ranges::any_of(url, is_odd)) return false;
  authority = url;
  std::size_t end = url.find(':');
  if (url.starts_with('[')) {
    const std::size_t bracket = url.find(']');
    if (bracket == url.npos || bracket < 2) return false;
    place.host = url.substr(1, bracket - 1);
    end = bracket + 1 == url.size() ? url.npos : bracket + 1;
  } else {
    place.host = url.substr(0, end);
  }
  place.port = is_tls ? "443" : "80";
  if (end == url.npos) return !place.host.empty();
  if (url[end] != ':') return false;
  place.port = url.substr(end + 1);
  const bool is_number = !place.port.empty() && place.port.size() <= 5 &&
                         std::ranges::all_of(place.port, [](char c) { return c >= '0' && c <= '9'; });
  return !place.host.empty() && is_number && std::stoi(place.port) > 0 && std::stoi(place.port) <= 65535;
}

}  // namespace

Result<std::unique_ptr<Origin>> Origin::Make(OriginOptions options) {
  OriginPlace place;
  std::string authority;
  bool is_tls = false;
  if (!ReadOriginUrl(options.url, place, authority, is_tls)) {
    return Error{ErrorCode::kInvalidArgument, "\"" + options.url + "\" is not http://HOST:PORT or https://HOST:PORT"};
  }
  ClientTls tls;
  if (is_tls) {
    ROLECALL_TRY(tls, MakeClientTls(options));
  }
  place.tls = tls.get();
  place.connect_timeout = options.connect_timeout;
  place.timeout = options.timeout;
  return std::unique_ptr<Origin>(
      std::make_unique<SocketOrigin>(std::move(options), std::move(place), std::move(authority), std::move(tls)));
}

bool IsOriginUrl(std::string_view url) {
  OriginPlace place;
  std::string authority;
  bool is_tls = false;
  return ReadOriginUrl(url, place, authority, is_tls);
}

}  // namespace rolecall::http
