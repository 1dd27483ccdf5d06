#include "directory/directory.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>
#include <utility>

#include "crypto/aead.h"
#include "directory/ids.h"
#include "directory/principals.h"
#include "tests/support/store_wrapper.h"

namespace rolecall::directory {
namespace {

constexpr char kAccount[] = "054000737513";
constexpr char kTrust[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:role/app"},"Action":"sts:AssumeRole"}]})";

// A store that outlives the directory above it, to open it twice.
class SharedStore final : public store::StoreWrapper {
 public:
  using StoreWrapper::StoreWrapper;
  Ticket Submit(store::Batch batch) override {
    if (auto action = std::exchange(on_submit, nullptr)) action();
    return inner().Submit(fail ? store::Batch{} : std::move(batch));
  }
  Result<std::uint64_t> Wait(Ticket ticket) override {
    Result<std::uint64_t> written = inner().Wait(ticket);
    if (fail) return Error{ErrorCode::kUnavailable, "disk full"};
    return written;
  }
  void Resume() override { ++resumed; }
  std::atomic<bool> fail = false;
  std::atomic<int> resumed = 0;
  std::function<void()> on_submit;
};

class DirectoryTest : public ::testing::Test {
 protected:
  DirectoryTest() : clock_(FromUnixSeconds(1795000000)), key_(crypto::MakeAeadKey(random_)) { Open(); }

  void Open() {
    auto shared = std::make_unique<SharedStore>(*store_);
    shared_ = shared.get();
    auto opened = Directory::Open(std::move(shared), key_, random_, clock_);
    ASSERT_TRUE(opened.ok());
    directory_ = *std::move(opened);
    ASSERT_TRUE(directory_->EnsureAccount(kAccount).ok());
  }

  Result<void> PutRole(const std::string& name) {
    return directory_->Write([&](Transaction& transaction) {
      Role role;
      role.account = kAccount;
      role.name = name;
      role.id = MakeUniqueId(random_, "AROA");
      role.created = clock_.Now();
      role.tags = {{"team", "a"}};
      role.trust = MakeStoredPolicy(kTrust, policy::DocumentKind::kTrust, "trust");
      transaction.Put(std::move(role));
      return true;
    });
  }

  std::shared_ptr<const Role> FindRole(const std::string& name) {
    return directory_->snapshot()->roles.Find(NameKey(kAccount, name));
  }

  FakeClock clock_;
  FakeRandom random_;
  std::unique_ptr<store::Store> store_ = store::OpenMemoryStore();
  SharedStore* shared_ = nullptr;
  crypto::KeyRing key_;
  std::unique_ptr<Directory> directory_;
};

TEST_F(DirectoryTest, RecordsSurviveReopening) {
  ASSERT_TRUE(PutRole("App").ok());
  const std::string id = FindRole("app")->id;
  Open();
  ASSERT_NE(FindRole("APP"), nullptr);
  EXPECT_EQ(FindRole("app")->id, id);
  EXPECT_EQ(FindRole("app")->name, "App");
  EXPECT_EQ(FindRole("app")->tags, (Tags{{"team", "a"}}));
  EXPECT_TRUE(static_cast<bool>(FindRole("app")->trust));
}

TEST_F(DirectoryTest, ASnapshotDoesNotChangeUnderItsReader) {
  auto before = directory_->snapshot();
  ASSERT_TRUE(PutRole("app").ok());
  EXPECT_EQ(before->roles.size(), 0u);
  EXPECT_EQ(directory_->snapshot()->roles.size(), 1u);
}

TEST_F(DirectoryTest, AnotherMasterKeyIsDataLoss) {
  ASSERT_TRUE(directory_->EnsureRootKey(kAccount).ok());
  auto other = Directory::Open(std::make_unique<SharedStore>(*store_), crypto::KeyRing(crypto::MakeAeadKey(random_)),
                               random_, clock_);
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, ErrorCode::kDataLoss);
}

TEST_F(DirectoryTest, SecretsAreNotReadableInTheStore) {
  auto key = directory_->EnsureRootKey(kAccount);
  ASSERT_TRUE(key.ok());
  auto entries = store_->Scan("", "", 1000);
  for (const store::Entry& entry : *entries) {
    EXPECT_EQ(entry.value.find(key->secret.Reveal()), std::string::npos) << entry.key;
  }
}

TEST_F(DirectoryTest, TheRootKeyIsMadeOnce) {
  EXPECT_EQ(directory_->EnsureRootKey(kAccount)->id, directory_->EnsureRootKey(kAccount)->id);
}

TEST_F(DirectoryTest, AFailedWriteIsNotPublishedAndOthersGoOnFromWhatIsStored) {
  ASSERT_TRUE(PutRole("before").ok());
  shared_->fail = true;
  EXPECT_FALSE(PutRole("app").ok());
  EXPECT_EQ(FindRole("app"), nullptr);
  shared_->fail = false;
  EXPECT_EQ(shared_->resumed, 1);
  ASSERT_TRUE(directory_
                  ->Write([&](Transaction& transaction) {
                    EXPECT_EQ(transaction.snapshot().roles.size(), 1u);
                    return false;
                  })
                  .ok());
  EXPECT_TRUE(PutRole("other").ok());
  Open();
  EXPECT_EQ(directory_->snapshot()->roles.size(), 2u);
}

TEST_F(DirectoryTest, WritesThatWereBuiltOnAFailedOneFailToo) {
  // The second write is made while the first waits for the disk, which then refuses.
  std::thread second;
  Result<void> second_written;
  shared_->on_submit = [&] {
    shared_->fail = true;
    second = std::thread([&] { second_written = PutRole("second"); });
  };
  EXPECT_FALSE(PutRole("first").ok());
  second.join();
  EXPECT_FALSE(second_written.ok());
  shared_->fail = false;
  EXPECT_EQ(directory_->snapshot()->roles.size(), 0u);
  EXPECT_TRUE(PutRole("third").ok());
  EXPECT_EQ(directory_->snapshot()->roles.size(), 1u);
}

TEST_F(DirectoryTest, TextThatCannotBeReadAgainIsNotStored) {
  for (const std::string& text : {std::string("\xff"), std::string("a\0b", 3), std::string("\xc3\x28"),
                                  std::string("\xed\xa0\x80"), std::string("\xf5\x80\x80\x80")}) {
    Result<void> written = directory_->Write([&](Transaction& transaction) {
      transaction.Put(Role{.account = kAccount, .name = "good", .id = "AROA1"});
      transaction.Put(Role{.account = kAccount, .name = "app", .id = "AROA2", .tags = {{"k", text}}});
      return true;
    });
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_EQ(directory_->snapshot()->roles.size(), 0u);
  Open();
  EXPECT_EQ(directory_->snapshot()->roles.size(), 0u);
}

TEST_F(DirectoryTest, SessionTokensOpenAndDeriveTheSameSecret) {
  Session session;
  session.account = kAccount;
  session.role_name = "app";
  session.tags = {{"k", "v"}};
  session.expires = clock_.Now();
  SessionCredentials credentials = *directory_->IssueSession(session);
  auto opened = directory_->OpenSession(credentials.token);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->session.access_key_id, credentials.access_key_id);
  EXPECT_EQ(opened->session.tags, session.tags);
  EXPECT_EQ(opened->secret.Reveal(), credentials.secret.Reveal());
  EXPECT_EQ(credentials.secret.Reveal().size(), 40u);
  EXPECT_EQ(AccountOfAccessKeyId(credentials.access_key_id), kAccount);
}

TEST_F(DirectoryTest, AChangedSessionTokenDoesNotOpen) {
  SessionCredentials credentials = *directory_->IssueSession(Session{});
  for (std::size_t at : {std::size_t{3}, credentials.token.size() / 2}) {
    std::string changed = credentials.token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(directory_->OpenSession(changed).ok()) << at;
  }
  EXPECT_FALSE(directory_->OpenSession("").ok());
}

TEST_F(DirectoryTest, SessionTokensSurviveAKeyRotationAndAreForgottenLater) {
  SessionCredentials credentials = *directory_->IssueSession(Session{});
  clock_.Advance(std::chrono::hours(25));
  ASSERT_TRUE(directory_->RotateSessionKeys().ok());
  EXPECT_TRUE(directory_->OpenSession(credentials.token).ok());
  clock_.Advance(std::chrono::hours(72));
  ASSERT_TRUE(directory_->RotateSessionKeys().ok());
  EXPECT_FALSE(directory_->OpenSession(credentials.token).ok());
}

TEST_F(DirectoryTest, PrincipalsAreBoundToIdsAndShownAsArns) {
  ASSERT_TRUE(PutRole("app").ok());
  auto snapshot = directory_->snapshot();
  BoundPolicy bound = BindPrincipals(kTrust, policy::DocumentKind::kTrust, *snapshot);
  EXPECT_NE(bound.text.find("\"" + FindRole("app")->id + "\""), std::string::npos);
  EXPECT_EQ(ShowPrincipals(bound.text, policy::DocumentKind::kTrust, *snapshot), kTrust);
}

TEST_F(DirectoryTest, AnUnknownPrincipalOfOurAccountIsNamed) {
  BoundPolicy bound = BindPrincipals(kTrust, policy::DocumentKind::kTrust, *directory_->snapshot());
  EXPECT_EQ(bound.unknown_principal, "arn:aws:iam::054000737513:role/app");
}

TEST_F(DirectoryTest, ResetKeepsTheAccountAndItsRootKey) {
  auto key = directory_->EnsureRootKey(kAccount);
  ASSERT_TRUE(PutRole("app").ok());
  ASSERT_TRUE(directory_->Reset().ok());
  EXPECT_EQ(FindRole("app"), nullptr);
  EXPECT_EQ(directory_->EnsureRootKey(kAccount)->id, key->id);
}

TEST_F(DirectoryTest, AUseIsNotedOnceAnHourForEachServiceAndRegion) {
  const std::string id = directory_->EnsureRootKey(kAccount)->id;
  const auto used = [&] { return *directory_->snapshot()->access_keys.Find(id); };
  EXPECT_FALSE(used().last_used.has_value());
  const Time first = clock_.Now();
  directory_->NoteUse(id, "s3", "eu-central-1");
  EXPECT_EQ(used().last_used, first);
  clock_.Advance(std::chrono::minutes(59));
  directory_->NoteUse(id, "s3", "eu-central-1");
  EXPECT_EQ(used().last_used, first);
  clock_.Advance(std::chrono::minutes(1));
  directory_->NoteUse(id, "iam", "us-east-1");
  const Time other = clock_.Now();
  // Callers choose service and region: that is no way to make a write for each call.
  for (int i = 0; i < 59; ++i) {
    clock_.Advance(std::chrono::seconds(1));
    directory_->NoteUse(id, i % 2 == 0 ? "s3" : "sts", "r" + std::to_string(i));
  }
  EXPECT_EQ(used().last_used, other);
  EXPECT_EQ(used().last_used_service, "iam");
  EXPECT_EQ(used().last_used_region, "us-east-1");
  clock_.Advance(std::chrono::hours(1));
  directory_->NoteUse(id, "iam", "us-east-1");
  EXPECT_EQ(used().last_used, clock_.Now());
  directory_->NoteUse("AKIANOBODY", "iam", "us-east-1");  // of a key that is gone
}

TEST_F(DirectoryTest, TheUseOfAServiceIsNotedOncePerHourAndGoesWithItsPrincipal) {
  ASSERT_TRUE(PutRole("app").ok());
  const std::string id = directory_->snapshot()->roles.Sorted().front()->id;
  const auto used = [&](const std::string& service) {
    auto use = directory_->snapshot()->service_uses.Find(id + "/" + service);
    return use == nullptr ? Time() : use->at;
  };
  const Time first = clock_.Now();
  directory_->NoteServiceUse(id, "s3", "eu-central-1");
  clock_.Advance(std::chrono::minutes(59));
  directory_->NoteServiceUse(id, "s3", "eu-central-1");
  directory_->NoteServiceUse(id, "iam", "us-east-1");
  EXPECT_EQ(used("s3"), first);
  EXPECT_EQ(used("iam"), clock_.Now());
  clock_.Advance(std::chrono::minutes(1));
  directory_->NoteServiceUse(id, "s3", "eu-central-1");
  EXPECT_EQ(used("s3"), clock_.Now());
  directory_->NoteServiceUse("AROANOBODY", "s3", "eu-central-1");
  EXPECT_EQ(directory_->snapshot()->service_uses.size(), 2u);
  ASSERT_TRUE(directory_
                  ->Write([&](Transaction& transaction) {
                    transaction.ForgetUses(id);
                    return true;
                  })
                  .ok());
  EXPECT_EQ(directory_->snapshot()->service_uses.size(), 0u);
}

TEST_F(DirectoryTest, AWriteThatChangesItsMindWritesNothing) {
  const std::size_t before = store_->Scan("", "", 1000)->size();
  for (bool says_so : {true, false}) {
    EXPECT_TRUE(directory_
                    ->Write([&](Transaction& transaction) {
                      if (says_so) transaction.Put(Account{.id = "111122223333"});
                      return !says_so;
                    })
                    .ok());
  }
  EXPECT_EQ(directory_->snapshot()->accounts.Find("111122223333"), nullptr);
  EXPECT_EQ(store_->Scan("", "", 1000)->size(), before);
}

TEST_F(DirectoryTest, AWriteThatIsTooLargeIsRefusedAndHarmsNoOther) {
  Result<void> written = directory_->Write([&](Transaction& transaction) {
    for (std::size_t i = 0; i <= store::kMaxBatchEntries; ++i) {
      transaction.batch().puts.push_back({"s3/object/" + std::to_string(i), ""});
    }
    return true;
  });
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(PutRole("app").ok());
}

TEST_F(DirectoryTest, MoreRecordsThanAPageOfTheStoreAreAllRead) {
  ASSERT_TRUE(directory_
                  ->Write([&](Transaction& transaction) {
                    for (int i = 0; i < 2001; ++i) {
                      transaction.Put(Group{.account = kAccount, .name = "g" + std::to_string(i)});
                    }
                    return true;
                  })
                  .ok());
  Open();
  EXPECT_EQ(directory_->snapshot()->groups.size(), 2001u);
}

TEST_F(DirectoryTest, ARecordThatCannotBeReadIsSetAsideAndNobodyTakesItsPlace) {
  ASSERT_TRUE(PutRole("good").ok());
  const std::string bad = "directory/role/054000737513/app";
  for (const std::string& text : {std::string("{"), std::string(R"({"name":"\xff"})"), std::string(),
                                  (*store_->Get("directory/role/054000737513/good"))->value}) {
    ASSERT_TRUE(store_->Commit({{}, {{bad, text}}, {}}).ok());
    Open();
    ASSERT_EQ(directory_->unreadable().size(), 1u);
    EXPECT_EQ(directory_->unreadable()[0].store_key, bad);
    EXPECT_NE(FindRole("good"), nullptr);
    EXPECT_EQ(FindRole("app"), nullptr);
    Result<void> written = PutRole("App");
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().code, ErrorCode::kDataLoss);
    EXPECT_EQ((*store_->Get(bad))->value, text);
    EXPECT_TRUE(PutRole("another").ok());
  }
}

// A guardrail that got lost would let through: what cannot be read of an organization denies.
TEST_F(DirectoryTest, WhatCannotBeReadOfAnOrganizationDenies) {
  const auto write = [&] {
    return directory_->Write([&](Transaction& transaction) {
      transaction.Put(Organization{.id = "o-1", .account = kAccount, .root_id = "r-1"});
      transaction.Put(OrganizationalUnit{.organization = "o-1", .id = "ou-1", .parent = "r-1"});
      transaction.Put(MemberAccount{.account = kAccount, .organization = "o-1", .parent = "r-1", .invited = true});
      transaction.Put(MemberAccount{.account = "111122223333", .organization = "o-1", .parent = "ou-1"});
      return true;
    });
  };
  ASSERT_TRUE(write().ok());
  const auto levels = [&](const char* account) {
    const auto rails = directory_->snapshot()->guardrails.Find(account);
    return rails == nullptr ? std::size_t{99} : rails->ForPrincipals().size();
  };
  EXPECT_EQ(levels("111122223333"), 0u) << "no type of policy is enabled";
  for (const char* bad : {"organization/o-1", "organizational-unit/o-1/ou-1", "member-account/111122223333"}) {
    const std::string key = std::string("directory/") + bad, good = (*store_->Get(key))->value;
    ASSERT_TRUE(store_->Commit({{}, {{key, "damaged"}}, {}}).ok());
    Open();
    EXPECT_EQ(levels("111122223333"), 1u) << bad;
    EXPECT_EQ(levels(kAccount), 0u) << "the management account goes on: " << bad;
    ASSERT_TRUE(store_->Commit({{}, {{key, good}}, {}}).ok());
    Open();
    EXPECT_EQ(levels("111122223333"), 0u) << bad;
  }
}

TEST_F(DirectoryTest, TheServersOwnRecordsAreMadeAnewAndTheOldOnesKept) {
  const std::string account = std::string("directory/account/") + kAccount;
  const std::string issuer = "directory/sealed/issuer/x";
  ASSERT_TRUE(store_->Commit({{}, {{account, "damaged 1"}, {issuer, "damaged 2"}}, {}}).ok());
  Open();
  EXPECT_EQ(directory_->unreadable().size(), 2u);
  EXPECT_NE(directory_->snapshot()->accounts.Find(kAccount), nullptr);
  EXPECT_EQ((*store_->Get("set-aside/" + account))->value, "damaged 1");
  ASSERT_TRUE(directory_
                  ->Write([&](Transaction& transaction) {
                    transaction.Put(SealedItem{.name = "issuer/x", .value = Secret("new")});
                    return true;
                  })
                  .ok());
  EXPECT_EQ((*store_->Get("set-aside/" + issuer))->value, "damaged 2");
  Open();
  EXPECT_EQ(directory_->unreadable().size(), 0u);
}

TEST_F(DirectoryTest, ResetEmptiesMoreThanAPageAndWhatIsNotTheDirectorys) {
  store::Batch batch;
  for (int i = 0; i < 2500; ++i) batch.puts.push_back({"s3/object/" + std::to_string(i), "x"});
  ASSERT_TRUE(store_->Commit(std::move(batch)).ok());
  ASSERT_TRUE(PutRole("app").ok());
  ASSERT_TRUE(directory_->Reset().ok());
  EXPECT_TRUE(store_->Scan("s3/", "", 10)->empty());
  EXPECT_TRUE(PutRole("app").ok());
}

TEST_F(DirectoryTest, AResetThatFailsIsSaidSo) {
  ASSERT_TRUE(PutRole("app").ok());
  shared_->fail = true;
  EXPECT_FALSE(directory_->Reset().ok());
}

TEST_F(DirectoryTest, SessionsSurviveAReset) {
  SessionCredentials credentials = *directory_->IssueSession(Session{});
  ASSERT_TRUE(directory_->Reset().ok());
  EXPECT_TRUE(directory_->OpenSession(credentials.token).ok());
}

TEST_F(DirectoryTest, TokensOfOthersDoNotOpen) {
  for (const std::string& token :
       {std::string(40000, 'A'), std::string("AAAA"), std::string("!!!!"), std::string("AUFBQUFBQUFBQUFBQUFBQQ==")}) {
    Result<OpenedSession> opened = directory_->OpenSession(token);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::kUnauthenticated);
  }
}

