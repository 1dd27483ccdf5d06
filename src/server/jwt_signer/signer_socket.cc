#include "server/jwt_signer/signer_socket.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "server/jwt_signer/descriptor.h"
#include "server/jwt_signer/grpc_session.h"

namespace rolecall::server {
namespace {

Error Failed(const std::string& what) {
  const ErrorCode code = errno == EPERM || errno == EACCES ? ErrorCode::kPermissionDenied : ErrorCode::kUnavailable;
  return {code, what + ": " + std::strerror(errno)};
}

std::string DirectoryOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Who may write there could put a socket of their own in its place.
Result<void> CheckDirectory(const std::string& directory) {
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return Failed("mkdir " + directory);
  struct stat status {};
  if (stat(directory.c_str(), &status) != 0) return Failed(directory);
  if (!S_ISDIR(status.st_mode)) return Error{ErrorCode::kInvalidArgument, directory + " is not a directory"};
  if (status.st_uid != geteuid() && status.st_uid != 0) {
    return Error{ErrorCode::kPermissionDenied, directory + " is another user's: name a directory of your own"};
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Error{ErrorCode::kPermissionDenied, directory + " can be written by others: chmod go-w " + directory};
  }
  return {};
}

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

// What a server that was killed left behind.
Result<void> RemoveStale(const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) return Error{ErrorCode::kAlreadyExists, path + " is there and is no socket"};
  const Descriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_un address = AddressOf(path);
  const bool refuses =
      connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno == ECONNREFUSED;
  if (!refuses) return Error{ErrorCode::kAlreadyExists, path + ": another server listens there"};
  if (unlink(path.c_str()) != 0) return Failed("unlink " + path);
  return {};
}

Result<Descriptor> Listen(const SignerSocketOptions& options) {
  const std::string& path = options.path;
  if (!path.starts_with('/') || path.size() >= sizeof(sockaddr_un::sun_path)) {
    return Error{ErrorCode::kInvalidArgument, "\"" + path + "\" is not an absolute path of at most 107 characters"};
  }
  ROLECALL_RETURN_IF_ERROR(CheckDirectory(DirectoryOf(path)));
  ROLECALL_RETURN_IF_ERROR(RemoveStale(path));
  Descriptor listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_un address = AddressOf(path);
  if (listener.get() < 0 || bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return Failed("bind " + path);
  }
  // Until it listens nobody is let in.
  if (chmod(path.c_str(), 0600) != 0) return Failed("chmod " + path);
  if (options.owner && *options.owner != geteuid() &&
      chown(path.c_str(), *options.owner, static_cast<gid_t>(-1)) != 0) {
    return Failed("chown " + path);
  }
  if (listen(listener.get(), 16) != 0) return Failed("listen " + path);
  return listener;
}

// Both block at most as long as a peer is waited for.
void BoundWaits(int connection) {
  timeval patience{};
  patience.tv_sec = kSignerPatience.count();
  setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

std::optional<GrpcPeer> PeerOf(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  return GrpcPeer{peer.uid, peer.pid};
}

bool WriteAll(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

struct SignerSocket::Parts {
  Parts(SignerSocketOptions given, PeerHandler asked) : options(std::move(given)), handler(std::move(asked)) {}
  ~Parts();
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  void Accept();
  void Welcome(Descriptor connection);
  bool MayAsk(const GrpcPeer& peer) const;
  void Serve(int connection, const GrpcPeer& peer);
  // What came within the time; nothing: it is at its end.
  bool ReadSome(int connection, GrpcSession& session) const;
  void Reap();

  struct Peer {
    Descriptor connection;
    std::thread thread;
    bool has_ended = false;
  };

  const SignerSocketOptions options;
  const PeerHandler handler;
  Descriptor listener, stop;
  std::mutex mutex;  // of the list
  std::list<Peer> peers;
  std::thread accepter;
};

SignerSocket::Parts::~Parts() {
  if (stop.get() >= 0) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(stop.get(), &one, sizeof one);
  }
  if (accepter.joinable()) accepter.join();
  // Nobody adds to the list any more; each thread sees that it is to stop.
  for (Peer& peer : peers) peer.thread.join();
  if (listener.get() >= 0) unlink(options.path.c_str());
}

void SignerSocket::Parts::Accept() {
  for (;;) {
    std::array<pollfd, 2> waits{{{stop.get(), POLLIN, 0}, {listener.get(), POLLIN, 0}}};
    if (poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) return;
    if (waits[0].revents != 0) return;
    Descriptor connection(accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    Reap();
    if (connection.get() >= 0) Welcome(std::move(connection));
  }
}

void SignerSocket::Parts::Reap() {
  const std::lock_guard lock(mutex);
  for (auto peer = peers.begin(); peer != peers.end();) {
    if (!peer->has_ended) {
      ++peer;
      continue;
    }
    peer->thread.join();
    peer = peers.erase(peer);
  }
}

void SignerSocket::Parts::Welcome(Descriptor connection) {
  const std::optional<GrpcPeer> who = PeerOf(connection.get());
  if (!who || !MayAsk(*who)) return;
  const std::lock_guard lock(mutex);
  if (peers.size() >= kMaxSignerPeers) {
    if (options.warn) options.warn("the signer has as many connections as it takes: one is refused");
    return;
  }
  BoundWaits(connection.get());
  Peer& peer = peers.emplace_back();
  peer.connection = std::move(connection);
  peer.thread = std::thread([this, &peer, who = *who] {
    Serve(peer.connection.get(), who);
    shutdown(peer.connection.get(), SHUT_RDWR);
    const std::lock_guard inner(mutex);
    peer.has_ended = true;
  });
}

bool SignerSocket::Parts::MayAsk(const GrpcPeer& peer) const {
  if (peer.user == 0 || peer.user == geteuid() || peer.user == options.owner) return true;
  if (options.warn) options.warn("the signer does not answer user " + std::to_string(peer.user));
  return false;
}

bool SignerSocket::Parts::ReadSome(int connection, GrpcSession& session) const {
  std::array<pollfd, 2> waits{{{stop.get(), POLLIN, 0}, {connection, POLLIN, 0}}};
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(kSignerPatience).count();
  const int ready = poll(waits.data(), waits.size(), static_cast<int>(patience));
  if (ready < 0) return errno == EINTR;
  if (ready == 0) return !session.OwesUs();
  if (waits[0].revents != 0) {
    session.SayGoodbye();
    WriteAll(connection, session.Pending());
    return false;
  }
  std::array<char, 16384> buffer;
  const ssize_t size = recv(connection, buffer.data(), buffer.size(), 0);
  if (size < 0) return errno == EINTR || errno == EAGAIN;
  return size > 0 && session.Receive({buffer.data(), static_cast<std::size_t>(size)});
}

void SignerSocket::Parts::Serve(int connection, const GrpcPeer& peer) {
  GrpcSession session(
      [&](std::string_view method, std::string_view message) { return handler(peer, method, message); });
  do {
    for (std::string pending = session.Pending(); !pending.empty(); pending = session.Pending()) {
      if (!WriteAll(connection, pending)) return;
    }
    if (session.IsOver()) return;
  } while (ReadSome(connection, session));
}

SignerSocket::SignerSocket(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SignerSocket::~SignerSocket() = default;

Result<std::unique_ptr<SignerSocket>> SignerSocket::Open(SignerSocketOptions options, PeerHandler handler) {
  auto parts = std::make_unique<Parts>(std::move(options), std::move(handler));
  parts->stop = Descriptor(eventfd(0, EFD_CLOEXEC));
  if (parts->stop.get() < 0) return Failed("eventfd");
  ROLECALL_TRY(parts->listener, Listen(parts->options));
  parts->accepter = std::thread([accepting = parts.get()] { accepting->Accept(); });
  return std::unique_ptr<SignerSocket>(new SignerSocket(std::move(parts)));
}

}  // namespace rolecall::server
