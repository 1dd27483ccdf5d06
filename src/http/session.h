// One client's connection: reads requests one after another, calls the handler, writes the answers in order.
// Stream is a TCP socket or a TLS stream over one. For the sources of this folder only.
#ifndef ROLECALL_HTTP_SESSION_H_
#define ROLECALL_HTTP_SESSION_H_

#include <array>
#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "http/connection.h"
#include "http/request_parser.h"
#include "http/response_head.h"
#include "http/server_options.h"

namespace rolecall::http {

namespace asio = boost::asio;
using TcpSocket = asio::ip::tcp::socket;
using TlsStream = asio::ssl::stream<TcpSocket>;

// What all sessions of a server share.
struct SessionContext {
  const ServerOptions options;
  const Handler handler;
  Connections connections;
  std::atomic<bool> stopping{false};
};

// Calls the handler; an exception that escapes it becomes a bare 500.
Response CallHandler(const Handler& handler, const Request& request) noexcept;
// What malformed, large and slow requests get.
Response PlainAnswer(int status);

inline TcpSocket& SocketOf(TcpSocket& socket) { return socket; }
inline TcpSocket& SocketOf(TlsStream& stream) { return stream.next_layer(); }
// "1.3"; OpenSSL's own name is "TLSv1.3".
inline std::string TlsVersionOf(TlsStream& stream) {
  const std::string_view name = SSL_get_version(stream.native_handle());
  return std::string(name.starts_with("TLSv") ? name.substr(4) : name);
}

template <typename Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
 public:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

  // `keep_alive` is whatever the stream needs to live (the TLS context).
  Session(Stream stream, std::shared_ptr<void> keep_alive, std::shared_ptr<SessionContext> context,
          std::string peer_address)
      : Connection(SocketOf(stream).native_handle()),
        keep_alive_(std::move(keep_alive)),
        stream_(std::move(stream)),
        context_(std::move(context)),
        peer_address_(std::move(peer_address)) {}

  ~Session() override { context_->connections.Remove(this); }

  void Start() {
    if constexpr (kTls) {
      this->Enter(State::kWriting, context_->options.request_timeout);
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](const ErrorCodeOfBoost& error) {
                                if (!error) self->BeginRequest();
                              });
    } else {
      BeginRequest();
    }
  }

 private:
  using State = Connection::State;

  void BeginRequest() {
    request_ = Request{};
    request_.peer_address = peer_address_;
    request_.tls = kTls;
    if constexpr (kTls) request_.tls_version = TlsVersionOf(stream_);
    parser_.emplace(request_, context_->options.max_header_bytes, context_->options.max_body_bytes);
    continued_ = false;
    if (buffer_.size() > 0) {  // pipelined
      this->Enter(State::kReading, context_->options.request_timeout);
      Parse();
      return;
    }
    this->Enter(State::kIdle, context_->options.idle_timeout);
    // Set before this look: whoever stops us either sees us idle or is seen here.
    if (context_->stopping.load()) return;
    Read();
  }

  void Read() {
    // Room for a header in one piece; a larger body comes in larger reads.
    std::size_t size = parser_->is_header_done() ? 65536 : 8192;
    stream_.async_read_some(buffer_.prepare(size),
                            [self = this->shared_from_this()](const ErrorCodeOfBoost& error, std::size_t count) {
                              self->OnRead(error, count);
                            });
  }

  void OnRead(const ErrorCodeOfBoost& error, std::size_t count) {
    if (error) {
      if (parser_->got_some() && this->late()) Refuse(408);
      return;
    }
    if (!parser_->got_some() && buffer_.size() == 0) this->Enter(State::kReading, context_->options.request_timeout);
    buffer_.commit(count);
    Parse();
  }

  void Parse() {
    ErrorCodeOfBoost error;
    std::size_t used = parser_->put(buffer_.data(), error);
    buffer_.consume(used);
    if (error && error != beast_http::error::need_more) {
      Refuse(StatusOf(error));
    } else if (parser_->is_header_done() && parser_->has_unknown_expectation()) {
      Refuse(417);
    } else if (parser_->is_done()) {
      Answer();
    } else if (parser_->is_header_done() && parser_->expects_continue() && !continued_) {
      SendContinue();
    } else {
      Read();
    }
  }

  void SendContinue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    continued_ = true;
    asio::async_write(stream_, asio::buffer(kContinue.data(), kContinue.size()),
                      [self = this->shared_from_this()](const ErrorCodeOfBoost& error, std::size_t) {
                        if (!error) self->Read();
                      });
  }

  void Answer() {
    this->Enter(State::kHandling, std::chrono::milliseconds(0));
    response_ = CallHandler(context_->handler, request_);
    if (request_.method == "HEAD") response_.head_only = true;
    Write(!parser_->keep_alive() || context_->stopping.load(std::memory_order_relaxed));
  }

  // An answer without the handler. What the client may still be sending is read and dropped for a while, because
  // closing over unread bytes would make its system throw the answer away.
  void Refuse(int status) {
    response_ = PlainAnswer(status);
    refused_ = true;
    Write(true);
  }

  void Write(bool close) {
    close_ = close;
    head_.clear();
    AppendHead(head_, response_, close);
    std::string_view body = SendsBody(response_) ? std::string_view(response_.body) : std::string_view();
    this->Enter(State::kWriting, context_->options.idle_timeout);
    if (body.size() <= 16384) {
      head_ += body;
      body = {};
    }
    std::array<asio::const_buffer, 2> pieces = {asio::buffer(head_), asio::buffer(body.data(), body.size())};
    asio::async_write(stream_, pieces, [self = this->shared_from_this()](const ErrorCodeOfBoost& error, std::size_t) {
      if (error) return;
      if (!self->close_) {
        self->BeginRequest();
      } else {
        self->Finish();
      }
    });
  }

  void Finish() {
    if constexpr (kTls) {
      this->Enter(State::kWriting, std::chrono::milliseconds(2000));
      stream_.async_shutdown([self = this->shared_from_this()](const ErrorCodeOfBoost&) {});
    } else {
      ErrorCodeOfBoost ignored;
      stream_.shutdown(TcpSocket::shutdown_send, ignored);
      if (refused_ && !this->late()) {
        this->Enter(State::kWriting, std::chrono::milliseconds(2000));
        Discard();
      }
    }
  }

  void Discard() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(65536),
                            [self = this->shared_from_this()](const ErrorCodeOfBoost& error, std::size_t count) {
                              self->discarded_ += count;
                              if (!error && self->discarded_ < (4u << 20)) self->Discard();
                            });
  }

  std::shared_ptr<void> keep_alive_;
  Stream stream_;
  std::shared_ptr<SessionContext> context_;
  const std::string peer_address_;
  boost::beast::flat_buffer buffer_;
  std::optional<RequestParser> parser_;
  Request request_;
  Response response_;
  std::string head_;
  std::size_t discarded_ = 0;
  bool continued_ = false;
  bool close_ = false;
  bool refused_ = false;
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_SESSION_H_