// Rotation of the master key.

TEST_F(DirectoryTest, AnOlderMasterKeyOpensWhatTheNewestSealsAnew) {
  ASSERT_TRUE(directory_->EnsureRootKey(kAccount).ok());
  const crypto::KeyRing old = key_, fresh(crypto::MakeAeadKey(random_));
  key_ = fresh.With(old);
  Open();
  ASSERT_GE(directory_->Reseal(0).value(), 2u);  // the root key, a session key
  EXPECT_EQ(directory_->Reseal(1000).value(), 0u);
  key_ = fresh;
  Open();
  EXPECT_TRUE(directory_->unreadable().empty());
  EXPECT_EQ(directory_->Reseal(0).value(), 0u);
  EXPECT_EQ(Directory::Open(std::make_unique<SharedStore>(*store_), old, random_, clock_).error().code,
            ErrorCode::kDataLoss);
}

TEST_F(DirectoryTest, TheMasterKeyIsReplacedWhileItRuns) {
  const AccessKey root = directory_->EnsureRootKey(kAccount).value();
  Session session{.kind = Session::Kind::kUser, .account = kAccount, .expires = clock_.Now() + std::chrono::hours(1)};
  const SessionCredentials before = *directory_->IssueSession(session);
  const crypto::KeyRing fresh(crypto::MakeAeadKey(random_));
  directory_->UseMasterKeys(fresh.With(key_));
  EXPECT_TRUE(directory_->OpenSession(before.token).ok());
  const std::size_t all = directory_->Reseal(0).value();
  EXPECT_EQ(directory_->Reseal(1).value(), all - 1);  // a few at a time
  EXPECT_EQ(directory_->Reseal(1000).value(), 0u);
  key_ = fresh;
  Open();
  EXPECT_EQ(directory_->EnsureRootKey(kAccount)->id, root.id);
  EXPECT_EQ(directory_->EnsureRootKey(kAccount)->secret.Reveal(), root.secret.Reveal());
  EXPECT_TRUE(directory_->OpenSession(before.token).ok());
}

