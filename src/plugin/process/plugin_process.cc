#include "plugin/process/plugin_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "base/spawn.h"
#include "base/text.h"
#include "crypto/issue_certificate.h"
#include "grpc/channel.h"
#include "plugin/process/log_pump.h"

namespace rolecall::plugin {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kMaxHandshake = 64u << 10;
constexpr milliseconds kEndsWithin{2000};
constexpr milliseconds kLookEvery{5};
constexpr milliseconds kLookForEnd{100};

// Those that run: what KillPlugins ends.
struct Running {
  std::mutex mutex;
  std::set<pid_t> processes;
};
Running& AllRunning() {
  static Running& running = *new Running;  // lives until the process ends, whoever ends it
  return running;
}

struct Pipe {
  int out = -1, in = -1;
  bool Open() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    out = ends[0];
    in = ends[1];
    return true;
  }
};

void Close(int& descriptor) {
  if (descriptor >= 0) close(descriptor);
  descriptor = -1;
}

// The first line, or why there is none.
Result<std::string> FirstLine(int descriptor, milliseconds within) {
  const steady_clock::time_point deadline = steady_clock::now() + within;
  std::string line;
  for (;;) {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return Error{ErrorCode::kDeadlineExceeded, "timeout while waiting for plugin to start"};
    pollfd waiting{descriptor, POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(left.count())) <= 0) continue;
    std::array<char, 4096> buffer{};
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      return Error{ErrorCode::kUnavailable, line.empty() ? "plugin exited before we could connect"
                                                         : "plugin exited after it printed: " + line.substr(0, 200)};
    }
    line.append(buffer.data(), static_cast<std::size_t>(count));
    if (const std::size_t end = line.find('\n'); end != std::string::npos) return line.substr(0, end);
    if (line.size() > kMaxHandshake) {
      return Error{ErrorCode::kInvalidArgument, "plugin printed no line that is its own"};
    }
  }
}

struct Identity {
  std::string certificate;
  Secret key;
};

Result<Identity> NewIdentity(const Clock& clock) {
  ROLECALL_TRY(const crypto::PrivateKey key, crypto::PrivateKey::Generate(crypto::KeyKind::kP256));
  const Time now = clock.Now();
  ROLECALL_TRY(std::string certificate, crypto::IssuePeer({.common_name = "localhost",
                                                           .not_before = now - std::chrono::minutes(1),
                                                           .not_after = now + std::chrono::hours(24 * 365),
                                                           .dns_names = {"localhost"}},
                                                          key));
  return Identity{std::move(certificate), key.ToPem()};
}

bool UsesTls(const PluginCommand& command) {
  const auto off = command.environment.find("TF_DISABLE_PLUGIN_TLS");
  return off == command.environment.end() || off->second.empty();
}

// Providers' SDKs write everything unless these two variables say how much, and both sides together take longer over it
// than over the calls. What the user has set stays.
void SetLogLevel(const std::string& name, std::map<std::string, std::string>& environment) {
  const std::string level(LogLevelName(LogLevelOf(environment)));
  std::string own = "TF_LOG_PROVIDER_" + UpperAscii(name);
  std::replace(own.begin(), own.end(), '-', '_');
  environment.emplace("TF_LOG_SDK", level);
  environment.emplace(own, level);
}

std::map<std::string, std::string> EnvironmentFor(const PluginCommand& command, const Identity& identity) {
  std::map<std::string, std::string> environment = command.environment;
  environment[kCookieName] = kCookie;
  environment["PLUGIN_PROTOCOL_VERSIONS"] = "5,6";
  environment["PLUGIN_MIN_PORT"] = "10000";
  environment["PLUGIN_MAX_PORT"] = "25000";
  SetLogLevel(command.name, environment);
  environment.erase("PLUGIN_MULTIPLEX_GRPC");
  environment.erase("PLUGIN_CLIENT_CERT");
  if (!identity.certificate.empty()) environment["PLUGIN_CLIENT_CERT"] = identity.certificate;
  return environment;
}

}  // namespace

struct PluginProcess::Parts {
  pid_t child = 0;  // 0: not ours
  int out = -1;
  int protocol = 0;
  std::optional<LogPump> log;
  std::optional<std::thread>
      drain;  // what comes on standard output later: nothing should, and a full pipe would stop it
  std::atomic<bool> ends{false};
  std::unique_ptr<grpc::Channel> channel;

  ~Parts() {
    if (child > 0) End();
    ends = true;
    if (drain) drain->join();
    Close(out);
    log.reset();
  }

