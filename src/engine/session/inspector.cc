#include "engine/session/inspector.h"

#include <map>
#include <set>
#include <utility>

#include "engine/graph/config_graph.h"
#include "engine/graph/dot.h"
#include "engine/graph/instance_config.h"
#include "engine/planning/planner.h"
#include "engine/provider/schema_value.h"
#include "engine/state/object_state.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {
namespace {

using value::Value;

void EquipForSchema(const Walk& walk, ResourceTarget& target) {
  ResolvedProvider resolved = ResolveProvider(*target.module, target.block->provider);
  target.provider_version = WantedVersion(walk.configuration, resolved.requirement);
  const std::string& source = resolved.requirement.source;
  target.provider = walk.schemas.FindProvider(source, target.provider_version);
  target.schema = walk.schemas.Find(source, target.provider_version, target.block->mode, target.block->type);
}

// Evaluates a block once, with nothing known of its instances.
class ValidateStep final : public Step {
 public:
  ValidateStep(Walk& walk, const Module& module, const ResourceBlock& block) : walk_(walk) {
    target_.module = &module;
    target_.block = &block;
    target_.config_address = ConfigAddress(module, block);
  }

  long long Prepare() override {
    EquipForSchema(walk_, target_);
    if (target_.schema == nullptr) return DoWithoutType();
    target_.decoder = std::make_unique<ConfigDecoder>(target_.schema->block);
    target_.references = hcl::BodyReferences(target_.block->body);
    diag::Diagnostics diagnostics;
    for (const ModuleAddress& module : InstancesOf(walk_, *target_.module)) Do(module, diagnostics);
    NameObject(target_.config_address, target_.block->range, diagnostics);
    walk_.log.Add("5 resource " + target_.config_address.Text(), diagnostics);
    return 0;
  }

 private:
  void Do(const ModuleAddress& module, diag::Diagnostics& diagnostics) {
    const ResourceBlock& block = *target_.block;
    std::vector<const hcl::Traversal*> references;
    if (block.count) hcl::AppendReferences(*block.count, references);
    if (block.for_each) hcl::AppendReferences(*block.for_each, references);
    if (block.enabled) hcl::AppendReferences(*block.enabled, references);
    hcl::Scope scope = walk_.evaluator.ScopeFor(*target_.module, module, references);
    auto repetitions =
        EvaluateRepetition(block.count, block.for_each, block.enabled, scope, UnknownKeys::kAccept, diagnostics);
    Repetition any;
    any.is_count = block.count != nullptr;
    any.is_each = block.for_each != nullptr;
    any.each_value = Value::Unknown(value::Type::Dynamic());
    if (repetitions && !repetitions->empty()) any.each_value = repetitions->front().each_value;
    if (repetitions && repetitions->size() > 1) any.each_value = Value::Unknown(value::Type::Dynamic());
    ResourceAddress address = target_.config_address;
    address.module = module;
    auto config = ConfigureInstance(walk_, target_, address, any, diagnostics);
    if (config && block.mode == ResourceMode::kData) {
      target_.provider->ValidateDataSource(block.type, config->value, diagnostics);
    } else if (config) {
      target_.provider->ValidateResource(block.type, config->value, diagnostics);
    }
    bool is_expanded = block.count != nullptr || block.for_each != nullptr;
    value::Type type = is_expanded ? value::Type::Dynamic() : ImpliedType(target_.schema->block);
    walk_.evaluator.SetResource(address, Value::Unknown(type));
  }

  // The type is reported with the graph; what refers to the block is still checked.
  long long DoWithoutType() {
    for (const ModuleAddress& module : InstancesOf(walk_, *target_.module)) {
      ResourceAddress address = target_.config_address;
      address.module = module;
      walk_.evaluator.SetResource(address, Value::Unknown(value::Type::Dynamic()));
    }
    return 0;
  }

  Walk& walk_;
  ResourceTarget target_;
};

// Gives a block's objects as the state has them.
class StateStep final : public Step {
 public:
  StateStep(Walk& walk, const State& state, const Module& module, const ResourceBlock& block)
      : walk_(walk), state_(state) {
    target_.module = &module;
    target_.block = &block;
    target_.config_address = ConfigAddress(module, block);
  }

  long long Prepare() override {
    EquipForSchema(walk_, target_);
    if (target_.schema == nullptr) return 0;
    diag::Diagnostics diagnostics;
    const ResourceBlock& block = *target_.block;
    for (const ModuleAddress& module : InstancesOf(walk_, *target_.module)) {
      ResourceAddress address = target_.config_address;
      address.module = module;
      const Resource* resource = state_.Find(address.StateKey());
      if (resource == nullptr) continue;
      std::map<InstanceKey, Value> values;
      for (const Instance& instance : resource->instances) {
        if (!instance.is_current()) continue;
        auto object =
            DecodeInstance(instance, address.WithKey(instance.index), *target_.provider, *target_.schema, diagnostics);
        if (!object) continue;
        values[instance.index] = MarkSensitive(
            object->value, UnitePaths(object->sensitive, SchemaSensitivePaths(target_.schema->block, object->value)));
      }
      if (values.empty()) continue;
      walk_.evaluator.SetResource(address, AggregateInstances(block.count != nullptr, block.for_each != nullptr,
                                                              {values.begin(), values.end()}));
    }
    walk_.log.Add("5 resource " + target_.config_address.Text(), diagnostics);
    return 0;
  }