TEST_F(DirectoryTest, TheSameNewestMasterKeyLeavesNothingToDo) {
  ASSERT_TRUE(directory_->EnsureRootKey(kAccount).ok());
  directory_->UseMasterKeys(key_.With(crypto::KeyRing(crypto::MakeAeadKey(random_))));
  EXPECT_EQ(directory_->Reseal(0).value(), 0u);
}

TEST_F(DirectoryTest, WhatCouldNotBeSealedAnewStaysOutdated) {
  ASSERT_TRUE(directory_->EnsureRootKey(kAccount).ok());
  directory_->UseMasterKeys(crypto::KeyRing(crypto::MakeAeadKey(random_)).With(key_));
  const std::size_t all = directory_->Reseal(0).value();
  shared_->fail = true;
  EXPECT_FALSE(directory_->Reseal(1000).ok());
  shared_->fail = false;
  EXPECT_EQ(directory_->Reseal(0).value(), all);
}

TEST(Ids, ThatAreNoneTellNoAccount) {
  // No letter of base32; a number of thirteen digits.
  for (const char* id : {"AKIA0000000000000000", "AKIA7777777777777777", "akia", ""}) {
    EXPECT_FALSE(AccountOfAccessKeyId(id).has_value()) << id;
  }
}

// The documentation's own key: made before the first bit was set.
TEST(Ids, OfOldKeysAreReadLikeNewOnes) { EXPECT_EQ(AccountOfAccessKeyId("AKIAIOSFODNN7EXAMPLE"), "581039954779"); }

TEST(Ids, HaveAwsLengths) {
  FakeRandom random;
  EXPECT_EQ(MakeUniqueId(random, "AROA").size(), 21u);
  EXPECT_EQ(MakeAccessKeyId(random, "AKIA", kAccount).size(), 20u);
  EXPECT_EQ(AccountOfAccessKeyId(MakeAccessKeyId(random, "AKIA", "000000000001")), "000000000001");
  EXPECT_FALSE(AccountOfAccessKeyId("AKIA").has_value());
}

}  // namespace
}  // namespace rolecall::directory
