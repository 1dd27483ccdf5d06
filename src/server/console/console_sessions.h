// ConsoleSessions: who looks at the plane's own page: links that open it, and browsers that came by one.
//
//   std::optional<Secret> key = sessions.NewLink(holder, now);            // nothing: too many are open
//   std::optional<ConsoleHolder> who = sessions.Enter(key, now);          // a link is good once, for two minutes
//   std::optional<Secret> cookie = sessions.NewSession(*who, now);
//   std::shared_ptr<ConsoleSession> session = sessions.Find(values, now); // null: nobody
//
// A session is no right of its own: it remembers the access key that its link was asked with, and each request is
// judged as that key's, by what is known then. Keys and cookies are 256 random bits, compared in constant time with all
// that there are; of both there is a bound, and of those of one access key a lower one: its oldest goes. In memory
// only: a plane that is started again knows nobody. Threads: any.
#ifndef ROLECALL_SERVER_CONSOLE_CONSOLE_SESSIONS_H_
#define ROLECALL_SERVER_CONSOLE_CONSOLE_SESSIONS_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"

namespace rolecall::server {

// Whose questions those of a session are.
struct ConsoleHolder {
  std::string access_key_id;
  Secret session_token;  // empty: a long-term key
  Time until;            // no longer than this, whatever the key is good for
};

struct ConsolePages;  // what it is shown (console_service.cc)

struct ConsoleSession {
  ConsoleHolder holder;
  std::mutex mutex;  // of what follows
  std::shared_ptr<ConsolePages> pages;
  std::atomic<int> waiting{0};  // requests of it that wait for what is still to come
};

class ConsoleSessions {
 public:
  static constexpr std::chrono::seconds kLinkLife{120}, kSessionLife{8 * 3600};
  static constexpr std::size_t kMostLinks = 64, kMostLinksOfOne = 4, kMostSessions = 64, kMostSessionsOfOne = 8;
  static constexpr int kMostInSecond = 200;  // requests of a session: a picture of who may what asks some fifty

  explicit ConsoleSessions(Random& random) : random_(random) {}

  std::optional<Secret> NewLink(ConsoleHolder holder, Time now);
  // The link's holder, if there is such a link; it is used up then.
  std::optional<ConsoleHolder> Enter(std::string_view key, Time now);
  std::optional<Secret> NewSession(ConsoleHolder holder, Time now);
  // The session of one of these cookies.
  std::shared_ptr<ConsoleSession> Find(const std::vector<std::string_view>& cookies, Time now);
  // Counts a request of it. False: there were too many in this second.
  bool MayAsk(const ConsoleSession& session, Time now);
  void End(const ConsoleSession& session);

 private:
  struct Entry {
    Secret key;
    Time until;
    std::shared_ptr<ConsoleSession> session;
    Time second = {};  // that `asked` counts
    int asked = 0;
  };
  // Adds one to the list, oldest first, or nothing if there is no room.
  std::optional<Secret> Add(std::vector<Entry>& list, ConsoleHolder holder, Time until, Time now, std::size_t most,
                            std::size_t most_of_one);

  Random& random_;
  std::mutex mutex_;
  std::vector<Entry> links_, sessions_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_CONSOLE_CONSOLE_SESSIONS_H_
