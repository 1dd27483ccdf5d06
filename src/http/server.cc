#include "http/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>

#include "http/io_threads.h"
#include "http/session.h"
#include "http/tls_context.h"

namespace rolecall::http {
namespace {

using asio::ip::tcp;

Error OpenError(const ErrorCodeOfBoost& error, const ServerOptions& options) {
  std::string where = options.host + ":" + std::to_string(options.port);
  if (error == asio::error::address_in_use) {
    return {ErrorCode::kAlreadyExists, "cannot listen on " + where + ": the port is in use by another program"};
  }
  if (error == asio::error::access_denied) {
    return {ErrorCode::kPermissionDenied, "cannot listen on " + where + ": not allowed for this user"};
  }
  return {ErrorCode::kInvalidArgument, "cannot listen on " + where + ": " + error.message()};
}

std::string WithoutBrackets(const std::string& host) {
  return host.size() > 2 && host.front() == '[' && host.back() == ']' ? host.substr(1, host.size() - 2) : host;
}

// Descriptors that are for other things than connections: the store, logs, fetches.
constexpr rlim_t kOtherFiles = 128;
constexpr std::chrono::milliseconds kSweep{1000};

ConnectionBounds BoundsOf(const ServerOptions& options) {
  ConnectionBounds bounds{.all = static_cast<std::size_t>(std::max(1, options.max_connections)),
                          .per_peer = static_cast<std::size_t>(std::max(1, options.max_connections_per_peer))};
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < bounds.all + kOtherFiles) {
    bounds.all = std::max<rlim_t>(16, files.rlim_cur > kOtherFiles ? files.rlim_cur - kOtherFiles : 0);
  }
  for (const std::string& peer : options.trusted_peers) bounds.trusted_peers.insert(PeerOf(peer));
  return bounds;
}

class AsioServer final : public Server {
 public:
  AsioServer(ServerOptions options, Application application, std::unique_ptr<TlsContext> tls)
      : acceptor_(io_), sweep_(io_), tls_(std::move(tls)) {
    ConnectionBounds bounds = BoundsOf(options);
    context_ = std::make_shared<SessionContext>(std::move(options), std::move(application), std::move(bounds));
  }

  ~AsioServer() override { Stop(); }

  Result<void> Open() {
    ErrorCodeOfBoost error;
    tcp::resolver resolver(io_);
    const ServerOptions& options = context_->options;
    auto found = resolver.resolve(WithoutBrackets(options.host), std::to_string(options.port),
                                  tcp::resolver::passive | tcp::resolver::numeric_service, error);
    if (error || found.empty()) return OpenError(error ? error : asio::error::host_not_found, options);
    tcp::endpoint endpoint = found.begin()->endpoint();
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(1024, error);
    if (error) return OpenError(error, options);
    port_ = acceptor_.local_endpoint().port();
    Accept();
    Sweep();
    threads_.emplace(io_, context_->lanes, options.threads);
    return {};
  }

  std::uint16_t port() const override { return port_; }
  std::size_t buffered_bytes() const override { return context_->memory.used(); }

  void Stop() override {
    if (context_->stopping.exchange(true)) return;
    asio::post(io_, [this] {
      ErrorCodeOfBoost ignored;
      acceptor_.close(ignored);
    });
    context_->connections.EndIdle();
    if (!context_->connections.WaitUntilEmpty(context_->options.drain)) {
      context_->connections.EndAll();
      context_->connections.WaitUntilEmpty(std::chrono::milliseconds(1000));
    }
    io_.stop();
    threads_.reset();
    // The posted close may not have had its turn.
    ErrorCodeOfBoost ignored;
    acceptor_.close(ignored);
  }

 private:
  void Accept() {
    acceptor_.async_accept(io_, [this](const ErrorCodeOfBoost& error, TcpSocket socket) {
      if (error == asio::error::operation_aborted || context_->stopping.load()) return;
      if (!error) {
        Serve(std::move(socket));
      } else if (error != asio::error::connection_aborted) {
        PauseAccept();
        return;
      }
      Accept();
    });
  }

  // Out of descriptors or memory: trying again at once would only burn the processor until somebody is gone.
  void PauseAccept() {
    context_->connections.ShedSome();
    auto pause = std::make_shared<asio::steady_timer>(io_, std::chrono::milliseconds(10));
    pause->async_wait([this, pause](const ErrorCodeOfBoost& error) {
      if (!error && !context_->stopping.load()) Accept();
    });
  }

  void Serve(TcpSocket socket) {
    ErrorCodeOfBoost error;
    socket.set_option(tcp::no_delay(true), error);
    tcp::endpoint peer = socket.remote_endpoint(error);
    if (error) return;
    asio::ip::address address = peer.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
      address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    }
    if (tls_ != nullptr) {
      std::shared_ptr<asio::ssl::context> tls = tls_->Current();
      TlsStream stream(std::move(socket), *tls);
      Begin(std::make_shared<Session<TlsStream>>(std::move(stream), tls, context_, address.to_string()));
    } else {
      Begin(std::make_shared<Session<TcpSocket>>(std::move(socket), nullptr, context_, address.to_string()));
    }
  }

  template <typename SessionType>
  void Begin(std::shared_ptr<SessionType> session) {
    // Above the bound the connection is closed at once: a server that is full should say so soon.
    if (context_->connections.Add(session.get())) session->Start();
  }

  // One timer for all connections: arming one for each request would cost more than the request.
  void Sweep() {
    const ServerOptions& options = context_->options;
    auto shortest = std::min({options.idle_timeout, options.header_timeout, options.body_timeout, options.max_wait});
    sweep_.expires_after(std::clamp<std::chrono::milliseconds>(shortest / 4, std::chrono::milliseconds(5), kSweep));
    sweep_.async_wait([this](const ErrorCodeOfBoost& error) {
      if (error) return;
      const auto now = std::chrono::steady_clock::now();
      context_->connections.EndLate(now);
      context_->lanes.TurnAwayLate(now);
      Sweep();
    });
  }

  asio::io_context io_;  // without a hint: it is run by several threads
  tcp::acceptor acceptor_;
  asio::steady_timer sweep_;
  std::unique_ptr<TlsContext> tls_;
  std::shared_ptr<SessionContext> context_;
  std::uint16_t port_ = 0;
  std::optional<IoThreads> threads_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::Start(ServerOptions options, Handler handler) {
  return Start(std::move(options), Application{.handle = std::move(handler)});
}

Result<std::unique_ptr<Server>> Server::Start(ServerOptions options, Application application) {
  std::unique_ptr<TlsContext> tls;
  if (!options.tls_cert_file.empty() || !options.tls_key_file.empty()) {
    ROLECALL_TRY(tls, TlsContext::Load(options.tls_cert_file, options.tls_key_file));
  }
  auto server = std::make_unique<AsioServer>(std::move(options), std::move(application), std::move(tls));
  ROLECALL_RETURN_IF_ERROR(server->Open());
  return std::unique_ptr<Server>(std::move(server));
}

void RaiseOpenFilesLimit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == files.rlim_max) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);  // what cannot be raised stays as it is
}

}  // namespace rolecall::http
