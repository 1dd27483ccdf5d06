#include "kube/client/identity_watch.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/fake_api.h"

namespace rolecall::kube {
namespace {

using std::chrono::milliseconds;

constexpr char kArn[] = "arn:aws:iam::111122223333:role/App";

std::string Account(const std::string& name, const std::string& role) {
  return R"({"kind":"ServiceAccount","metadata":{"namespace":"demo","name":")" + name +
         R"(","resourceVersion":"9","annotations":{"eks.amazonaws.com/role-arn":")" + role + R"(","other":"x"}}})";
}
// As the API server writes lists: their objects have no kind.
std::string Listed(std::string object) {
  const std::string kind = R"("kind":"ServiceAccount",)";
  return object.erase(object.find(kind), kind.size());
}
std::string ConfigMap(const std::string& config) {
  return R"({"kind":"ConfigMap","metadata":{"namespace":"eks","name":"pod-identity-webhook","resourceVersion":"9"},)"
         R"("data":{"config":")" +
         config + "\"}}";
}
std::string Event(const std::string& type, const std::string& object) {
  return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}

template <typename Condition>
bool Eventually(Condition condition) {
  for (int i = 0; i < 500; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return false;
}

class KubeIdentityWatch : public testing::Test {
 protected:
  http::Response Answer(const http::Request& request) {
    const bool is_map = request.target.find("configmaps") != std::string::npos;
    if (request.target.find("watch=true") != std::string::npos) {
      return Streamed(is_map ? map_changes_ : account_changes_);
    }
    if (is_map) return Json(200, R"({"kind":"ConfigMapList","metadata":{"resourceVersion":"7"},"items":[]})");
    if (!may_list_) return Json(503, "");
    return Json(200, R"({"kind":"ServiceAccountList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[)" +
                         Listed(Account("app", kArn)) + "]}");
  }
  std::string RoleOf(const std::string& name) {
    const std::shared_ptr<const IdentitySource> identities = board_.Read();
    const ServiceAccount* account = identities->Find({"demo", name});
    if (account != nullptr && !account->annotations.empty()) return account->annotations.begin()->second;
    const MappedRole* mapped = identities->FindMapped({"demo", name});
    return mapped != nullptr ? mapped->role_arn : "";
  }
  void Start() {
    client_ = std::make_unique<ApiClient>(api_.access(), around_.use());
    const IdentityWatchSettings settings{
        .config_map_namespace = "eks",
        .lists = {.path = "", .first_wait = milliseconds(10), .longest_wait = milliseconds(20)}};
    watch_ = std::make_unique<IdentityWatch>(settings, *client_, board_, around_.clock, random_,
                                             [this](const std::string&) { ++warnings_; });
  }

  Around around_;
  FakeRandom random_;
  IdentityBoard board_;
  std::atomic<bool> may_list_{true};
  std::atomic<int> warnings_{0};
  FakeApi api_{[this](const http::Request& request) { return Answer(request); }};
  std::shared_ptr<Stream> account_changes_ = api_.MakeStream(), map_changes_ = api_.MakeStream();
  std::unique_ptr<ApiClient> client_;
  std::unique_ptr<IdentityWatch> watch_;
};

TEST_F(KubeIdentityWatch, IsNotSyncedUntilTheListIsThere) {
  may_list_ = false;
  Start();
  EXPECT_TRUE(Eventually([&] { return watch_->accounts().failures > 2; }));
  EXPECT_NE(board_.NotSynced().find("service accounts"), std::string::npos);
  EXPECT_EQ(RoleOf("app"), "");
  may_list_ = true;
  EXPECT_TRUE(Eventually([&] { return board_.NotSynced().empty(); }));
  EXPECT_EQ(RoleOf("app"), kArn);
}

TEST_F(KubeIdentityWatch, FollowsAccountsAsTheyComeChangeAndGo) {
  Start();
  EXPECT_TRUE(Eventually([&] { return RoleOf("app") == kArn; }));
  account_changes_->Say(Event("ADDED", Account("new", "arn:aws:iam::111122223333:role/New")));
  EXPECT_TRUE(Eventually([&] { return RoleOf("new") == "arn:aws:iam::111122223333:role/New"; }));
  account_changes_->Say(Event("MODIFIED", Account("new", kArn)));
  EXPECT_TRUE(Eventually([&] { return RoleOf("new") == kArn; }));
  account_changes_->Say(Event("DELETED", Account("new", kArn)));
  EXPECT_TRUE(Eventually([&] { return RoleOf("new").empty(); }));
  EXPECT_EQ(RoleOf("app"), kArn);
}

TEST_F(KubeIdentityWatch, ConfigMapIsFollowedAndABrokenOneChangesNothing) {
  Start();
  map_changes_->Say(Event("ADDED", ConfigMap(R"({\"demo/mapped\":{\"RoleARN\":\"arn:mapped\"}})")));
  EXPECT_TRUE(Eventually([&] { return RoleOf("mapped") == "arn:mapped"; }));
  map_changes_->Say(Event("MODIFIED", ConfigMap("{broken")));
  EXPECT_TRUE(Eventually([&] { return warnings_ == 1; }));
  EXPECT_EQ(RoleOf("mapped"), "arn:mapped");
  map_changes_->Say(Event("DELETED", ConfigMap("")));
  EXPECT_TRUE(Eventually([&] { return RoleOf("mapped").empty(); }));
}

}  // namespace
}  // namespace rolecall::kube
