#include "engine/planning/moves.h"

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/config/provider_set.h"
#include "engine/provider/movable.h"
#include "engine/state/object_state.h"

// How it works. Every object of the state follows the statements for as long as one of them takes it further: `a` to
// `b` and `b` to `c` end at `c`, in whatever order they are written, and only the end is moved to. More steps than
// there are statements mean a circle. A statement (Moved) is about one resource or about a module with all in it; its
// addresses are relative to the module that it stands in, so the path of an object has three parts: the way to that
// module, which may have any keys, the part that the statement names, and the rest, which stays. A key on either side
// of a statement means exactly that instance; without keys all instances move and keep theirs.
//
// Then what nobody wrote down (Implied): with `count` added or taken away, `a` and `a[0]` are the same object, unless
// there is already one at the other address.
namespace rolecall::engine {
namespace {

struct Statement {
  ModuleAddress module;  // that has the block, without keys
  const MovedBlock* block;
};

void Collect(const Module& module, std::vector<Statement>& statements) {
  for (const MovedBlock& block : module.moved) statements.push_back({module.path, &block});
  for (const auto& [name, child] : module.children) Collect(*child, statements);
}

// A key pair: with a key on either side exactly that one moves, else every key stays what it is.
bool MoveKey(const InstanceKey& from, const InstanceKey& to, InstanceKey& key) {
  if (!HasKey(from) && !HasKey(to)) return true;
  if (key != from) return false;
  key = to;
  return true;
}

// From `offset` on, the steps are the first `count` of `prefix`, keys included.
bool HasStepsAt(const std::vector<ModuleStep>& steps, std::size_t offset, const std::vector<ModuleStep>& prefix,
                std::size_t count) {
  if (steps.size() < offset + count) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if (steps[offset + i] != prefix[i]) return false;
  }
  return true;
}

// Where the statement takes the object; nothing if it is about others.
std::optional<ResourceAddress> Moved(const Statement& statement, const ResourceAddress& address) {
  const std::vector<ModuleStep>& steps = address.module.steps;
  const std::size_t depth = statement.module.steps.size();
  if (!statement.module.Contains(address.module)) return std::nullopt;
  const TargetAddress& from = statement.block->from;
  const TargetAddress& to = statement.block->to;
  const std::size_t length = from.module.steps.size();
  ResourceAddress moved = address;
  moved.module.steps.assign(steps.begin(), steps.begin() + static_cast<long>(depth));
  moved.module.steps.insert(moved.module.steps.end(), to.module.steps.begin(), to.module.steps.end());
  if (from.resource) {
    bool same = steps.size() == depth + length && HasStepsAt(steps, depth, from.module.steps, length) &&
                from.resource->mode == address.mode && from.resource->type == address.type &&
                from.resource->name == address.name;
    if (!same || !MoveKey(from.resource->key, to.resource->key, moved.key)) return std::nullopt;
    moved.type = to.resource->type;
    moved.name = to.resource->name;
    return moved;
  }
  if (length == 0 || to.module.steps.empty()) return std::nullopt;
  if (!HasStepsAt(steps, depth, from.module.steps, length - 1) || steps.size() < depth + length) return std::nullopt;
  const ModuleStep& last = steps[depth + length - 1];
  if (last.name != from.module.steps.back().name) return std::nullopt;
  InstanceKey key = last.key;
  if (!MoveKey(from.module.steps.back().key, to.module.steps.back().key, key)) return std::nullopt;
  moved.module.steps.back().key = key;
  moved.module.steps.insert(moved.module.steps.end(), steps.begin() + static_cast<long>(depth + length), steps.end());
  return moved;
}

// `a` and `a[0]`: count was added or taken away.
std::optional<ResourceAddress> Implied(const Configuration& configuration, const ResourceAddress& address) {
  const Module* module = configuration.Find(address.module);
  if (module == nullptr || address.mode != ResourceMode::kManaged) return std::nullopt;
  const ResourceBlock* block = module->FindResource(address.mode, address.type, address.name);
  if (block == nullptr) return std::nullopt;
  if (block->count != nullptr && !HasKey(address.key)) return address.WithKey(0LL);
  bool is_single = block->count == nullptr && block->for_each == nullptr;
  if (is_single && address.key == InstanceKey(0LL)) return address.WithKey({});
  return std::nullopt;
}

// What an object of one type is as one of another, by the provider of the block that it moves to.
class TypeChange {
 public:
  TypeChange(const Configuration& configuration, const Schemas& schemas)
      : configuration_(configuration), schemas_(schemas) {}

