// Durable writes a second: SQLite; three nodes on etcd, beside etcd's own puts in the same run; one node, and three, on
// PostgreSQL; how long until a write is on every node. What is not installed is left out.
// Usage: rolecall_stores_rates [SECONDS]        prints a row for each: name, rate
#include <stdio.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "directory/directory.h"
#include "store/etcd/etcd_client.h"
#include "tests/stores/shared_backend.h"

namespace rolecall::store {
namespace {

constexpr int kWritersOfEach = 32;

int seconds = 3;

// How often all threads together did it.
double Rate(int threads, const std::function<bool(int thread, int i)>& once) {
  std::atomic<bool> stop{false};
  std::atomic<std::int64_t> done{0}, failed{0};
  std::vector<std::thread> running;
  const auto begun = std::chrono::steady_clock::now();
  for (int t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      for (int i = 0; !stop.load(); ++i) (once(t, i) ? done : failed)++;
    });
  }
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  stop = true;
  for (std::thread& thread : running) thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  if (failed > 0) printf("  %lld failed\n", static_cast<long long>(failed.load()));
  return static_cast<double>(done.load()) / took.count();
}

void Row(const std::string& name, double rate) { printf("%-60s %10.0f/s\n", name.c_str(), rate); }

// A directory on a store of its own, which follows the log as a node does.
class Node {
 public:
  Node(std::unique_ptr<Store> store, Random& random, const Clock& clock) {
    auto opened =
        directory::Directory::Open(std::move(store), crypto::KeyRing(Secret(std::string(32, 'k'))), random, clock);
    if (!opened.ok()) {
      fprintf(stderr, "%s\n", opened.error().message.c_str());
      exit(1);
    }
    directory_ = *std::move(opened);
    if (!directory_->store().shared()) return;
    follower_ = std::thread([this] {
      while (!stop_.load()) {
        directory_->store().AwaitChange(directory_->revision(), std::chrono::milliseconds(200));
        (void)directory_->Follow();
      }
    });
  }
  ~Node() {
    stop_ = true;
    if (follower_.joinable()) follower_.join();
  }
  std::uint64_t revision() const { return directory_->revision(); }
  bool Write(int thread, int i, const Clock& clock) {
    directory::ServiceUse use;
    use.principal_id = "AIDAEXAMPLE" + std::to_string(thread);
    use.service = "s" + std::to_string(i % 50);
    use.at = clock.Now();
    return directory_
        ->Write([&](directory::Transaction& transaction) {
          transaction.Put(directory::ServiceUse(use));
          return true;
        })
        .ok();
  }

 private:
  std::unique_ptr<directory::Directory> directory_;
  std::atomic<bool> stop_{false};
  std::thread follower_;
};

double RateOf(const std::vector<std::unique_ptr<Node>>& nodes, const Clock& clock) {
  const int count = static_cast<int>(nodes.size());
  return Rate(count * kWritersOfEach, [&](int t, int i) { return nodes[t % count]->Write(t, i, clock); });
}

double SharedRate(SharedBackend& backend, int count, Random& random, const Clock& clock) {
  std::vector<std::unique_ptr<Node>> nodes;
  for (int i = 0; i < count; ++i) nodes.push_back(std::make_unique<Node>(backend.Open({}), random, clock));
  return RateOf(nodes, clock);
}

// From the answer to a write until every node decides on it.
void SpreadRow(const std::string& name, SharedBackend& backend, Random& random, const Clock& clock) {
  using std::chrono::steady_clock;
  constexpr int kWrites = 500;
  std::vector<std::unique_ptr<Node>> nodes;
  for (int i = 0; i < 3; ++i) nodes.push_back(std::make_unique<Node>(backend.Open({}), random, clock));
  std::vector<double> took;
  for (int i = 0; i < kWrites; ++i) {
    Node& writer = *nodes[i % nodes.size()];
    if (!writer.Write(0, i, clock)) continue;
    const auto answered = steady_clock::now();
    for (const auto& node : nodes) {
      while (node->revision() < writer.revision()) std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    took.push_back(std::chrono::duration<double, std::milli>(steady_clock::now() - answered).count());
  }
  std::sort(took.begin(), took.end());
  if (took.size() < kWrites) printf("  %zu failed\n", kWrites - took.size());
  if (took.empty()) return;
  printf("%-60s %7.1f ms, 99 %%: %.1f ms, longest %.1f ms\n", name.c_str(), took[took.size() / 2],
         took[took.size() * 99 / 100], took.back());
}

void EtcdsOwn(const std::string& url) {
  EtcdClient client(*ReadEtcdUrl(url));
  for (const int threads : {1, 3, 3 * kWritersOfEach}) {
    Row("etcd: its own puts, " + std::to_string(threads) + " at once", Rate(threads, [&](int t, int i) {
          etcdserverpb::TxnRequest request;
          etcdserverpb::PutRequest* put = request.add_success()->mutable_request_put();
          put->set_key("own/" + std::to_string(t) + "/" + std::to_string(i % 50));
          put->set_value(std::string(100, 'v'));
          return client.Txn(request, std::chrono::steady_clock::now() + std::chrono::seconds(10)).ok();
        }));
  }
}

}  // namespace
}  // namespace rolecall::store

int main(int argc, char** argv) {
  using namespace rolecall;
  using namespace rolecall::store;
  if (argc > 1) seconds = atoi(argv[1]);
  durable_servers = true;
  SystemRandom random;
  const SystemClock clock;
  {
    TemporaryDirectory directory;
    std::vector<std::unique_ptr<Node>> nodes;
    nodes.push_back(std::make_unique<Node>(*OpenSqliteStore(directory.File("store.db")), random, clock));
    Row("SQLite: durable writes, one node", RateOf(nodes, clock));
  }
  for (const ServerKind kind : {ServerKind::kEtcd, ServerKind::kPostgresql}) {
    const std::string name = kind == ServerKind::kEtcd ? "etcd" : "PostgreSQL";
    auto backend = MakeShared(kind);
    if (backend == nullptr) continue;
    if (kind == ServerKind::kEtcd) EtcdsOwn(backend->url());
    for (const int count : {1, 3}) {
      auto place = MakeShared(kind);
      Row(name + ": durable writes, nodes: " + std::to_string(count), SharedRate(*place, count, random, clock));
    }
    auto place = MakeShared(kind);
    SpreadRow(name + ": a write is on each of three nodes", *place, random, clock);
  }
  return 0;
}
