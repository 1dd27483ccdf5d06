// Three directories over one shared store.
#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "tests/sim/world.h"
#include "tests/support/store_wrapper.h"

namespace rolecall::sim {
namespace {

constexpr int kMostNodes = 3;

class SharedWorld;

// One node's way to the store.
class SimulatedClient final : public store::StoreWrapper {
 public:
  SimulatedClient(SharedWorld& world, store::Store& truth, int node)
      : StoreWrapper(truth), world_(world), node_(node) {}

  bool shared() const override { return true; }
  Result<std::optional<store::Entry>> Get(std::string_view key) override;
  Result<std::vector<store::Entry>> Scan(std::string_view prefix, std::string_view after, std::size_t limit) override;
  Ticket Submit(store::Batch batch) override;
  Result<std::uint64_t> Wait(Ticket ticket) override;
  Result<std::uint64_t> Head() override;
  Result<std::vector<store::LogEntry>> ReadLog(std::uint64_t after, std::size_t limit) override;

 private:
  SharedWorld& world_;
  const int node_;
  std::map<Ticket, Result<std::uint64_t>> outcomes_;
  Ticket next_ = 1;
  std::uint64_t stale_head_ = 0;
};

struct Node {
  std::unique_ptr<directory::Directory> directory;  // null: it is down
  bool is_cut_off = false;
};

class SharedWorld final : public World {
 public:
  explicit SharedWorld(const Options& options) : World(options), truth_(store::OpenMemoryStore({.clock = &clock_})) {}

