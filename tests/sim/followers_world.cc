// A control plane, a node that follows it, and one that follows that one; promotion, and the old one's return.
#include <set>
#include <utility>
#include <vector>

#include "server/replication/local_log_source.h"
#include "server/replication/replicated_store.h"
#include "server/replication/replicator.h"
#include "tests/sim/world.h"
#include "tests/support/store_wrapper.h"

namespace rolecall::sim {
namespace {

using server::CopyPage;
using server::FollowerState;
using server::LogPage;
using server::ReplicatedStore;
using Role = ReplicatedStore::Role;

class FollowersWorld;

// A node's disk as its process sees it: at a crash nothing more gets through.
class Disk final : public store::StoreWrapper {
 public:
  Disk(FollowersWorld& world, store::Store& platters) : StoreWrapper(platters), world_(world) {}
  int writes_left = 1 << 30;  // then it crashes

  Ticket Submit(store::Batch batch) override;
  Result<std::uint64_t> Wait(Ticket ticket) override {
    if (ticket == kLost) return Error{ErrorCode::kUnavailable, "the node crashed"};
    return inner().Wait(ticket);
  }

 private:
  static constexpr Ticket kLost = ~Ticket{0};
  FollowersWorld& world_;
};

struct Node {
  std::string name;
  std::unique_ptr<store::Store> platters;
  Disk* disk = nullptr;
  ReplicatedStore* store = nullptr;          // the directory's, or `waiting`
  std::unique_ptr<ReplicatedStore> waiting;  // for its first copy
  std::unique_ptr<directory::Directory> directory;
  std::unique_ptr<server::LocalLogSource> source;
  std::unique_ptr<server::LogSource> way;
  std::unique_ptr<server::Replicator> replicator;
  int upstream = -1;  // -1: a control plane
};

// The way from one node to another.
class Way final : public server::LogSource {
 public:
  Way(FollowersWorld& world, Node& to) : world_(world), to_(to) {}
  Result<LogPage> ReadLog(const FollowerState& state, std::chrono::milliseconds wait) override;
  Result<CopyPage> ReadCopy(const std::string& after) override;

 private:
  FollowersWorld& world_;
  Node& to_;
};

class FollowersWorld final : public World {
 public:
  explicit FollowersWorld(const Options& options) : World(options) {
    for (int i = 0; i < 3; ++i) {
      nodes_[i].name = "node" + std::to_string(i);
      nodes_[i].platters = store::OpenMemoryStore({.clock = &clock_});
      nodes_[i].upstream = i - 1;
    }
  }

  Outcome Run() {
    Start(0);
    for (outcome_.step = 0; outcome_.step < options_.steps; ++outcome_.step) {
      if (!BeginStep()) continue;
      Step();
      Check();
      if (violated()) return outcome_;
    }
    BeginStep();
    Heal();
    return outcome_;
  }

  bool IsLost() { return !healed_ && !Without(Trouble::kLost) && dice_.Chance(8); }
  bool Has(Fault fault) { return options_.fault == fault && dice_.Chance(20); }
  Dice& dice() { return dice_; }
  // Somebody writes while another reads.
  void Interleave() {
    if (healed_ || Without(Trouble::kInterleaved) || !dice_.Chance(20)) return;
    Node& control = nodes_[control_];
    if (control.directory != nullptr) Write(control_);
  }

 private:
  void Start(int i) {
    Node& node = nodes_[i];
    Stop(i);
    auto disk = std::make_unique<Disk>(*this, *node.platters);
    node.disk = disk.get();
    auto opened = ReplicatedStore::Open(std::move(disk), node.upstream < 0 ? Role::kControl : Role::kFollower);
    Trace(node.name + (opened.ok() ? " starts" : " does not start: " + opened.error().message));
    if (!opened.ok()) return BecomeFollower(i);
    node.waiting = *std::move(opened);
    node.store = node.waiting.get();
    if (node.upstream >= 0) {
      node.way = std::make_unique<Way>(*this, nodes_[node.upstream]);
      node.replicator =
          std::make_unique<server::Replicator>(*node.store, *node.way, nodes_[node.upstream].name, clock_);
    }
    OpenDirectory(i);
  }

  // A control plane that was replaced starts as what follows the new one.
  void BecomeFollower(int i) {
    if (i != control_ && nodes_[i].upstream < 0) nodes_[i].upstream = control_;
  }