 private:
  Walk& walk_;
  const State& state_;
  ResourceTarget target_;
};

class ValidateFactory final : public ResourceStepFactory {
 public:
  explicit ValidateFactory(Walk& walk) : walk_(walk) {}
  std::unique_ptr<Step> ForResource(const Module& module, const ResourceBlock& block) override {
    return std::make_unique<ValidateStep>(walk_, module, block);
  }

 private:
  Walk& walk_;
};

class StateFactory final : public ResourceStepFactory {
 public:
  StateFactory(Walk& walk, const State& state) : walk_(walk), state_(state) {}
  std::unique_ptr<Step> ForResource(const Module& module, const ResourceBlock& block) override {
    return std::make_unique<StateStep>(walk_, state_, module, block);
  }

 private:
  Walk& walk_;
  const State& state_;
};

EvaluatorOptions WithExtra(EvaluatorOptions options, const Value& extra) {
  options.extra = extra;
  return options;
}

bool IsTypeCall(const hcl::CallExpression& call) {
  return (call.name == "type" || call.name == "core::type") && call.arguments.size() == 1 && !call.expand_final;
}

// The EXPRESSION of `type(EXPRESSION)`; null if it is another expression.
const hcl::Expression* TypeQuestion(const hcl::Expression& expression) {
  const auto* call = hcl::As<hcl::CallExpression>(expression);
  return call != nullptr && IsTypeCall(*call) ? call->arguments[0].get() : nullptr;
}

class StateConsole final : public Session::Console {
 public:
  StateConsole(const World& world, const Schemas& schemas, const Configuration& configuration,
               const RootVariables& variables, const State& state, const Value& extra, diag::Diagnostics& diagnostics)
      : configuration_(configuration),
        variables_(variables),
        state_(state),
        evaluator_(configuration, MakeFunctions(world, world.clock->Now(), false), WithExtra(OptionsFor(world), extra)),
        walk_{configuration, schemas, evaluator_, providers_, log_, checks_, variables_, false, false, {}} {
    if (extra.IsKnown() && !extra.IsNull()) {
      for (const auto& [name, value] : extra.members()) extra_roots_.insert(name);
    }
    StateFactory factory(walk_, state_);
    ConfigGraph graph(walk_, factory);
    diag::Diagnostics problems;
    graph.Build(problems);
    if (!graph.CheckCycles(problems)) {
      diagnostics.Append(problems);
      return;
    }
    // Types that we do not have and providers do not matter here.
    graph.graph().Prune([&](Graph::Id id) { return graph.graph().key(id).rfind("provider:", 0) != 0; });
    WalkGraph(graph.graph(), 1, [] { return false; });
    diag::Diagnostics ignored;
    log_.MoveTo(ignored);  // what is wrong with other expressions is not asked here
  }

  Answer Evaluate(const std::string& expression, diag::Diagnostics& diagnostics) override {
    diag::Diagnostics problems;
    hcl::ParsedExpression parsed = hcl::ParseExpression("<console-input>", expression, problems);
    Answer answer{Value::Unknown(value::Type::Dynamic())};
    const hcl::Expression* asked = parsed.root.get();
    if (!problems.HasErrors()) {
      if (const hcl::Expression* inner = TypeQuestion(*asked)) {
        answer.is_type_question = true;
        asked = inner;
      }
      for (const hcl::CallExpression* call : hcl::Calls(*asked)) {
        if (IsTypeCall(*call)) {
          problems.AddError("invalid-type-question", "Invalid use of type function",
                            "The console-only \"type\" function cannot be used as part of an expression.", call->range);
        }
      }
      ReferenceContext context;
      context.extra_roots = extra_roots_;
      for (const hcl::Traversal* traversal : hcl::References(*asked)) {
        CheckReference(*traversal, *configuration_.root, context, problems);
      }
    }
    if (!problems.HasErrors()) answer.value = evaluator_.Evaluate(*asked, *configuration_.root, {}, nullptr, problems);
    diagnostics.Append(problems);
    return answer;
  }

 private:
  const Configuration& configuration_;
  const RootVariables variables_;
  const State state_;
  std::set<std::string> extra_roots_;
  Evaluator evaluator_;
  ProviderSet providers_;
  DiagnosticLog log_;
  CheckLog checks_;
  Walk walk_;
};

Value BodyValue(const hcl::Body& body, const hcl::Scope& scope, diag::Diagnostics& diagnostics) {
  std::map<std::string, Value> members;
  hcl::Body arguments = body;
  arguments.blocks.clear();
  for (const auto& [name, attribute] : hcl::DecodeAttributes(arguments, diagnostics)) {
    members[name] = hcl::Evaluate(*attribute->expression, scope, diagnostics).UnmarkDeep();
  }
  std::map<std::string, std::vector<Value>> blocks;
  for (const hcl::BlockPtr& block : body.blocks) {
    blocks[block->type].push_back(BodyValue(block->body, scope, diagnostics));
  }
  for (auto& [type, values] : blocks) {
    members[type] = values.size() == 1 ? std::move(values.front()) : Value::Tuple(std::move(values));
  }
  return Value::Object(std::move(members));
}

}  // namespace

