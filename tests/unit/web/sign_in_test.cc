// Who is let in.
#include "web/sign_in.h"

#include <gmock/gmock.h>

namespace rolecall::web {
namespace {

using ::testing::HasSubstr;

std::string ValueOf(const std::string& set_cookie) { return set_cookie.substr(0, set_cookie.find(';')); }

TEST(SignIn, ALinkIsGoodOnceAndACookieFromThenOn) {
  FakeRandom random;
  SignIn sign_in(random);
  const std::string key = sign_in.NewKey();
  EXPECT_EQ(key.size(), 64u);
  const std::optional<std::string> cookie = sign_in.Enter(key);
  ASSERT_TRUE(cookie);
  EXPECT_THAT(*cookie, HasSubstr("; HttpOnly; SameSite=Strict"));
  EXPECT_TRUE(sign_in.IsKnown(ValueOf(*cookie)));
  EXPECT_TRUE(sign_in.IsKnown("other=1; " + ValueOf(*cookie) + "; more=2"));
  EXPECT_FALSE(sign_in.Enter(key));
  EXPECT_TRUE(sign_in.IsKnown(ValueOf(*cookie)));
}

TEST(SignIn, NothingElseLetsIn) {
  FakeRandom random;
  SignIn sign_in(random);
  EXPECT_FALSE(sign_in.Enter(""));
  const std::string key = sign_in.NewKey();
  EXPECT_FALSE(sign_in.Enter(""));
  EXPECT_FALSE(sign_in.Enter(key.substr(1)));
  EXPECT_FALSE(sign_in.IsKnown(""));
  EXPECT_FALSE(sign_in.IsKnown("rolecall_session="));
  EXPECT_FALSE(sign_in.IsKnown("rolecall_session=" + key));
}

TEST(SignIn, ANewLinkEndsTheOneBefore) {
  FakeRandom random;
  SignIn sign_in(random);
  const std::string first = sign_in.NewKey();
  const std::string second = sign_in.NewKey();
  EXPECT_FALSE(sign_in.Enter(first));
  EXPECT_TRUE(sign_in.Enter(second));
}

}  // namespace
}  // namespace rolecall::web
