#include "kube/client/exec_plugin.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <map>
#include <vector>

#include "base/encoding.h"

namespace rolecall::kube {
namespace {

namespace bj = boost::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kVersions[] = {"client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"};

Error Failed(ErrorCode code, const std::string& what) { return {code, "getting credentials: " + what}; }

std::string ExecInfo(const ExecPlugin& plugin, const ClusterAccess& access) {
  bj::object spec{{"interactive", false}};
  if (plugin.provide_cluster_info) {
    bj::object cluster{{"server", access.server}};
    if (!access.server_name.empty()) cluster["tls-server-name"] = access.server_name;
    if (access.insecure) cluster["insecure-skip-tls-verify"] = true;
    if (!access.ca_pem.empty()) cluster["certificate-authority-data"] = Base64Encode(access.ca_pem);
    if (!access.proxy_url.empty()) cluster["proxy-url"] = access.proxy_url;
    cluster["config"] = nullptr;
    spec["cluster"] = std::move(cluster);
  }
  return bj::serialize(bj::object{{"kind", "ExecCredential"}, {"apiVersion", plugin.api_version}, {"spec", spec}});
}

// A child that prints into a pipe, in a process group of its own.
class Child {
 public:
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) Reap();
    if (out_ >= 0) close(out_);
  }

  // 0, or errno.
  int Start(const ExecPlugin& plugin, const std::map<std::string, std::string>& variables) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    out_ = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    const int failed = Spawn(plugin, variables, actions, attributes);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    return failed;
  }

  // All that it prints, until it closes its output.
  Result<std::string> ReadAll(steady_clock::time_point deadline) {
    std::string text;
    std::array<char, 4096> buffer;
    while (true) {
      const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
      pollfd wanted{out_, POLLIN, 0};
      const int ready = left.count() <= 0 ? 0 : poll(&wanted, 1, static_cast<int>(left.count()));
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) return Failed(ErrorCode::kDeadlineExceeded, "the exec plugin took too long");
      const ssize_t got = read(out_, buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return text;
      if (text.size() + static_cast<std::size_t>(got) > kMaxExecBytes) {
        Wipe(text);
        return Failed(ErrorCode::kResourceExhausted, "the exec plugin printed more than 1 MiB");
      }
      text.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }

  // Its exit code, or 128 + signal; killed if it is still there at the deadline.
  int Finish(steady_clock::time_point deadline) {
    while (!HasEnded() && steady_clock::now() < deadline) usleep(1000);
    return Reap();
  }

 private:
  int Spawn(const ExecPlugin& plugin, const std::map<std::string, std::string>& variables,
            const posix_spawn_file_actions_t& actions, const posix_spawnattr_t& attributes) {
    std::vector<std::string> words{plugin.command};
    words.insert(words.end(), plugin.arguments.begin(), plugin.arguments.end());
    std::vector<std::string> settings;
    for (const auto& [name, value] : variables) settings.push_back(name + "=" + value);
    const auto pointers = [](std::vector<std::string>& texts) {
      std::vector<char*> list;
      for (std::string& text : texts) list.push_back(text.data());
      list.push_back(nullptr);
      return list;
    };
    return posix_spawnp(&pid_, plugin.command.c_str(), &actions, &attributes, pointers(words).data(),
                        pointers(settings).data());
  }

  bool HasEnded() const {
    siginfo_t info{};
    return waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid_;
  }

  int Reap() {
    kill(-pid_, SIGKILL);  // what it left behind ends with it
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  pid_t pid_ = 0;
  int out_ = -1;
};

std::string TextOf(const bj::object& object, const char* name) {
  const bj::value* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

}  // namespace

Result<ExecAnswer> ReadExecCredential(std::string_view text, std::string_view api_version) {
  const auto wrong = [](const std::string& what) { return Failed(ErrorCode::kUnauthenticated, what); };
  bj::error_code error;
  const bj::value root = bj::parse(text, error);
  const bj::object* object = error ? nullptr : root.if_object();
  if (object == nullptr) return wrong("decoding stdout: the exec plugin printed no JSON object");
  if (TextOf(*object, "kind") != "ExecCredential" || TextOf(*object, "apiVersion") != api_version) {
    return wrong("exec plugin is configured to use API version " + std::string(api_version) +
                 ", plugin returned something else");
  }
  const bj::value* found = object->if_contains("status");
  const bj::object* status = found == nullptr ? nullptr : found->if_object();
  if (status == nullptr) return wrong("exec plugin didn't return a status field");
  ExecAnswer answer{.token = Secret(TextOf(*status, "token")),
                    .client_cert_pem = TextOf(*status, "clientCertificateData"),
                    .client_key_pem = Secret(TextOf(*status, "clientKeyData")),
                    .expires = std::nullopt};
  if (answer.client_cert_pem.empty() != answer.client_key_pem.empty()) {
    return wrong("exec plugin returned only certificate or key, not both");
  }
  if (answer.token.empty() && answer.client_cert_pem.empty()) {
    return wrong("exec plugin didn't return a token or cert/key pair");
  }
  if (const bj::value* expires = status->if_contains("expirationTimestamp");
      expires != nullptr && !expires->is_null()) {
    if (expires->is_string()) answer.expires = ParseRfc3339(expires->get_string());
    if (!answer.expires.has_value()) return wrong("exec plugin returned an expirationTimestamp that is no time");
  }
  return answer;
}

Result<ExecAnswer> RunExecPlugin(const ClusterAccess& access, const Environment& environment, milliseconds time) {
  const ExecPlugin& plugin = *access.exec;
  if (std::ranges::find(kVersions, plugin.api_version) == std::end(kVersions)) {
    return Failed(ErrorCode::kInvalidArgument, "exec plugin: invalid apiVersion \"" + plugin.api_version + "\"");
  }
  if (plugin.command.empty()) return Failed(ErrorCode::kInvalidArgument, "exec plugin: command must be specified");
  if (plugin.always_interactive) {
    return Failed(ErrorCode::kUnimplemented,
                  "exec plugin cannot support interactive mode: standard input is not a terminal");
  }
  std::map<std::string, std::string> variables = environment.All();
  for (const auto& [name, value] : plugin.environment) variables[name] = value;
  variables["KUBERNETES_EXEC_INFO"] = ExecInfo(plugin, access);
  Child child;
  if (const int failed = child.Start(plugin, variables); failed != 0) {
    std::string hint = plugin.install_hint.empty() ? "" : "\n\n" + plugin.install_hint;
    return Failed(ErrorCode::kNotFound, "exec: executable " + plugin.command + ": " + std::strerror(failed) + hint);
  }
  const steady_clock::time_point deadline = steady_clock::now() + time;
  Result<std::string> printed = child.ReadAll(deadline);
  if (!printed.ok()) return printed.error();
  const Secret text(*std::move(printed));
  const int code = child.Finish(deadline);
  if (code != 0) {
    return Failed(ErrorCode::kUnauthenticated,
                  "exec: executable " + plugin.command + " failed with exit code " + std::to_string(code));
  }
  return ReadExecCredential(text.Reveal(), plugin.api_version);
}

}  // namespace rolecall::kube
