#include "engine/entry/validate.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/config/unused_attributes.h"
#include "engine/graph/config_graph.h"
#include "engine/graph/dot.h"
#include "engine/graph/ephemeral_steps.h"
#include "engine/graph/instance_config.h"
#include "engine/graph/lifecycle_rules.h"
#include "engine/planning/import_arguments.h"
#include "engine/planning/planner.h"
#include "engine/provider/ephemeral.h"
#include "engine/provider/schema_value.h"
#include "engine/provision/provisioner_schema.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"
#include "value/convert.h"

namespace rolecall::engine {
namespace {

using value::Value;

// Evaluates a block once, with nothing known of its instances. What refers to one that is wrong is not looked at.
class ValidateStep final : public Step {
 public:
  ValidateStep(Walk& walk, const Module& module, const ResourceBlock& block) : walk_(walk) {
    target_.module = &module;
    target_.block = &block;
    target_.config_address = ConfigAddress(module, block);
  }

  long long Prepare() override {
    FindSchema(walk_, target_);
    if (target_.schema == nullptr) return DoWithoutType();
    target_.decoder = std::make_unique<ConfigDecoder>(target_.schema->block);
    target_.references = hcl::BodyReferences(target_.block->body);
    diag::Diagnostics diagnostics;
    CheckLifecycle(walk_, target_, diagnostics);
    for (const ModuleAddress& module : InstancesOf(walk_, *target_.module)) Do(module, diagnostics);
    NameObject(target_.config_address, &target_.block->body, diagnostics);
    walk_.log.Add(ResourceNode(target_.config_address), diagnostics);
    return has_failed_ || diagnostics.HasErrors() ? -1 : 0;
  }

 private:
  void Do(const ModuleAddress& module, diag::Diagnostics& diagnostics) {
    const ResourceBlock& block = *target_.block;
    ResourceAddress address = target_.config_address;
    address.module = module;
    bool is_expanded = block.count != nullptr || block.for_each != nullptr;
    // First: it may refer to itself.
    walk_.evaluator.SetResource(address,
                                is_expanded || block.enabled != nullptr ? Anything(TypeOf(is_expanded)) : One());
    std::vector<const hcl::Traversal*> references;
    if (block.count) hcl::AppendReferences(*block.count, references);
    if (block.for_each) hcl::AppendReferences(*block.for_each, references);
    if (block.enabled) hcl::AppendReferences(*block.enabled, references);
    hcl::Scope scope = walk_.evaluator.ScopeFor(*target_.module, module, references);
    diag::Diagnostics problems;  // not the object's: there may be none
    auto repetitions = EvaluateRepetition({block.count, block.for_each}, scope, UnknownKeys::kAccept, problems);
    walk_.log.Add(ResourceNode(target_.config_address), problems);
    has_failed_ = has_failed_ || problems.HasErrors();
    Repetition any;
    any.is_count = block.count != nullptr;
    any.is_each = block.for_each != nullptr;
    any.each_value = Value::Unknown(value::Type::Dynamic());
    if (repetitions && !repetitions->empty()) any.each_value = repetitions->front().each_value;
    if (repetitions && repetitions->size() > 1) any.each_value = Value::Unknown(value::Type::Dynamic());
    auto config = ConfigureInstance(walk_, target_, address, any, diagnostics);
    if (config) Check(block, config->value, diagnostics);
    CheckProvisioners(address, any, diagnostics);
    CheckPreventDestroy(address, diagnostics);
  }

  // Whether it may be true or false; which it is, and what else matters, a plan asks when something is to go.
  void CheckPreventDestroy(const ResourceAddress& address, diag::Diagnostics& diagnostics) const {
    const hcl::Expression* prevent = target_.block->lifecycle.prevent_destroy;
    if (prevent == nullptr) return;
    const Value given = walk_.evaluator.Evaluate(*prevent, *target_.module, address.module, nullptr, diagnostics);
    const value::Conversion flag = value::Convert(given, value::Type::Bool());
    if (flag.ok()) return;
    diagnostics.AddError("prevent-destroy", "Invalid value for prevent_destroy",
                         "Resource instance " + address.Text() +
                             " has an invalid value for its prevent_destroy argument: " + flag.error().Text() + ".",
                         prevent->range);
  }

  void Check(const ResourceBlock& block, const Value& config, diag::Diagnostics& diagnostics) const {
    switch (block.mode) {
      case ResourceMode::kData: return target_.provider->ValidateDataSource(block.type, config, diagnostics);
      case ResourceMode::kManaged: return target_.provider->ValidateResource(block.type, config, diagnostics);
      case ResourceMode::kEphemeral: break;
    }
    auto* const ephemeral = dynamic_cast<EphemeralResources*>(target_.provider);
    if (ephemeral != nullptr) ephemeral->ValidateEphemeral(block.type, config, diagnostics);
  }

