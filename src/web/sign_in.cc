#include "web/sign_in.h"

#include "web/page_api.h"

namespace rolecall::web {
namespace {

constexpr std::size_t kHexDigits = 64;
constexpr std::string_view kCookie = "rolecall_session";

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
  return std::string(kCookie) + "=" + std::string(session_.Reveal()) + "; Path=/; HttpOnly; SameSite=Strict";
}

bool SignIn::IsKnown(std::string_view cookies) const {
  bool is_known = false;
  for (const std::string_view value : CookiesNamed(cookies, kCookie)) is_known = session_.Equals(value) || is_known;
  return is_known;
}

}  // namespace rolecall::web
