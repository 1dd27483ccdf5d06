#include "server/console/console_sessions.h"

#include <algorithm>
#include <utility>

namespace rolecall::server {
namespace {

constexpr std::size_t kHexDigits = 64;

}  // namespace

std::optional<Secret> ConsoleSessions::Add(std::vector<Entry>& list, ConsoleHolder holder, Time until, Time now,
                                           std::size_t most, std::size_t most_of_one) {
  std::erase_if(list, [&](const Entry& one) { return one.until <= now; });
  const auto is_own = [&](const Entry& one) { return one.session->holder.access_key_id == holder.access_key_id; };
  if (static_cast<std::size_t>(std::ranges::count_if(list, is_own)) >= most_of_one) {
    list.erase(std::ranges::find_if(list, is_own));
  }
  if (list.size() >= most) return std::nullopt;
  Secret key(RandomHex(random_, kHexDigits));
  auto session = std::make_shared<ConsoleSession>();
  session->holder = std::move(holder);
  list.push_back({key, until, std::move(session)});
  return key;
}

std::optional<Secret> ConsoleSessions::NewLink(ConsoleHolder holder, Time now) {
  const std::lock_guard lock(mutex_);
  const Time until = std::min(now + kLinkLife, holder.until);
  return Add(links_, std::move(holder), until, now, kMostLinks, kMostLinksOfOne);
}

std::optional<ConsoleHolder> ConsoleSessions::Enter(std::string_view key, Time now) {
  const std::lock_guard lock(mutex_);
  auto found = links_.end();
  for (auto one = links_.begin(); one != links_.end(); ++one) {
    if (one->key.Equals(key)) found = one;
  }
  if (found == links_.end()) return std::nullopt;
  const bool is_good = now < found->until;
  ConsoleHolder holder = std::move(found->session->holder);
  links_.erase(found);
  if (!is_good) return std::nullopt;
  return holder;
}

std::optional<Secret> ConsoleSessions::NewSession(ConsoleHolder holder, Time now) {
  const std::lock_guard lock(mutex_);
  const Time until = std::min(now + kSessionLife, holder.until);
  holder.until = until;
  return Add(sessions_, std::move(holder), until, now, kMostSessions, kMostSessionsOfOne);
}

std::shared_ptr<ConsoleSession> ConsoleSessions::Find(const std::vector<std::string_view>& cookies, Time now) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<ConsoleSession> found;
  for (const Entry& one : sessions_) {
    for (const std::string_view cookie : cookies) {
      if (one.key.Equals(cookie) && now < one.until) found = one.session;
    }
  }
  return found;
}

bool ConsoleSessions::MayAsk(const ConsoleSession& session, Time now) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(sessions_, [&](const Entry& one) { return one.session.get() == &session; });
  if (found == sessions_.end()) return false;
  if (now < found->second || now - found->second >= std::chrono::seconds(1)) {
    found->second = now;
    found->asked = 0;
  }
  return ++found->asked <= kMostInSecond;
}

void ConsoleSessions::End(const ConsoleSession& session) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const Entry& one) { return one.session.get() == &session; });
}

}  // namespace rolecall::server
