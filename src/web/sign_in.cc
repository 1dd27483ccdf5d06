#include "web/sign_in.h"

#include <algorithm>

namespace rolecall::web {
namespace {

constexpr std::size_t kHexDigits = 64;
constexpr std::string_view kCookie = "rolecall_session=";

}  // namespace

SignIn::SignIn(Random& random) : random_(random), session_(RandomHex(random, kHexDigits)) {}

std::string SignIn::NewKey() {
  const std::lock_guard lock(mutex_);
  key_ = Secret(RandomHex(random_, kHexDigits));
  return std::string(key_.Reveal());
}

std::optional<std::string> SignIn::Enter(std::string_view key) {
  const std::lock_guard lock(mutex_);
  if (key_.empty() || !key_.Equals(key)) return std::nullopt;
  key_ = Secret();
  return std::string(kCookie) + std::string(session_.Reveal()) + "; Path=/; HttpOnly; SameSite=Strict";
}

bool SignIn::IsKnown(std::string_view cookies) const {
  while (!cookies.empty()) {
    const std::size_t end = std::min(cookies.find(';'), cookies.size());
    std::string_view one = cookies.substr(0, end);
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    if (one.starts_with(kCookie) && session_.Equals(one.substr(kCookie.size()))) return true;
  }
  return false;
}

}  // namespace rolecall::web