void Validate(const World& world, const Schemas& schemas, const Configuration& configuration,
              diag::Diagnostics& diagnostics) {
  Evaluator evaluator(configuration, MakeFunctions(world, std::nullopt, true), OptionsFor(world));
  ProviderSet providers;
  DiagnosticLog log;
  CheckLog checks;
  RootVariables variables;
  Walk walk{configuration, schemas, evaluator, providers, log, checks, variables, true, false, {}};
  ValidateFactory factory(walk);
  ConfigGraph graph(walk, factory);
  diag::Diagnostics problems;
  graph.Build(problems);
  graph.ReportTypes(problems);
  if (graph.CheckCycles(problems)) {
    WalkGraph(graph.graph(), 1, [] { return false; });
    log.MoveTo(problems);
  }
  diagnostics.Append(problems);
}

std::string DescribeGraph(const World& world, const Schemas& schemas, const Configuration& configuration,
                          diag::Diagnostics& diagnostics) {
  Evaluator evaluator(configuration, MakeFunctions(world, std::nullopt, true), OptionsFor(world));
  ProviderSet providers;
  DiagnosticLog log;
  CheckLog checks;
  RootVariables variables;
  Walk walk{configuration, schemas, evaluator, providers, log, checks, variables, false, false, {}};
  ValidateFactory factory(walk);
  ConfigGraph graph(walk, factory);
  diag::Diagnostics problems;
  graph.Build(problems);
  const bool good = graph.CheckCycles(problems) && !problems.HasErrors();
  diagnostics.Append(problems);
  return good ? GraphToDot(graph.graph()) : "";
}

std::unique_ptr<Session::Console> OpenConsole(const World& world, const Schemas& schemas,
                                              const Configuration& configuration, const RootVariables& variables,
                                              const State& state, const Value& extra, diag::Diagnostics& diagnostics) {
  return std::make_unique<StateConsole>(world, schemas, configuration, variables, state, extra, diagnostics);
}

Value BackendArguments(const World& world, const Schemas& schemas, const Configuration& configuration,
                       const RootVariables& variables, diag::Diagnostics& diagnostics) {
  const std::optional<BackendBlock>& backend = configuration.root->backend;
  if (!backend) return Value::Object({});
  // Most backends are constants: no walk is needed then.
  std::vector<const hcl::Traversal*> references = hcl::BodyReferences(backend->body);
  Evaluator evaluator(configuration, MakeFunctions(world, std::nullopt, true), OptionsFor(world));
  ProviderSet providers;
  DiagnosticLog log;
  CheckLog checks;
  Walk walk{configuration, schemas, evaluator, providers, log, checks, variables, false, false, {}};
  if (!references.empty()) {
    State nothing;
    StateFactory factory(walk, nothing);
    ConfigGraph graph(walk, factory);
    diag::Diagnostics ignored;
    graph.Build(ignored);
    if (!graph.CheckCycles(diagnostics)) return Value::Object({});
    std::set<Graph::Id> needed;
    for (const hcl::Traversal* traversal : references) {
      Subject subject = SubjectOf(*traversal);
      const char* kind = subject.kind == Subject::Kind::kVariable ? "var" : "local";
      Graph::Id node = graph.graph().Find(NodeKey(kind, *configuration.root, subject.name));
      bool is_static = subject.kind == Subject::Kind::kVariable || subject.kind == Subject::Kind::kLocal ||
                       subject.kind == Subject::Kind::kPath || subject.kind == Subject::Kind::kTerraform;
      if (!is_static) {
        diagnostics.AddError("invalid-reference", "Invalid reference in backend configuration",
                             "Only variables, locals and constants can be used here: the state is needed before "
                             "anything else is known.",
                             traversal->range);
      }
      if (node == Graph::kNone) continue;
      needed.insert(node);
      std::set<Graph::Id> ancestors = graph.graph().Ancestors(node);
      needed.insert(ancestors.begin(), ancestors.end());
    }
    graph.graph().Prune([&](Graph::Id id) { return needed.count(id) > 0; });
    WalkGraph(graph.graph(), 1, [] { return false; });
    log.MoveTo(diagnostics);
  }
  hcl::Scope scope = evaluator.ScopeFor(*configuration.root, {}, references);
  Value arguments = BodyValue(backend->body, scope, diagnostics);
  if (!arguments.IsWhollyKnown() && !diagnostics.HasErrors()) {
    diagnostics.AddError("unknown-backend-argument", "Backend argument is not known",
                         "The arguments of the backend must be known before anything else.", backend->range);
  }
  return arguments;
}

}  // namespace rolecall::engine
