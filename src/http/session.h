// One client's connection: reads requests one after another, has them handled, writes the answers in order.
// Stream is a TCP socket or a TLS stream over one. For the sources of this folder only.
//
// Bodies that are streamed (Admission::stream, Response::source) are read and written in the handler's thread, which
// waits for the socket: such a request keeps its slot of the lane until it is answered, and holds a piece at a time.
#ifndef ROLECALL_HTTP_SESSION_H_
#define ROLECALL_HTTP_SESSION_H_

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/defer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "http/application.h"
#include "http/connections.h"
#include "http/lanes.h"
#include "http/memory_budget.h"
#include "http/peer_certificate.h"
#include "http/request_parser.h"
#include "http/response_head.h"
#include "http/server_options.h"

namespace rolecall::http {

namespace asio = boost::asio;
using TcpSocket = asio::ip::tcp::socket;
using TlsStream = asio::ssl::stream<TcpSocket>;

// What all sessions of a server share.
struct SessionContext {
  SessionContext(ServerOptions its_options, Application its_application, ConnectionBounds bounds)
      : options(std::move(its_options)),
        application(std::move(its_application)),
        connections(std::move(bounds)),
        lanes(options.lanes, options.max_queue, options.max_wait, options.threads, options.waiting_lanes),
        memory(options.memory_bytes) {}

  const ServerOptions options;
  const Application application;
  Connections connections;
  Lanes lanes;
  MemoryBudget memory;
  std::atomic<bool> stopping{false};  // every answer is its connection's last
  std::atomic<bool> ending{false};    // and who has had one is not read from any more
};

// What a session does that is the same for plain and TLS streams: all but reading and writing.
class SessionBase : public Connection {
 protected:
  SessionBase(int socket, std::shared_ptr<SessionContext> context, std::string peer_address);
  ~SessionBase() override;

  const ServerOptions& options() const { return context_->options; }
  // A new request; the one before is forgotten.
  void ResetRequest(bool tls);
  // After the header: what the body may be. False: the announced one is too large.
  bool Admit();
  // How long what has `bytes` may take.
  std::chrono::milliseconds TimeFor(std::size_t bytes) const;
  // What the unfinished request holds now is counted. False: there is no memory for it.
  bool HoldRequest();
  bool Hold(std::size_t bytes);
  int Lane() const;
  // The application's answer; 500 if it throws.
  void Handle() noexcept;
  // The answer to what is refused.
  void RefuseBody(Refusal reason) noexcept;
  void RefusePlainly(int status);