  void End() {
    if (channel != nullptr && !HasEnded(child)) {
      // It ends before it can answer; one that does neither is not waited for.
      (void)channel->Call("/plugin.GRPCController/Shutdown", "", {}, {.timeout = kEndsWithin, .headers = {}});
      const steady_clock::time_point deadline = steady_clock::now() + kEndsWithin;
      while (!HasEnded(child) && steady_clock::now() < deadline) std::this_thread::sleep_for(kLookEvery);
    }
    channel.reset();
    {
      Running& running = AllRunning();
      const std::lock_guard<std::mutex> lock(running.mutex);
      running.processes.erase(child);
    }
    kill(-child, SIGKILL);  // not reaped yet: the number is still its own
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }

  // Until nobody has the other end any more, or the plugin is over: a process that it left behind may have it for long.
  void Drain() {
    std::array<char, 4096> buffer{};
    while (!ends) {
      pollfd waiting{out, POLLIN, 0};
      if (poll(&waiting, 1, static_cast<int>(kLookForEnd.count())) <= 0) continue;
      const ssize_t count = read(out, buffer.data(), buffer.size());
      if (count == 0 || (count < 0 && errno != EINTR)) return;
    }
  }
};

PluginProcess::PluginProcess(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
PluginProcess::~PluginProcess() = default;

int PluginProcess::protocol() const { return parts_->protocol; }

Result<std::unique_ptr<PluginProcess>> PluginProcess::Start(const PluginCommand& command) {
  Identity identity;
  if (UsesTls(command)) {
    ROLECALL_TRY(identity, NewIdentity(*command.clock));
  }
  Pipe out, err;
  if (!out.Open() || !err.Open()) return Error{ErrorCode::kUnavailable, "no pipe for a plugin"};
  Result<pid_t> child = Spawn(
      {.words = {command.program}, .environment = EnvironmentFor(command, identity), .out = out.in, .err = err.in});
  Close(out.in);
  Close(err.in);
  if (!child.ok()) {
    Close(out.out);
    Close(err.out);
    return Error{child.error().code, command.program + " " + child.error().message};
  }
  auto parts = std::make_unique<Parts>();
  parts->child = *child;
  parts->out = out.out;
  {
    const std::lock_guard<std::mutex> lock(AllRunning().mutex);
    AllRunning().processes.insert(*child);
  }
  parts->log.emplace(err.out, LogLevelOf(command.environment), LogPathOf(command.environment));
  Result<std::string> line = FirstLine(parts->out, command.ready_within);
  if (!line.ok()) {
    parts->End();
    parts->child = 0;
    parts->log->Finish();
    const std::string said = parts->log->LastLines();
    return Error{line.error().code, line.error().message + (said.empty() ? "" : "\n" + said)};
  }
  ROLECALL_TRY(const Handshake handshake, ParseHandshake(*line));
  if (identity.certificate.empty() != handshake.certificate.empty()) {
    return Error{ErrorCode::kInvalidArgument, "the plugin " + command.program + " does not use TLS as it was asked to"};
  }
  parts->protocol = handshake.protocol;
  parts->channel = std::make_unique<grpc::Channel>(
      grpc::Server{handshake.is_unix, handshake.address, handshake.certificate, identity.certificate, identity.key});
  parts->drain.emplace([raw = parts.get()] { raw->Drain(); });
  return std::unique_ptr<PluginProcess>(new PluginProcess(std::move(parts)));
}

std::unique_ptr<PluginProcess> PluginProcess::Attach(const Handshake& running) {
  auto parts = std::make_unique<Parts>();
  parts->protocol = running.protocol;
  parts->channel = std::make_unique<grpc::Channel>(grpc::Server{running.is_unix, running.address, "", "", Secret()});
  return std::unique_ptr<PluginProcess>(new PluginProcess(std::move(parts)));
}

Result<std::string> PluginProcess::Call(const std::string& method, std::string_view message,
                                        const std::function<void()>& waiting) {
  Result<std::string> answer = parts_->channel->Call(method, message, waiting);
  if (answer.ok() || answer.error().code != ErrorCode::kUnavailable || !parts_->log) return answer;
  std::this_thread::sleep_for(kLookEvery * 10);  // what it wrote while it went down is still on its way
  const std::string said = parts_->log->LastLines();
  const std::size_t panic = said.find("panic: ");
  if (panic == std::string::npos) return answer;
  return Error{ErrorCode::kUnavailable, answer.error().message + "\n\n" + said.substr(panic)};
}

void KillPlugins() {
  Running& running = AllRunning();
  const std::lock_guard<std::mutex> lock(running.mutex);
  for (const pid_t process : running.processes) kill(-process, SIGKILL);
}

}  // namespace rolecall::plugin
