#include "tests/sim/world.h"

#include <algorithm>

#include "directory/keys.h"

namespace rolecall::sim {
namespace {

constexpr std::string_view kGroupPrefix = "directory/group/054000737513/";

directory::Group GroupOf(const std::string& name, const std::string& path) {
  directory::Group group;
  group.account = kAccount;
  group.name = name;
  group.path = path;
  group.id = "AGPASIMULATED";
  return group;
}

// The member's text in a record of ours, which has nothing that is escaped.
std::string PathIn(const std::string& json) {
  constexpr std::string_view kMember = "\"path\":\"";
  const std::size_t begin = json.find(kMember);
  if (begin == json.npos) return "?";
  const std::size_t from = begin + kMember.size();
  return json.substr(from, json.find('"', from) - from);
}

// "/n5/w17/": the counter is 5, by write w17.
int NumberIn(const std::string& path) { return path.starts_with("/n") ? std::atoi(path.c_str() + 2) : 0; }

// "w17" of "/w17/" or "/n5/w17/".
std::string WriteIn(const std::string& path) {
  const std::size_t begin = path.rfind("/w");
  if (begin == path.npos) return "";
  return path.substr(begin + 1, path.size() - begin - 2);
}

}  // namespace

State StateOf(const directory::Snapshot& snapshot) {
  State state;
  for (const auto& group : snapshot.groups.Sorted()) state[group->name] = group->path;
  return state;
}

bool World::BeginStep() {
  dice_ = Dice(options_.seed, outcome_.step);
  return !options_.skipped.contains(outcome_.step);
}

void World::Pass(std::chrono::milliseconds time) {
  clock_.Advance(time);
  outcome_.seconds += std::chrono::duration<double>(time).count();
}

void World::Trace(const std::string& text) {
  for (const char c : text) outcome_.digest = outcome_.digest * 1099511628211ull + static_cast<unsigned char>(c);
  if (options_.trace != nullptr) *options_.trace << outcome_.step << " " << text << "\n";
}

void World::Violate(const std::string& what) {
  if (!violated()) outcome_.violation = what;
  Trace("VIOLATION " + what);
}

bool World::WriteAt(directory::Directory& directory, const std::string& node) {
  const std::string write = "w" + std::to_string(next_write_++);
  const std::string name = "g" + std::to_string(dice_.Below(6));
  const std::uint64_t kind = dice_.Below(4);
  bool changes = true;
  const Result<void> written = directory.Write([&](directory::Transaction& transaction) {
    const auto& groups = transaction.snapshot().groups;
    if (kind == 0) {
      const auto counter = groups.Find(directory::NameKey(kAccount, kCounter));
      const int number = counter == nullptr ? 0 : NumberIn(counter->path);
      transaction.Put(GroupOf(kCounter, "/n" + std::to_string(number + 1) + "/" + write + "/"));
    } else if (kind == 1) {
      const auto group = groups.Find(directory::NameKey(kAccount, name));
      changes = group != nullptr;
      // A delete leaves its name, so that it can be counted; two records go in one write.
      if (changes) transaction.Delete(*group);
      if (changes) transaction.Put(GroupOf("deleted", "/" + write + "/"));
    } else {
      changes = true;
      transaction.Put(GroupOf(name, "/" + write + "/"));
    }
    return changes;
  });
  Trace(node + " " + write + " kind " + std::to_string(kind) + (written.ok() ? " ok" : " " + written.error().message));
  if (!written.ok()) return false;
  if (changes) acknowledged_[write] = node;
  if (changes) ++outcome_.writes;
  return true;
}

void World::ReadHistory(store::Store& truth) {
  while (true) {
    const std::uint64_t last = history_.empty() ? 0 : history_.rbegin()->first;
    const auto entries = truth.ReadLog(last, 1000);
    if (!entries.ok()) return Violate("the history cannot be read: " + entries.error().message);
    if (entries->empty()) return;
    for (const store::LogEntry& entry : *entries) {
      const State before = history_.empty() ? State() : history_.rbegin()->second;
      State state = before;
      for (const std::string& key : entry.deletes) {
        if (key.starts_with(kGroupPrefix)) state.erase(key.substr(kGroupPrefix.size()));
      }
      for (const store::Put& put : entry.puts) {
        if (!put.key.starts_with(kGroupPrefix)) continue;
        const std::string path = PathIn(put.value), name = put.key.substr(kGroupPrefix.size());
        if (name == kCounter && NumberIn(path) != NumberIn(before.contains(kCounter) ? before.at(kCounter) : "") + 1) {
          Violate("an update was lost: the counter went to " + path);
        }
        state[name] = path;
        ++written_[WriteIn(path)];
      }
      history_[entry.revision] = std::move(state);
    }
  }
}

void World::CheckSnapshot(const directory::Directory& directory, const std::string& node) {
  const std::uint64_t revision = directory.revision();
  const auto found = history_.find(revision);
  const State wanted = found == history_.end() ? State() : found->second;
  if (revision != 0 && found == history_.end()) return Violate(node + " is at a revision that nobody wrote");
  if (StateOf(*directory.snapshot()) != wanted) {
    Violate(node + " does not have the state of its revision " + std::to_string(revision));
  }
}

void World::CheckAcknowledged() {
  for (const auto& [write, node] : acknowledged_) {
    const auto found = written_.find(write);
    if (found == written_.end()) return Violate("an acknowledged write is lost: " + write + " of " + node);
  }
  for (const auto& [write, times] : written_) {
    if (times > 1) return Violate("a write was done " + std::to_string(times) + " times: " + write);
  }
}

}  // namespace rolecall::sim
