#include "kube/client/list_watch.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "kube/client/list.h"
#include "kube/client/object.h"
#include "kube/client/watch.h"
#include "tests/support/fake_api.h"

namespace rolecall::kube {
namespace {

using std::chrono::milliseconds;

std::string Object(const std::string& name, int version) {
  return R"({"metadata":{"name":")" + name + R"(","resourceVersion":")" + std::to_string(version) + "\"}}";
}
std::string ListOf(const std::string& items, int version, const std::string& next = "") {
  return R"({"kind":"List","metadata":{"resourceVersion":")" + std::to_string(version) + R"(","continue":")" + next +
         R"("},"items":[)" + items + "]}";
}
std::string EventOf(const std::string& type, const std::string& object) {
  return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}
bool Has(const http::Request& request, const std::string& text) {
  return request.target.find(text) != std::string::npos;
}

TEST(KubeList, PagesAreAskedForUntilTheLast) {
  FakeApi api([](const http::Request& request) {
    return Json(200, Has(request, "continue=n%2Fx") ? ListOf(Object("b", 1), 7) : ListOf(Object("a", 1), 7, "n/x"));
  });
  Around around;
  ApiClient client(api.access(), around.use());
  std::vector<std::string> names;
  const ApiResult<std::string> version = ListAll(
      client, {.path = "/api/v1/pods", .label_selector = "a=b", .page = 1}, [] { FAIL(); },
      [&](const boost::json::value& object) {
        names.push_back(TextAt(object, {"metadata", "name"}));
      });
  EXPECT_EQ(version.value(), "7");
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(api.requests().at(0).target, "/api/v1/pods?limit=1&labelSelector=a%3Db");
}

TEST(KubeList, BeginsAnewWhenItsMomentIsForgotten) {
  int refused = 0;
  FakeApi api([&](const http::Request& request) {
    if (!Has(request, "continue=")) return Json(200, ListOf(Object("a", 1), 7, refused == 0 ? "n" : ""));
    ++refused;
    return Json(410, StatusText(410, "Expired", "The provided continue parameter is too old"));
  });
  Around around;
  ApiClient client(api.access(), around.use());
  int restarts = 0;
  EXPECT_TRUE(ListAll(
                  client, {.path = "/x"}, [&] { ++restarts; }, [](const boost::json::value&) {})
                  .ok());
  EXPECT_EQ(restarts, 1);
}

TEST(KubeWatch, LinesComeWholeHoweverTheyArePieced) {
  std::vector<std::string> seen;
  WatchLines lines([&](std::string_view line) {
    seen.emplace_back(line);
    return true;
  });
  EXPECT_TRUE(lines.Feed("ab"));
  EXPECT_TRUE(lines.Feed("c\nd\n\ne"));
  EXPECT_TRUE(lines.Feed("f\n"));
  EXPECT_EQ(seen, (std::vector<std::string>{"abc", "d", "", "ef"}));
  EXPECT_TRUE(lines.Feed(std::string(kMaxEventBytes, 'x')));
  EXPECT_FALSE(lines.Feed("x"));
  EXPECT_TRUE(lines.is_too_long());
}

TEST(KubeWatch, EventsAndBookmarksMoveThePlaceOn) {
  FakeApi api([](const http::Request&) {
    return Json(200, EventOf("ADDED", Object("a", 8)) + EventOf("DELETED", Object("a", 9)) +
                         EventOf("BOOKMARK", Object("", 20)));
  });
  Around around;
  ApiClient client(api.access(), around.use());
  std::vector<WatchedChange> changes;
  const WatchEnd end = WatchOnce(client, {.path = "/x", .resource_version = "7"},
                                 [&](WatchedChange change, const boost::json::value&) { changes.push_back(change); });
  EXPECT_FALSE(end.failure.has_value());
  EXPECT_EQ(end.resource_version, "20");
  EXPECT_EQ(changes, (std::vector<WatchedChange>{WatchedChange::kPut, WatchedChange::kDeleted}));
  EXPECT_TRUE(Has(api.requests().at(0), "/x?watch=true&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=7"));
}

TEST(KubeWatch, ForgottenPlaceIsToldFromOtherErrorsByEventOrByStatus) {
  std::string body;
  int status = 200;
  FakeApi api([&](const http::Request&) { return Json(status, body); });
  Around around;
  ApiClient client(api.access(), around.use());
  const auto watch = [&] {
    return WatchOnce(client, {.path = "/x", .resource_version = "7"}, [](auto, const auto&) {});
  };
  body = EventOf("ERROR", StatusText(410, "Expired", "too old resource version"));
  EXPECT_TRUE(watch().failure->is_gone());
  body = EventOf("ERROR", StatusText(500, "InternalError", "etcd"));
  EXPECT_FALSE(watch().failure->is_gone());
  body = "no event\n";
  EXPECT_FALSE(watch().failure->is_gone());
  body = StatusText(410, "Gone", "gone");
  status = 410;
  EXPECT_TRUE(watch().failure->is_gone());
}

// A view as the webhook would keep one.
class Names final : public ObjectView {
 public:
  void BeginList() override { coming_.clear(); }
  void Put(const boost::json::value& object) override {
    const std::lock_guard lock(mutex_);
    (listing_ ? coming_ : names_).insert(TextAt(object, {"metadata", "name"}));
  }
  void EndList() override {
    const std::lock_guard lock(mutex_);
    names_ = std::exchange(coming_, {});
    listing_ = false;
  }
  void Delete(const boost::json::value& object) override {
    const std::lock_guard lock(mutex_);
    names_.erase(TextAt(object, {"metadata", "name"}));
  }
  // Waits for it, five seconds at most.
  bool Becomes(const std::set<std::string>& wanted) {
    for (int i = 0; i < 500; ++i) {
      {
        const std::lock_guard lock(mutex_);
        if (names_ == wanted) return true;
      }
      std::this_thread::sleep_for(milliseconds(10));
    }
    return false;
  }
  bool listing_ = true;

