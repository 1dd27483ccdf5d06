#include "engine/config/references.h"

#include <algorithm>
#include <utility>

namespace rolecall::engine {
namespace {

std::string AttributeName(const hcl::Traversal& traversal, std::size_t step) {
  if (step >= traversal.steps.size() || !traversal.steps[step].IsAttribute()) return "";
  return traversal.steps[step].name;
}

InstanceKey KeyOf(const hcl::TraversalStep& step) {
  if (step.IsAttribute() || !step.key.IsKnown() || step.key.IsNull()) return {};
  if (step.key.type() == value::Type::String()) return step.key.AsString();
  if (step.key.type() != value::Type::Number()) return {};
  auto number = step.key.AsNumber().ToInt64();
  return number ? InstanceKey(static_cast<long long>(*number)) : InstanceKey();
}

Subject ResourceSubject(const hcl::Traversal& traversal, ResourceMode mode, std::string type, std::size_t name_step) {
  Subject subject;
  subject.name = AttributeName(traversal, name_step);
  subject.mode = mode;
  subject.type = std::move(type);
  if (subject.type.empty() || subject.name.empty()) return subject;
  subject.kind = Subject::Kind::kResource;
  std::size_t next = name_step + 1;
  if (next < traversal.steps.size() && !traversal.steps[next].IsAttribute()) {
    subject.resource_key = KeyOf(traversal.steps[next]);
    ++next;
  }
  subject.rest.assign(traversal.steps.begin() + static_cast<long>(next), traversal.steps.end());
  return subject;
}

Subject ModuleSubject(const hcl::Traversal& traversal) {
  Subject subject;
  subject.name = AttributeName(traversal, 0);
  if (subject.name.empty()) return subject;
  subject.kind = Subject::Kind::kModule;
  std::size_t next = 1;
  if (traversal.steps.size() > 1 && !traversal.steps[1].IsAttribute()) {
    subject.module_key = KeyOf(traversal.steps[1]);
    subject.has_module_key = HasKey(subject.module_key);
    next = 2;
  }
  subject.output = AttributeName(traversal, next);
  return subject;
}

Subject NamedSubject(Subject::Kind kind, const hcl::Traversal& traversal) {
  Subject subject;
  subject.name = AttributeName(traversal, 0);
  if (!subject.name.empty()) subject.kind = kind;
  return subject;
}

std::string Hint(const std::string& given, const std::vector<std::string>& names) {
  auto meant = diag::NameSuggestion(given, names);
  return meant ? " Did you mean \"" + *meant + "\"?" : "";
}

template <typename Map>
std::vector<std::string> Names(const Map& map) {
  std::vector<std::string> names;
  names.reserve(map.size());
  for (const auto& [name, item] : map) names.push_back(name);
  return names;
}

std::string Place(const Module& module) { return module.path.IsRoot() ? "the root module" : module.path.Text(); }

// The place of the first so many names of a traversal: what refers to something, without what is looked up in it.
diag::Range RangeOf(const hcl::Traversal& traversal, std::size_t names) {
  if (names <= 1 || traversal.steps.empty()) return traversal.root_range;
  const std::size_t last = std::min(names - 1, traversal.steps.size()) - 1;
  return hcl::Join(traversal.root_range, traversal.steps[last].range);
}

void Undeclared(const std::string& what, const std::string& detail, const hcl::Traversal& traversal,
                diag::Diagnostics& diagnostics) {
  const std::string& root = traversal.root;
  const bool has_prefix = root == "data" || root == "resource" || root == "ephemeral";
  const std::size_t names = what == "resource" && has_prefix ? 3 : 2;
  diagnostics.AddError("undeclared-reference", "Reference to undeclared " + what, detail, RangeOf(traversal, names));
}

bool CheckModule(const Subject& subject, const hcl::Traversal& traversal, const Module& module,
                 diag::Diagnostics& diagnostics) {
  auto call = module.calls.find(subject.name);
  if (call == module.calls.end()) {
    Undeclared("module",
               "No module call named \"" + subject.name + "\" is declared in " + Place(module) + "." +
                   Hint(subject.name, Names(module.calls)),
               traversal, diagnostics);
    return false;
  }
  auto child = module.children.find(subject.name);
  if (child == module.children.end() || subject.output.empty()) return true;
  if (child->second->outputs.count(subject.output) > 0) return true;
  diagnostics.AddError("unsupported-attribute", "Unsupported attribute",
                       "This object does not have an attribute named \"" + subject.output + "\".", traversal.range);
  return false;
}

// A block of that name and of another kind.
std::string OtherMode(const Subject& subject, const Module& module) {
  for (const ResourceMode mode : {ResourceMode::kManaged, ResourceMode::kData, ResourceMode::kEphemeral}) {
    if (mode == subject.mode || module.FindResource(mode, subject.type, subject.name) == nullptr) continue;
    return "\n\nDid you mean the " + std::string(ModeName(mode)) + " resource " + ModePrefix(mode) + subject.type +
           "." + subject.name + "?";
  }
  return "";
}

bool CheckResource(const Subject& subject, const hcl::Traversal& traversal, const Module& module,
                   diag::Diagnostics& diagnostics) {
  const ResourceBlock* resource = module.FindResource(subject.mode, subject.type, subject.name);
  std::string full = ModePrefix(subject.mode) + subject.type + "." + subject.name;
  if (resource == nullptr) {
    Undeclared("resource",
               "There is no " + std::string(ModeName(subject.mode)) + " resource \"" + subject.type + "\" \"" +
                   subject.name + "\" definition in " + Place(module) + "." + OtherMode(subject, module),
               traversal, diagnostics);
    return false;
  }
  bool is_expanded = resource->count != nullptr || resource->for_each != nullptr;
  if (!is_expanded && HasKey(subject.resource_key)) {
    diagnostics.AddError("unexpected-instance-key", "Unexpected resource instance key",
                         "Because " + full +
                             " does not have \"count\" or \"for_each\" set, references to it must not include an index "
                             "key. Remove the bracketed index to refer to the single instance of this resource.",
                         traversal.range);
    return false;
  }
  if (!is_expanded || HasKey(subject.resource_key) || subject.rest.empty()) return true;
  // `aws_iam_role.a.arn` where a has instances: a key is missing (unless the step is the key, as in `a.0`).
  const std::size_t named = subject.mode == ResourceMode::kManaged ? 1 : 2;
  if (traversal.steps.size() > named) {
    const hcl::TraversalStep& step = traversal.steps[named];
    if (!step.IsAttribute()) return true;
    const bool is_count = resource->count != nullptr;
    diagnostics.AddError("missing-instance-key", "Missing resource instance key",
                         "Because " + full + " has \"" + (is_count ? "count" : "for_each") +
                             "\" set, its attributes must be accessed on specific instances.\n\nFor example, to "
                             "correlate with indices of a referring resource, use:\n    " +
                             full + (is_count ? "[count.index]" : "[each.key]"),
                         RangeOf(traversal, named + 1));
    return false;
  }
  return true;
}

bool CheckVariable(const Subject& subject, const hcl::Traversal& traversal, const Module& module,
                   diag::Diagnostics& diagnostics) {
  if (module.variables.count(subject.name) > 0) return true;
  const std::string hint = Hint(subject.name, Names(module.variables));
  Undeclared(
      "input variable",
      "An input variable with the name \"" + subject.name + "\" has not been declared." +
          (hint.empty() ? " This variable can be declared with a variable \"" + subject.name + "\" {} block." : hint),
      traversal, diagnostics);
  return false;
}

bool CheckLocal(const Subject& subject, const hcl::Traversal& traversal, const Module& module,
                diag::Diagnostics& diagnostics) {
  if (module.locals.count(subject.name) > 0) return true;
  Undeclared("local value",
             "A local value with the name \"" + subject.name + "\" has not been declared." +
                 Hint(subject.name, Names(module.locals)),
             traversal, diagnostics);
  return false;
}

bool NoAttribute(const hcl::Traversal& traversal, const std::string& name, const std::string& advice,
                 diag::Diagnostics& diagnostics) {
  diagnostics.AddError(
      "invalid-reference", "Invalid \"" + traversal.root + "\" attribute",
      "The \"" + traversal.root + "\" object does not have an attribute named \"" + name + "\"." + advice,
      traversal.range);
  return false;
}

// each, count and self: only where a block has instances, or an instance.
bool CheckRepetition(const Subject& subject, const hcl::Traversal& traversal, const ReferenceContext& context,
                     diag::Diagnostics& diagnostics) {
  const auto refuse = [&](const std::string& summary, const std::string& detail) {
    diagnostics.AddError("invalid-reference", summary, detail,
                         RangeOf(traversal, subject.kind == Subject::Kind::kSelf ? 1 : 2));
    return false;
  };
  if (subject.kind == Subject::Kind::kSelf) {
    if (context.self) return true;
    return refuse("Invalid \"self\" reference",
                  "The \"self\" object is not available in this context. This object can be used only in resource "
                  "provisioner, connection, and postcondition blocks.");
  }
  if (subject.kind == Subject::Kind::kEach) {
    if (subject.name != "key" && subject.name != "value") {
      return NoAttribute(traversal, subject.name,
                         " The supported attributes are each.key and each.value, the current key and value pair of "
                         "the \"for_each\" attribute set.",
                         diagnostics);
    }
    if (context.each) return true;
    return refuse("Reference to \"each\" in context without for_each",
                  "The \"each\" object can be used only in \"module\" or \"resource\" blocks, and only when the "
                  "\"for_each\" argument is set.");
  }
  if (subject.name != "index") {
    return NoAttribute(traversal, subject.name,
                       " The only supported attribute is count.index, which is the index of each instance of a "
                       "resource block that has the \"count\" argument set.",
                       diagnostics);
  }
  if (context.count) return true;
  return refuse("Reference to \"count\" in non-counted context",
                "The \"count\" object can only be used in \"module\", \"resource\", and \"data\" blocks, and only when "
                "the \"count\" argument is set.");
}

// Why a traversal names nothing that can be referred to.
std::string WhyInvalid(const hcl::Traversal& traversal) {
  const std::string& root = traversal.root;
  const bool has_type = !AttributeName(traversal, 0).empty();
  if (root == "data" && has_type && traversal.steps.size() > 1) {
    return "A reference to a data source must be followed by at least one attribute access, specifying the resource "
           "name.";
  }
  if (root == "data") {
    return "The \"data\" object must be followed by two attribute names: the data source type and the resource name.";
  }
  if (root == "ephemeral") {
    return "The \"ephemeral\" object must be followed by two attribute names: the ephemeral resource type and its "
           "name.";
  }
  if (root == "resource") {
    return "The \"resource\" object must be followed by two attribute names: the resource type and the resource name.";
  }
  for (const char* object : {"var", "local", "module", "path", "terraform", "tofu", "each", "count"}) {
    if (root != object) continue;
    return traversal.steps.empty()
               ? "The \"" + root + "\" object cannot be accessed directly. Instead, access one of its attributes."
               : "The \"" + root + "\" object does not support this operation.";
  }
  return "A reference to a resource type must be followed by at least one attribute access, specifying the resource "
         "name.";
}

bool IsReserved(const std::string& root) { return root == "template" || root == "lazy" || root == "arg"; }

const std::vector<std::string>& PathNames() {
  static const std::vector<std::string> kNames = {"cwd", "module", "root"};
  return kNames;
}

bool CheckTerraform(const Subject& subject, const hcl::Traversal& traversal, diag::Diagnostics& diagnostics) {
  if (IsKnownName(subject)) return true;
  if (subject.name == "env") {
    diagnostics.AddError("invalid-reference", "Invalid \"" + traversal.root + "\" attribute",
                         "The terraform.env attribute was deprecated in v0.10 and removed in v0.12. The \"state "
                         "environment\" concept was renamed to \"workspace\" in v0.12, and so the workspace name can "
                         "now be accessed using the terraform.workspace attribute.",
                         traversal.range);
    return false;
  }
  return NoAttribute(traversal, subject.name,
                     " The only supported attribute is " + traversal.root +
                         ".workspace, the name of the currently-selected workspace.",
                     diagnostics);
}

}  // namespace

Subject SubjectOf(const hcl::Traversal& traversal) {
  const std::string& root = traversal.root;
  if (root == "var") return NamedSubject(Subject::Kind::kVariable, traversal);
  if (root == "local") return NamedSubject(Subject::Kind::kLocal, traversal);
  if (root == "path") return NamedSubject(Subject::Kind::kPath, traversal);
  if (root == "terraform" || root == "tofu") return NamedSubject(Subject::Kind::kTerraform, traversal);
  if (root == "each") return NamedSubject(Subject::Kind::kEach, traversal);
  if (root == "count") return NamedSubject(Subject::Kind::kCount, traversal);
  if (root == "module") return ModuleSubject(traversal);
  Subject subject;
  if (root == "self") {
    subject.kind = Subject::Kind::kSelf;
    return subject;
  }
  if (IsReserved(root)) return subject;
  if (root == "data") return ResourceSubject(traversal, ResourceMode::kData, AttributeName(traversal, 0), 1);
  if (root == "ephemeral") return ResourceSubject(traversal, ResourceMode::kEphemeral, AttributeName(traversal, 0), 1);
  if (root == "resource") return ResourceSubject(traversal, ResourceMode::kManaged, AttributeName(traversal, 0), 1);
  return ResourceSubject(traversal, ResourceMode::kManaged, root, 0);
}

bool IsKnownName(const Subject& subject) {
  if (subject.kind == Subject::Kind::kTerraform) return subject.name == "workspace" || subject.name == "applying";
  if (subject.kind != Subject::Kind::kPath) return true;
  return std::find(PathNames().begin(), PathNames().end(), subject.name) != PathNames().end();
}

bool CheckReference(const hcl::Traversal& traversal, const Module& module, const ReferenceContext& context,
                    diag::Diagnostics& diagnostics) {
  if (context.extra_roots.count(traversal.root) > 0) return true;
  Subject subject = SubjectOf(traversal);
  switch (subject.kind) {
    case Subject::Kind::kVariable: return CheckVariable(subject, traversal, module, diagnostics);
    case Subject::Kind::kLocal: return CheckLocal(subject, traversal, module, diagnostics);
    case Subject::Kind::kModule: return CheckModule(subject, traversal, module, diagnostics);
    case Subject::Kind::kResource: return CheckResource(subject, traversal, module, diagnostics);
    case Subject::Kind::kEach:
    case Subject::Kind::kCount:
    case Subject::Kind::kSelf: return CheckRepetition(subject, traversal, context, diagnostics);
    case Subject::Kind::kPath:
      return IsKnownName(subject) || NoAttribute(traversal, subject.name, Hint(subject.name, PathNames()), diagnostics);
    case Subject::Kind::kTerraform: return CheckTerraform(subject, traversal, diagnostics);
    case Subject::Kind::kInvalid: break;
  }
  if (IsReserved(traversal.root)) {
    diagnostics.AddError("reserved-name", "Reserved symbol name",
                         "The symbol name \"" + traversal.root +
                             "\" is reserved for use in a future OpenTofu version. If you are using a provider that "
                             "already uses this as a resource type name, add the prefix \"resource.\" to force "
                             "interpretation as a resource type name.",
                         traversal.root_range);
    return false;
  }
  diagnostics.AddError("invalid-reference", "Invalid reference", WhyInvalid(traversal), traversal.range);
  return false;
}

std::optional<NodeId> NodeOf(const Module& module, const Subject& subject) {
  switch (subject.kind) {
    case Subject::Kind::kVariable: return NodeId{NodeKind::kVariable, module.path, subject.name};
    case Subject::Kind::kLocal: return NodeId{NodeKind::kLocal, module.path, subject.name};
    case Subject::Kind::kResource:
      return ResourceNode(ResourceAddress{module.path, subject.mode, subject.type, subject.name, {}});
    case Subject::Kind::kModule:
    case Subject::Kind::kPath:
    case Subject::Kind::kTerraform:
    case Subject::Kind::kEach:
    case Subject::Kind::kCount:
    case Subject::Kind::kSelf:
    case Subject::Kind::kInvalid: break;
  }
  return std::nullopt;
}

}  // namespace rolecall::engine