  Outcome Run() {
    for (int i = 0; i < nodes() && !violated(); ++i) Start(i);
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

  // Whether this call of the node gets nothing done, and is told so.
  bool IsLost(int node) {
    return !healed_ && (nodes_[node].is_cut_off || (!Without(Trouble::kLost) && dice_.Chance(4)));
  }
  bool LosesAnswer() { return !healed_ && !Without(Trouble::kLost) && dice_.Chance(3); }
  bool Has(Fault fault) { return options_.fault == fault && dice_.Chance(20); }
  Dice& dice() { return dice_; }
  // Comes later, or never.
  void Delay(store::Batch batch) {
    if (!Without(Trouble::kLate)) late_.push_back(std::move(batch));
  }
  // Another node is faster.
  void Interleave(int node) {
    if (healed_ || interleaving_ || Without(Trouble::kInterleaved) || !dice_.Chance(20)) return;
    interleaving_ = true;
    const int other = (node + 1 + static_cast<int>(dice_.Below(static_cast<std::uint64_t>(nodes()) - 1))) % nodes();
    if (nodes_[other].directory != nullptr) WriteAt(*nodes_[other].directory, Name(other));
    interleaving_ = false;
  }

 private:
  int nodes() const { return options_.nodes; }
  int AnyNode() { return static_cast<int>(dice_.Below(static_cast<std::uint64_t>(nodes()))); }
  static std::string Name(int node) { return "node" + std::to_string(node); }

  void Start(int i) {
    auto opened =
        directory::Directory::Open(std::make_unique<SimulatedClient>(*this, *truth_, i), key_, random_, clock_);
    Trace(Name(i) + (opened.ok() ? " starts" : " does not start: " + opened.error().message));
    if (opened.ok()) nodes_[i].directory = *std::move(opened);
  }

  void Step() {
    const int i = AnyNode();
    Node& node = nodes_[i];
    const std::uint64_t what = dice_.Below(100);
    if (what < 6) {
      if (Without(Trouble::kCutOff)) return;
      node.is_cut_off = !node.is_cut_off;
      Trace(Name(i) + (node.is_cut_off ? " is cut off" : " is back"));
    } else if (what < 10) {
      if (Without(Trouble::kCrash)) return;
      node.directory.reset();
      Trace(Name(i) + " crashes");
    } else if (node.directory == nullptr) {
      Start(i);
    } else if (what < 14) {
      if (!Without(Trouble::kClock)) MoveClock();
    } else if (what < 18) {
      if (!Without(Trouble::kCompaction)) Compact();
    } else if (what < 22 && !late_.empty()) {
      Trace("a late request arrives");
      (void)truth_->Commit(std::move(late_.front()));
      late_.pop_front();
    } else if (what < 60) {
      const std::uint64_t before = Acknowledged();
      if (WriteAt(*node.directory, Name(i))) Expect(node, i, before, "wrote");
    } else if (what < 66) {
      TrySessions(node, i);
    } else {
      Follow(i);
    }
  }

  void Follow(int i) {
    Node& node = nodes_[i];
    const std::uint64_t before = Acknowledged();
    const auto followed = node.directory->Follow();
    Trace(Name(i) + (followed.ok() ? " follows to " + std::to_string(followed->head) : " does not follow"));
    if (followed.ok()) Expect(node, i, before, "followed");
  }

  // The newest revision of an acknowledged write, or of any: everything that is in the store counts as told.
  std::uint64_t Acknowledged() { return *truth_->Head(); }
  void Expect(const Node& node, int i, std::uint64_t revision, const std::string& how) {
    if (node.directory->revision() < revision) {
      Violate(Name(i) + " " + how + " and lacks what was written before: " +
              std::to_string(node.directory->revision()) + " of " + std::to_string(revision));
    }
  }

  void MoveClock() {
    const bool jumps = dice_.Chance(10);
    const auto seconds = static_cast<std::int64_t>(dice_.Below(jumps ? 200000 : 600));
    if (jumps) {
      clock_.Advance(std::chrono::seconds(dice_.Chance(50) ? -seconds : seconds));
    } else {
      Pass(std::chrono::seconds(seconds));
    }
    Trace("the clock moves");
  }

  // Never what a healthy node still needs, but those that are away.
  void Compact() {
    ReadHistory(*truth_);
    (void)truth_->Compact(*truth_->Head() - std::min<std::uint64_t>(*truth_->Head(), dice_.Below(10)));
    Trace("the log is compacted");
  }

  // A session of one is good at another that followed since the key was made.
  void TrySessions(Node& node, int i) {
    if (dice_.Chance(30)) (void)node.directory->RotateSessionKeys();
    const auto made = node.directory->IssueSession(directory::Session{});
    if (!made.ok()) return Trace(Name(i) + " makes no session: " + made.error().message);
    const int other = AnyNode();
    if (nodes_[other].directory == nullptr || nodes_[other].is_cut_off) return;
    if (!nodes_[other].directory->Follow().ok()) return;
    if (!nodes_[other].directory->OpenSession(made->token).ok()) {
      // Only one that was forgotten everywhere: its maker is far behind, and its clock went on without it.
      if (node.is_cut_off || node.directory->revision() < nodes_[other].directory->revision()) return;
      Violate("a session of " + Name(i) + " is not known at " + Name(other));
    }
  }

  void Check() {
    ReadHistory(*truth_);
    for (int i = 0; i < nodes(); ++i) {
      if (nodes_[i].directory != nullptr) CheckSnapshot(*nodes_[i].directory, Name(i));
    }
    CheckAcknowledged();
  }

  void Heal() {
    healed_ = true;
    late_.clear();
    for (int i = 0; i < nodes() && !violated(); ++i) {
      nodes_[i].is_cut_off = false;
      if (nodes_[i].directory == nullptr) Start(i);
      if (nodes_[i].directory == nullptr) return Violate(Name(i) + " does not start, though all is well");
      Follow(i);
      if (!WriteAt(*nodes_[i].directory, Name(i))) Violate(Name(i) + " takes no writes, though all is well");
      Check();
    }
    for (int i = 0; i < nodes() && !violated(); ++i) Follow(i);
    Check();
  }

  const std::unique_ptr<store::Store> truth_;
  Node nodes_[kMostNodes];
  std::deque<store::Batch> late_;
  bool interleaving_ = false, healed_ = false;
};

Error Lost() { return {ErrorCode::kUnavailable, "the store is away"}; }

Result<std::optional<store::Entry>> SimulatedClient::Get(std::string_view key) {
  if (world_.IsLost(node_)) return Lost();
  return inner().Get(key);
}

Result<std::vector<store::Entry>> SimulatedClient::Scan(std::string_view prefix, std::string_view after,
                                                        std::size_t limit) {
  if (world_.dice().Chance(1) && world_.IsLost(node_)) return Lost();
  world_.Interleave(node_);
  return inner().Scan(prefix, after, limit);
}

store::Store::Ticket SimulatedClient::Submit(store::Batch batch) {
  const Ticket ticket = next_++;
  world_.Interleave(node_);
  if (world_.Has(Fault::kIgnoresExpectedHead)) batch.expected_head.reset();
  if (world_.IsLost(node_)) {
    if (world_.dice().Chance(50)) world_.Delay(std::move(batch));
    outcomes_.emplace(ticket, Lost());
  } else if (world_.Has(Fault::kAcknowledgesUnwritten)) {
    outcomes_.emplace(ticket, *inner().Head() + 1);
  } else {
    if (world_.Has(Fault::kWritesTwice)) {
      store::Batch again = batch;
      again.expected_head.reset();
      world_.Delay(std::move(again));
    }
    Result<std::uint64_t> written = inner().Commit(std::move(batch));
    outcomes_.emplace(ticket, world_.LosesAnswer() ? Result<std::uint64_t>(Lost()) : std::move(written));
  }
  return ticket;
}

Result<std::uint64_t> SimulatedClient::Wait(Ticket ticket) {
  Result<std::uint64_t> outcome = std::move(outcomes_.at(ticket));
  outcomes_.erase(ticket);
  return outcome;
}

Result<std::uint64_t> SimulatedClient::Head() {
  if (world_.IsLost(node_)) return Lost();
  Result<std::uint64_t> head = inner().Head();
  if (world_.Has(Fault::kStaleHead) && stale_head_ > 0) return stale_head_;
  stale_head_ = *head;
  return head;
}

Result<std::vector<store::LogEntry>> SimulatedClient::ReadLog(std::uint64_t after, std::size_t limit) {
  if (world_.IsLost(node_)) return Lost();
  world_.Interleave(node_);
  limit = std::min<std::size_t>(limit, 1 + world_.dice().Below(5));
  Result<std::vector<store::LogEntry>> entries = inner().ReadLog(after, limit);
  if (!entries.ok() && entries.error().code == ErrorCode::kNotFound && world_.Has(Fault::kHidesCompaction)) {
    entries = std::vector<store::LogEntry>{{.revision = after + 1}};
  }
  if (!entries.ok()) return entries;
  for (store::LogEntry& entry : *entries) {
    if (world_.Has(Fault::kLogLosesDeletes)) entry.deletes.clear();
    if (!entry.puts.empty() && world_.Has(Fault::kLogLosesPuts)) entry.puts.pop_back();
  }
  return entries;
}

}  // namespace

Outcome RunSharedStore(const Options& options) { return SharedWorld(options).Run(); }

}  // namespace rolecall::sim
