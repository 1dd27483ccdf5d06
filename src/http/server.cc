#include "http/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include "http/inherited_sockets.h"
#include "http/io_threads.h"
#include "http/peer.h"
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
constexpr rlim_t kFilesOfLoop = 3;
constexpr std::chrono::milliseconds kSweep{1000};
constexpr std::chrono::milliseconds kHandOver{1000};  // at least, for clients that keep their connections
constexpr std::chrono::milliseconds kLookAtIdle{20};  // while it stops

ConnectionBounds BoundsOf(const ServerOptions& options) {
  ConnectionBounds bounds{.all = static_cast<std::size_t>(std::max(1, options.max_connections)),
                          .per_peer = static_cast<std::size_t>(std::max(1, options.max_connections_per_peer))};
  rlimit files{};
  const rlim_t others = kOtherFiles + kFilesOfLoop * static_cast<rlim_t>(std::max(1, options.threads));
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < bounds.all + others) {
    bounds.all = std::max<rlim_t>(16, files.rlim_cur > others ? files.rlim_cur - others : 0);
  }
  for (const std::string& peer : options.trusted_peers) bounds.trusted_peers.insert(PeerOf(peer));
  return bounds;
}

class AsioServer final : public Server {
 public:
  AsioServer(ServerOptions options, Application application, std::unique_ptr<TlsContext> tls)
      : loops_(MakeEventLoops(options.threads)), acceptor_(io()), sweep_(io()), tls_(std::move(tls)) {
    ConnectionBounds bounds = BoundsOf(options);
    context_ = std::make_shared<SessionContext>(std::move(options), std::move(application), std::move(bounds));
  }

  ~AsioServer() override { Stop(); }

  Result<void> Open() {
    ErrorCodeOfBoost error;
    tcp::resolver resolver(io());
    const ServerOptions& options = context_->options;
    auto found = resolver.resolve(WithoutBrackets(options.host), std::to_string(options.port),
                                  tcp::resolver::passive | tcp::resolver::numeric_service, error);
    if (error || found.empty()) return OpenError(error ? error : asio::error::host_not_found, options);
    tcp::endpoint endpoint = found.begin()->endpoint();
    if (const auto inherited = TakeInheritedSocket(endpoint.address().to_string(), endpoint.port())) {
      is_inherited_ = true;
      acceptor_.assign(inherited->v6 ? tcp::v6() : tcp::v4(), inherited->descriptor, error);
    } else {
      acceptor_.open(endpoint.protocol(), error);
      if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
      if (!error) acceptor_.bind(endpoint, error);
      if (!error) acceptor_.listen(1024, error);
    }
    if (error) return OpenError(error, options);
    port_ = acceptor_.local_endpoint().port();
    Accept();
    Sweep();
    threads_.emplace(loops_, context_->lanes);
    return {};
  }

  std::uint16_t port() const override { return port_; }
  std::size_t buffered_bytes() const override { return context_->memory.used(); }

  void Stop() override {
    if (context_->stopping.exchange(true)) return;
    SayFarewell();
    PostClose(kHandOver);
    context_->ending.store(true);
    if (!Drain(context_->options.drain)) {
      context_->connections.EndAll();
      context_->connections.WaitUntilEmpty(std::chrono::milliseconds(1000));
    }
    for (const auto& loop : loops_) loop->stop();
    threads_.reset();
    // The posted close may not have had its turn.
    ErrorCodeOfBoost ignored;
    acceptor_.close(ignored);
  }

 private:
  void SayFarewell() {
    const std::chrono::milliseconds time = context_->options.farewell;
    if (is_inherited_) {
      PostClose(kHandOver);
      context_->connections.WaitUntilEmpty(std::max(time, kHandOver));
    } else if (time.count() > 0) {
      std::this_thread::sleep_for(time);
    }
  }

  // In one of the threads that accept, and waited for so long: connections that it makes count.
  void PostClose(std::chrono::milliseconds time) {
    if (!threads_.has_value()) return;
    const auto closed = std::make_shared<std::promise<void>>();
    asio::post(io(), [this, closed] {
      CloseListener();
      closed->set_value();
    });
    closed->get_future().wait_for(time);
  }

  // Who has connected to a socket that goes with this process is served first; the next process serves the others.
  void CloseListener() {
    const std::lock_guard lock(acceptor_mutex_);
    ErrorCodeOfBoost error;
    if (!is_inherited_ && acceptor_.is_open()) {
      acceptor_.non_blocking(true, error);
      while (!error) {
        TcpSocket socket(NextLoop());
        acceptor_.accept(socket, error);
        if (!error) Serve(std::move(socket));
      }
    }
    acceptor_.close(error);
  }

  bool Drain(std::chrono::milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (true) {
      const auto now = std::chrono::steady_clock::now();
      context_->connections.EndIdle(now);
      if (context_->connections.WaitUntilEmpty(kLookAtIdle)) return true;
      if (now >= end) return false;
    }
  }

  void Accept() {
    const std::lock_guard lock(acceptor_mutex_);
    if (!acceptor_.is_open()) return;
    acceptor_.async_accept(NextLoop(), [this](const ErrorCodeOfBoost& error, TcpSocket socket) {
      // A connection that was made before the end is served also then.
      if (!error) {
        Serve(std::move(socket));
      } else if (error == asio::error::operation_aborted || context_->ending.load()) {
        return;
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
    auto pause = std::make_shared<asio::steady_timer>(io(), std::chrono::milliseconds(10));
    pause->async_wait([this, pause](const ErrorCodeOfBoost& error) {
      if (!error) Accept();
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

  // Of all that belongs to no connection.
  asio::io_context& io() { return *loops_.front(); }
  // The loop of the next connection; under acceptor_mutex_.
  asio::io_context& NextLoop() { return *loops_[accepted_++ % loops_.size()]; }

  EventLoops loops_;
  std::size_t accepted_ = 0;
  std::mutex acceptor_mutex_;  // accepting goes on in one thread while another closes it
  tcp::acceptor acceptor_;
  asio::steady_timer sweep_;
  std::unique_ptr<TlsContext> tls_;
  std::shared_ptr<SessionContext> context_;
  std::uint16_t port_ = 0;
  bool is_inherited_ = false;
  std::optional<IoThreads> threads_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::Start(ServerOptions options, Handler handler) {
  return Start(std::move(options), Application{.handle = std::move(handler)});
}

Result<std::unique_ptr<Server>> Server::Start(ServerOptions options, Application application) {
  std::unique_ptr<TlsContext> tls;
  if (!options.tls_cert_file.empty() || !options.tls_key_file.empty()) {
    ROLECALL_TRY(tls, TlsContext::Load(options.tls_cert_file, options.tls_key_file, options.client_ca_file));
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