  std::shared_ptr<SessionContext> context_;
  const std::string peer_address_;
  boost::beast::flat_buffer buffer_;
  std::optional<RequestParser> parser_;
  Request request_;
  Response response_;
  Admission admission_;
  bool admitted_ = false;
};

// The head of an answer and its body; what is sent is taken away at the front.
using AnswerPieces = std::array<asio::const_buffer, 2>;
// Sends what the socket takes without waiting. True: that was all. (Errors show again at the next attempt.)
bool SendNow(int socket, AnswerPieces& pieces);

inline TcpSocket& SocketOf(TcpSocket& socket) { return socket; }
inline TcpSocket& SocketOf(TlsStream& stream) { return stream.next_layer(); }
// "1.3"; OpenSSL's own name is "TLSv1.3".
inline std::string TlsVersionOf(TlsStream& stream) {
  const std::string_view name = SSL_get_version(stream.native_handle());
  return std::string(name.starts_with("TLSv") ? name.substr(4) : name);
}

// Whether the client showed a certificate; one that did not verify has ended the handshake.
inline bool HasClientCertificate(TlsStream& stream) {
  return SSL_get0_peer_certificate(stream.native_handle()) != nullptr &&
         SSL_get_verify_result(stream.native_handle()) == X509_V_OK;
}

inline std::shared_ptr<const std::vector<std::string>> ClientNames(TlsStream& stream) {
  return std::make_shared<const std::vector<std::string>>(NamesOf(SSL_get0_peer_certificate(stream.native_handle())));
}

template <typename Stream>
class Session final : public SessionBase,
                      public Job,
                      public BodySource,
                      public std::enable_shared_from_this<Session<Stream>> {
 public:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

  // `keep_alive` is whatever the stream needs to live (the TLS context).
  Session(Stream stream, std::shared_ptr<void> keep_alive, std::shared_ptr<SessionContext> context,
          std::string peer_address)
      : SessionBase(SocketOf(stream).native_handle(), std::move(context), std::move(peer_address)),
        keep_alive_(std::move(keep_alive)),
        stream_(std::move(stream)) {}

  // Before the socket is closed (see connection.h).
  ~Session() override { context_->connections.Remove(this); }

  void Start() {
    if constexpr (kTls) {
      this->Enter(State::kHead, options().header_timeout);
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
  static constexpr std::size_t kDiscardBytes = 16384;
  static constexpr std::size_t kPieceBytes = 65536;  // of a body that is streamed

  void BeginRequest() {
    ResetRequest(kTls);
    if constexpr (kTls) {
      request_.tls_version = TlsVersionOf(stream_);
      if (HasClientCertificate(stream_)) {
        if (client_names_ == nullptr) client_names_ = ClientNames(stream_);
        request_.client_certificate = true;
        request_.client_names = client_names_;
      }
    }
    continued_ = false;
    taken_ = 0;
    streamed_ = 0;
    if (buffer_.size() > 0) {  // pipelined
      this->Enter(State::kHead, options().header_timeout);
      Parse();
      return;
    }
    this->Enter(State::kIdle, options().idle_timeout);
    // Set before this look: whoever stops us either sees us idle or is seen here.
    if (context_->ending.load() && this->served()) return;
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
      if (this->was_shed() && this->state() == State::kBody) {
        Refuse(Refusal::kBusy);
      } else if ((parser_->got_some() || buffer_.size() > 0) && this->late()) {
        RefusePlainly(408);
        WriteAndClose();
      }
      return;
    }
    if (this->state() == State::kIdle) this->Enter(State::kHead, options().header_timeout);
    buffer_.commit(count);
    Parse();
  }

  void Parse() {
    ErrorCodeOfBoost error;
    do {
      std::size_t used = parser_->put(buffer_.data(), error);
      buffer_.consume(used);
      if (error && error != beast_http::error::need_more) return RefuseMalformed(error);
      if (!parser_->is_header_done()) return ReadOn();
      if (!admitted_ && !Begin()) return;
      if (is_streaming()) {
        request_.incoming = this;
        return Dispatch();
      }
    } while (!error && !parser_->is_done() && buffer_.size() > 0);
    if (parser_->expects_continue() && !continued_ && buffer_.size() == 0) {
      SendContinue();
    } else if (parser_->is_done()) {
      Dispatch();
    } else {
      ReadOn();
    }
  }

  // The header is complete. False: the request is refused.
  bool Begin() {
    if (parser_->has_unknown_expectation()) {
      RefusePlainly(417);
      WriteAndClose();
      return false;
    }
    if (!Admit()) {
      Refuse(Refusal::kBodyTooLarge);
      return false;
    }
    if (!parser_->is_done()) this->Enter(State::kBody, options().body_timeout);
    return true;
  }

  void ReadOn() {
    // A line that never ends (of a header, of a chunk) is no body, and no bound of the parser's holds for it.
    if (buffer_.size() > options().max_header_bytes) {
      RefusePlainly(parser_->is_header_done() ? 400 : 431);
      WriteAndClose();
    } else if (!HoldRequest()) {
      Refuse(Refusal::kBusy);
    } else {
      if (this->state() == State::kBody) this->Extend(TimeFor(request_.body.size()));
      Read();
    }
  }

  bool is_streaming() const { return admission_.stream; }

  // The next piece of a streamed body, for the handler.
  Result<std::size_t> Read(std::span<char> out) override {
    while (taken_ == request_.body.size()) {
      request_.body.clear();
      taken_ = 0;
      if (parser_->is_done()) {
        this->Enter(State::kHandling, std::chrono::milliseconds(0));
        return std::size_t{0};
      }
      ROLECALL_RETURN_IF_ERROR(ReadPiece());
    }
    const std::size_t count = std::min(out.size(), request_.body.size() - taken_);
    std::copy_n(request_.body.data() + taken_, count, out.data());
    taken_ += count;
    return count;
  }

  // Something of the body into request_.body, or nothing if what came is framing.
  Result<void> ReadPiece() {
    ErrorCodeOfBoost error;
    if (streamed_ == 0) this->Enter(State::kBody, options().body_timeout);
    if (parser_->expects_continue() && !continued_) {
      static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      continued_ = true;
      asio::write(stream_, asio::buffer(kContinue.data(), kContinue.size()), error);
      if (error) return Error{ErrorCode::kUnavailable, "the client is gone"};
    }
    std::size_t used = buffer_.size() > 0 ? parser_->put(buffer_.data(), error) : 0;
    if (used == 0 && !(error && error != beast_http::error::need_more)) {
      if (buffer_.size() > options().max_header_bytes) return Error{ErrorCode::kInvalidArgument, "a chunk has no end"};
      const std::size_t count = stream_.read_some(buffer_.prepare(kPieceBytes), error);
      if (error) return Error{ErrorCode::kUnavailable, "the client does not send the body"};
      buffer_.commit(count);
      streamed_ += count;
      this->Extend(TimeFor(streamed_));
      used = parser_->put(buffer_.data(), error);
    }
    buffer_.consume(used);
    if (error == beast_http::error::body_limit) return Error{ErrorCode::kResourceExhausted, "the body is too large"};
    if (error && error != beast_http::error::need_more) return Error{ErrorCode::kInvalidArgument, error.message()};
    return {};
  }

  // Also where there is no body: clients wait for it (botocore takes whatever comes instead for the whole answer).
  void SendContinue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    continued_ = true;
    asio::async_write(stream_, asio::buffer(kContinue.data(), kContinue.size()),
                      [self = this->shared_from_this()](const ErrorCodeOfBoost& error, std::size_t) {
                        if (error) return;
                        self->parser_->is_done() ? self->Dispatch() : self->ReadOn();
                      });
  }

  void Dispatch() {
    this->Enter(State::kHandling, std::chrono::milliseconds(0));
    const int lane = Lane();
    if (lane == kAtOnce) {
      Work();
    } else {
      context_->lanes.Enter(lane, this->shared_from_this());
    }
  }

  void Work() override {
    Handle();
    close_ = !parser_->keep_alive() || context_->stopping.load(std::memory_order_relaxed);
    if (is_streaming() && (!parser_->is_done() || taken_ < request_.body.size())) return WriteAndClose();
    if (response_.source != nullptr && SendsBody(response_)) return WriteSource();
    Write();
  }

  void TurnAway() override {
    RefuseBody(Refusal::kBusy);
    if (is_streaming()) return WriteAndClose();
    close_ = !parser_->keep_alive() || context_->stopping.load(std::memory_order_relaxed);
    Write();
  }

  void RefuseMalformed(const ErrorCodeOfBoost& error) {
    if (error == beast_http::error::body_limit) return Refuse(Refusal::kBodyTooLarge);
    RefusePlainly(StatusOf(error));
    WriteAndClose();
  }

  // An answer without the handler, while the request is not complete.
  void Refuse(Refusal reason) {
    RefuseBody(reason);
    WriteAndClose();
  }

  // What the client may still be sending is read and dropped for a while, because closing over unread bytes would make
  // its system throw the answer away.
  void WriteAndClose() {
    discard_ = true;
    close_ = true;
    Write();
  }

  void Write() {
    this->set_served();
    head_.clear();
    AppendHead(head_, response_, close_);
    std::string_view body = SendsBody(response_) ? std::string_view(response_.body) : std::string_view();
    this->Enter(State::kWriting, TimeFor(body.size()));
    if (body.size() <= 16384) {
      head_ += body;
      body = {};
    }
    AnswerPieces pieces = {asio::buffer(head_), asio::buffer(body.data(), body.size())};
    if constexpr (!kTls) {
      // Almost always the socket takes it all. This thread goes on then, after what else is ready for it: no other one
      // need be woken, and the next request may be there when it is asked for.
      if (SendNow(stream_.native_handle(), pieces)) {
        asio::defer(stream_.get_executor(), [self = this->shared_from_this()] { self->GoOn(); });
        return;
      }
    }
    asio::async_write(stream_, pieces, [self = this->shared_from_this()](const ErrorCodeOfBoost& error, std::size_t) {
      if (!error) self->GoOn();
    });
  }

  // The answer is written.
  void GoOn() { close_ ? Finish() : BeginRequest(); }

  // The answer as it is read, in this thread.
  void WriteSource() {
    const std::shared_ptr<BodySource> source = response_.source;
    const bool is_chunked = !response_.source_bytes.has_value();
    this->set_served();
    head_.clear();
    AppendHead(head_, response_, close_);
    const auto piece = std::make_unique<std::array<char, kPieceBytes>>();
    while (true) {
      this->Enter(State::kHandling, std::chrono::milliseconds(0));
      const Result<std::size_t> count = source->Read(*piece);
      if (!count.ok()) return this->EndNow();
      if (!WritePiece({piece->data(), *count}, is_chunked)) return;
      if (*count == 0) break;
    }
    response_.source = nullptr;
    GoOn();
  }

  // What stands in head_, then a piece; an empty one is the end. False: the client is gone.
  bool WritePiece(std::string_view piece, bool is_chunked) {
    if (is_chunked) {
      AppendHex(head_, piece.size());
      head_ += "\r\n";
    }
    const std::string_view end = is_chunked ? std::string_view("\r\n") : std::string_view();
    const std::array<asio::const_buffer, 3> pieces = {asio::buffer(head_), asio::buffer(piece.data(), piece.size()),
                                                      asio::buffer(end.data(), end.size())};
    this->Enter(State::kWriting, TimeFor(piece.size()));
    ErrorCodeOfBoost error;
    asio::write(stream_, pieces, error);
    head_.clear();
    return !error;
  }

  void Finish() {
    ResetRequest(kTls);
    this->Enter(State::kClosing, std::chrono::milliseconds(5000));
    if constexpr (kTls) {
      stream_.async_shutdown([self = this->shared_from_this()](const ErrorCodeOfBoost&) {});
    } else {
      ErrorCodeOfBoost ignored;
      stream_.shutdown(TcpSocket::shutdown_send, ignored);
      if (discard_ && !this->late() && !this->was_shed()) Discard();
    }
  }

  void Discard() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(kDiscardBytes),
                            [self = this->shared_from_this()](const ErrorCodeOfBoost& error, std::size_t) {
                              if (!error) self->Discard();
                            });
  }

  std::shared_ptr<void> keep_alive_;
  std::shared_ptr<const std::vector<std::string>> client_names_;  // of this connection's certificate
  Stream stream_;
  std::string head_;
  std::size_t taken_ = 0;     // of request_.body, when it is streamed
  std::size_t streamed_ = 0;  // bytes that were read for it
  bool continued_ = false;
  bool close_ = false;
  bool discard_ = false;
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_SESSION_H_
