#include "store/postgresql/listener.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/check.h"

namespace rolecall::store {
namespace {

constexpr std::chrono::milliseconds kFirstPause{200}, kLongestPause{10000};
constexpr std::chrono::seconds kConnectWithin{10};

PgDeadline Soon() { return std::chrono::steady_clock::now() + kConnectWithin; }

}  // namespace

Listener::Listener(PostgresqlTarget target, std::function<void(std::uint64_t)> heard)
    : target_(std::move(target)), heard_(std::move(heard)) {
  ROLECALL_CHECK(pipe2(stop_, O_CLOEXEC) == 0);
  thread_ = std::thread([this] { Run(); });
}

Listener::~Listener() {
  close(stop_[1]);
  thread_.join();
  close(stop_[0]);
}

bool Listener::Pause(std::chrono::milliseconds time) {
  pollfd entry{stop_[0], POLLIN, 0};
  return poll(&entry, 1, static_cast<int>(time.count())) == 0;
}

// Until the connection is lost (true) or it is time to stop (false).
bool Listener::Listen(PgConnection& connection) {
  while (true) {
    pollfd entries[2] = {{stop_[0], POLLIN, 0}, {connection.socket(), POLLIN, 0}};
    if (poll(entries, 2, -1) < 0 && errno != EINTR) return true;
    if (entries[0].revents != 0) return false;
    if (entries[1].revents == 0) continue;
    std::vector<std::string> payloads;
    const bool is_good = connection.TakeNotices(payloads);
    for (const std::string& payload : payloads) {
      std::uint64_t head = 0;
      const auto parsed = std::from_chars(payload.data(), payload.data() + payload.size(), head);
      if (parsed.ec == std::errc()) heard_(head);
    }
    if (!is_good) return true;
  }
}

void Listener::Run() {
  std::chrono::milliseconds pause = kFirstPause;
  while (true) {
    Result<std::unique_ptr<PgConnection>> connection = PgConnection::Open(target_, Soon());
    if (connection.ok() && (*connection)->Run({{"LISTEN rolecall_log"}}, Soon()).ok) {
      pause = kFirstPause;
      if (!Listen(**connection)) return;
    }
    if (!Pause(pause)) return;
    pause = std::min(pause * 2, kLongestPause);
  }
}

}  // namespace rolecall::store