  // The object in its new form, and `provider`, whose it is then. Nothing, with diagnostics: there is no such move.
  std::optional<Instance> Make(const Resource& resource, const Instance& instance, const ResourceAddress& from,
                               const ResourceAddress& to, const diag::Range& range, std::string& provider,
                               diag::Diagnostics& diagnostics) const {
    const Module* module = configuration_.Find(to.module);
    const ResourceBlock* block = module == nullptr ? nullptr : module->FindResource(to.mode, to.type, to.name);
    if (block == nullptr) return Refuse(from, to, range, diagnostics);
    const ResolvedProvider resolved = ResolveProvider(*module, block->provider);
    const std::string version = WantedVersion(configuration_, resolved.requirement);
    const std::string& source = resolved.requirement.source;
    auto* const movable = dynamic_cast<MovableResources*>(schemas_.FindProvider(source, version));
    const ResourceSchema* schema = schemas_.Find(source, version, to.mode, to.type);
    const Result<ProviderAddress> owner = ParseProviderAddress(resource.provider);
    if (movable == nullptr || schema == nullptr || !owner.ok()) return Refuse(from, to, range, diagnostics);
    diag::Diagnostics problems;
    ObjectState object;
    ResourceState moved =
        movable->MoveState({owner->host + "/" + owner->source, from.type, instance.schema_version, instance.attributes,
                            instance.private_bytes, instance.identity, instance.identity_schema_version.value_or(0)},
                           to.type, problems);
    for (diag::Diagnostic one : problems.list()) {
      one.subject = range;
      one.address = to.Text();
      diagnostics.Add(std::move(one));
    }
    if (problems.HasErrors()) return std::nullopt;
    object.value = std::move(moved.value);
    object.private_bytes = std::move(moved.private_bytes);
    object.identity = std::move(moved.identity);
    object.tainted = instance.tainted;
    object.dependencies = instance.dependencies;
    object.create_before_destroy = instance.create_before_destroy;
    object.skip_destroy = instance.skip_destroy;
    provider = AddressOf(resolved, *owner).Text();
    Instance made = EncodeInstance(object, to, *schema, nullptr);
    made.index = to.key;
    return made;
  }

 private:
  // Named as the lock file names it, or the object that was there.
  ProviderAddress AddressOf(const ResolvedProvider& resolved, const ProviderAddress& before) const {
    ProviderAddress address = resolved.Address();
    const auto locked = configuration_.locked_hosts.find(address.source);
    if (resolved.requirement.host_given || address.source.starts_with("builtin/")) return address;
    if (locked != configuration_.locked_hosts.end()) {
      address.host = locked->second;
    } else if (before.source == address.source) {
      address.host = before.host;
    }
    return address;
  }

  static std::optional<Instance> Refuse(const ResourceAddress& from, const ResourceAddress& to,
                                        const diag::Range& range, diag::Diagnostics& diagnostics) {
    diagnostics.AddError("move-across-types", "Move Resource State Not Supported",
                         "The \"" + to.type +
                             "\" resource type does not support moving resource state across resource types: " +
                             from.Text() + " cannot become " + to.Text() + ".",
                         range);
    return std::nullopt;
  }

  const Configuration& configuration_;
  const Schemas& schemas_;
};

// Moves in the state, and remembers where each object first came from.
class Mover {
 public:
  Mover(State& state, const TypeChange& types, diag::Diagnostics& diagnostics)
      : state_(state), types_(types), diagnostics_(diagnostics) {}

