// SignIn: who opened the link that the command printed is let in by a cookie, as Jupyter does it. A link is good once;
// a cookie as long as the program runs. Both are 256 random bits, compared in constant time.
//
//   std::string link = base + "/?key=" + sign_in.NewKey();
//   if (std::optional<std::string> cookie = sign_in.Enter(key)) …  "Set-Cookie"
//   if (!sign_in.IsKnown(request.headers.Get("cookie"))) …         401
//
// Threads: any.
#ifndef ROLECALL_WEB_SIGN_IN_H_
#define ROLECALL_WEB_SIGN_IN_H_

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace rolecall::web {

class SignIn {
 public:
  explicit SignIn(Random& random);
  // The key of a new link; the one before is good no more.
  std::string NewKey();
  // The value of a Set-Cookie header, if the key is the link's; it is used up then.
  std::optional<std::string> Enter(std::string_view key);
  // Whether a Cookie header has ours.
  bool IsKnown(std::string_view cookies) const;

 private:
  Random& random_;
  const Secret session_;
  std::mutex mutex_;
  Secret key_;  // empty: used up
};

}  // namespace rolecall::web

#endif  // ROLECALL_WEB_SIGN_IN_H_