  void Stop(int i) {
    Node& node = nodes_[i];
    node.replicator.reset();
    node.way.reset();
    node.source.reset();
    node.directory.reset();
    node.waiting.reset();
    node.store = nullptr;
  }

  void OpenDirectory(int i) {
    Node& node = nodes_[i];
    if (node.waiting == nullptr || !node.waiting->has_copy()) return;
    auto opened = directory::Directory::Open(std::move(node.waiting), key_, random_, clock_);
    if (!opened.ok()) {
      Trace(node.name + " does not open: " + opened.error().message);
      return Stop(i);
    }
    node.directory = *std::move(opened);
    node.source =
        std::make_unique<server::LocalLogSource>(*node.store, random_, [&node] { return node.directory->staleness(); });
  }

  void Step() {
    const int i = static_cast<int>(dice_.Below(3));
    Node& node = nodes_[i];
    const std::uint64_t what = dice_.Below(100);
    if (what < 6 && node.disk != nullptr && !Without(Trouble::kCrash)) {
      node.disk->writes_left = static_cast<int>(dice_.Below(6));
      Trace(node.name + " will crash");
    } else if (node.store == nullptr || node.disk->writes_left < 0) {
      Start(i);
    } else if (what < 10) {
      if (Without(Trouble::kClock)) return;
      Pass(std::chrono::seconds(dice_.Below(600)));
    } else if (what < 14) {
      if (Without(Trouble::kCompaction)) return;
      ReadHistories();
      (void)nodes_[control_].platters->Compact(*nodes_[control_].platters->Head());
      Trace("the log is compacted");
    } else if (what < 16) {
      Promote();
    } else if (what < 22) {
      Fence();
    } else if (what < 60 && node.directory != nullptr) {
      Write(i);
    } else {
      Follow(i);
    }
  }

  void Write(int i) {
    Node& node = nodes_[i];
    const bool was_fenced = node.store->fenced();
    const bool is_old = i != control_;
    const std::map<std::string, std::string> before = acknowledged_;
    if (!WriteAt(*node.directory, node.name)) return;
    if (was_fenced || told_.contains(i))
      return Violate(node.name + " takes a write though it was told that it is replaced");
    if (node.upstream >= 0) return Violate(node.name + " takes a write though it follows");
    // What the old one takes before it hears of the new one is nobody's: not promised.
    if (is_old) acknowledged_ = before;
  }

  void Follow(int i) {
    Node& node = nodes_[i];
    if (node.replicator == nullptr) return;
    const Node& up = nodes_[node.upstream];
    const bool is_direct = node.upstream == control_ && up.store != nullptr;
    Pass(std::chrono::milliseconds(1));  // what was fresh a moment ago is not fresh now
    const std::uint64_t before = is_direct ? *up.platters->Head() : 0;
    const Result<void> stepped = node.replicator->Step(std::chrono::milliseconds(0));
    Trace(node.name + (stepped.ok() ? " follows" : " does not follow: " + stepped.error().message));
    if (!stepped.ok()) return;
    if (node.directory == nullptr) OpenDirectory(i);
    if (node.directory == nullptr) return;
    const auto followed = node.directory->Follow();
    if (!followed.ok()) return Trace(node.name + " does not read: " + followed.error().message);
    const bool says_fresh = node.directory->staleness() == std::chrono::microseconds(0);
    if (is_direct && says_fresh && node.directory->revision() < before)
      Violate(node.name + " says that it is fresh and is not");
  }

  // Node 1 takes over, once; whoever followed node 0 then is asked to hear of it.
  void Promote() {
    Node& node = nodes_[1];
    if (control_ == 1 || node.directory == nullptr) return;
    ReadHistories();
    const std::uint64_t head = *node.store->Head();
    const auto epoch = node.store->Promote();
    Trace("node1 is promoted" + std::string(epoch.ok() ? "" : ": " + epoch.error().message));
    if (!epoch.ok()) return;
    control_ = 1;
    node.upstream = -1;
    node.replicator.reset();
    // What node 1 never had is lost, as promised.
    while (!history_.empty() && history_.rbegin()->first > head) history_.erase(std::prev(history_.end()));
    written_.clear();
    acknowledged_.clear();
    ReadHistories();
  }

