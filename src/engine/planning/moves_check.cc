#include <map>
#include <string>
#include <utility>

#include "engine/planning/moves.h"

namespace rolecall::engine {
namespace {

struct Noun {
  const char* whole;
  const char* brief;
};

// A key on either side makes it a move of single instances.
Noun NounOf(const MovedBlock& block) {
  const TargetAddress& from = block.from;
  const TargetAddress& to = block.to;
  if (from.resource && (HasKey(from.resource->key) || HasKey(to.resource->key))) {
    return {"resource instance", "instance"};
  }
  if (from.resource) return {"resource", "resource"};
  bool has_keys = HasKey(from.module.steps.back().key) || HasKey(to.module.steps.back().key);
  return has_keys ? Noun{"module instance", "instance"} : Noun{"module call", "call"};
}

// As seen from the root module.
TargetAddress Absolute(const ModuleAddress& module, TargetAddress address) {
  address.module.steps.insert(address.module.steps.begin(), module.steps.begin(), module.steps.end());
  if (address.resource) address.resource->module = address.module;
  return address;
}

std::string Place(const diag::Range& range) {
  return std::string(range.file_name()) + ":" + std::to_string(range.start.line) + "," +
         std::to_string(range.start.column);
}

bool HasInstance(const value::Value& all, const InstanceKey& key) {
  if (!all.IsKnown() || all.IsNull()) return false;
  if (const auto* index = std::get_if<long long>(&key)) {
    return all.type().IsTuple() && *index >= 0 && static_cast<std::size_t>(*index) < all.elements().size();
  }
  const auto* name = std::get_if<std::string>(&key);
  return name != nullptr && all.type().IsObject() && all.members().count(*name) > 0;
}

class Checker {
 public:
  Checker(const Configuration& configuration, const Evaluator& evaluator, diag::Diagnostics& diagnostics)
      : configuration_(configuration), evaluator_(evaluator), diagnostics_(diagnostics) {}

  void Check(const Module& module) {
    if (!module.moved.empty()) {
      for (const ModuleAddress& instance : evaluator_.expansions().Instances(module.path)) {
        for (const MovedBlock& block : module.moved) Check(instance, block);
      }
    }
    for (const auto& [name, child] : module.children) Check(*child);
  }

 private:
  struct Declared {
    std::string other_end;
    const diag::Range* range;
  };

  void Check(const ModuleAddress& instance, const MovedBlock& block) {
    if (!block.from.resource && (block.from.module.IsRoot() || block.to.module.IsRoot())) return;
    const TargetAddress from = Absolute(instance, block.from);
    const std::string source = from.Text();
    const std::string target = Absolute(instance, block.to).Text();
    if (source == target) {
      Report("redundant-move", "Redundant move statement",
             "This statement declares a move from " + source +
                 " to the same address, which is the same as not declaring this move at all.",
             block);
      return;
    }
    CheckGone(from, target, block);
    CheckUnique(source, target, block);
  }

  void CheckGone(const TargetAddress& from, const std::string& target, const MovedBlock& block) {
    const diag::Range* declared = Declaration(from, NounOf(block));
    if (declared == nullptr) return;
    Noun noun = NounOf(block);
    Report("moved-object-exists", "Moved object still exists",
           "This statement declares a move from " + from.Text() + ", but that " + noun.whole +
               " is still declared at " + Place(*declared) + ".\n\nChange your configuration so that this " +
               noun.brief + " will be declared as " + target + " instead.",
           block);
  }

  void CheckUnique(const std::string& source, const std::string& target, const MovedBlock& block) {
    const std::string brief = NounOf(block).brief;
    auto [sent, first_from] = by_source_.try_emplace(source, Declared{target, &block.range});
    if (!first_from && sent->second.other_end != target) {
      Report("ambiguous-move", "Ambiguous move statements",
             "A statement at " + Place(*sent->second.range) + " declared that " + source + " moved to " +
                 sent->second.other_end + ", but this statement instead declares that it moved to " + target +
                 ".\n\nEach " + brief + " can move to only one destination " + brief + ".",
             block);
    }
    auto [received, first_to] = by_target_.try_emplace(target, Declared{source, &block.range});
    if (!first_to && received->second.other_end != source) {
      Report("ambiguous-move", "Ambiguous move statements",
             "A statement at " + Place(*received->second.range) + " declared that " + received->second.other_end +
                 " moved to " + target + ", but this statement instead declares that " + source +
                 " moved there.\n\nEach " + brief + " can have moved from only one source " + brief + ".",
             block);
    }
  }

  // Where the thing at the address is declared; null if it is not.
  const diag::Range* Declaration(const TargetAddress& address, const Noun& noun) const {
    const bool is_instance = std::string_view(noun.brief) == "instance";
    if (!address.resource) {
      const ModuleStep& last = address.module.steps.back();
      const Module* parent = configuration_.Find(address.module.Parent());
      if (parent == nullptr || !Exists(address.module.Parent())) return nullptr;
      auto call = parent->calls.find(last.name);
      if (call == parent->calls.end() || (is_instance && !Exists(address.module))) return nullptr;
      return &call->second.range;
    }
    const ResourceAddress& resource = *address.resource;
    const Module* module = configuration_.Find(address.module);
    if (module == nullptr || !Exists(address.module)) return nullptr;
    const ResourceBlock* block = module->FindResource(resource.mode, resource.type, resource.name);
    if (block == nullptr) return nullptr;
    if (!is_instance) return &block->range;
    const bool is_single = block->count == nullptr && block->for_each == nullptr;
    if (!HasKey(resource.key)) return is_single ? &block->range : nullptr;
    std::optional<value::Value> all = evaluator_.Resource(resource.WithoutKey());
    return !is_single && all && HasInstance(*all, resource.key) ? &block->range : nullptr;
  }

  bool Exists(const ModuleAddress& module) const {
    if (module.IsRoot()) return true;
    for (const ModuleAddress& instance : evaluator_.expansions().Instances(module.Config())) {
      if (instance == module) return true;
    }
    return false;
  }

  void Report(const char* code, const char* summary, const std::string& detail, const MovedBlock& block) {
    diagnostics_.AddError(code, summary, detail, block.range);
  }

  const Configuration& configuration_;
  const Evaluator& evaluator_;
  diag::Diagnostics& diagnostics_;
  std::map<std::string, Declared> by_source_, by_target_;
};

}  // namespace

void CheckMoves(const Configuration& configuration, const Evaluator& evaluator, diag::Diagnostics& diagnostics) {
  Checker(configuration, evaluator, diagnostics).Check(*configuration.root);
}

}  // namespace rolecall::engine
