#include "tests/stores/servers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/check.h"

namespace rolecall::store {
namespace {

int FreePort() {
  const int socket_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ROLECALL_CHECK(bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
  ROLECALL_CHECK(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  close(socket_);
  return ntohs(address.sin_port);
}

bool Connects(int port) {
  const int socket_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool connected = connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(socket_);
  return connected;
}

std::string MakeFolder() {
  char name[] = "/tmp/rolecall-stores-XXXXXX";
  return mkdtemp(name);
}

// In the child: never returns.
[[noreturn]] void Become(const std::vector<std::string>& command, const std::string& user, const std::string& log) {
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  dup2(out, 1);
  dup2(out, 2);
  const passwd* entry = user.empty() ? nullptr : getpwnam(user.c_str());
  if (entry != nullptr && (setgid(entry->pw_gid) != 0 || setuid(entry->pw_uid) != 0)) _exit(126);
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

pid_t Launch(const std::vector<std::string>& command, const std::string& user, const std::string& log) {
  const pid_t process = fork();
  ROLECALL_CHECK(process >= 0);
  if (process == 0) Become(command, user, log);
  return process;
}

std::vector<pid_t> ChildrenOf(pid_t process) {
  std::vector<pid_t> children;
  const std::string task = "/proc/" + std::to_string(process) + "/task/" + std::to_string(process) + "/children";
  std::ifstream list(task);
  for (pid_t child = 0; list >> child;) children.push_back(child);
  return children;
}

class Etcd final : public StoreServer {
 public:
  explicit Etcd(std::vector<std::string> more) : more_(std::move(more)) {
    folder_ = MakeFolder();
    port_ = FreePort();
    peer_port_ = FreePort();
  }
  std::string Url() const override {
    return (more_.empty() ? "etcd://127.0.0.1:" : "etcds://localhost:") + std::to_string(port_);
  }

 protected:
  std::vector<std::string> Command() const override {
    const std::string clients = (more_.empty() ? "http" : "https") + ("://127.0.0.1:" + std::to_string(port_));
    const std::string peers = "http://127.0.0.1:" + std::to_string(peer_port_);
    std::vector<std::string> command = {"/usr/bin/etcd",
                                        "--data-dir",
                                        folder_ + "/data",
                                        "--listen-client-urls",
                                        clients,
                                        "--advertise-client-urls",
                                        clients,
                                        "--listen-peer-urls",
                                        peers,
                                        "--initial-advertise-peer-urls",
                                        peers,
                                        "--initial-cluster",
                                        "default=" + peers,
                                        "--logger",
                                        "zap",
                                        "--log-level",
                                        "error"};
    command.insert(command.end(), more_.begin(), more_.end());
    return command;
  }
  bool Answers() const override { return Connects(port_); }

 private:
  const std::vector<std::string> more_;
  int peer_port_ = 0;
};

// The newest of Debian's.
std::string PostgresqlPrograms() {
  std::string newest;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", none)) {
    const std::string programs = entry.path().string() + "/bin";
    if (access((programs + "/initdb").c_str(), X_OK) == 0) newest = std::max(newest, programs);
  }
  return newest;
}

class Postgresql final : public StoreServer {
 public:
  explicit Postgresql(std::string programs) : programs_(std::move(programs)) {
    folder_ = MakeFolder();
    port_ = FreePort();
    if (geteuid() == 0) {
      user_ = "postgres";
      const passwd* entry = getpwnam(user_.c_str());
      ROLECALL_CHECK(entry != nullptr && chown(folder_.c_str(), entry->pw_uid, entry->pw_gid) == 0);
    }
    const pid_t made = Launch({programs_ + "/initdb", "-D", folder_ + "/data", "-A", "trust", "-U", "rolecall", "-E",
                               "UTF8", "--locale=C", "--no-sync"},
                              user_, folder_ + "/log");
    int status = 0;
    waitpid(made, &status, 0);
    EXPECT_EQ(status, 0) << "initdb failed: " << folder_ << "/log";
  }
  std::string Url() const override { return "postgresql://rolecall@127.0.0.1:" + std::to_string(port_) + "/postgres"; }

 protected:
  std::vector<std::string> Command() const override {
    return {programs_ + "/postgres",
            "-D",
            folder_ + "/data",
            "-p",
            std::to_string(port_),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=" + folder_,
            "-c",
            durable_servers ? "fsync=on" : "fsync=off"};
  }
  bool Answers() const override { return PQping(Url().c_str()) == PQPING_OK; }

 private:
  const std::string programs_;
};

}  // namespace

StoreServer::~StoreServer() {
  if (process_ > 0) Kill();
  std::error_code none;
  std::filesystem::remove_all(folder_, none);
}

void StoreServer::Start() {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  process_ = Launch(Command(), user_, folder_ + "/log");
  while (!Answers()) {
    ASSERT_LT(std::chrono::steady_clock::now(), until) << "the server does not start: " << folder_ << "/log";
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    int status = 0;
    // What a killed one left holds it up for a moment.
    if (waitpid(process_, &status, WNOHANG) == process_) process_ = Launch(Command(), user_, folder_ + "/log");
  }
}

void StoreServer::Kill() {
  kill(process_, SIGCONT);
  kill(process_, SIGKILL);
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = 0;
}

// PostgreSQL has a process for each connection.
void StoreServer::Freeze() {
  kill(process_, SIGSTOP);
  for (const pid_t child : ChildrenOf(process_)) kill(child, SIGSTOP);
}
void StoreServer::Thaw() {
  for (const pid_t child : ChildrenOf(process_)) kill(child, SIGCONT);
  kill(process_, SIGCONT);
}

std::unique_ptr<StoreServer> MakeEtcd(std::vector<std::string> more) {
  if (access("/usr/bin/etcd", X_OK) != 0) return nullptr;
  return std::make_unique<Etcd>(std::move(more));
}

std::unique_ptr<StoreServer> MakePostgresql() {
  std::string programs = PostgresqlPrograms();
  if (programs.empty()) return nullptr;
  return std::make_unique<Postgresql>(std::move(programs));
}

}  // namespace rolecall::store