  // The new control plane tells the old one.
  void Fence() {
    Node& old = nodes_[0];
    if (control_ != 1 || old.source == nullptr || nodes_[1].store == nullptr || old.upstream >= 0 || IsLost()) return;
    const auto state = nodes_[1].store->state();
    if (!state.ok()) return;
    const auto told = old.source->ReadLog(*state, std::chrono::milliseconds(0));
    if (told.ok() || told.error().code != ErrorCode::kConflict) return;
    Trace("node0 knows that it is replaced");
    told_.insert(0);
    if (!Has(Fault::kDeafToFence)) return;
    Stop(0);  // as if it had not been said: the note is gone
    (void)old.platters->Commit(store::Batch{{}, {}, {std::string(server::kFencedKey)}});
    Start(0);
  }

  void ReadHistories() { ReadHistory(*nodes_[control_].platters); }

  void Check() {
    ReadHistories();
    for (Node& node : nodes_) {
      const bool is_current = &node == &nodes_[control_] || node.upstream >= 0;
      if (node.directory == nullptr || !is_current || node.disk->writes_left < 0) continue;
      // One that follows the old control plane, or has its last writes, is of another history until it copies.
      const auto state = node.store->state();
      const auto newest = nodes_[control_].store == nullptr ? state : nodes_[control_].store->state();
      if (!state.ok() || !newest.ok() || state->epoch != newest->epoch || !node.store->has_copy()) continue;
      CheckSnapshot(*node.directory, node.name);
    }
    CheckAcknowledged();
  }

  // Told and started again, it follows the new one.
  void ReplaceOld() {
    Fence();
    Start(0);
    if (nodes_[0].upstream >= 0) Start(0);
  }

  void Heal() {
    healed_ = true;
    Trace("all is well");
    for (int round = 0; round < 8 && !violated(); ++round) {
      for (int i = 0; i < 3; ++i) {
        Node& node = nodes_[i];
        if (node.store == nullptr || node.disk->writes_left < (1 << 20)) Start(i);
        if (i == 0 && control_ == 1 && node.upstream < 0) ReplaceOld();
        Follow(i);
        Check();
      }
    }
    Node& control = nodes_[control_];
    if (control.directory == nullptr || !WriteAt(*control.directory, control.name)) {
      return Violate("the control plane takes no writes, though all is well");
    }
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 3; ++i) Follow(i);
    }
    Check();
    for (Node& node : nodes_) {
      if (node.directory == nullptr || node.directory->revision() != control.directory->revision()) {
        return Violate(node.name + " does not catch up, though all is well");
      }
    }
  }

  Node nodes_[3];
  int control_ = 0;
  std::set<int> told_;
  bool healed_ = false;
};

store::Store::Ticket Disk::Submit(store::Batch batch) {
  if (writes_left-- <= 0) {
    writes_left = -1;
    return kLost;
  }
  if (world_.Has(Fault::kDiskLosesWrites)) batch.puts.clear();
  return inner().Submit(std::move(batch));
}

Result<LogPage> Way::ReadLog(const FollowerState& state, std::chrono::milliseconds wait) {
  if (world_.IsLost() || to_.source == nullptr) return Error{ErrorCode::kUnavailable, "it does not answer"};
  world_.Interleave();
  Result<LogPage> page = to_.source->ReadLog(state, wait);
  if (world_.IsLost()) return Error{ErrorCode::kUnavailable, "the answer was lost"};
  if (page.ok()) {
    const std::size_t most = 1 + world_.dice().Below(5);
    if (page->entries.size() > most) page->entries.resize(most);
  }
  return page;
}

Result<CopyPage> Way::ReadCopy(const std::string& after) {
  if (to_.source == nullptr || (world_.IsLost() && world_.dice().Chance(30))) {
    return Error{ErrorCode::kUnavailable, "it does not answer"};
  }
  Result<CopyPage> page = to_.source->ReadCopy(after);
  world_.Interleave();
  if (page.ok() && page->puts.size() > 4) {
    page->puts.resize(4);
    page->is_last = false;
  }
  if (page.ok() && page->puts.size() > 1 && world_.Has(Fault::kCopyLosesRecords)) page->puts.erase(page->puts.begin());
  return page;
}

}  // namespace

Outcome RunFollowers(const Options& options) { return FollowersWorld(options).Run(); }

}  // namespace rolecall::sim