 private:
  std::mutex mutex_;
  std::set<std::string> names_, coming_;
};

class KubeListWatch : public testing::Test {
 protected:
  void Start(FakeApi& api) {
    client_ = std::make_unique<ApiClient>(api.access(), around_.use());
    ListWatchSettings settings{.path = "/x", .first_wait = milliseconds(10), .longest_wait = milliseconds(50)};
    watch_ =
        std::make_unique<ListWatch>(*client_, settings, view_, around_.clock, random_, [this](const std::string& text) {
          const std::lock_guard lock(mutex_);
          warnings_.push_back(text);
        });
  }
  Around around_;
  FakeRandom random_;
  Names view_;
  std::unique_ptr<ApiClient> client_;
  std::mutex mutex_;
  std::vector<std::string> warnings_;
  std::unique_ptr<ListWatch> watch_;
};

TEST_F(KubeListWatch, FollowsChangesAndGoesOnWhereAWatchEnded) {
  std::shared_ptr<Stream> first, second;
  FakeApi* self = nullptr;
  std::mutex mutex;
  FakeApi api([&](const http::Request& request) {
    const std::lock_guard lock(mutex);
    if (!Has(request, "watch=true")) return Json(200, ListOf(Object("a", 5) + "," + Object("b", 6), 7));
    std::shared_ptr<Stream>& stream = Has(request, "resourceVersion=7") ? first : second;
    stream = self->MakeStream();
    if (stream == first) stream->Say(EventOf("ADDED", Object("c", 8)) + EventOf("DELETED", Object("a", 9)));
    if (stream == second) stream->Say(EventOf("ADDED", Object("d", 12)));
    return Streamed(stream);
  });
  self = &api;
  Start(api);
  EXPECT_TRUE(watch_->WaitUntilSynced(std::chrono::seconds(5)));
  EXPECT_TRUE(view_.Becomes({"b", "c"}));
  {
    const std::lock_guard lock(mutex);
    first->Say(EventOf("BOOKMARK", Object("", 11)));
    first->End();
  }
  EXPECT_TRUE(view_.Becomes({"b", "c", "d"}));
  const std::vector<http::Request> requests = api.requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_TRUE(Has(requests[2], "resourceVersion=11"));
  EXPECT_EQ(watch_->state().lists, 1u);
  watch_.reset();
}

TEST_F(KubeListWatch, ListsAnewWhenItsPlaceIsForgottenAndDropsWhatIsGone) {
  std::atomic<int> lists{0};
  FakeApi* self = nullptr;
  FakeApi api([&](const http::Request& request) {
    if (!Has(request, "watch=true")) {
      view_.listing_ = true;
      return ++lists == 1 ? Json(200, ListOf(Object("a", 5), 7)) : Json(200, ListOf(Object("b", 50), 60));
    }
    if (Has(request, "resourceVersion=7")) return Json(410, StatusText(410, "Expired", "too old"));
    return Streamed(self->MakeStream());
  });
  self = &api;
  Start(api);
  EXPECT_TRUE(view_.Becomes({"b"}));
  EXPECT_EQ(lists, 2);
  EXPECT_EQ(watch_->state().failures, 0u);
  watch_.reset();
}

TEST_F(KubeListWatch, KeepsItsViewThroughFailuresTellsOnceAndComesBack) {
  std::atomic<bool> broken{false};
  std::atomic<int> calls{0};
  FakeApi* self = nullptr;
  FakeApi api([&](const http::Request& request) {
    if (broken) return Json(503, "");
    if (!Has(request, "watch=true")) return Json(200, ListOf(Object("a", 5), 7));
    std::shared_ptr<Stream> stream = self->MakeStream();
    if (calls++ > 0) stream->Say(EventOf("ADDED", Object("b", 9)));
    return Streamed(stream);
  });
  self = &api;
  Start(api);
  EXPECT_TRUE(view_.Becomes({"a"}));
  broken = true;
  api.EndStreams();
  for (int i = 0; i < 500 && watch_->state().failures < 4; ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_TRUE(view_.Becomes({"a"}));
  EXPECT_TRUE(watch_->is_synced());
  EXPECT_NE(watch_->state().last_error, "");
  broken = false;
  EXPECT_TRUE(view_.Becomes({"a", "b"}));
  watch_.reset();
  ASSERT_EQ(warnings_.size(), 2u);
  EXPECT_EQ(warnings_[1], "Kubernetes /x: answers again");
}

TEST_F(KubeListWatch, IsNotSyncedBeforeTheFirstListAndEndsSoon) {
  FakeApi api([](const http::Request&) { return Json(403, StatusText(403, "Forbidden", "no")); });
  Start(api);
  EXPECT_FALSE(watch_->WaitUntilSynced(milliseconds(200)));
  EXPECT_GE(watch_->state().failures, 1u);
  const auto began = std::chrono::steady_clock::now();
  watch_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3));
}

TEST_F(KubeListWatch, AWatchThatEndsAtOnceIsNotAskedForAgainAndAgain) {
  FakeApi api([](const http::Request& request) { return Json(200, Has(request, "watch=true") ? "" : ListOf("", 7)); });
  Start(api);
  EXPECT_TRUE(watch_->WaitUntilSynced(std::chrono::seconds(5)));
  std::this_thread::sleep_for(milliseconds(500));
  EXPECT_LT(api.requests().size(), 40u);
  watch_.reset();
}

}  // namespace
}  // namespace rolecall::kube