  void Move(const ResourceAddress& from, const ResourceAddress& to, const diag::Range& range) {
    if (state_.FindInstance(to.StateKey(), to.key) != nullptr) {
      diagnostics_.AddWarning("move-target-taken", "Unresolved resource instance address changes",
                              from.Text() + " could not move to " + to.Text() +
                                  ": there is already an object at that "
                                  "address.",
                              range);
      return;
    }
    if (!(from.type == to.type ? state_.MoveInstance(from.StateKey(), from.key, to.StateKey(), to.key)
                               : ChangeType(from, to, range))) {
      return;
    }
    auto origin = moved_.find(from);
    ResourceAddress first = origin == moved_.end() ? from : origin->second;
    if (origin != moved_.end()) moved_.erase(origin);
    if (first != to) moved_[to] = std::move(first);
  }

  std::map<ResourceAddress, ResourceAddress> Take() { return std::move(moved_); }

 private:
  // Objects that are set aside to be destroyed are still of the old type: they stay, and are destroyed as such.
  bool ChangeType(const ResourceAddress& from, const ResourceAddress& to, const diag::Range& range) {
    const auto resource = state_.resources().find(from.StateKey());
    const Instance* instance = state_.FindInstance(from.StateKey(), from.key);
    if (resource == state_.resources().end() || instance == nullptr) return false;
    std::string provider;
    std::optional<Instance> made = types_.Make(resource->second, *instance, from, to, range, provider, diagnostics_);
    if (!made) return false;
    state_.RemoveInstance(from.StateKey(), from.key);
    state_.PutInstance(to.StateKey(), provider, *std::move(made));
    return true;
  }

  State& state_;
  const TypeChange& types_;
  diag::Diagnostics& diagnostics_;
  std::map<ResourceAddress, ResourceAddress> moved_;
};

std::vector<ResourceAddress> Addresses(const State& state) {
  std::vector<ResourceAddress> addresses;
  for (const auto& [key, resource] : state.resources()) {
    ResourceAddress base = ResourceAddress::FromState(key, {});
    for (const Instance& instance : resource.instances) {
      if (instance.is_current()) addresses.push_back(base.WithKey(instance.index));
    }
  }
  return addresses;
}

}  // namespace

std::map<ResourceAddress, ResourceAddress> ApplyMoves(const Configuration& configuration, const Schemas& schemas,
                                                      State& state, diag::Diagnostics& diagnostics) {
  std::vector<Statement> statements;
  Collect(*configuration.root, statements);
  const TypeChange types(configuration, schemas);
  Mover mover(state, types, diagnostics);
  // What changes between one and several instances does so under its own name: what is moved here is not moved again.
  std::set<ResourceAddress> named;
  for (const ResourceAddress& address : Addresses(state)) named.insert(address.WithKey({}));
  if (!statements.empty()) {
    for (const ResourceAddress& start : Addresses(state)) {
      ResourceAddress at = start;
      const diag::Range* range = nullptr;
      std::size_t rounds = 0;
      for (std::size_t i = 0; i < statements.size(); ++i) {
        std::optional<ResourceAddress> next = Moved(statements[i], at);
        if (!next || *next == at) continue;
        at = *next;
        range = &statements[i].block->range;
        i = static_cast<std::size_t>(-1);  // chains may be declared in any order
        if (++rounds <= statements.size()) continue;
        diagnostics.AddError("cyclic-move", "Cyclic dependency in move statements",
                             "The moved blocks move " + start.Text() + " round in a circle. Remove one of them.",
                             *range);
        return mover.Take();
      }
      if (range != nullptr && at != start) mover.Move(start, at, *range);
    }
  }
  for (const ResourceAddress& address : Addresses(state)) {
    if (!named.contains(address.WithKey({}))) continue;
    std::optional<ResourceAddress> implied = Implied(configuration, address);
    if (implied && state.FindInstance(implied->StateKey(), implied->key) == nullptr) mover.Move(address, *implied, {});
  }
  return mover.Take();
}

}  // namespace rolecall::engine