  value::Type TypeOf(bool is_expanded) const {
    return is_expanded ? value::Type::Dynamic() : ImpliedType(target_.schema->block);
  }

  // The one object that there will be: nothing of it is known but which of its attributes are secret.
  Value One() const {
    const BlockSchema& schema = target_.schema->block;
    const bool has_secret = std::any_of(schema.attributes.begin(), schema.attributes.end(),
                                        [](const auto& attribute) { return attribute.second.sensitive; });
    if (!has_secret || target_.block->mode == ResourceMode::kEphemeral) return Anything(TypeOf(false));
    std::map<std::string, Value> members;
    for (const auto& [name, attribute] : schema.attributes) {
      const Value unknown = Value::Unknown(attribute.type);
      members.emplace(name, attribute.sensitive ? unknown.Mark(value::kSensitive) : unknown);
    }
    for (const auto& [name, nested] : schema.blocks) members.emplace(name, Value::Unknown(ImpliedType(nested)));
    return Value::Object(std::move(members));
  }

  // What the block's object may be.
  Value Anything(const value::Type& type) const {
    const Value unknown = Value::Unknown(type);
    return target_.block->mode == ResourceMode::kEphemeral ? unknown.Mark(kEphemeral) : unknown;
  }

  // Their arguments, with nothing known of the object.
  void CheckProvisioners(const ResourceAddress& address, const Repetition& any, diag::Diagnostics& diagnostics) const {
    const ProvisionerList& list = target_.block->provisioners;
    const auto decode = [&](const BlockSchema& schema, const hcl::Body& body) {
      hcl::Scope scope = walk_.evaluator.ScopeFor(*target_.module, address.module, hcl::BodyReferences(body));
      any.Define(scope);
      scope.Set("self", Value::Unknown(ImpliedType(target_.schema->block)));
      return ConfigDecoder(schema).Decode(body, scope, diagnostics).UnmarkDeep();
    };
    if (list.connection) {
      CheckConnection(decode(ConnectionSchema(), *list.connection), target_.block->range, diagnostics);
    }
    for (const Provisioner& provisioner : list.steps) {
      const BlockSchema* const schema = ProvisionerSchema(provisioner.type);
      if (schema == nullptr) continue;  // reported with the graph
      const Value config = decode(*schema, provisioner.body);
      CheckProvisioner(provisioner.type, config, provisioner.range, diagnostics);
      if (!provisioner.connection) continue;
      CheckConnection(decode(ConnectionSchema(), *provisioner.connection), provisioner.range, diagnostics);
    }
  }

  // The type is reported with the graph; what refers to the block is still checked, if the type may be right.
  long long DoWithoutType() {
    if (HasMistakenType(walk_, *target_.module, *target_.block)) return -1;
    for (const ModuleAddress& module : InstancesOf(walk_, *target_.module)) {
      ResourceAddress address = target_.config_address;
      address.module = module;
      walk_.evaluator.SetResource(address, Anything(value::Type::Dynamic()));
    }
    return 0;
  }

  Walk& walk_;
  ResourceTarget target_;
  bool has_failed_ = false;
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

// What an import block says, as far as it is known.
class ValidateImport final : public Step {
 public:
  ValidateImport(Walk& walk, NodeId id, const ImportBlock& block) : walk_(walk), id_(std::move(id)), block_(block) {}

  long long Prepare() override {
    diag::Diagnostics diagnostics;
    for (const Repetition& one : Repetitions(diagnostics)) {
      const Module& root = *walk_.configuration.root;
      const hcl::Expression& said = block_.id != nullptr ? *block_.id : *block_.identity;
      const Value given = walk_.evaluator.Evaluate(said, root, {}, &one, diagnostics);
      if (block_.id != nullptr) {
        ImportIdIn(given, said.range, true, diagnostics);
      } else {
        ImportIdentityIn(given, said.range, true, diagnostics);
      }
    }
    walk_.log.Add(id_, diagnostics);
    return 0;
  }

 private:
  std::vector<Repetition> Repetitions(diag::Diagnostics& diagnostics) const {
    if (block_.for_each == nullptr) return std::vector<Repetition>(1);
    const hcl::Scope scope = walk_.evaluator.ScopeFor(*walk_.configuration.root, {}, hcl::References(*block_.for_each));
    const RepetitionArguments arguments{.for_each = block_.for_each, .takes_tuples = true};
    return EvaluateRepetition(arguments, scope, UnknownKeys::kAccept, diagnostics).value_or(std::vector<Repetition>());
  }

