#include "services/caller.h"

#include "tests/support/service_fixture.h"

namespace rolecall::services {
namespace {

using testing::kAccount;

class CallerTest : public testing::ServiceFixture {
 protected:
  // Why nobody is found: "unknown_access_key"; "" if somebody is.
  std::string Problem(const std::string& id, const std::string& token = "") {
    aws::Claim claim;
    claim.access_key_id = id;
    claim.session_token = token;
    aws::AuthFailure failure;
    auto found = FindCaller(directory(), *snapshot(), claim, clock().Now(), failure);
    return found.has_value() ? "" : aws::AuthProblemName(failure.problem);
  }
  std::string Problem(const directory::SessionCredentials& credentials) {
    return Problem(credentials.access_key_id, credentials.token);
  }
  directory::SessionCredentials Issue(directory::Session::Kind kind, const std::string& user_name,
                                      const std::string& principal_id) {
    directory::Session session;
    session.kind = kind;
    session.account = kAccount;
    session.user_name = user_name;
    session.principal_id = principal_id;
    session.session_name = "pat";
    session.expires = clock().Now() + std::chrono::hours(1);
    return *directory().IssueSession(std::move(session));
  }
  Caller SignedIn(const directory::SessionCredentials& credentials) {
    return SignIn(credentials.access_key_id, credentials.token);
  }
};

TEST_F(CallerTest, KeysBelongToUsersOrToRoot) {
  Caller user = NewUser("ann");
  EXPECT_EQ(user.kind, Caller::Kind::kUser);
  EXPECT_EQ(user.arn, "arn:aws:iam::054000737513:user/ann");
  EXPECT_EQ(user.user_id, user.user->id);
  auto root_key = directory().EnsureRootKey(kAccount);
  ASSERT_TRUE(root_key.ok());
  Caller root = SignIn(root_key->id);
  EXPECT_EQ(root.kind, Caller::Kind::kRoot);
  EXPECT_EQ(root.arn, "arn:aws:iam::054000737513:root");
  EXPECT_EQ(root.user_id, kAccount);
}

TEST_F(CallerTest, KeysThatAreUnknownInactiveOrNobodysAreRefused) {
  EXPECT_EQ(Problem("AKIANOBODYNOBODYNOBO"), "unknown_access_key");
  Caller user = NewUser("ann");
  Write([&](directory::Transaction& transaction) { transaction.Delete(*user.user); });
  EXPECT_EQ(Problem(user.access_key_id), "unknown_access_key");
  Caller other = NewUser("bob");
  Write([&](directory::Transaction& transaction) {
    directory::AccessKey key = *transaction.snapshot().access_keys.Find(other.access_key_id);
    key.active = false;
    transaction.Put(std::move(key));
  });
  EXPECT_EQ(Problem(other.access_key_id), "inactive_access_key");
}

TEST_F(CallerTest, TokensMustBeOursOfThatKeyAndOfToday) {
  directory::SessionCredentials root = Issue(directory::Session::Kind::kUser, "", "");
  directory::SessionCredentials second = Issue(directory::Session::Kind::kUser, "", "");
  EXPECT_EQ(Problem(root), "");
  EXPECT_EQ(Problem(root.access_key_id, "made up"), "invalid_token");
  EXPECT_EQ(Problem(root.access_key_id, second.token), "invalid_token");
  clock().Advance(std::chrono::minutes(59));
  EXPECT_EQ(Problem(root), "");
  clock().Advance(std::chrono::minutes(1));
  EXPECT_EQ(Problem(root), "expired_token");
}

TEST_F(CallerTest, ASessionEndsWithItsPrincipal) {
  Caller ann = NewUser("ann");
  directory::SessionCredentials session = Issue(directory::Session::Kind::kUser, "ann", ann.user->id);
  EXPECT_EQ(Problem(session), "");
  NewUser("ann");  // another of the same name
  EXPECT_EQ(Problem(session), "invalid_token");
  Caller role = NewRoleSession("app");
  Write([&](directory::Transaction& transaction) { transaction.Delete(*role.role); });
  EXPECT_EQ(Problem(*directory().IssueSession(*role.session)), "invalid_token");
}

TEST_F(CallerTest, SessionsOfUsersAreTheUsers) {
  Caller ann = NewUser("ann");
  Caller session = SignedIn(Issue(directory::Session::Kind::kUser, "ann", ann.user->id));
  EXPECT_EQ(session.kind, Caller::Kind::kUser);
  EXPECT_EQ(session.arn, ann.arn);
  Caller root = SignedIn(Issue(directory::Session::Kind::kUser, "", ""));
  EXPECT_EQ(root.kind, Caller::Kind::kRoot);
  Caller federated = SignedIn(Issue(directory::Session::Kind::kFederatedUser, "ann", ann.user->id));
  EXPECT_EQ(federated.kind, Caller::Kind::kFederatedUser);
  EXPECT_EQ(federated.arn, "arn:aws:sts::054000737513:federated-user/pat");
  EXPECT_EQ(federated.user_id, "054000737513:pat");
}

TEST_F(CallerTest, PrincipalsAreWhatPoliciesName) {
  EXPECT_EQ(Anonymous().ToPrincipal().kind, policy::Principal::Kind::kAnonymous);
  EXPECT_EQ(Root().ToPrincipal().arn, "arn:aws:iam::054000737513:root");
  Caller ann = NewUser("ann");
  EXPECT_EQ(ann.ToPrincipal().arn, ann.arn);
  EXPECT_FALSE(ann.ToPrincipal().has_boundary);
  Caller session = NewRoleSession("app");
  EXPECT_EQ(session.ToPrincipal().arn, "arn:aws:sts::054000737513:assumed-role/app/session-1");
  Caller federated = SignedIn(Issue(directory::Session::Kind::kFederatedUser, "ann", ann.user->id));
  EXPECT_EQ(federated.ToPrincipal().arn, federated.arn);
}

TEST_F(CallerTest, TagsOfTheSessionReplaceThoseOfTheRole) {
  Caller session = NewRoleSession("app");
  Write([&](directory::Transaction& transaction) {
    directory::Role role = *transaction.snapshot().roles.Find(directory::NameKey(kAccount, "app"));
    role.tags = {{"Team", "a"}, {"env", "dev"}};
    transaction.Put(std::move(role));
  });
  directory::Session tagged = *session.session;
  tagged.tags = {{"team", "b"}, {"more", "x"}};
  Caller caller = SignedIn(*directory().IssueSession(tagged));
  EXPECT_EQ(caller.Tags(), (directory::Tags{{"env", "dev"}, {"team", "b"}, {"more", "x"}}));
  EXPECT_EQ(Root().Tags(), directory::Tags());
}

}  // namespace
}  // namespace rolecall::services