  Walk& walk_;
  const NodeId id_;
  const ImportBlock& block_;
};

void AddImports(const std::vector<ImportBlock>& imports, Walk& walk, ConfigGraph& graph,
                diag::Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < imports.size(); ++i) {
    const ImportBlock& block = imports[i];
    const NodeId id{NodeKind::kImport, {}, std::to_string(i), std::to_string(block.range.start.byte)};
    const Graph::Id node = graph.graph().Add(id, std::make_unique<ValidateImport>(walk, id, block));
    graph.ConnectNames(node, block.id != nullptr ? *block.id : *block.identity, block.for_each != nullptr, diagnostics);
    if (block.for_each != nullptr) graph.ConnectNames(node, *block.for_each, false, diagnostics);
  }
}

// The graph of a configuration without values, states or providers, and all that it stands on.
struct StaticWalk {
  StaticWalk(const EngineContext& context, const Schemas& schemas, const Configuration& configuration, bool validates)
      : evaluator(configuration, MakeFunctions(context, std::nullopt, true), OptionsFor(context)),
        walk{configuration, schemas, evaluator, providers, log, checks, variables, validates, false, {}} {}

  Evaluator evaluator;
  ProviderSet providers;
  DiagnosticLog log;
  CheckLog checks;
  RootVariables variables;
  Walk walk;
  ValidateFactory factory{walk};
  ConfigGraph graph{walk, factory};
};

// A name that no schema has, or that means nothing where it stands, is told with the graph, and again where it is
// evaluated.
void AppendNew(const diag::Diagnostics& found, diag::Diagnostics& problems) {
  const std::vector<diag::Diagnostic> told = problems.list();
  for (const diag::Diagnostic& one : found.list()) {
    const auto is_same = [&](const diag::Diagnostic& other) {
      const bool may_be =
          one.code == "unknown-variable" || (one.code == "unsupported-attribute" && other.code == one.code);
      return may_be && other.subject.file_name() == one.subject.file_name() &&
             other.subject.start.byte == one.subject.start.byte;
    };
    if (std::none_of(told.begin(), told.end(), is_same)) problems.Add(one);
  }
}

// What the configuration needs and nobody has is told alone: nothing is looked at without it.
bool TellMissingProvisioners(const diag::Diagnostics& problems, diag::Diagnostics& diagnostics) {
  diag::Diagnostics missing;
  for (const diag::Diagnostic& one : problems.list()) {
    if (one.code == "missing-provisioner") missing.Add(one);
  }
  diagnostics.Append(missing);
  return !missing.empty();
}

}  // namespace

namespace {

// What calls give to variables in vain.
void WarnOfUnusedArguments(const Module& module, diag::Diagnostics& diagnostics) {
  for (const auto& [name, child] : module.children) {
    for (const auto& [argument, attribute] : module.calls.find(name)->second.arguments) {
      const auto variable = child->variables.find(argument);
      if (variable == child->variables.end()) continue;
      const std::string whole = "The object type for input variable \"" + argument + "\"";
      WarnOfUnusedAttributes(*attribute->expression, variable->second.constraint.type, whole, whole + " nested value",
                             diagnostics);
    }
    WarnOfUnusedArguments(*child, diagnostics);
  }
}

}  // namespace

void Validate(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
              diag::Diagnostics& diagnostics, bool tells_types) {
  StaticWalk fixed(context, schemas, configuration, true);
  ConfigGraph& graph = fixed.graph;
  diag::Diagnostics problems;
  graph.Build(problems);
  AddImports(configuration.root->imports, fixed.walk, graph, problems);
  tells_types ? graph.ReportTypes(problems) : graph.ReportMistakenTypes(problems);
  if (TellMissingProvisioners(problems, diagnostics)) return;
  if (!problems.HasErrors()) WarnOfUnusedArguments(*configuration.root, problems);
  if (graph.CheckCycles(problems)) {
    WalkGraph(graph.graph(), 1, [] { return false; });
    diag::Diagnostics found;
    fixed.log.MoveTo(found);
    AppendNew(found, problems);
  }
  diagnostics.Append(problems);
}

std::string DescribeGraph(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
                          diag::Diagnostics& diagnostics) {
  StaticWalk fixed(context, schemas, configuration, false);
  ConfigGraph& graph = fixed.graph;
  diag::Diagnostics problems;
  graph.Build(problems);
  const bool good = graph.CheckCycles(problems) && !problems.HasErrors();
  AddEphemeralCloses(graph.graph(), fixed.walk);
  diagnostics.Append(problems);
  return good ? GraphToDot(graph.graph()) : "";
}

}  // namespace rolecall::engine
